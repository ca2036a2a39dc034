"""What follows from the reports by rule, kept apart from what they say.

Each rule writes to a named graph of its own, ``derived/{rule}``, so that nobody takes a conclusion
of ours for a word of the source, and a query can ask which rule made a triple. The rules are
described, in Dutch and English, in ``ontology/provenance.ttl``:

* *topics*, *themes*, *topic-themes*: see :mod:`.topics`;
* *kinds*, *same-title*, *same-file*: see :mod:`.decisions`;
* *mentions*: see :mod:`.agencies`;
* *themis*: see :mod:`.themis`.

What is missing or odd in the reports is told in the graph ``quality``, see :mod:`.quality`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from ..release.chunk import NamedGraph
from .agencies import other_mentions, statement_mentions
from .decisions import kinds, same_file, same_title
from .facts import Facts, facts_from_json, facts_of
from .quality import measured, measurements, quality_annotations
from .themis import agendas
from .topics import inherited_themes, topic_themes, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Literal

    from ..errors import Finding
    from ..iris import Names
    from ..mentions import MentionFinder
    from ..model import Report
    from ..register_model import Registers

__all__ = [
    "Facts",
    "derived",
    "derived_mentions",
    "facts_from_json",
    "facts_of",
    "findings_graph",
    "measured",
    "quality_totals",
]


def derived_mentions(report: Report, iri: str, names: Names, finder: MentionFinder) -> NamedGraph:
    """Return the mentions in the statements of one report, a part of the graph of that rule."""
    return _graph(names, "derived/mentions", statement_mentions(report, iri, finder))


def findings_graph(
    report: Report, iri: str, findings: Sequence[Finding], values: Mapping[str, int], names: Names
) -> NamedGraph:
    """Return what is missing or odd in one report, a part of the graph ``quality``."""
    told = chain(
        quality_annotations(report, iri, findings, names), measurements(iri, values, names)
    )
    return _graph(names, "quality", told)


def derived(
    reports: Sequence[Facts], names: Names, registers: Registers, finder: MentionFinder
) -> tuple[NamedGraph, ...]:
    """Apply every rule that reaches across reports.

    Args:
        reports: what the rules read of each.
        names: mints IRIs under the build's base.
        registers: under the same base.
        finder: of the register's agencies.

    Returns:
        One graph a rule; the mentions in statements are not among them.
    """
    themes, of_sections = registers.themes, registers.section_themes
    titles = {names.section(row.domain, row.number): row.title for row in registers.rows}
    return (
        _graph(names, "derived/themes", inherited_themes(reports, of_sections)),
        _graph(names, "derived/topics", topics(reports, names)),
        _graph(names, "derived/topic-themes", topic_themes(reports, names, of_sections, themes)),
        _graph(names, "derived/kinds", kinds(reports)),
        _graph(names, "derived/same-title", same_title(reports)),
        _graph(names, "derived/same-file", same_file(reports)),
        _graph(names, "derived/themis", agendas(reports, names)),
        _graph(names, "derived/mentions", other_mentions(reports, titles, finder)),
    )


def quality_totals(values: Mapping[str, int], names: Names) -> NamedGraph:
    """Return the measurements of the dataset, a part of the graph ``quality``."""
    return _graph(names, "quality", measurements(f"{names.base}id/dataset", values, names))


def _graph(
    names: Names, name: str, triples: Iterable[tuple[str, NamedNode, NamedNode | Literal]]
) -> NamedGraph:
    node = NamedNode(names.graph(name))
    unique = dict.fromkeys(triples)
    return NamedGraph(node.value, tuple(Quad(NamedNode(s), p, o, node) for s, p, o in unique))
