"""How the pages ask the SPARQL endpoint, from a thread, inside the same process.

Flask renders pages in threads while the endpoint lives on the event loop. An :class:`Endpoint`
carries a query across: same workers, same cache, same limits as a request from outside, but no
HTTP and no client's budget.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from akkoord.graph.release.layout import Release

from .run import busy

GRACE = 5.0
"""Seconds beyond the endpoint's own limit after which a waiting thread gives up."""


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term as the SPARQL 1.1 JSON results format has it.

    Attributes:
        kind: ``uri``, ``literal`` or ``bnode``.
        value: the IRI, the lexical form or the blank node's label.
        language: tag of a language-tagged literal, else ``None``.
        datatype: IRI of a typed literal's datatype, else ``None``.
    """

    kind: Literal["uri", "literal", "bnode"]
    value: str
    language: str | None = None
    datatype: str | None = None

    def __str__(self) -> str:
        """Return the value, which is what templates show."""
        return self.value


Run = Callable[[str, str], Coroutine[Any, Any, bytes]]
"""Evaluates (query text, format name) and returns the whole answer; raises a Problem."""


class Endpoint:
    """The endpoint as the pages see it; safe to use from any thread but the event loop's.

    Every method raises :class:`akkoord.app.sparql.problems.Problem` when the query is refused,
    malformed or cut by a limit.

    Args:
        run: evaluates a query on the event loop.
        release: returns the release served at the moment of the call.
        loop: the event loop that the endpoint lives on.
        timeout: the endpoint's limit for a query, in seconds.
    """

    def __init__(
        self,
        run: Run,
        release: Callable[[], Release],
        loop: asyncio.AbstractEventLoop,
        timeout: float,
    ) -> None:
        self._run = run
        self._release = release
        self._loop = loop
        self._timeout = timeout

    @property
    def release(self) -> Release:
        """The release served now; it may change between two calls."""
        return self._release()

    def select(self, query: str) -> list[dict[str, Term]]:
        """Return the solutions of a SELECT query; an unbound variable has no key."""
        answer = json.loads(self._wait(query, "json"))
        return [_solution(binding) for binding in answer["results"]["bindings"]]

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        return bool(json.loads(self._wait(query, "json"))["boolean"])

    def construct(self, query: str) -> bytes:
        """Return the triples of a CONSTRUCT or DESCRIBE query as N-Triples."""
        return self._wait(query, "ntriples")

    def _wait(self, query: str, format_name: str) -> bytes:
        future = asyncio.run_coroutine_threadsafe(self._run(query, format_name), self._loop)
        try:
            return future.result(self._timeout + GRACE)
        except TimeoutError:
            future.cancel()
            raise busy() from None


def _solution(binding: dict[str, dict[str, Any]]) -> dict[str, Term]:
    return {variable: _term(term) for variable, term in binding.items()}


def _term(term: dict[str, Any]) -> Term:
    return Term(term["type"], term["value"], term.get("xml:lang"), term.get("datatype"))
