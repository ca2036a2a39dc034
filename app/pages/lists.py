"""Where readers begin who look for an agency or a meeting, and what a list or file holds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from .agreement import contents
from .data import graph, number, once_a_release, query, text
from .evidence import time
from .language import current
from .pictures import picture
from .representation import page
from .thing import Link, links

if TYPE_CHECKING:
    from .data import Graph
    from .negotiation import Format

blueprint = Blueprint("lists", __name__)


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency in the list of all.

    Attributes:
        agency: the agency.
        domain: its policy domain, if the register tells.
        succeeded: whether another agency has taken its place.
        decisions: how many titles of decisions name it.
        statements: how many statements name it.
        sections: how many sections name it.
    """

    agency: Link
    domain: Link | None
    succeeded: bool
    decisions: int
    statements: int
    sections: int

    @property
    def times(self) -> int:
        """How often it is named in all."""
        return self.decisions + self.statements + self.sections


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in the list of all.

    Attributes:
        iri: of the meeting.
        start: ``xsd:dateTime``.
        decisions: how many decisions of it are cited.
    """

    iri: str
    start: str
    decisions: int


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A concept of a list.

    Attributes:
        concept: the concept.
        sections: how many sections have it.
        reports: how many reports have it.
        decisions: how many decisions those cite.
    """

    concept: Link
    sections: int
    reports: int
    decisions: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A passage of a source file that the graph holds.

    Attributes:
        iri: of the statement or reference.
        line: on which it begins.
        position: number of the statement or reference.
        text: verbatim.
    """

    iri: str
    line: int
    position: int
    text: str


@blueprint.get("/agencies")
def agencies() -> Response:
    """Answer with all agencies, those named most first."""
    return page(_agencies)


def _agencies(_: Format) -> str:
    lines = _agency_lines(graph(), current())
    return render_template("agencies.html", lines=lines, queries=(query("agencies"),))


def _agency_lines(graph: Graph, wanted: str) -> tuple[AgencyLine, ...]:
    domains = {chapter.domain.iri: chapter.domain for chapter in contents(graph, wanted)}
    rows = graph.rows("agencies")
    by_iri = {text(row, "agency"): row for row in rows}
    lines = (
        AgencyLine(
            link,
            domains.get(text(by_iri[link.iri], "domain")),
            bool(text(by_iri[link.iri], "successor")),
            *(number(by_iri[link.iri], name) for name in ("decisions", "statements", "sections")),
        )
        for link in links(rows, "agency", "label", wanted)
    )
    return tuple(sorted(lines, key=lambda line: -line.times))


@blueprint.get("/meetings")
def meetings() -> Response:
    """Answer with all meetings, year by year."""
    return page(_meetings)


def _meetings(_: Format) -> str:
    lines = _meeting_lines(graph())
    years = [(y, tuple(each)) for y, each in groupby(lines, key=lambda line: line.start[:4])]
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.start[:7]] = counts.get(line.start[:7], 0) + line.decisions
    return render_template(
        "meetings.html",
        years=years,
        timeline=picture(time(graph()), counts),
        queries=(query("meetings"),),
    )


@once_a_release
def _meeting_lines(graph: Graph) -> tuple[MeetingLine, ...]:
    """Return the meetings in order; kept, because every meeting's page asks for the next."""
    rows = graph.rows("meetings")
    return tuple(
        MeetingLine(text(row, "meeting"), text(row, "start"), number(row, "decisions"))
        for row in rows
    )


def beside(graph: Graph, iri: str) -> tuple[MeetingLine | None, MeetingLine | None]:
    """Return the meetings just before and after the meeting ``iri``."""
    lines = _meeting_lines(graph)
    place = next((n for n, line in enumerate(lines) if line.iri == iri), None)
    if place is None:
        return None, None
    return (lines[place - 1] if place else None, next(iter(lines[place + 1 :]), None))


def concepts(graph: Graph, iri: str, wanted: str) -> tuple[ConceptLine, ...]:
    """Return the concepts in the list ``iri``, in order of label."""
    rows = graph.rows("scheme-concepts", iri)
    by_iri = {text(row, "concept"): row for row in rows}
    names = ("sections", "reports", "decisions")
    return tuple(
        ConceptLine(link, *(number(by_iri[link.iri], name) for name in names))
        for link in links(rows, "concept", "label", wanted)
    )


def source_lines(graph: Graph, iri: str) -> tuple[SourceLine, ...]:
    """Return what the graph holds of the source file ``iri``, in order."""
    return tuple(
        SourceLine(
            text(row, "thing"), number(row, "line"), number(row, "position"), text(row, "text")
        )
        for row in graph.rows("source-lines", iri)
    )
