"""Response headers that all parts of the service share: who may read, and what a page may do.

Everything is open to scripts of any origin (CORS: https://fetch.spec.whatwg.org/#http-cors-protocol)
and nothing may run code, be framed, or be taken for another type than it says
(https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Encoded = tuple[tuple[bytes, bytes], ...]
"""Headers as ASGI has them, names in lower case."""

READS: Final = "GET, HEAD, OPTIONS"
"""The methods of everything but ``/sparql``."""

CORS: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": (
        "Accept-Ranges, Content-Disposition, Content-Language, Content-Range, ETag, Link, "
        "Memento-Datetime, Retry-After"
    ),
}
_GUARDED: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}
DATA: Final = {
    **CORS,
    **_GUARDED,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Of what is no page: answers, files, problems."""

PAGE: Final = {
    **CORS,
    **_GUARDED,
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
"""Of pages, whose styles, scripts and pictures are ours."""


def encoded(headers: Mapping[str, str]) -> Encoded:
    """Return ``headers`` as ASGI has them."""
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


def joined(headers: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return a request's headers by name; those that are repeated in one (RFC 9110, section 5.3).

    Args:
        headers: names in lower case.
    """
    found = dict(headers)
    if len(found) < len(headers):
        found = {}
        for name, value in headers:
            found[name] = b"%b, %b" % (found[name], value) if name in found else value
    return found


def field_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return ``headers`` as HTTP/1.1 sends them (RFC 9112, section 5).

    Raises:
        RuntimeError: there is a line end in one.
    """
    lines = [b"%b: %b\r\n" % header for header in headers]
    whole = b"".join(lines)
    if whole.count(b"\n") != len(lines):
        raise RuntimeError("a header has a line end in it")
    return whole


def preflight(methods: str) -> Encoded:
    """Return the headers of an answer to OPTIONS where ``methods`` are allowed."""
    return encoded(
        {
            "allow": methods,
            "access-control-allow-methods": methods,
            "access-control-allow-headers": (
                "Accept, Accept-Datetime, Accept-Language, Cache-Control, Content-Type, "
                "If-Modified-Since, If-None-Match, If-Range, Range"
            ),
            "access-control-max-age": "86400",
            **DATA,
        }
    )
