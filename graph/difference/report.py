"""What changed within a report that both releases hold: sentences and citations.

A sentence that was worded differently came and went, but what it rests on did not: its citations
are compared with those of the wording before.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph as ox

from ..terms import ra, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set


ALIKE: Final = 0.5
"""Part of the words of two sentences that they share if the one is a new wording of the other."""

Told = TypeVar("Told")
_WORD: Final = re.compile(r"\w+")


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
        citations_went: citations of the former alone, in the wording of the latter if there is one.
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
    came, went = _alone(new_texts, old_texts), _alone(old_texts, new_texts)
    wordings = _wordings(went, came)
    old_citations = [
        replace(each, sentence=wordings.get(each.sentence, each.sentence)) for each in old_citations
    ]
    return ReportChange(
        iri,
        came=came,
        went=went,
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


def _wordings(went: Sequence[str], came: Sequence[str]) -> Mapping[str, str]:
    """Return for sentences that went the one that came in their place, the likest if several."""
    words = {text: set(_WORD.findall(text.lower())) for text in (*went, *came)}
    left, found = list(dict.fromkeys(came)), {}
    for old in went:
        likest = max(left, key=lambda new: _likeness(words[old], words[new]), default="")
        if likest and _likeness(words[old], words[likest]) >= ALIKE:
            found[old] = likest
            left.remove(likest)
    return found


def _likeness(these: Set[str], others: Set[str]) -> float:
    return len(these & others) / (len(these | others) or 1)


def _alone(these: Sequence[Told], others: Sequence[Told]) -> tuple[Told, ...]:
    """Return what is among these and not, or less often, among the others; in order."""
    left = Counter(these) - Counter(others)
    alone = []
    for each in these:
        if left[each]:
            left[each] -= 1
            alone.append(each)
    return tuple(alone)
