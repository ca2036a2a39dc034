"""Rules on decisions: of what kind one is, and which one came before it.

Both read titles only, see :mod:`.titles`.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from ..terms import ra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .facts import DecisionFacts, Facts

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"


def kinds(reports: Iterable[Facts]) -> Triples:
    """Rule *kinds*: a decision is of each kind that its title names."""
    for decision in _decisions(reports):
        for kind in decision.kinds:
            yield decision.iri, ra("kind"), ra(kind)


def same_title(reports: Iterable[Facts]) -> Triples:
    """Rule *same-title*: what comes right before a decision on its file, titles being alike."""
    for earlier, later in _successions(reports):
        if earlier.title.casefold() == later.title.casefold():
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)


def same_file(reports: Iterable[Facts]) -> Triples:
    """Rule *same-file*: likewise, the titles differing in stage, punctuation or case only."""
    for earlier, later in _successions(reports):
        if earlier.title.casefold() != later.title.casefold():
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)


def _decisions(reports: Iterable[Facts]) -> list[DecisionFacts]:
    return sorted({decision for facts in reports for decision in facts.decisions})


def _successions(reports: Iterable[Facts]) -> Iterator[tuple[DecisionFacts, DecisionFacts]]:
    """Yield each decision that has an earlier one on its file, after that one."""
    series: dict[str, list[DecisionFacts]] = defaultdict(list)
    for decision in _decisions(reports):
        series[decision.file].append(decision)
    for _, members in sorted(series.items()):
        yield from pairwise(sorted(members, key=lambda each: (each.day, each.meeting, each.iri)))
