"""How a message is refused that is no request, or none that can be answered."""

from __future__ import annotations

import re

import httptools

from akkoord.app.headers import READS, field_lines
from akkoord.app.sparql.problems import PROBLEM_JSON, Kind, Problem

_METHOD = re.compile(rb"[A-Z-]{1,40} ")


def response(problem: Problem, date: bytes) -> bytes:
    """Return the response that refuses a message, and is the last of its connection.

    Args:
        problem: why.
        date: the Date header.
    """
    body = problem.body()
    status = problem.kind.status
    lines = field_lines(
        (
            (b"content-type", PROBLEM_JSON.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *problem.headers,
        )
    )
    first = b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode())
    return b"%b%b%b\r\n%b" % (first, date, lines, body)


def unreadable(error: httptools.HttpParserError, data: bytes) -> Problem:
    """Return the problem of a message that cannot be parsed.

    Args:
        error: the parser's.
        data: what had come when it was found.
    """
    if not isinstance(error, httptools.HttpParserInvalidMethodError):
        return Problem(Kind.MALFORMED_HTTP, f"{error}.")
    if not _METHOD.match(data):
        return Problem(Kind.MALFORMED_HTTP, "This is no HTTP; TLS is not spoken here.")
    detail = "Only reading is served here; queries are posted to /sparql."
    return Problem(Kind.METHOD, detail, ((b"allow", READS.encode()),))


def overlong(limit: int) -> Problem:
    """Return the problem of a head, or of what is between chunks, of more than ``limit`` bytes."""
    detail = f"A request may have {limit} bytes of headers, and as many between chunks."
    return Problem(Kind.HEADER_TOO_LONG, detail)
