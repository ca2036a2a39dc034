"""Each kind of thing: the template of its page, what the page needs, and the queries behind it.

The first class of a thing that is listed here decides; a thing of no listed class gets the
general page, which shows everything that is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from akkoord.graph.vocabulary import DCTERMS, RA, SKOS

from . import agreement, evidence, lists, report
from .data import query
from .thing import links

if TYPE_CHECKING:
    from .data import Graph
    from .thing import Thing

Context = Callable[["Graph", "Thing", str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How things of one class are shown.

    Attributes:
        template: in ``templates/``.
        context: what the template gets besides the thing itself.
        queries: behind the page, as (query file, property it is asked with).
    """

    template: str
    context: Context
    queries: tuple[tuple[str, str | None], ...]

    def asked(self, iri: str) -> tuple[str, ...]:
        """Return the texts of the queries behind the page of ``iri``, the telling one first."""
        return tuple(query(name, iri, linked_by) for name, linked_by in self.queries)


def _report(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {
        "report": report.load(graph, thing.iri, wanted),
        "path": agreement.path_to(graph, thing.iri, wanted),
    }


def _statement(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    section = thing.link(f"{DCTERMS}isPartOf")
    return {
        "evidence": evidence.of_statement(graph, thing.iri),
        "around": evidence.around(graph, thing.iri),
        "path": agreement.path_to(graph, section.iri, wanted) if section else (),
    }


def _decision(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {
        "file": evidence.of_file(graph, thing.iri),
        "quoted": evidence.quoted(graph, thing.iri, f"{RA}evidence", wanted),
    }


def _section(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {
        "node": agreement.below(graph, thing.iri),
        "path": agreement.path_to(graph, thing.iri, wanted),
        "beside": agreement.beside(graph, thing.iri),
        "quoted": evidence.quoted(graph, thing.iri, f"{RA}pointsTo", wanted),
    }


def _domain(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {
        "sections": agreement.of_domain(graph, thing.iri),
        "agencies": thing.inverse(f"{RA}domain", "agency"),
        **_cited(graph, thing, wanted),
    }


def _theme(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    sections = graph.rows("linked-sections", thing.iri, f"{RA}theme")
    return {
        "sections": links(sections, "value", "label", wanted),
        **_cited(graph, thing, wanted),
    }


def _cited(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    decisions = evidence.cited(graph, thing.iri)
    return {
        "decisions": decisions,
        "named": evidence.agencies(graph, "named-agencies", thing.iri, wanted),
        "timeline": evidence.over_time(graph, [line.date for line in decisions]),
    }


def _topic(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    decisions = evidence.cited(graph, thing.iri)
    return {
        "decisions": decisions,
        "quoted": evidence.quoted(graph, thing.iri, f"{RA}topic", wanted),
        "timeline": evidence.over_time(graph, [line.date for line in decisions]),
    }


def _agreement(graph: Graph, _: Thing, wanted: str) -> Mapping[str, Any]:
    return {"chapters": agreement.contents(graph, wanted), "cited": agreement.cited(graph)}


def _meeting(graph: Graph, thing: Thing, _: str) -> Mapping[str, Any]:
    return {
        "decisions": evidence.decisions(graph, thing.iri, f"{RA}meeting"),
        "beside": lists.beside(graph, thing.iri),
    }


def _agency(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    sections = graph.rows("linked-sections", thing.iri, f"{RA}mentions")
    decisions = evidence.decisions(graph, thing.iri, f"{RA}mentions")
    named = {line.iri: line.date for line in decisions}
    behind = evidence.evidence_dates(graph, thing.iri)
    other = [date for iri, date in behind.items() if iri not in named]
    return {
        "sections": links(sections, "value", "label", wanted),
        "decisions": decisions,
        "quoted": evidence.quoted(graph, thing.iri, f"{RA}mentions", wanted),
        "together": evidence.agencies(graph, "co-mentioned", thing.iri, wanted),
        "timeline": evidence.over_time(graph, named.values(), other),
    }


def _scheme(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {"concepts": lists.concepts(graph, thing.iri, wanted)}


def _source(graph: Graph, thing: Thing, _: str) -> Mapping[str, Any]:
    return {"lines": lists.source_lines(graph, thing.iri)}


def _nothing_more(_: Graph, __: Thing, ___: str) -> Mapping[str, Any]:
    return {}


def _queries(*asked: str | tuple[str, str]) -> tuple[tuple[str, str | None], ...]:
    return tuple((each, None) if isinstance(each, str) else each for each in asked)


_GENERAL: Final = ("outgoing", "incoming")
_MENTIONS: Final = f"{RA}mentions"
GENERAL: Final = Kind("thing.html", _nothing_more, _queries(*_GENERAL))

KINDS: Final[Mapping[str, Kind]] = {
    f"{RA}Agreement": Kind("agreement.html", _agreement, _queries("sections", "domains")),
    f"{RA}Section": Kind(
        "section.html",
        _section,
        _queries("sections", ("statements", f"{RA}pointsTo"), *_GENERAL),
    ),
    f"{RA}Report": Kind(
        "report.html",
        _report,
        _queries(
            "report-statements",
            "report-citations",
            "report-references",
            "report-mentions",
            "report-named",
            "report",
            "span",
        ),
    ),
    f"{RA}Statement": Kind(
        "statement.html",
        _statement,
        _queries("statement-evidence", "statement-context", *_GENERAL),
    ),
    f"{RA}Decision": Kind(
        "decision.html", _decision, _queries(("statements", f"{RA}evidence"), "file", *_GENERAL)
    ),
    f"{RA}Meeting": Kind(
        "meeting.html", _meeting, _queries(("decisions", f"{RA}meeting"), "meetings", *_GENERAL)
    ),
    f"{RA}Agency": Kind(
        "agency.html",
        _agency,
        _queries(
            ("decisions", _MENTIONS),
            ("statements", _MENTIONS),
            ("linked-sections", _MENTIONS),
            "agency-evidence",
            "co-mentioned",
            *_GENERAL,
        ),
    ),
    f"{RA}PolicyDomain": Kind(
        "domain.html",
        _domain,
        _queries("cited-decisions", "named-agencies", "sections", *_GENERAL),
    ),
    f"{RA}PolicyTheme": Kind(
        "theme.html",
        _theme,
        _queries("cited-decisions", "named-agencies", ("linked-sections", f"{RA}theme"), *_GENERAL),
    ),
    f"{RA}Topic": Kind(
        "topic.html", _topic, _queries(("statements", f"{RA}topic"), "cited-decisions", *_GENERAL)
    ),
    f"{RA}SourceFile": Kind("source.html", _source, _queries("source-lines", *_GENERAL)),
    f"{SKOS}ConceptScheme": Kind("scheme.html", _scheme, _queries("scheme-concepts", *_GENERAL)),
}


def kind_of(thing: Thing) -> Kind:
    """Return how ``thing`` is shown."""
    return next((kind for class_, kind in KINDS.items() if class_ in thing.types), GENERAL)
