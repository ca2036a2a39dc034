"""Each kind of thing: the template of its page, what the page needs, and the queries behind it.

The first class of a thing that is listed here decides; a thing of no listed class gets the
general page, which shows everything that is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from akkoord.graph.vocabulary import RA

from . import agreement, evidence, report
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
    return {"report": report.load(graph, thing.iri, wanted)}


def _statement(graph: Graph, thing: Thing, _: str) -> Mapping[str, Any]:
    return {"evidence": evidence.of_statement(graph, thing.iri)}


def _decision(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {"passages": evidence.passages(graph, thing.iri, f"{RA}evidence", wanted)}


def _section(graph: Graph, thing: Thing, _: str) -> Mapping[str, Any]:
    return {"node": agreement.below(graph, thing.iri)}


def _domain(graph: Graph, thing: Thing, _: str) -> Mapping[str, Any]:
    return {
        "sections": agreement.of_domain(graph, thing.iri),
        "agencies": thing.inverse(f"{RA}domain", "agency"),
    }


def _agreement(graph: Graph, _: Thing, wanted: str) -> Mapping[str, Any]:
    return {"chapters": agreement.contents(graph, wanted)}


def _meeting(graph: Graph, thing: Thing, _: str) -> Mapping[str, Any]:
    return {"decisions": evidence.decisions(graph, thing.iri, f"{RA}meeting")}


def _agency(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    sections = graph.rows("linked-sections", thing.iri, f"{RA}mentions")
    return {
        "sections": links(sections, "value", "label", wanted),
        "decisions": evidence.decisions(graph, thing.iri, f"{RA}mentions"),
        "passages": evidence.passages(graph, thing.iri, f"{RA}mentions", wanted),
    }


def _theme(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    sections = graph.rows("linked-sections", thing.iri, f"{RA}theme")
    return {"sections": links(sections, "value", "label", wanted)}


def _topic(graph: Graph, thing: Thing, wanted: str) -> Mapping[str, Any]:
    return {"passages": evidence.passages(graph, thing.iri, f"{RA}topic", wanted)}


def _nothing_more(_: Graph, __: Thing, ___: str) -> Mapping[str, Any]:
    return {}


_GENERAL: Final = (("outgoing", None), ("incoming", None))
GENERAL: Final = Kind("thing.html", _nothing_more, _GENERAL)

KINDS: Final[Mapping[str, Kind]] = {
    f"{RA}Agreement": Kind("agreement.html", _agreement, (("sections", None),)),
    f"{RA}Section": Kind("section.html", _section, (("outgoing", None), ("sections", None))),
    f"{RA}Report": Kind(
        "report.html",
        _report,
        tuple(
            (name, None)
            for name in ("report-statements", "report-citations", "report-references", "report")
        ),
    ),
    f"{RA}Statement": Kind("statement.html", _statement, (("statement-evidence", None), *_GENERAL)),
    f"{RA}Decision": Kind("decision.html", _decision, (("statements", f"{RA}evidence"), *_GENERAL)),
    f"{RA}Meeting": Kind("meeting.html", _meeting, (("decisions", f"{RA}meeting"), *_GENERAL)),
    f"{RA}Agency": Kind(
        "agency.html",
        _agency,
        (("decisions", f"{RA}mentions"), ("statements", f"{RA}mentions"), *_GENERAL),
    ),
    f"{RA}PolicyDomain": Kind("domain.html", _domain, (("sections", None), *_GENERAL)),
    f"{RA}PolicyTheme": Kind("theme.html", _theme, (("linked-sections", f"{RA}theme"), *_GENERAL)),
    f"{RA}Topic": Kind("topic.html", _topic, (("statements", f"{RA}topic"), *_GENERAL)),
}


def kind_of(thing: Thing) -> Kind:
    """Return how ``thing`` is shown."""
    return next((kind for class_, kind in KINDS.items() if class_ in thing.types), GENERAL)
