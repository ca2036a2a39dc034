"""Where a git repository is, and what a commit is called: told by people, and never trusted."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

TRANSPORTS: Final = ("https", "http", "git", "file")
COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A commit's full name, in SHA-1 or SHA-256."""

_URL: Final = re.compile(rf"(?:{'|'.join(TRANSPORTS)})://[^\s\x00-\x1f\x7f<>\"\\^`{{|}}]+")
_USER: Final = re.compile(r"//[^/?#]*@")


def is_repository(url: str) -> bool:
    """Whether ``url`` can be the address of a public git repository.

    It has one of :data:`TRANSPORTS`, and no user: that would be told wherever the address is.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_placed = bool(parts.hostname or (parts.scheme == "file" and parts.path))
    return bool(_URL.fullmatch(url)) and is_placed and port != 0 and parts.username is None


def without_user(text: str) -> str:
    """Return an address that somebody gave, as it can be shown: without user and password."""
    return _USER.sub("//…@", text)
