"""What follows from the reports by rule, kept apart from what they say.

Each rule writes to the graph ``derived`` (or ``topics``), so that nobody takes a conclusion of
ours for a word of the source:

* *inherited theme*: a report has the official themes of the section that it evaluates;
* *topic*: lead-ins with the same slug name one topic, labelled by its first spelling;
* *succession*: of decisions with the same title, each is preceded by the one before it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from . import vocabulary as v
from .convert import decisions, report_iri
from .release.chunk import NamedGraph
from .terms import LABEL, TITLE, A, dutch, ra, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .iris import Names
    from .model import Report

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

IN_SCHEME: Final = term(v.SKOS, "inScheme")
PREF_LABEL: Final = term(v.SKOS, "prefLabel")
ALT_LABEL: Final = term(v.SKOS, "altLabel")


class DecisionFacts(NamedTuple):
    """What the rules read of a decision.

    Attributes:
        iri: its IRI.
        title: normalised.
        day: ISO 8601.
        meeting: IRI of its meeting, which sorts by start; empty where the source tells none.
    """

    iri: str
    title: str
    day: str
    meeting: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules read of a report; kept in the cache, so that they need not read its graph.

    Attributes:
        report: its IRI.
        section: IRI of the section it evaluates.
        lead_ins: as written, each once.
        decisions: that it cites.
    """

    report: str
    section: str
    lead_ins: tuple[str, ...]
    decisions: tuple[DecisionFacts, ...]


def facts_of(report: Report, names: Names) -> Facts:
    """Return what the rules read of ``report``."""
    cited = decisions(report, names).values()
    return Facts(
        report_iri(report, names),
        names.section(report.domain, report.section.number),
        tuple(sorted({s.lead_in for s in report.statements if s.lead_in})),
        tuple(
            DecisionFacts(
                d.iri, d.title, d.day.isoformat(), names.meeting(d.start) if d.start else ""
            )
            for d in cited
        ),
    )


def derived(
    reports: Sequence[Facts], names: Names, section_themes: Mapping[str, tuple[str, ...]]
) -> tuple[NamedGraph, NamedGraph]:
    """Apply every rule to all reports.

    Args:
        reports: what the rules read of each.
        names: mints IRIs under the build's base.
        section_themes: official themes (IRIs) by section (IRI).

    Returns:
        The graphs ``topics`` and ``derived``.
    """
    conclusions = [*_inherited_themes(reports, section_themes), *_successions(reports)]
    return (
        _graph(names.graph("topics"), _topics(reports, names)),
        _graph(names.graph("derived"), conclusions),
    )


def _graph(iri: str, triples: Iterable[tuple[str, NamedNode, NamedNode | Literal]]) -> NamedGraph:
    name = NamedNode(iri)
    unique = dict.fromkeys(triples)
    return NamedGraph(iri, tuple(Quad(NamedNode(s), p, o, name) for s, p, o in unique))


def _inherited_themes(
    reports: Sequence[Facts], section_themes: Mapping[str, tuple[str, ...]]
) -> Triples:
    for facts in reports:
        for theme in section_themes[facts.section]:
            yield facts.report, ra("theme"), NamedNode(theme)


def _topics(reports: Sequence[Facts], names: Names) -> Triples:
    topics: dict[str, set[str]] = defaultdict(set)
    for facts in reports:
        for lead_in in facts.lead_ins:
            topics[names.topic(lead_in)].add(lead_in)
    scheme = f"{names.base}id/scheme/topics"
    yield scheme, A, term(v.SKOS, "ConceptScheme")
    for text, language in (("Onderwerpen die rapporten noemen", "nl"), ("Topics of reports", "en")):
        yield scheme, TITLE, Literal(text, language=language)
        yield scheme, LABEL, Literal(text, language=language)
    for iri, spellings in sorted(topics.items()):
        preferred, *others = sorted(spellings)
        yield iri, A, ra("Topic")
        yield iri, A, term(v.SKOS, "Concept")
        yield iri, PREF_LABEL, dutch(preferred)
        yield iri, LABEL, dutch(preferred)
        yield iri, IN_SCHEME, NamedNode(scheme)
        for other in others:
            yield iri, ALT_LABEL, dutch(other)


def _successions(reports: Sequence[Facts]) -> Triples:
    series: dict[str, set[DecisionFacts]] = defaultdict(set)
    for facts in reports:
        for decision in facts.decisions:
            series[decision.title.casefold()].add(decision)
    for _, members in sorted(series.items()):
        ordered = sorted(members, key=lambda each: (each.day, each.meeting, each.iri))
        for earlier, later in pairwise(ordered):
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)
