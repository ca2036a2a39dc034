"""Which news item is which decision of ours: rules, pure and in one place.

* *Exact*: same meeting day and same title (:func:`.likeness.key`), one decision and one item.
  Where several share day and title, those of the same meeting, to the minute, if it is one and
  one. Otherwise none is exact, and all are candidates.
* *Close*: of what is left, the best candidate of the same day, if it scores at least
  :data:`CERTAIN`, its words are the same, the second best stays :data:`MARGIN` below, and no
  other decision claims it.
* *Candidates*: the others that score at least :data:`CANDIDATE` on the same day, or
  :data:`NEIGHBOUR` on the day before or after; ranked same day first, then by score. They are
  listed for a person to judge, never linked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from .likeness import Likeness, key, likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from .ours import Decision
    from .themis import NewsItem

CERTAIN: Final = 95.0
MARGIN: Final = 5.0
CANDIDATE: Final = 65.0
NEIGHBOUR: Final = 85.0
MOST: Final = 5
"""Candidates listed for one decision."""

OFFSETS: Final = ((0, "same day"), (-1, "the day before"), (1, "the day after"))

EXACT_RULE: Final = "same meeting day in Brussels and same title, one decision and one news item"
CLOSE_RULE: Final = (
    f"same meeting day in Brussels, titles of the same words that score {CERTAIN:g} of 100 or "
    f"more, and no other news item of that day within {MARGIN:g} of it"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A decision and the news item that is it."""

    decision: Decision
    item: NewsItem


@dataclass(frozen=True, slots=True)
class Candidate:
    """A news item that may be a decision.

    Attributes:
        decision: ours.
        item: theirs.
        rank: 1 for the likeliest of the decision's candidates.
        score: 0 to 100.
        reason: what is alike and what is not.
    """

    decision: Decision
    item: NewsItem
    rank: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What became of every decision, each tuple in order of the decisions' IRIs.

    Attributes:
        exact: same day, same title.
        close: near-certain.
        candidates: of the decisions that are not linked, best first.
        unmatched: the decisions without link or candidate.
    """

    exact: tuple[Link, ...]
    close: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    unmatched: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An item as seen from a decision."""

    item: NewsItem
    offset: int
    when: str
    likeness: Likeness

    def order(self) -> tuple[int, float, str]:
        return abs(self.offset), -self.likeness.score, self.item.iri


def match(decisions: Iterable[Decision], items: Iterable[NewsItem]) -> Reconciled:
    """Match decisions with news items by the rules above."""
    ours = sorted(decisions, key=lambda decision: decision.iri)
    theirs = [item for item in items if key(item.title)]
    exact = _exact(ours, theirs)
    linked = {link.decision.iri for link in exact}
    taken = {link.item.iri for link in exact}
    free = _grouped((item for item in theirs if item.iri not in taken), lambda item: item.day)
    seen = {d: _seen(d, free) for d in ours if d.iri not in linked}
    certain = {d: found[0].item.iri for d, found in seen.items() if _is_certain(found)}
    claims = Counter(certain.values())
    close = {d for d, iri in certain.items() if claims[iri] == 1}
    return Reconciled(
        tuple(exact),
        tuple(_candidates(d, seen[d])[0] for d in seen if d in close),
        tuple(c for d in seen if d not in close for c in _candidates(d, seen[d])),
        tuple(d for d, found in seen.items() if not found),
    )


def _exact(ours: Sequence[Decision], theirs: Sequence[NewsItem]) -> list[Link]:
    by_day = list(
        _pairs(ours, theirs, lambda d: (d.day, key(d.title)), lambda i: (i.day, key(i.title)))
    )
    paired = {link.decision.iri for link in by_day}
    rest = [decision for decision in ours if decision.iri not in paired]
    by_meeting = _pairs(
        rest, theirs, lambda d: (d.start, key(d.title)), lambda i: (i.start, key(i.title))
    )
    links = sorted([*by_day, *by_meeting], key=lambda link: link.decision.iri)
    claims = Counter(link.item.iri for link in links)
    return [link for link in links if claims[link.item.iri] == 1]


def _pairs(
    ours: Sequence[Decision],
    theirs: Sequence[NewsItem],
    our_key: Callable[[Decision], Hashable],
    their_key: Callable[[NewsItem], Hashable],
) -> Iterator[Link]:
    """Pair what has the same key, where that is one decision and one item."""
    items = _grouped(theirs, their_key)
    for group, members in _grouped(ours, our_key).items():
        found = items.get(group, [])
        if len(members) == 1 and len({item.iri for item in found}) == 1:
            yield Link(members[0], found[0])


def _seen(decision: Decision, free: Mapping[Hashable, list[NewsItem]]) -> list[_Seen]:
    """Return the items that may be ``decision``, likeliest first, each once."""
    found = [
        seen
        for offset, when in OFFSETS
        for item in free.get(_shifted(decision.day, offset), ())
        if (seen := _Seen(item, offset, when, _likeness(decision, item))).likeness.score
        >= (NEIGHBOUR if offset else CANDIDATE)
    ]
    best: dict[str, _Seen] = {}
    for seen in sorted(found, key=_Seen.order):
        best.setdefault(seen.item.iri, seen)
    return list(best.values())[:MOST]


def _shifted(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _likeness(decision: Decision, item: NewsItem) -> Likeness:
    by_title = likeness(decision.title, item.title)
    if not item.alternative:
        return by_title
    by_other = likeness(decision.title, item.alternative)
    if by_other.score <= by_title.score:
        return by_title
    return Likeness(by_other.score, f"alternative title: {by_other.reason}", by_other.same_words)


def _is_certain(found: Sequence[_Seen]) -> bool:
    if not found:
        return False
    best, *others = found
    return (
        best.offset == 0
        and best.likeness.same_words
        and best.likeness.score >= CERTAIN
        and all(o.offset or o.likeness.score <= best.likeness.score - MARGIN for o in others)
    )


def _candidates(decision: Decision, found: Sequence[_Seen]) -> list[Candidate]:
    return [
        Candidate(
            decision, seen.item, rank, seen.likeness.score, f"{seen.when}; {seen.likeness.reason}"
        )
        for rank, seen in enumerate(found, 1)
    ]


_Member = TypeVar("_Member")


def _grouped(
    members: Iterable[_Member], by: Callable[[_Member], Hashable]
) -> dict[Hashable, list[_Member]]:
    groups: dict[Hashable, list[_Member]] = defaultdict(list)
    for member in members:
        groups[by(member)].append(member)
    return groups
