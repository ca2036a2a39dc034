"""What follows from the reports by rule, kept apart from what they say.

Each rule writes to a named graph of its own, ``derived/{rule}``, so that nobody takes a conclusion
of ours for a word of the source, and a query can ask which rule made a triple. The rules are
described, in Dutch and English, in ``ontology/provenance.ttl``:

* *themes*: a report has the official themes of the section that it evaluates;
* *topics*: lead-ins with the same slug name one topic, labelled by its first spelling;
* *kinds*, *same-title*, *same-file*: see :mod:`.decisions`;
* *mentions*: see :mod:`.agencies`.

What is missing or odd in the reports is told in the graph ``quality``, see :mod:`.quality`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from .. import vocabulary as v
from ..release.chunk import NamedGraph
from ..terms import LABEL, TITLE, A, dutch, ra, term
from .agencies import other_mentions, statement_mentions
from .decisions import kinds, same_file, same_title
from .facts import Facts, facts_from_json, facts_of
from .quality import finding_annotations, measurements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..errors import Finding
    from ..iris import Names
    from ..mentions import MentionFinder
    from ..model import Report

__all__ = ["Facts", "derived", "derived_mentions", "facts_from_json", "facts_of", "findings_graph"]

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

IN_SCHEME: Final = term(v.SKOS, "inScheme")
PREF_LABEL: Final = term(v.SKOS, "prefLabel")
ALT_LABEL: Final = term(v.SKOS, "altLabel")


def derived_mentions(report: Report, iri: str, names: Names, finder: MentionFinder) -> NamedGraph:
    """Return the mentions in the statements of one report, a part of the graph of that rule."""
    return _graph(names, "derived/mentions", statement_mentions(report, iri, finder))


def findings_graph(iri: str, findings: Sequence[Finding], names: Names) -> NamedGraph:
    """Return the findings on one report, a part of the graph ``quality``."""
    return _graph(names, "quality", finding_annotations(iri, findings))


def derived(
    reports: Sequence[Facts],
    names: Names,
    section_themes: Mapping[str, tuple[str, ...]],
    section_titles: Mapping[str, str],
    finder: MentionFinder,
) -> tuple[NamedGraph, ...]:
    """Apply every rule that reaches across reports.

    Args:
        reports: what the rules read of each.
        names: mints IRIs under the build's base.
        section_themes: official themes (IRIs) by section (IRI).
        section_titles: title by section (IRI).
        finder: of the register's agencies.

    Returns:
        One graph a rule, and the measurements of quality; the mentions in statements and the
        findings are not among them.
    """
    return (
        _graph(names, "derived/themes", _inherited_themes(reports, section_themes)),
        _graph(names, "derived/topics", _topics(reports, names)),
        _graph(names, "derived/kinds", kinds(reports)),
        _graph(names, "derived/same-title", same_title(reports)),
        _graph(names, "derived/same-file", same_file(reports)),
        _graph(names, "derived/mentions", other_mentions(reports, section_titles, finder)),
        _graph(names, "quality", measurements(reports, names)),
    )


def _graph(
    names: Names, name: str, triples: Iterable[tuple[str, NamedNode, NamedNode | Literal]]
) -> NamedGraph:
    node = NamedNode(names.graph(name))
    unique = dict.fromkeys(triples)
    return NamedGraph(node.value, tuple(Quad(NamedNode(s), p, o, node) for s, p, o in unique))


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
