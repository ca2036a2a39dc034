"""A parsed report as RDF: a pure function from :class:`Report` to quads.

All quads of a report lie in one named graph, whose IRI is the report's own, in reading order:
the report, where it comes from, its section's quoted text, its statements, its references, and
the decisions and meetings that those name. A decision cited by several reports is described by
each in the same words, so that a named graph can be read alone and the union of all holds each
decision once. What follows from a report by rule is not here but in :mod:`.derive`.

Terms are those of the ontology (``ontology/ontology.ttl``); IRIs those of :mod:`.iris`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias
from zoneinfo import ZoneInfo

from pyoxigraph import Literal, NamedNode, Quad

from . import vocabulary as v
from .iris import Names, normalised_title
from .terms import (
    DATE,
    LABEL,
    PAGE,
    PART_OF,
    TITLE,
    A,
    day_literal,
    dutch,
    moment_literal,
    ra,
    term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from .model import Reference, Report, Statement

BRUSSELS: Final = ZoneInfo("Europe/Brussels")
DUTCH: Final = NamedNode("http://publications.europa.eu/resource/authority/language/NLD")
NOTICES: Final = (
    dutch("De beoordelingen zijn die van een machine, niet die van de regering."),
    Literal("The assessments are a machine's, not the government's.", language="en"),
)
"""Each report's graph says so by itself: it may be all that somebody has."""

MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

Value: TypeAlias = NamedNode | Literal
Description: TypeAlias = "Iterator[tuple[str, NamedNode, Value]]"


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that a reference names.

    Attributes:
        iri: the decision's IRI.
        title: normalised.
        day: the meeting's day in Brussels.
        start: the meeting's start in UTC; ``None`` where the source does not tell.
        page: address on the government's site; ``None`` where the source has none.
    """

    iri: str
    title: str
    day: date
    start: datetime | None
    page: str | None


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the descriptions of one report share: the report, its names, what it cites."""

    report: Report
    iri: str
    names: Names
    named: Mapping[int, Decided]
    sections: Mapping[str, object]


def report_iri(report: Report, names: Names) -> str:
    """Return the IRI of ``report`` and of its named graph."""
    return names.report(report.domain, report.section.number)


def decisions(report: Report, names: Names) -> dict[int, Decided]:
    """Return the decision that each reference names, by reference number.

    A reference without a title, or without any day, names none and is left out.
    """
    named = {}
    for reference in report.references:
        day = day_of(reference)
        if reference.title is None or day is None:
            continue
        title = normalised_title(reference.title)
        iri = names.decision(title, day, reference.meeting_start)
        named[reference.number] = Decided(iri, title, day, reference.meeting_start, reference.url)
    return named


def day_of(reference: Reference) -> date | None:
    """Return the day in Brussels that ``reference`` tells, printed or in its address."""
    if reference.date is None and reference.meeting_start is not None:
        return reference.meeting_start.astimezone(BRUSSELS).date()
    return reference.date


def convert(report: Report, names: Names, sections: Mapping[str, object]) -> tuple[Quad, ...]:
    """Return the named graph of ``report``.

    Args:
        report: as parsed.
        names: mints IRIs under the build's base.
        sections: the agreement's sections by IRI; a pointer to any other is kept as text.

    Returns:
        The quads in reading order, without repetition; the same for the same input, anywhere.
    """
    iri = report_iri(report, names)
    frame = _Frame(report, iri, names, decisions(report, names), sections)
    triples: dict[tuple[str, NamedNode, Value], None] = {}
    for description in (
        _report(frame),
        _origin(frame),
        *(_statement(statement, frame) for statement in report.statements),
        *(_reference(reference, frame) for reference in report.references),
        *(_decision(decided, names) for decided in frame.named.values()),
    ):
        triples.update(dict.fromkeys(description))
    graph = NamedNode(iri)
    nodes = {subject: NamedNode(subject) for subject, _, _ in triples}
    return tuple(Quad(nodes[s], p, o, graph) for s, p, o in triples)


def _titled(iri: str, title: Literal, *types: NamedNode) -> Description:
    for kind in types:
        yield iri, A, kind
    yield iri, TITLE, title
    yield iri, LABEL, title


def _report(frame: _Frame) -> Description:
    report, iri, names = frame.report, frame.iri, frame.names
    section = names.section(report.domain, report.section.number)
    types = ra("Report"), term(v.SCHEMA, "Report"), term(v.PROV, "Entity")
    yield from _titled(iri, dutch(report.title), *types)
    yield iri, ra("evaluates"), NamedNode(section)
    yield iri, term(v.DCTERMS, "language"), DUTCH
    yield iri, term(v.PROV, "wasDerivedFrom"), NamedNode(f"{iri}/source")
    yield iri, term(v.PROV, "wasGeneratedBy"), NamedNode(f"{iri}/generation")
    for decided in frame.named.values():
        yield iri, ra("cites"), NamedNode(decided.iri)
    yield section, ra("text"), dutch(report.section.text)


def _origin(frame: _Frame) -> Description:
    report = frame.report
    source, generation = f"{frame.iri}/source", f"{frame.iri}/generation"
    name = Literal(report.published.rpartition("/")[2])
    yield from _titled(source, name, ra("SourceFile"), term(v.PROV, "Entity"))
    yield source, ra("path"), Literal(report.published)
    yield source, ra("sha256"), Literal(report.sha256)
    made = dutch(f"Het schrijven van het rapport “{report.title}” door een taalmodel")
    yield from _titled(generation, made, term(v.PROV, "Activity"))
    for notice in NOTICES:
        yield generation, term(v.DCTERMS, "description"), notice
    agent = NamedNode(f"{frame.names.base}id/agent/language-model")
    yield generation, term(v.PROV, "wasAssociatedWith"), agent


def _statement(statement: Statement, frame: _Frame) -> Description:
    report, iri = frame.report, frame.iri
    subject = f"{iri}/statement/{statement.position}"
    title = dutch(f"{report.title}, uitspraak {statement.position}")
    yield from _titled(subject, title, ra("Statement"))
    yield subject, PART_OF, NamedNode(iri)
    yield subject, ra("position"), Literal(statement.position)
    yield subject, ra("role"), ra(statement.role)
    yield subject, ra("text"), dutch(statement.text)
    yield subject, ra("markdown"), Literal(statement.markdown)
    yield subject, ra("sourceLine"), Literal(statement.line)
    if statement.lead_in:
        yield subject, ra("leadIn"), dutch(statement.lead_in)
        yield subject, ra("topic"), NamedNode(frame.names.topic(statement.lead_in))
    for number in statement.citations:
        yield subject, ra("reference"), NamedNode(f"{iri}/reference/{number}")
        if number in frame.named:
            yield subject, ra("evidence"), NamedNode(frame.named[number].iri)
    for number in statement.unresolved:
        yield subject, ra("unresolvedCitation"), Literal(number)
    for pointer in filter(None, statement.pointers):
        section = frame.names.section(report.domain, pointer)
        if section in frame.sections:
            yield subject, ra("pointsTo"), NamedNode(section)
        else:
            yield subject, ra("unresolvedPointer"), Literal(pointer)


def _reference(reference: Reference, frame: _Frame) -> Description:
    report, iri = frame.report, frame.iri
    subject = f"{iri}/reference/{reference.number}"
    title = dutch(f"{report.title}, referentie {reference.number}")
    yield from _titled(subject, title, ra("Reference"))
    yield subject, PART_OF, NamedNode(iri)
    yield subject, ra("number"), Literal(reference.number)
    yield subject, ra("text"), dutch(reference.text)
    yield subject, ra("sourceLine"), Literal(reference.line)
    if reference.date:
        yield subject, DATE, day_literal(reference.date)
    if reference.url:
        yield subject, PAGE, NamedNode(reference.url)
    if reference.number in frame.named:
        yield subject, ra("decision"), NamedNode(frame.named[reference.number].iri)


def _decision(decided: Decided, names: Names) -> Description:
    types = ra("Decision"), term(v.DOSSIER, "Stuk")
    yield from _titled(decided.iri, dutch(decided.title), *types)
    yield decided.iri, DATE, day_literal(decided.day)
    if decided.page:
        yield decided.iri, PAGE, NamedNode(decided.page)
    if decided.start:
        meeting = names.meeting(decided.start)
        yield decided.iri, ra("meeting"), NamedNode(meeting)
        yield from _meeting(meeting, decided.start)


def _meeting(iri: str, start: datetime) -> Description:
    local = start.astimezone(BRUSSELS)
    day = f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    title = dutch(f"Vergadering van de Vlaamse Regering op {day} om {local:%H.%M} uur")
    types = ra("Meeting"), term(v.BESLUIT, "Vergaderactiviteit")
    yield from _titled(iri, title, *types)
    yield iri, DATE, day_literal(local.date())
    yield iri, term(v.BESLUIT, "geplandeStart"), moment_literal(start)
