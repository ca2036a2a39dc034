"""All rules together: a report, or all of them, to the graphs of what follows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from . import AGENDAS
from .agencies import other_mentions, statement_mentions
from .decisions import kinds, same_file, same_title
from .measurements import measurements
from .quality import quality_annotations
from .rule_graph import rule_graph
from .themis import agendas
from .topics import inherited_themes, topic_themes, topics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..errors import Finding
    from ..iris import Names
    from ..mentions import MentionFinder
    from ..model import Report
    from ..register_model import Registers
    from ..release.chunk import NamedGraph
    from .facts import Facts


def derived_mentions(report: Report, iri: str, names: Names, finder: MentionFinder) -> NamedGraph:
    """Return the mentions in the statements of one report, a part of the graph of that rule."""
    return rule_graph(names, "derived/mentions", statement_mentions(report, iri, finder))


def findings_graph(
    report: Report, iri: str, findings: Sequence[Finding], values: Mapping[str, int], names: Names
) -> NamedGraph:
    """Return what is missing or odd in one report, a part of the graph ``quality``."""
    told = chain(
        quality_annotations(report, iri, findings, names), measurements(iri, values, names)
    )
    return rule_graph(names, "quality", told)


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
        One graph a rule, the agendas in several parts; the mentions in statements are not among
        them.
    """
    themes, of_sections = registers.themes, registers.section_themes
    titles = {names.section(row.domain, row.number): row.title for row in registers.rows}
    return (
        rule_graph(names, "derived/themes", inherited_themes(reports, of_sections)),
        rule_graph(names, "derived/topics", topics(reports, names)),
        rule_graph(
            names, "derived/topic-themes", topic_themes(reports, names, of_sections, themes)
        ),
        rule_graph(names, "derived/kinds", kinds(reports)),
        rule_graph(names, "derived/same-title", same_title(reports)),
        rule_graph(names, "derived/same-file", same_file(reports)),
        *(rule_graph(names, AGENDAS, each) for each in agendas(reports, names)),
        rule_graph(names, "derived/mentions", other_mentions(reports, titles, finder)),
    )
