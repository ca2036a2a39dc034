"""Decisions, statements and agencies in the lists that other pages show of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from . import agreement
from .data import number, once_a_release, text
from .pictures import Picture, Scale, by_month, picture, scale
from .thing import Link, links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .data import Graph, Row

DUTCH = "nl"
"""Language of all titles and statements (design section 6)."""

MOST: Final = 500
"""Statements that a page quotes (``LIMIT`` in ``queries/statements.rq``)."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list.

    Attributes:
        iri: of the decision.
        title: of the decision.
        date: ``yyyy-mm-dd``.
        reports: how many reports cite it.
    """

    iri: str
    title: str
    date: str
    reports: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement in a list.

    Attributes:
        iri: of the statement.
        position: in its report.
        text: what a reader sees.
        bare: whether it rests on no decision.
    """

    iri: str
    position: int
    text: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Passages:
    """The statements of one report that are linked to a thing.

    Attributes:
        report: the report.
        section: the section that the report evaluates.
        domain: of the section; many sections of different domains share a title.
        statements: in reading order.
    """

    report: Link
    section: Link
    domain: Link
    statements: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """The statements linked to a thing: the first of them, and how many there are.

    Attributes:
        passages: the first :data:`MOST` statements, report by report.
        statements: how many there are in all.
        reports: in how many reports.
    """

    passages: tuple[Passages, ...]
    statements: int
    reports: int

    @property
    def shown(self) -> int:
        """How many statements the passages hold."""
        return sum(len(each.statements) for each in self.passages)


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing with how often it occurs.

    Attributes:
        thing: the thing.
        times: how often.
    """

    thing: Link
    times: int


def decisions(graph: Graph, iri: str, linked_by: str) -> tuple[DecisionLine, ...]:
    """Return the decisions that have ``iri`` as value of ``linked_by``, latest first."""
    return tuple(map(_line, graph.rows("decisions", iri, linked_by)))


def of_statement(graph: Graph, iri: str) -> tuple[DecisionLine, ...]:
    """Return the decisions that the statement ``iri`` rests on, latest first."""
    return tuple(map(_line, graph.rows("statement-evidence", iri)))


def cited(graph: Graph, iri: str) -> tuple[DecisionLine, ...]:
    """Return the decisions cited under domain, theme or topic ``iri``, the most cited first."""
    return tuple(map(_line, graph.rows("cited-decisions", iri)))


def of_file(graph: Graph, iri: str) -> tuple[DecisionLine, ...]:
    """Return the decisions of the file that decision ``iri`` belongs to, the first one first."""
    return tuple(map(_line, graph.rows("file", iri)))


def _line(row: Row) -> DecisionLine:
    return DecisionLine(
        text(row, "decision"), text(row, "title"), text(row, "date"), number(row, "reports")
    )


def quoted(graph: Graph, iri: str, linked_by: str, wanted: str) -> Quoted:
    """Return the statements that have ``iri`` as value of ``linked_by``, report by report."""
    rows = graph.rows("statements", iri, linked_by)
    found = _passages(graph, rows, wanted)
    if len(rows) < MOST:
        return Quoted(found, len(rows), len(found))
    counted = graph.rows("statements-in-all", iri, linked_by)[0]
    return Quoted(found, number(counted, "statements"), number(counted, "reports"))


def _passages(graph: Graph, statements: Iterable[Row], wanted: str) -> tuple[Passages, ...]:
    domains = {d.iri: d for d in agreement.domains(graph, wanted)}
    grouped = groupby(statements, key=lambda r: text(r, "report"))
    found = []
    for report, group in grouped:
        rows = list(group)
        found.append(
            Passages(
                Link(report, text(rows[0], "title"), DUTCH),
                Link(text(rows[0], "section"), text(rows[0], "sectionLabel"), DUTCH),
                domains[text(rows[0], "domain")],
                tuple(map(_statement, rows)),
            )
        )
    return tuple(found)


def around(graph: Graph, iri: str) -> tuple[StatementLine, ...]:
    """Return the statements just before and after the statement ``iri``."""
    return tuple(map(_statement, graph.rows("statement-context", iri)))


def _statement(row: Row) -> StatementLine:
    bare = text(row, "bare") == "true"
    return StatementLine(text(row, "statement"), number(row, "position"), text(row, "text"), bare)


def agencies(graph: Graph, name: str, iri: str, wanted: str) -> tuple[Counted, ...]:
    """Return the agencies that query ``name`` finds for ``iri``, the most frequent first."""
    rows = graph.rows(name, iri)
    times = {text(row, "agency"): number(row, "times") for row in rows}
    named = (Counted(link, times[link.iri]) for link in links(rows, "agency", "label", wanted))
    return tuple(sorted(named, key=lambda each: -each.times))


def evidence_dates(graph: Graph, iri: str) -> dict[str, str]:
    """Return the decisions behind the statements that name agency ``iri``, with their dates."""
    return {text(r, "decision"): text(r, "date") for r in graph.rows("agency-evidence", iri)}


@once_a_release
def time(graph: Graph) -> Scale | None:
    """Return the time over which the decisions of a release lie: one scale for all pictures."""
    rows = graph.rows("span")
    return scale(text(rows[0], "first"), text(rows[0], "last")) if rows else None


def over_time(graph: Graph, *dates: Iterable[str]) -> Picture | None:
    """Return a picture of when decisions were taken, one series for each of ``dates``."""
    return picture(time(graph), *map(by_month, dates))


def cited_by_month(graph: Graph) -> Picture | None:
    """Return a picture of when all decisions that reports cite were taken."""
    return picture(
        time(graph), {text(r, "month"): number(r, "decisions") for r in graph.rows("months")}
    )
