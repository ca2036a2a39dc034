"""Decisions and statements in the lists that other pages show of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from .data import number, text
from .thing import Link, links

if TYPE_CHECKING:
    from .data import Graph, Row


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
    """

    iri: str
    position: int
    text: str


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


def decisions(graph: Graph, iri: str, linked_by: str) -> tuple[DecisionLine, ...]:
    """Return the decisions that have ``iri`` as value of ``linked_by``, latest first."""
    return tuple(map(_line, graph.rows("decisions", iri, linked_by)))


def of_statement(graph: Graph, iri: str) -> tuple[DecisionLine, ...]:
    """Return the decisions that the statement ``iri`` rests on, latest first."""
    return tuple(map(_line, graph.rows("statement-evidence", iri)))


def _line(row: Row) -> DecisionLine:
    return DecisionLine(
        text(row, "decision"), text(row, "title"), text(row, "date"), number(row, "reports")
    )


def passages(graph: Graph, iri: str, linked_by: str, wanted: str) -> tuple[Passages, ...]:
    """Return the statements that have ``iri`` as value of ``linked_by``, report by report."""
    domains = {d.iri: d for d in links(graph.rows("domains"), "domain", "label", wanted)}
    grouped = groupby(graph.rows("statements", iri, linked_by), key=lambda r: text(r, "report"))
    found = []
    for report, group in grouped:
        rows = list(group)
        found.append(
            Passages(
                Link(report, text(rows[0], "title")),
                Link(text(rows[0], "section"), text(rows[0], "sectionLabel")),
                domains[text(rows[0], "domain")],
                tuple(
                    StatementLine(text(r, "statement"), number(r, "position"), text(r, "text"))
                    for r in rows
                ),
            )
        )
    return tuple(found)
