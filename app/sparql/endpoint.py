"""``/sparql`` as a bare ASGI callable: from an HTTP request to an HTTP response.

A repeated query takes the shortest way: its request is found among those read before and its
answer among those kept. Everything else passes :mod:`.protocol` (what is asked),
:mod:`.answers` (the answer) and :mod:`.responses`.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache

from akkoord.app.exchange import App, Exchange, Receive, Scope
from akkoord.app.headers import joined

from .answers import Answers
from .budget import Network, client_of
from .cache import Answer
from .presence import Presence
from .problems import Kind, Problem
from .protocol import METHODS, HttpRequest, NoQuery, QueryRequest, read
from .responses import send_answer, send_preflight, send_problem, send_stream

_REMEMBERED = 4096
"""Requests whose reading is remembered, and the bytes of a request that is worth remembering."""


class SparqlEndpoint:
    """Answers requests to ``/sparql``.

    Args:
        answers: answers queries.
        page: answers a browser that asks for the endpoint itself.
        description: answers a program that does: the service description.
        proxies: networks of the proxies whose X-Forwarded-For is believed.
    """

    def __init__(
        self, answers: Answers, page: App, description: App, proxies: tuple[Network, ...] = ()
    ) -> None:
        self._answers = answers
        self._limits = answers.limits
        self._page = page
        self._description = description
        self._proxies = proxies
        self._presence = Presence()
        self._remembered = lru_cache(_REMEMBERED)(self._read)

    async def __call__(self, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        """Answer one request."""
        exchange.kind = "query"
        try:
            await self._respond(scope, receive, exchange)
        except Problem as problem:
            exchange.problem = problem.kind.slug
            if exchange.status:
                raise  # bytes are out: the server breaks the connection off
            await send_problem(problem, exchange.method, exchange.send)

    async def _respond(self, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        if exchange.method == "OPTIONS":
            await send_preflight(METHODS, exchange.send)
            return
        if exchange.method not in ("GET", "HEAD", "POST"):
            detail = "Ask by GET or POST; this endpoint reads only."
            raise Problem(Kind.METHOD, detail, ((b"allow", METHODS.encode()),))
        headers = joined(scope["headers"])
        self._check_lengths(headers)
        asked = self._asked(
            HttpRequest(
                exchange.method,
                scope["query_string"],
                headers.get(b"accept", b"").decode("latin-1"),
                headers.get(b"content-type", b"").decode("latin-1"),
                headers.get(b"content-encoding", b"").decode("latin-1"),
                await self._body(receive, headers) if exchange.method == "POST" else b"",
            )
        )
        if isinstance(asked, NoQuery):
            exchange.kind = "page" if asked.html else "description"
            app = self._page if asked.html else self._description
            await app(scope, receive, exchange.send_secured)
        else:
            exchange.client = self._client(scope, headers)
            await self._answer(asked, headers, receive, exchange)

    async def _answer(
        self,
        asked: QueryRequest,
        headers: dict[bytes, bytes],
        receive: Receive,
        exchange: Exchange,
    ) -> None:
        exchange.digest = asked.digest
        answer = self._answers.kept(asked)
        if answer is not None:
            exchange.source = "cache"
            await send_answer(answer, asked, exchange.method, headers, exchange.send)
            return
        exchange.source = "engine"
        client = self._presence.enter(receive)
        try:
            stream = await self._answers.begin(asked, exchange.client)
            if isinstance(stream, Answer):
                await send_answer(stream, asked, exchange.method, headers, exchange.send)
                return
            try:
                stall = self._limits.stall_seconds
                await send_stream(
                    stream, asked, exchange.method, headers, exchange.send, stall=stall
                )
            finally:
                stream.abandon()
        except asyncio.CancelledError:
            if not client.gone:
                raise
        finally:
            self._presence.leave(client)

    def _asked(self, request: HttpRequest) -> QueryRequest | NoQuery:
        size = len(request.body) + len(request.query_string)
        size += len(request.accept) + len(request.content_type) + len(request.content_encoding)
        return self._remembered(request) if size <= _REMEMBERED else self._read(request)

    def _read(self, request: HttpRequest) -> QueryRequest | NoQuery:
        return read(request, self._limits)

    async def _body(self, receive: Receive, headers: dict[bytes, bytes]) -> bytes:
        """Return the request's body.

        Raises:
            Problem: it is too large or too slow.
        """
        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self._limits.body:
            raise self._too_large()
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ConnectionResetError("the client left in the middle of its request")
                    body += message["body"]
                    if len(body) > self._limits.body:
                        raise self._too_large()
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            detail = f"A body may take {self._limits.body_seconds:g} seconds to arrive."
            raise Problem(Kind.BODY_TOO_SLOW, detail) from None

    def _check_lengths(self, headers: dict[bytes, bytes]) -> None:
        """Refuse a header that would take long to read: the event loop is everyone's."""
        for name, value in headers.items():
            if len(value) > self._limits.header:
                detail = f"{name.decode('latin-1')[:50]} may have {self._limits.header} bytes."
                raise Problem(Kind.HEADER_TOO_LONG, detail)

    def _too_large(self) -> Problem:
        return Problem(Kind.BODY_TOO_LARGE, f"A body may have {self._limits.body} bytes.")

    def _client(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = headers.get(b"x-forwarded-for", b"") if self._proxies else b""
        return client_of(peer, forwarded.decode("latin-1"), self._proxies)
