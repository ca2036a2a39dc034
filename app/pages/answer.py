"""The answer to a reader's query as a page, for whoever has no script: a table, a word or Turtle.

The endpoint has asked already, within its limits and at the reader's cost, when the page is made
(see :class:`akkoord.app.sparql.endpoint.SparqlEndpoint`). What came of it, an answer's beginning or
a problem, is with the request; a page shows its first rows or lines, and where the whole is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from flask import Response, g, request
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from akkoord.app.sparql.endpoint import OUTCOME
from akkoord.app.sparql.problems import Problem
from akkoord.graph.formats import DUMPED, SOLUTIONS, TURTLE
from akkoord.graph.vocabulary import XSD

from . import editor
from .address import compact, href
from .data import graph
from .representation import page

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Triple

    from akkoord.app.sparql.answers import Beginning
    from akkoord.graph.formats import Format

    from .editor import Asked

MOST: Final = 500
"""Rows of a table, or lines of Turtle, that a page shows."""

LONGEST: Final = 2_000
"""Characters of a value that a table shows."""

_NUMBERS: Final = frozenset(
    f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table.

    Attributes:
        text: as people read it, possibly cut.
        address: to link it to; ``None`` where it stays text.
        language: of the text; empty where it has none.
        number: whether it is one.
    """

    text: str
    address: str | None = None
    language: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a page shows it.

    Attributes:
        columns: of the table; their names.
        rows: of the table, the first ones.
        lines: of Turtle, the first ones.
        verdict: of an ASK; ``None`` for any other form of query.
        count: how many rows or lines the answer has; ``None`` where that is not known.
        formats: in which the whole can be had.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    lines: tuple[str, ...] = ()
    verdict: bool | None = None
    count: int | None = None
    formats: tuple[Format, ...] = SOLUTIONS

    @property
    def cut(self) -> bool:
        """Whether there is more than is shown."""
        return self.count is None or self.count > MOST


def asked_for() -> Beginning | Problem | None:
    """Return what came of the query for whose answer the request asks; ``None`` without one."""
    outcome: Beginning | Problem | None = request.environ.get("asgi.scope", {}).get(OUTCOME)
    return outcome


def respond(asked: Asked, outcome: Beginning | Problem) -> Response:
    """Answer with the query in its form, and what came of it below.

    Args:
        asked: the query.
        outcome: what came of it.
    """
    if isinstance(outcome, Problem):
        content = editor.form(asked, problem=outcome)
        response = Response(content, int(outcome.kind.status), mimetype="text/html")
        for name, value in outcome.headers:
            response.headers[name.decode()] = value.decode()
        response.headers["Vary"] = "Accept, Accept-Language"
        response.headers["Cache-Control"] = "no-store"
        return response
    if outcome.query.volatile or outcome.release != graph().release.id:
        g.lacking = True  # it is for now: what the next one gets may be another
    return page(partial(editor.form, asked, answer=shown(outcome)))


def shown(answer: Beginning) -> Shown:
    """Return what a page shows of ``answer``."""
    body = answer.body if answer.whole else answer.body[: answer.body.rfind(b"\n") + 1]
    if answer.query.choice.format == TURTLE:
        lines = body.decode().removesuffix("\n").split("\n")
        return Shown(
            lines=tuple(lines[:MOST]),
            count=len(lines) if answer.whole else None,
            formats=DUMPED,
        )
    found = parse_query_results(body, format=QueryResultsFormat.TSV)
    if not isinstance(found, QuerySolutions):
        return Shown(verdict=bool(found), count=1)
    columns = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(map(_cell, solution)) for solution in islice(found, MOST))
    return Shown(columns, rows, count=body.count(b"\n") - 1 if answer.whole else None)


def _cell(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    if isinstance(term, NamedNode):
        iri = term.value
        name = compact(iri).removeprefix(graph().release.base)
        return Cell(_cut(name), href(iri))
    if isinstance(term, Literal):
        number = term.datatype.value in _NUMBERS
        return Cell(_cut(term.value), language=term.language or "", number=number)
    return Cell(_cut("" if term is None else str(term)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
