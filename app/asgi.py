"""The map of the service: which path is answered by what.

One callable in front of everything. Queries go straight to
:class:`~akkoord.app.sparql.endpoint.SparqlEndpoint`, and what frameworks serve to
:mod:`.applications`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, cast

from .applications import Applications
from .exchange import Channel, Exchange, Receive, Scope
from .headers import DATA, READS, encoded, field_lines
from .journal import Journal
from .metrics import CONTENT_TYPE, Metrics
from .sparql.answers import Answers
from .sparql.budget import Network
from .sparql.endpoint import SparqlEndpoint
from .sparql.problems import Kind, Problem
from .sparql.responses import send_preflight, send_problem
from .sparql.switch import Switch

if TYPE_CHECKING:
    from .http1.transfer import Transfer

log = logging.getLogger(__name__)

_READS = READS.split(", ")
_NEWS = ((b"cache-control", b"no-store"), *encoded(DATA))
"""Headers of what is true at the moment only."""


class Service:
    """Everything under one root.

    Args:
        switch: holds the engine of the release served.
        answers: answers queries.
        applications: answer the rest.
        journal: the request log.
        proxies: networks of the proxies whose X-Forwarded-For is believed.
    """

    def __init__(
        self,
        switch: Switch,
        answers: Answers,
        applications: Applications,
        journal: Journal,
        proxies: tuple[Network, ...] = (),
    ) -> None:
        self._switch = switch
        self._applications = applications
        self._journal = journal
        self._metrics = Metrics()
        pages, description = applications.pages, applications.description
        self._sparql = SparqlEndpoint(answers, pages, description, proxies)

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
            return self._applications.dumps(scope, receive, exchange.send_secured)
        if path == "/openapi.json":
            exchange.kind = "description"
            return self._applications.description(scope, receive, exchange.send_secured)
        exchange.kind = "page"
        return self._applications.pages(scope, receive, exchange.send)

    def _note(self, exchange: Exchange) -> None:
        seconds = exchange.seconds
        self._metrics.count(exchange, seconds)
        self._journal.note(exchange, seconds)

    def _health(self, exchange: Exchange) -> None:
        exchange.kind = "health"
        ready = self._switch.ready
        release, intact = self._switch.release_id, self._switch.intact
        state = {"live": True, "ready": ready, "release": release, "intact": intact}
        lines = field_lines(((b"content-type", b"application/json"), *_NEWS))
        exchange.respond(200 if ready else 503, lines, json.dumps(state).encode())

    def _exposition(self, exchange: Exchange) -> None:
        exchange.kind = "metrics"
        workers = self._switch.engine.figures if self._switch.ready else {}
        ready, intact = self._switch.ready, self._switch.intact
        release = self._switch.release_id
        body = self._metrics.exposition(workers, release, ready=ready, intact=intact)
        exchange.respond(200, field_lines(((b"content-type", CONTENT_TYPE), *_NEWS)), body)


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
