"""What changed within a report that both releases hold: sentences and citations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from ..terms import ra, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Citation:
    """A decision that a sentence rests on.

    Attributes:
        sentence: its text.
        decision: IRI.
    """

    sentence: str
    decision: str


@dataclass(frozen=True, slots=True)
class ReportChange:
    """What changed within one report; sentences and citations in order of position.

    Attributes:
        iri: of the report.
        came: sentences that the latter release alone has.
        went: sentences that the former alone has.
        citations_came: citations of the latter alone.
        citations_went: citations of the former alone.
    """

    iri: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    citations_came: tuple[Citation, ...]
    citations_went: tuple[Citation, ...]


def report_change(iri: str, before: Iterable[bytes], after: Iterable[bytes]) -> ReportChange:
    """Return what changed within a report.

    Args:
        iri: of the report.
        before: lines of N-Quads of its graph in the former release.
        after: the same in the latter.
    """
    old_texts, old_citations = _told(before)
    new_texts, new_citations = _told(after)
    return ReportChange(
        iri,
        came=_alone(new_texts, old_texts),
        went=_alone(old_texts, new_texts),
        citations_came=_alone(new_citations, old_citations),
        citations_went=_alone(old_citations, new_citations),
    )


def _told(lines: Iterable[bytes]) -> tuple[list[str], list[Citation]]:
    quads = list(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS))
    positions = {q.subject: int(value(q.object)) for q in quads if q.predicate == ra("position")}
    texts = {
        q.subject: value(q.object)
        for q in quads
        if q.predicate == ra("text") and q.subject in positions
    }
    rested = [q for q in quads if q.predicate == ra("evidence")]
    ordered = sorted(rested, key=lambda q: (positions[q.subject], value(q.object)))
    return (
        [texts[each] for each in sorted(positions, key=positions.__getitem__)],
        [Citation(texts[q.subject], value(q.object)) for q in ordered],
    )


def _alone(these: Sequence[Told], others: Sequence[Told]) -> tuple[Told, ...]:
    """Return what is among these and not, or less often, among the others; in order."""
    left = Counter(these) - Counter(others)
    alone = []
    for each in these:
        if left[each]:
            left[each] -= 1
            alone.append(each)
    return tuple(alone)
