"""Rules on decisions: of what kind one is, and which one came before it.

Both read titles only, see :mod:`.titles`. A title that recurs every year ("Nieuwe
opleidingsprofielen volwassenenonderwijs") makes a series like the approvals of one file do:
titles do not tell the two apart.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from ..terms import ra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .facts import DecisionFacts, Facts

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

# In days. The approvals of one file follow each other within a year; where titles differ as well,
# a longer step leads to another file.
LONGEST_STEP: Final = 365


def kinds(reports: Iterable[Facts]) -> Triples:
    """Rule *kinds*: a decision is of each kind that its title names."""
    for decision in _decisions(reports):
        for kind in decision.kinds:
            yield decision.iri, ra("kind"), ra(kind)


def same_title(reports: Iterable[Facts]) -> Triples:
    """Rule *same-title*: what comes right before a decision on its file, titles being alike."""
    for earlier, later in _successions(reports):
        if _alike(earlier, later):
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)


def same_file(reports: Iterable[Facts]) -> Triples:
    """Rule *same-file*: likewise, the titles differing in stage, small words or order only."""
    for earlier, later in _successions(reports):
        if not _alike(earlier, later) and _days(earlier, later) <= LONGEST_STEP:
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)


def _alike(earlier: DecisionFacts, later: DecisionFacts) -> bool:
    return earlier.title.casefold() == later.title.casefold()


def _days(earlier: DecisionFacts, later: DecisionFacts) -> int:
    return (date.fromisoformat(later.day) - date.fromisoformat(earlier.day)).days


def _decisions(reports: Iterable[Facts]) -> list[DecisionFacts]:
    return sorted({decision for facts in reports for decision in facts.decisions})


def _successions(reports: Iterable[Facts]) -> Iterator[tuple[DecisionFacts, DecisionFacts]]:
    """Yield each decision that has an earlier one on its file, after that one."""
    subjects: dict[str, list[DecisionFacts]] = defaultdict(list)
    for decision in _decisions(reports):
        subjects[decision.subject].append(decision)
    for _, members in sorted(subjects.items()):
        for file in _files(members):
            for earlier, later in pairwise(_moments(file)):
                for decision in later:
                    alike = [each for each in earlier if _alike(each, decision)]
                    yield from ((each, decision) for each in alike or earlier)


def _files(members: list[DecisionFacts]) -> Iterator[list[DecisionFacts]]:
    """Part the decisions on one subject by file.

    A decree and an order on one subject are two files, and so are two forms at one meeting. A
    title that tells no form goes with the only form that there is.
    """
    forms: dict[str, list[DecisionFacts]] = defaultdict(list)
    for decision in members:
        forms[decision.form].append(decision)
    at_once = any(len({each.form for each in moment}) > 1 for moment in _moments(members))
    if len(forms.keys() - {""}) > 1 or at_once:
        yield from forms.values()
    else:
        yield members


def _moments(members: list[DecisionFacts]) -> list[list[DecisionFacts]]:
    """Return the decisions of each meeting, the earliest meeting first."""
    ordered = sorted(members, key=_moment)
    return [list(together) for _, together in groupby(ordered, _moment)]


def _moment(decision: DecisionFacts) -> tuple[str, str]:
    return decision.day, decision.meeting
