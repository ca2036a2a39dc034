"""Which texts are IRIs that a release can hold, and under which of them things can be named.

RFC 3987, section 2.2. What is sound by these rules but not to the store, which is stricter where
it comes to escapes and code points, is refused too.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

BASE_REMEDY: Final = (
    "give an absolute http or https IRI that ends in a slash, without query or fragment, such as "
    "https://example.org/akkoord/"
)

_IRI: Final = re.compile(r"[a-z][a-z0-9+.\-]*://[a-z0-9\[][!#-;=?-\[\]_a-z~]*", re.IGNORECASE)
_BASE: Final = re.compile(
    r"https?://[A-Za-z0-9.\-]+(?::[0-9]+)?/(?:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\#?]*/)?"
)
_MAIL: Final = re.compile(r"[^\s@<>\"\\]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")


def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute IRI with an authority."""
    return bool(_IRI.fullmatch(text)) and _is_sound(text)


def is_base(text: str) -> bool:
    """Whether things can be named under ``text``; :data:`BASE_REMEDY` tells what that takes."""
    return bool(_BASE.fullmatch(text)) and _is_sound(text)


def is_mail_address(text: str) -> bool:
    """Whether ``text`` is a mail address that makes an IRI behind ``mailto:``."""
    return bool(_MAIL.fullmatch(text)) and _is_sound(f"mailto:{text}")


def _is_sound(text: str) -> bool:
    from pyoxigraph import NamedNode  # noqa: PLC0415 - 20 ms that most calls can do without

    try:
        NamedNode(text)
        return urlsplit(text).port != 0  # which raises an error where it is no port at all
    except ValueError:
        return False
