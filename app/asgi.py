"""The map of the service: which path is answered by what.

One bare ASGI callable in front of everything. Queries go straight to
:class:`~akkoord.app.sparql.endpoint.SparqlEndpoint`; the frameworks behind the other paths,
FastAPI for the service description and Flask for pages, are imported in the background once the
first worker answers, so that a service is ready long before they are.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from akkoord.graph.configuration import Configuration

from .exchange import App, Exchange, Message, Receive, Scope, Send
from .headers import READS
from .journal import Journal
from .metrics import CONTENT_TYPE, Metrics
from .page_cache import PageCache
from .preparation import prepare
from .sparql.answers import Answers
from .sparql.budget import Network
from .sparql.client import Endpoint
from .sparql.endpoint import SparqlEndpoint
from .sparql.limits import Limits
from .sparql.problems import Kind, Problem
from .sparql.protocol import query_request
from .sparql.responses import send_preflight, send_problem
from .sparql.switch import Switch

log = logging.getLogger(__name__)

_READS = READS.split(", ")


class Service:
    """Everything under one root.

    Args:
        switch: holds the engine of the release served; its event loop is the running one.
        limits: those of the endpoint.
        journal: the request log.
        proxies: networks of the proxies whose X-Forwarded-For is believed.
        configuration: what pages differ by between publishers.
    """

    def __init__(
        self,
        switch: Switch,
        limits: Limits,
        journal: Journal,
        proxies: tuple[Network, ...] = (),
        *,
        configuration: Configuration | None = None,
    ) -> None:
        self._switch = switch
        self._configuration = configuration or Configuration()
        self._answers = Answers(lambda: switch.engine, limits)
        self._journal = journal
        self._metrics = Metrics()
        self._pages = Lazy(self._load_pages)
        self._dumps = Lazy(self._load_dumps)
        self._description = Lazy(self._load_description)
        self._loop = asyncio.get_running_loop()
        self._sparql = SparqlEndpoint(self._answers, self._pages, self._description, proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and note how it went."""
        exchange = Exchange(scope["method"], scope["path"], send)
        try:
            await self._route(scope, receive, exchange)
        except ConnectionError:
            raise  # the client's doing: nobody is there to be told
        except Exception:
            if exchange.status:
                # Bytes are out: the server breaks the connection off, so that no client takes
                # half an answer for a whole one.
                raise
            log.exception("%s %s failed", exchange.method, exchange.path)
            await send_problem(_internal_error(), exchange.method, exchange.send)
        finally:
            self._note(exchange)

    def refused(self, problem: Problem) -> None:
        """Note a message that was no request: it has neither method nor path."""
        exchange = Exchange("", "", _unheard)
        exchange.kind = "refused"
        exchange.status = problem.kind.status.value
        exchange.problem = problem.kind.slug
        self._note(exchange)

    async def load(self) -> None:
        """Import the frameworks, in a thread, so that nobody's first request has to wait."""
        for app in (self._pages, self._dumps, self._description):
            await app.loaded()

    async def prepare(self) -> None:
        """Have the answers and pictures ready that readers of a new release ask for first."""
        await prepare(self._pages)

    async def _route(self, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        path = exchange.path
        if path in ("/sparql", "/sparql/"):
            await self._sparql(scope, receive, exchange)
        elif exchange.method not in _READS:
            detail = "Only reading is served here; queries are posted to /sparql."
            problem = Problem(Kind.METHOD, detail, ((b"allow", READS.encode()),))
            await send_problem(problem, exchange.method, exchange.send_secured)
        elif exchange.method == "OPTIONS":
            await send_preflight(READS, exchange.send)
        elif path == "/health":
            await self._health(exchange)
        elif path == "/metrics":
            await self._exposition(exchange)
        elif path.startswith("/dumps/"):
            exchange.kind = "dump"
            await self._dumps(scope, receive, exchange.send_secured)
        elif path == "/openapi.json":
            exchange.kind = "description"
            await self._description(scope, receive, exchange.send_secured)
        else:
            exchange.kind = "page"
            await self._pages(scope, receive, exchange.send)

    def _note(self, exchange: Exchange) -> None:
        seconds = exchange.seconds
        self._metrics.count(exchange, seconds)
        self._journal.note(exchange, seconds)

    async def _health(self, exchange: Exchange) -> None:
        exchange.kind = "health"
        ready = self._switch.ready
        state = {"live": True, "ready": ready, "release": self._release_id()}
        await _send(
            exchange, 200 if ready else 503, b"application/json", json.dumps(state).encode()
        )

    async def _exposition(self, exchange: Exchange) -> None:
        exchange.kind = "metrics"
        workers = self._switch.engine.figures if self._switch.ready else {}
        body = self._metrics.exposition(workers, self._release_id(), ready=self._switch.ready)
        await _send(exchange, 200, CONTENT_TYPE, body)

    def _release_id(self) -> str:
        try:
            return self._switch.engine.release.id
        except Problem:
            return ""

    def _load_pages(self) -> App:
        from a2wsgi import WSGIMiddleware  # noqa: PLC0415 - see the module's docstring

        from .pages import Options, create_app  # noqa: PLC0415
        from .pages.language import preferred  # noqa: PLC0415

        endpoint = Endpoint(
            self._ask,
            lambda: self._switch.engine.release,
            self._loop,
            self._answers.limits.seconds,
        )
        configured = self._configuration
        options = Options(configured.reports.files, configured.language)
        pages: Any = create_app(endpoint, options)  # a2wsgi types WSGI more narrowly than Flask
        made = cast("App", WSGIMiddleware(pages, workers=8))
        language = partial(preferred, default=configured.language)
        return PageCache(made, self._release_id, self._answers.limits, language)

    def _load_dumps(self) -> App:
        from .dumps.serving import Dumps  # noqa: PLC0415

        return cast("App", Dumps(lambda: Path(self._switch.engine.release.path), self._pages))

    def _load_description(self) -> App:
        from .sparql.description import create_app  # noqa: PLC0415

        return cast("App", create_app(self._answers, lambda: self))

    async def _ask(self, query: str, format_name: str) -> bytes:
        """Answer a query of the pages; they have no budget, but the same limits."""
        request = query_request(query, self._answers.limits, formats=[format_name])
        return (await self._answers.whole(request)).body


class Lazy:
    """An application that is imported in a thread, at the latest when it is first asked for.

    Args:
        load: imports and returns it.
    """

    def __init__(self, load: Callable[[], App]) -> None:
        self._load = load
        self._loading: asyncio.Task[App] | None = None
        self._app: App | None = None

    async def loaded(self) -> App:
        """Return the application."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        self._app = await asyncio.shield(self._loading)
        return self._app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await (self._app or await self.loaded())(scope, receive, send)


async def _send(exchange: Exchange, status: int, content_type: bytes, body: bytes) -> None:
    headers = [
        (b"content-type", content_type),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    await exchange.send_secured(start)
    sent = b"" if exchange.method == "HEAD" else body
    await exchange.send({"type": "http.response.body", "body": sent})


async def _unheard(_message: Message) -> None:
    """Send nothing: the connection has answered."""


def _internal_error() -> Problem:
    return Problem(Kind.INTERNAL, "This is our fault. If it happens again, tell us when.")
