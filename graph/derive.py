"""What follows from the reports by rule, kept apart from what they say.

Each rule reads named graphs and writes quads of the graph ``derived`` (or ``topics``), so that
nobody takes a conclusion of ours for a word of the source:

* *inherited theme*: a report has the official themes of the section that it evaluates;
* *topic*: lead-ins with the same slug name one topic, labelled by its first spelling;
* *succession*: of decisions with the same title, each is preceded by the one before it.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from . import vocabulary as v
from .release.serialise import NamedGraph
from .terms import DATE, LABEL, TITLE, A, dutch, ra, term, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .iris import Names

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

IN_SCHEME = term(v.SKOS, "inScheme")
PREF_LABEL = term(v.SKOS, "prefLabel")
ALT_LABEL = term(v.SKOS, "altLabel")


def derived(
    reports: Iterable[NamedGraph], names: Names, section_themes: Mapping[str, tuple[str, ...]]
) -> tuple[NamedGraph, NamedGraph]:
    """Apply every rule to all report graphs.

    Args:
        reports: the named graphs of the reports, in any order.
        names: mints IRIs under the build's base.
        section_themes: official themes (IRIs) by section (IRI).

    Returns:
        The graphs ``topics`` and ``derived``.
    """
    quads = [quad for report in reports for quad in report.quads]
    return (
        _graph(names.graph("topics"), _topics(quads, names)),
        _graph(
            names.graph("derived"),
            [*_inherited_themes(quads, section_themes), *_successions(quads)],
        ),
    )


def _graph(iri: str, triples: Iterable[tuple[str, NamedNode, NamedNode | Literal]]) -> NamedGraph:
    name = NamedNode(iri)
    unique = dict.fromkeys(triples)
    return NamedGraph(iri, tuple(Quad(NamedNode(s), p, o, name) for s, p, o in unique))


def _inherited_themes(quads: list[Quad], section_themes: Mapping[str, tuple[str, ...]]) -> Triples:
    pairs = sorted(
        (value(quad.subject), value(quad.object))
        for quad in quads
        if quad.predicate == ra("evaluates")
    )
    for report, section in pairs:
        for theme in section_themes.get(section, ()):
            yield report, ra("theme"), NamedNode(theme)


def _topics(quads: list[Quad], names: Names) -> Triples:
    topics: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == ra("leadIn"):
            topics[names.topic(value(quad.object))].add(value(quad.object))
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


def _successions(quads: list[Quad]) -> Triples:
    decision = ra("Decision")
    decisions = {q.subject for q in quads if q.predicate == A and q.object == decision}
    facts: dict[str, dict[NamedNode, str]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate in (TITLE, DATE, ra("meeting")) and quad.subject in decisions:
            facts[value(quad.subject)][quad.predicate] = value(quad.object)
    series: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for iri, fact in facts.items():
        series[fact[TITLE].casefold()].append((fact[DATE], fact.get(ra("meeting"), ""), iri))
    for _, members in sorted(series.items()):
        for (*_, earlier), (*_, later) in pairwise(sorted(members)):
            yield later, ra("precededBy"), NamedNode(earlier)
