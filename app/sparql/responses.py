"""The HTTP responses of ``/sparql``: a whole answer, one in the making, a problem, a preflight."""

from __future__ import annotations

import asyncio

from akkoord.app.codings import COMPRESSED, IDENTITY, coder, preferred
from akkoord.app.exchange import Send
from akkoord.app.headers import DATA, encoded, preflight
from akkoord.app.validators import is_known

from .answers import Stream
from .cache import Answer, coded
from .problems import PROBLEM_JSON, Kind, Problem
from .protocol import QueryRequest

_FRESH = (b"cache-control", b"public, max-age=60, stale-while-revalidate=600")
"""An answer holds until the next release; a minute is as long as that may go unnoticed."""
_VOLATILE = (b"cache-control", b"no-store")
_VARY = (b"vary", b"Accept, Accept-Encoding")

_OPEN = encoded(DATA)


async def send_answer(
    answer: Answer, query: QueryRequest, method: str, wanted: dict[bytes, bytes], send: Send
) -> None:
    """Send a whole answer, compressed if the client takes that, or 304 if it has it.

    Args:
        answer: the answer.
        query: what was asked.
        method: of the request; HEAD gets headers only.
        wanted: the request's headers by lower-case name.
        send: as in ASGI.
    """
    coding = _coding(wanted) if answer.compresses else IDENTITY
    etag = answer.etag_in(coding)
    headers = [(b"etag", etag), _VOLATILE if query.volatile else _FRESH, _VARY, *_OPEN]
    known = wanted.get(b"if-none-match")
    if known is not None and method != "POST" and is_known(known.decode("latin-1"), etag.decode()):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = await coded(answer, coding) if coding else answer.body
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    headers.append((b"content-type", answer.content_type))
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def send_stream(
    stream: Stream,
    query: QueryRequest,
    method: str,
    wanted: dict[bytes, bytes],
    send: Send,
    *,
    stall: float,
) -> None:
    """Send an answer as it is computed, without a length: only its end says that it is whole.

    Args:
        stream: the answer.
        query: what was asked.
        method: of the request; HEAD gets headers only.
        wanted: the request's headers by lower-case name.
        send: as in ASGI.
        stall: seconds that the client may take to accept a piece.

    Raises:
        Problem: the query was cut; the connection must break off, not end.
        TimeoutError: the client takes too long; likewise.
    """
    content_type = query.choice.content_type.encode()
    headers = [(b"content-type", content_type), _VOLATILE, _VARY, *_OPEN]
    coding = _coding(wanted)
    packer = coder(coding) if coding else None
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return
    piece = stream.first
    while piece:
        if packer is not None:  # flushed, so that each piece leaves as soon as it would without
            piece = packer.flushed(piece)
        async with asyncio.timeout(stall):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        piece = await stream.next()
    await send({"type": "http.response.body", "body": packer.end() if packer else b""})


async def send_problem(problem: Problem, method: str, send: Send) -> None:
    """Send a problem as ``application/problem+json``."""
    body = problem.body()
    headers = [
        (b"content-type", PROBLEM_JSON.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        _VARY,
        *problem.headers,
        *_OPEN,
    ]
    if problem.kind in (Kind.BODY_TOO_LARGE, Kind.BODY_TOO_SLOW):
        headers.append((b"connection", b"close"))  # what is left of the body is not read
    status = problem.kind.status.value
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def send_preflight(methods: str, send: Send) -> None:
    """Answer OPTIONS where ``methods`` are allowed: anyone may read from anywhere."""
    headers = list(preflight(methods))
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _coding(wanted: dict[bytes, bytes]) -> str:
    return preferred(wanted.get(b"accept-encoding", b"").decode("latin-1"), COMPRESSED)
