"""What a request is for: its target, and whether its head makes sense (RFC 9112, section 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from akkoord.app.sparql.problems import Kind, Problem

_VERSIONS = ("1.0", "1.1")
_HEADERS = 100
"""Headers of one request; a browser sends twenty."""

_HOST = re.compile(rb"(?:[\w.~%!$&'()*+,;=\-]*|\[[\w:.~!$&'()*+,;=\-]+\])(?::[0-9]*)?", re.ASCII)
"""A Host header (RFC 9110, section 7.2); empty for a target without an authority."""


class Target(NamedTuple):
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
    hosts = 0
    for name, value in headers:
        if name == b"host":
            hosts += 1
            if not _HOST.fullmatch(value):
                return Problem(Kind.MALFORMED_HTTP, "The Host header names no host.")
        elif name == b"transfer-encoding" and (problem := _framing_objection(version, value)):
            return problem
    if hosts > 1 or (version == "1.1" and not hosts):
        return Problem(Kind.MALFORMED_HTTP, "A request of HTTP/1.1 has one Host header.")
    return None


def _framing_objection(version: str, coding: bytes) -> Problem | None:
    """Return what is wrong with how a request's body is to be told from what follows it.

    Others on the way may take the body for something else: a coding that is not undone here, or
    chunks in HTTP/1.0, which has none (RFC 9112, section 6.1).
    """
    if version == "1.0":
        return Problem(Kind.MALFORMED_HTTP, "HTTP/1.0 has no Transfer-Encoding.")
    if coding.strip().lower() != b"chunked":
        return Problem(Kind.TRANSFER_CODING, "The one transfer coding here is 'chunked'.")
    return None
