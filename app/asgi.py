"""The map of the service: which path is answered by what.

One callable in front of everything. Queries go straight to
:class:`~akkoord.app.sparql.endpoint.SparqlEndpoint`; the frameworks behind the other paths,
FastAPI for the service description and Flask for pages, are imported in the background once the
first worker answers, so that a service is ready long before they are.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from akkoord.graph.configuration import Configuration

from .exchange import App, Channel, Exchange, Receive, Scope, Send
from .forwarded import Forwarded
from .headers import DATA, READS, encoded, field_lines
from .journal import Journal
from .metrics import CONTENT_TYPE, Metrics
from .page_cache import PageCache
from .preparation import FILES, PAGES, prepare
from .sparql.answers import Answers
from .sparql.budget import Network
from .sparql.client import Endpoint
from .sparql.endpoint import SparqlEndpoint
from .sparql.limits import Limits
from .sparql.problems import Kind, Problem
from .sparql.protocol import query_request
from .sparql.responses import send_preflight, send_problem
from .sparql.switch import Switch

if TYPE_CHECKING:
    from .dumps.maker import Maker
    from .http1.transfer import Transfer

log = logging.getLogger(__name__)

_READS = READS.split(", ")
_NEWS = ((b"cache-control", b"no-store"), *encoded(DATA))
"""Headers of what is true at the moment only."""


class Service:
    """Everything under one root.

    Args:
        switch: holds the engine of the release served; its event loop is the running one.
        limits: those of the endpoint.
        journal: the request log.
        proxies: networks of the proxies whose X-Forwarded-For and -Proto are believed.
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
        self._proxies = proxies
        self._answers = Answers(lambda: switch.engine, limits)
        self._journal = journal
        self._metrics = Metrics()
        self._making = threading.Lock()
        self._maker: Maker | None = None
        self._pages = Lazy(self._load_pages)
        self._dumps = Lazy(self._load_dumps)
        self._description = Lazy(self._load_description)
        self._loop = asyncio.get_running_loop()
        self._sparql = SparqlEndpoint(self._answers, self._pages, self._description, proxies)

    def answer(self, transfer: Transfer) -> Awaitable[None] | None:
        """Answer one request at once, or return what does, and note how it went."""
        scope = transfer.scope
        exchange = Exchange(scope["method"], scope["path"], transfer)
        try:
            answering = self._route(scope, transfer.receive, exchange)
        except Exception as error:
            _tell(error, exchange)
            answering = None
        if answering is not None:
            return self._finish(answering, exchange, transfer)
        self._note(exchange)
        return None

    async def _finish(
        self, answering: Awaitable[None], exchange: Exchange, transfer: Transfer
    ) -> None:
        try:
            await answering
        except ConnectionError:
            raise  # the client's doing: nobody is there to be told
        except Exception as error:
            _tell(error, exchange)
        finally:
            if not transfer.withdrawn:  # else it is noted as refused
                self._note(exchange)

    def refused(self, problem: Problem) -> None:
        """Note a message that was no request, and has been answered: it has no method or path."""
        exchange = Exchange("", "", cast("Channel", None))
        exchange.kind = "refused"
        exchange.status = problem.kind.status.value
        exchange.problem = problem.kind.slug
        self._note(exchange)

    async def load(self) -> None:
        """Import the frameworks, in a thread, so that nobody's first request has to wait."""
        for app in (self._pages, self._dumps, self._description):
            await app.loaded()

    async def prepare(self) -> None:
        """Have ready what readers of a new release ask for first, and what takes longest."""
        await prepare(self._pages, PAGES)
        await prepare(self._dumps, FILES)

    def close(self) -> None:
        """Make no more files."""
        if self._maker:
            self._maker.close()

    def _route(self, scope: Scope, receive: Receive, exchange: Exchange) -> Awaitable[None] | None:
        path = exchange.path
        if path in ("/sparql", "/sparql/"):
            return self._sparql.answer(scope, receive, exchange)
        if exchange.method not in _READS:
            detail = "Only reading is served here; queries are posted to /sparql."
            raise Problem(Kind.METHOD, detail, ((b"allow", READS.encode()),))
        if exchange.method == "OPTIONS":
            send_preflight(READS, exchange)
        elif path == "/health":
            self._health(exchange)
        elif path == "/metrics":
            self._exposition(exchange)
        else:
            return self._hand_on(scope, receive, exchange)
        return None

    def _hand_on(self, scope: Scope, receive: Receive, exchange: Exchange) -> Awaitable[None]:
        path = exchange.path
        if path.startswith("/dumps/"):
            exchange.kind = "dump"
            return self._dumps(scope, receive, exchange.send_secured)
        if path == "/openapi.json":
            exchange.kind = "description"
            return self._description(scope, receive, exchange.send_secured)
        exchange.kind = "page"
        return self._pages(scope, receive, exchange.send)

    def _note(self, exchange: Exchange) -> None:
        seconds = exchange.seconds
        self._metrics.count(exchange, seconds)
        self._journal.note(exchange, seconds)

    def _health(self, exchange: Exchange) -> None:
        exchange.kind = "health"
        ready = self._switch.ready
        release, intact = self._release_id(), self._switch.intact
        state = {"live": True, "ready": ready, "release": release, "intact": intact}
        lines = field_lines(((b"content-type", b"application/json"), *_NEWS))
        exchange.respond(200 if ready else 503, lines, json.dumps(state).encode())

    def _exposition(self, exchange: Exchange) -> None:
        exchange.kind = "metrics"
        workers = self._switch.engine.figures if self._switch.ready else {}
        ready, intact = self._switch.ready, self._switch.intact
        body = self._metrics.exposition(workers, self._release_id(), ready=ready, intact=intact)
        exchange.respond(200, field_lines(((b"content-type", CONTENT_TYPE), *_NEWS)), body)

    def _release_id(self) -> str:
        try:
            return self._switch.engine.release.id
        except Problem:
            return ""

    def _edition(self) -> str:
        """Return the release served, and which time: what is told of it tells when that began."""
        served = self._release_id()
        return f"{served}/{self._switch.swaps}" if served else ""

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
        # a2wsgi types WSGI more narrowly than Flask
        pages: Any = create_app(endpoint, options, maker=self._files())
        made = cast("App", WSGIMiddleware(pages, workers=8))
        language = partial(preferred, default=configured.language)
        pages_kept = PageCache(made, self._edition, self._answers.limits, language)
        return Forwarded(pages_kept, self._proxies)

    def _load_dumps(self) -> App:
        from .dumps.serving import Dumps  # noqa: PLC0415

        switch = self._switch
        return cast("App", Dumps(lambda: switch.engine.release.path, self._pages, self._files()))

    def _files(self) -> Maker:
        """Return what pages and dumps have files made by, one for both."""
        from .dumps.maker import Maker  # noqa: PLC0415

        with self._making:
            self._maker = self._maker or Maker()
            return self._maker

    def _load_description(self) -> App:
        from .sparql.description import create_app  # noqa: PLC0415

        return cast("App", create_app(self._answers))

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


def _tell(error: Exception, exchange: Exchange) -> None:
    """Tell the client what went wrong, or break the connection off by raising it again.

    Where bytes are out, nobody is to take half an answer for a whole one.
    """
    if isinstance(error, Problem):
        exchange.problem = error.kind.slug
    if exchange.status:
        raise error
    if not isinstance(error, Problem):
        log.error("%s %s failed", exchange.method, exchange.path, exc_info=error)
        error = Problem(Kind.INTERNAL, "This is our fault. If it happens again, tell us when.")
    send_problem(error, exchange)
