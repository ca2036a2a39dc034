"""The HTTP responses of ``/sparql``: a whole answer, one in the making, a problem, a preflight."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from akkoord.app.codings import COMPRESSED, IDENTITY, coder, preferred
from akkoord.app.exchange import Exchange
from akkoord.app.headers import DATA, encoded, field_lines, preflight
from akkoord.app.validators import is_known

from .answers import Stream
from .cache import QUICKLY, Answer, coded
from .problems import PROBLEM_JSON, Problem
from .protocol import QueryRequest

_VARY: Final = (b"vary", b"Accept, Accept-Encoding")
_OPEN: Final = (_VARY, *encoded(DATA))
_VOLATILE: Final = field_lines(((b"cache-control", b"no-store"), *_OPEN))
_FRESH: Final = field_lines(
    ((b"cache-control", b"public, max-age=60, stale-while-revalidate=600"), *_OPEN)
)
"""An answer holds until the next release; a minute is as long as that may go unnoticed."""


def send_answer(
    answer: Answer, query: QueryRequest, wanted: dict[bytes, bytes], exchange: Exchange
) -> Awaitable[None] | None:
    """Send a whole answer, compressed if the client takes that, or 304 if it has it.

    Args:
        answer: the answer.
        query: what was asked.
        wanted: the request's headers by lower-case name.
        exchange: takes the response.

    Returns:
        What sends it, if that takes a moment.
    """
    coding = _coding(wanted) if answer.compresses else IDENTITY
    etag = answer.etag_in(coding)
    lines = b"etag: %b\r\n%b" % (etag, _VOLATILE if query.volatile else _FRESH)
    known = wanted.get(b"if-none-match")
    if known and exchange.method != "POST" and is_known(known.decode("latin-1"), etag.decode()):
        exchange.respond(304, lines, b"")
        return None
    lines = b"%bcontent-type: %b\r\n" % (lines, answer.content_type)
    if coding:
        lines = b"%bcontent-encoding: %b\r\n" % (lines, coding.encode())
    if len(answer.body) > QUICKLY:
        return _send_large(answer, coding, lines, exchange)
    exchange.respond(200, lines, answer.coded(coding))
    return None


async def _send_large(answer: Answer, coding: str, lines: bytes, exchange: Exchange) -> None:
    """Send an answer that takes its time to be compressed, the first time, and to be taken."""
    body = await coded(answer, coding)
    exchange.start(200, lines, len(body))
    await exchange.send_body(b"" if exchange.method == "HEAD" else body)


async def send_stream(
    stream: Stream,
    query: QueryRequest,
    wanted: dict[bytes, bytes],
    exchange: Exchange,
    *,
    stall: float,
) -> None:
    """Send an answer as it is computed, without a length: only its end says that it is whole.

    Args:
        stream: the answer.
        query: what was asked.
        wanted: the request's headers by lower-case name.
        exchange: takes the response.
        stall: seconds that the client may take to accept a piece.

    Raises:
        Problem: the query was cut; the connection must break off, not end.
        TimeoutError: the client takes too long; likewise.
    """
    lines = b"content-type: %b\r\n%b" % (query.choice.content_type.encode(), _VOLATILE)
    coding = _coding(wanted)
    packer = coder(coding) if coding else None
    if coding:
        lines = b"%bcontent-encoding: %b\r\n" % (lines, coding.encode())
    exchange.start(200, lines, None)
    if exchange.method == "HEAD":
        await exchange.send_body(b"")
        return
    piece = stream.first
    while piece:
        if packer is not None:  # flushed, so that each piece leaves as soon as it would without
            piece = packer.flushed(piece)
        async with asyncio.timeout(stall):
            await exchange.send_body(piece, more=True)
        piece = await stream.next()
    await exchange.send_body(packer.end() if packer else b"")


def send_problem(problem: Problem, exchange: Exchange) -> None:
    """Send a problem as ``application/problem+json``."""
    headers = ((b"content-type", PROBLEM_JSON.encode()), *problem.headers)
    lines = field_lines(headers) + _VOLATILE
    exchange.respond(problem.kind.status.value, lines, problem.body())


def send_preflight(methods: str, exchange: Exchange) -> None:
    """Answer OPTIONS where ``methods`` are allowed: anyone may read from anywhere."""
    exchange.respond(204, field_lines(preflight(methods)), b"")


def _coding(wanted: dict[bytes, bytes]) -> str:
    return preferred(wanted.get(b"accept-encoding", b"").decode("latin-1"), COMPRESSED)
