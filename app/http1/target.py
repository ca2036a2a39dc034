"""What a request is for: its target, and whether its head makes sense (RFC 9112, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from akkoord.app.sparql.problems import Kind, Problem

_VERSIONS = ("1.0", "1.1")
_HEADERS = 100
"""Headers of one request; a browser sends twenty."""


@dataclass(frozen=True, slots=True)
class Target:
    """A request's target.

    Attributes:
        path: percent-decoded.
        raw_path: as sent.
        query: what follows the question mark, as sent.
    """

    path: str
    raw_path: bytes
    query: bytes


def target_of(url: bytes) -> Target | None:
    """Return the target that a request line names: a path, or a URL with one.

    Whose URL it is does not matter: everything is answered here. ``None`` if there is no path.
    """
    if not url.startswith((b"/", b"*")):
        scheme, colon, rest = url.partition(b"://")
        if not colon or not scheme.isalpha():
            return None
        authority = min((n for n in map(rest.find, (b"/", b"?")) if n >= 0), default=len(rest))
        url = rest[authority:]
        url = url if url.startswith(b"/") else b"/" + url
    raw_path, _, query = url.partition(b"#")[0].partition(b"?")
    text = raw_path.decode("latin-1")
    return Target(unquote(text) if "%" in text else text, raw_path, query)


def objection(version: str, headers: Sequence[tuple[bytes, bytes]]) -> Problem | None:
    """Return what is wrong with a request that a parser takes, if anything is."""
    if version not in _VERSIONS:
        return Problem(Kind.MALFORMED_HTTP, "HTTP/1.1 and HTTP/1.0 are spoken here.")
    if len(headers) > _HEADERS:
        return Problem(Kind.HEADER_TOO_LONG, f"A request may have {_HEADERS} headers.")
    if version == "1.1" and sum(name == b"host" for name, _ in headers) != 1:
        return Problem(Kind.MALFORMED_HTTP, "A request of HTTP/1.1 has one Host header.")
    return None
