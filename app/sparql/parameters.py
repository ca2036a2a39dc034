"""URL-encoded parameters, of a query string or a form.

https://url.spec.whatwg.org/#urlencoded-parsing
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from urllib.parse import unquote_to_bytes

from .problems import Kind, Problem

_MOST = 200
_ESCAPED = re.compile(rb"(?:[^%]++|%[0-9A-Fa-f]{2})*+")


def urldecoded(encoded: bytes, what: str) -> dict[str, list[str]]:
    """Return the values by name; a third of the time of ``urllib.parse.parse_qsl``.

    Args:
        encoded: the parameters.
        what: holds them, for the client.

    Raises:
        Problem: they are too many, or not UTF-8.
    """
    pairs = encoded.replace(b"+", b" ").split(b"&") if encoded else []
    if len(pairs) > _MOST:
        detail = f"{what} has more than {_MOST} parameters."
        raise Problem(Kind.MALFORMED_REQUEST, detail)
    values: dict[str, list[str]] = {}
    try:
        for pair in pairs:
            name, _, value = pair.partition(b"=")
            values.setdefault(_decoded(name), []).append(_decoded(value))
    except UnicodeDecodeError:
        raise Problem(Kind.MALFORMED_REQUEST, f"{what} is not UTF-8.") from None
    return values


def _decoded(encoded: bytes) -> str:
    """Return a percent-encoded name or value.

    Quoted-printable is the same with another sign, and read in C, ten times as fast.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    if b"%" not in encoded:
        return encoded.decode()
    if _ESCAPED.fullmatch(encoded) is None:
        return unquote_to_bytes(encoded).decode()
    return a2b_qp(encoded.replace(b"=", b"=3D").replace(b"%", b"=")).decode()
