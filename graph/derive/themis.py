"""Rule *themis*: our decisions and meetings in the shape that Themis gives them.

There, a news item (``dossier:Stuk``) is derived from an agenda item, which is part of the agenda
of a meeting. Reports cite the news item and the meeting's start, and that is enough to say that
there was an agenda with that item; a query written for Themis needs only other IRIs. When the
item was issued is not told: the meeting's start stands for it, which is right to the day. See
https://data.vlaanderen.be/ns/besluitvorming and https://data.vlaanderen.be/ns/besluit.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from .. import vocabulary as v
from ..iris import meeting_start
from ..terms import LABEL, TITLE, A, dutch, moment_literal, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..iris import Names
    from .facts import DecisionFacts, Facts

ISSUED: Final = term(v.DCTERMS, "issued")

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"


def agendas(reports: Iterable[Facts], names: Names) -> Iterator[Triples]:
    """Yield the agenda of every meeting whose start a report tells, with the items cited.

    Those of one year come together, and apart from others': most of them stay as they are when a
    report changes.
    """
    known = {each for facts in reports for each in facts.decisions if each.meeting}
    for _, decisions in groupby(sorted(known), lambda decision: decision.day[:4]):
        yield _agendas(decisions, names)


def _agendas(decisions: Iterable[DecisionFacts], names: Names) -> Triples:
    government = NamedNode(f"{names.base}id/agent/government")
    for decision in decisions:
        agenda, item = f"{decision.meeting}/agenda", f"{decision.iri}/agenda-item"
        held_by = term(v.BESLUITVORMING, "isGehoudenDoor")
        yield decision.meeting, held_by, government
        yield from _titled(agenda, f"Agenda van {decision.day}", v.BESLUITVORMING + "Agenda")
        yield agenda, term(v.BESLUITVORMING, "isAgendaVoor"), NamedNode(decision.meeting)
        yield agenda, term(v.DCTERMS, "hasPart"), NamedNode(item)
        yield from _titled(item, f"Agendapunt: {decision.title}", v.BESLUIT + "Agendapunt")
        yield decision.iri, term(v.PROV, "wasDerivedFrom"), NamedNode(item)
        yield decision.iri, ISSUED, moment_literal(meeting_start(decision.meeting))


def _titled(iri: str, title: str, kind: str) -> Triples:
    yield iri, A, NamedNode(kind)
    yield iri, TITLE, dutch(title)
    yield iri, LABEL, dutch(title)
