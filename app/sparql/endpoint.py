"""``/sparql``: from an HTTP request to an HTTP response.

A repeated query takes the shortest way: its request is found among those read before and its
answer among those kept, and nothing is waited for. Everything else passes :mod:`.protocol` (what
is asked), :mod:`.answers` (the answer) and :mod:`.responses`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from functools import lru_cache, partial
from typing import Final

from akkoord.app.exchange import App, Exchange, Receive, Scope
from akkoord.app.headers import joined

from .answers import Answers, Beginning
from .budget import Network, client_of
from .cache import Answer
from .problems import Kind, Problem
from .protocol import (
    METHODS,
    HttpRequest,
    NoQuery,
    QueryRequest,
    TableRequest,
    query_request,
    read,
)
from .responses import send_answer, send_preflight, send_stream

_REMEMBERED = 4096
"""Requests whose reading is remembered, and the bytes of a request that is worth remembering."""

OUTCOME: Final = "akkoord.outcome"
"""Where the scope of a request tells the page what came of a query: Beginning or Problem."""

_READABLE: Final = "text/tab-separated-values, text/turtle"
"""What pages make of an answer: a row, or a triple, is told from the next by a line's end."""

Headers = dict[bytes, bytes]
"""A request's headers by lower-case name."""


class SparqlEndpoint:
    """Answers requests to ``/sparql``.

    Args:
        answers: answers queries.
        page: answers a browser that asks for the endpoint itself, or for an answer to read.
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
        self._read = partial(read, limits=answers.limits)
        self._remembered = lru_cache(_REMEMBERED)(self._read)

    def answer(self, scope: Scope, receive: Receive, exchange: Exchange) -> Awaitable[None] | None:
        """Answer one request at once, or return what does.

        Raises:
            Problem: it cannot be answered; so may what is returned.
        """
        exchange.kind = "query"
        if exchange.method == "OPTIONS":
            send_preflight(METHODS, exchange)
            return None
        if exchange.method not in ("GET", "HEAD", "POST"):
            detail = "Ask by GET or POST; this endpoint reads only."
            raise Problem(Kind.METHOD, detail, ((b"allow", METHODS.encode()),))
        headers = joined(scope["headers"])
        self._check_lengths(headers)
        if exchange.method == "POST":
            return self._posted(headers, scope, receive, exchange)
        accept = headers.get(b"accept", b"").decode("latin-1")
        request = HttpRequest(exchange.method, scope["query_string"], accept)
        return self._begin(request, headers, scope, receive, exchange)

    async def _posted(
        self, headers: Headers, scope: Scope, receive: Receive, exchange: Exchange
    ) -> None:
        request = HttpRequest(
            exchange.method,
            scope["query_string"],
            headers.get(b"accept", b"").decode("latin-1"),
            headers.get(b"content-type", b"").decode("latin-1"),
            headers.get(b"content-encoding", b"").decode("latin-1"),
            await self._body(receive, headers),
        )
        answering = self._begin(request, headers, scope, receive, exchange)
        if answering is not None:
            await answering

    def _begin(
        self,
        request: HttpRequest,
        headers: Headers,
        scope: Scope,
        receive: Receive,
        exchange: Exchange,
    ) -> Awaitable[None] | None:
        asked = self._asked(request)
        if isinstance(asked, NoQuery):
            exchange.kind = "page" if asked.html else "description"
            app = self._page if asked.html else self._description
            return app(scope, receive, exchange.send_secured)
        exchange.client = self._client(scope, headers)
        if isinstance(asked, TableRequest):
            return self._show(asked, scope, receive, exchange)
        exchange.digest = asked.digest
        answer = self._answers.kept(asked)
        if answer is not None:
            exchange.source = "cache"
            return send_answer(answer, asked, headers, exchange)
        return self._evaluate(asked, headers, exchange)

    async def _evaluate(self, asked: QueryRequest, headers: Headers, exchange: Exchange) -> None:
        exchange.source = "engine"
        exchange.end_with_client()
        stream = await self._answers.begin(asked, exchange.client)
        if isinstance(stream, Answer):
            sending = send_answer(stream, asked, headers, exchange)
            if sending is not None:
                await sending
            return
        try:
            stall = self._limits.stall_seconds
            await send_stream(stream, asked, headers, exchange, stall=stall)
        finally:
            stream.abandon()

    async def _show(
        self, asked: TableRequest, scope: Scope, receive: Receive, exchange: Exchange
    ) -> None:
        """Answer with a page, for which no thread waits while the query is evaluated."""
        exchange.kind = "page"
        exchange.end_with_client()
        outcome: Beginning | Problem
        try:
            query = query_request(asked.query, self._limits, accept=_READABLE)
            exchange.digest = query.digest
            outcome = await self._answers.beginning(query, exchange.client)
        except Problem as problem:
            exchange.problem = problem.kind.slug
            outcome = problem
        await self._page({**scope, OUTCOME: outcome}, receive, exchange.send_secured)

    def _asked(self, request: HttpRequest) -> QueryRequest | TableRequest | NoQuery:
        size = sum(map(len, request))
        return self._remembered(request) if size <= _REMEMBERED else self._read(request)

    async def _body(self, receive: Receive, headers: Headers) -> bytes:
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

    def _check_lengths(self, headers: Headers) -> None:
        """Refuse a header that would take long to read: the event loop is everyone's."""
        longest = self._limits.header
        for name, value in headers.items():
            if len(value) > longest:
                detail = f"{name.decode('latin-1')[:50]} may have {longest} bytes."
                raise Problem(Kind.HEADER_TOO_LONG, detail)

    def _too_large(self) -> Problem:
        return Problem(Kind.BODY_TOO_LARGE, f"A body may have {self._limits.body} bytes.")

    def _client(self, scope: Scope, headers: Headers) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = headers.get(b"x-forwarded-for", b"") if self._proxies else b""
        return client_of(peer, forwarded.decode("latin-1"), self._proxies)
