"""When an ambiguous label names the agency: what must stand around it.

"MOW" is a department in "het departement MOW" and a policy domain in "beleidsdomein MOW". The
rules look only at the words next to a label and at its neighbours in a list; each is a small
function, so that a text that was decided wrongly leads to the one rule that did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from . import mention_words as words
from .mention_labels import Case, keeps_capitals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .mention_labels import Label

_LOOK_BACK: Final = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a label stands, between word boundaries and in a case that it allows."""

    label: Label
    start: int
    end: int


@dataclass(slots=True)
class _Reading:
    """What is known of a candidate so far.

    Attributes:
        candidate: the candidate.
        counts: it names its agency.
        headed: the plural of a word for a body announces it.
        subject: it belongs to a policy domain, a law or a minister's title.
    """

    candidate: Candidate
    counts: bool
    headed: bool
    subject: bool


def judged(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return those of ``candidates`` that name their agency.

    Args:
        text: in which they stand, plain.
        candidates: in the order of the text, none overlapping another.
    """
    readings: list[_Reading] = []
    for candidate in candidates:
        reading = _alone(text, candidate)
        if readings:
            _read_on(text, readings[-1], reading)
        readings.append(reading)
    for reading, after in reversed(list(pairwise(readings))):
        if after.counts and not reading.subject and reading.candidate.label.abbreviation:
            reading.counts |= _in_one_list(text, reading.candidate, after.candidate)
    return [each.candidate for each in readings if each.counts]


def _alone(text: str, candidate: Candidate) -> _Reading:
    before = _before(text, candidate)
    plural = words.PLURAL_AT_START.match(candidate.label.text) or words.PLURAL_BEFORE.search(before)
    subject = bool(words.SUBJECT_BEFORE.search(before))
    return _Reading(candidate, _stands_alone(text, candidate, subject), bool(plural), subject)


def _read_on(text: str, before: _Reading, here: _Reading) -> None:
    """Complete the reading of a candidate with that of the one before it."""
    between = text[before.candidate.end : here.candidate.start]
    if words.BRACKET_BETWEEN.fullmatch(between) and _same_agency(before.candidate, here.candidate):
        # "Raad van het Gemeenschapsonderwijs (GO!)": what means nothing else says what is meant.
        before.counts |= here.counts and not here.candidate.label.ambiguous
        here.counts, here.headed, here.subject = before.counts, before.headed, before.subject
    elif between == " " and here.candidate.label.text.startswith("("):
        here.counts = before.counts
    elif _in_one_list(text, before.candidate, here.candidate):
        here.headed |= before.headed
        here.subject |= before.subject
        if here.subject and here.candidate.label.ambiguous:
            here.counts = False
        elif before.counts:
            here.counts |= here.headed or here.candidate.label.abbreviation


def _same_agency(one: Candidate, other: Candidate) -> bool:
    return one.label.agency == other.label.agency


def _in_one_list(text: str, one: Candidate, next_one: Candidate) -> bool:
    return bool(words.LIST_BETWEEN.fullmatch(text, one.end, next_one.start))


def _before(text: str, candidate: Candidate) -> str:
    return text[max(0, candidate.start - _LOOK_BACK) : candidate.start]


def _stands_alone(text: str, candidate: Candidate, subject: bool) -> bool:
    """Tell whether a candidate counts without regard to its neighbours."""
    before = _before(text, candidate)
    if not candidate.label.ambiguous:
        return _names_nothing_else(text, before, candidate)
    if words.BODY_AFTER.match(text, candidate.end):
        return True
    if words.NAME_GOES_ON.match(text, candidate.end):
        return False
    return bool(words.BODY_BEFORE.search(before)) or (
        not subject and _acts(text, before, candidate)
    )


def _names_nothing_else(text: str, before: str, candidate: Candidate) -> bool:
    """Tell whether a label that is not ambiguous is free of the few readings that remain."""
    label = candidate.label
    if words.OF_OTHERS_AFTER.match(text, candidate.end):
        return False
    if label.ordinary_word:
        return not words.SUBJECT_BEFORE.search(before) and not _ordinary(text, before, candidate)
    if label.one_word:
        return not (
            words.IMPERATIVE_BEFORE.search(before) and words.CLAUSE_END.match(text, candidate.end)
        )
    if label.case is Case.CAPITALS_STAY and words.SUBJECTS.search(label.text):
        return not words.LAW_BEFORE.search(before) and not words.INDEFINITE_BEFORE.search(before)
    if not words.INDEFINITE_BEFORE.search(before):
        return True
    # "een digitaal Vlaanderen", "een Vlaams energiebedrijf" are of a kind, not by name.
    # The word for the body itself may be small: "een agentschap Landbouw en Zeevisserij".
    written = text[candidate.start + 1 : candidate.end]
    return label.case is Case.ANY and keeps_capitals(label.text[1:], written)


def _ordinary(text: str, before: str, candidate: Candidate) -> bool:
    """Tell whether a word that is a name as well stands there as a word, or as part of one."""
    if words.ADJECTIVE_JOINED.match(text, candidate.end):
        return True
    begins = words.SENTENCE_START.search(before)
    return bool(
        begins
        and (
            words.PREPOSITION_AFTER.match(text, candidate.end)
            or words.COMMON_WORD_BESIDE.match(text, candidate.end)
        )
    )


def _acts(text: str, before: str, candidate: Candidate) -> bool:
    """Tell whether the label stands where somebody who does something would be named."""
    label = candidate.label
    if label.ordinary_word:
        return False
    if words.AGENT_BEFORE.search(before):
        return True
    after = words.WORD_AFTER.match(text, candidate.end)
    does = after and (after[1] in words.VERBS or words.REGULAR_VERB.fullmatch(after[1]))
    if not label.abbreviation:
        return bool(does and not words.LIST_BEFORE.search(before))
    word = words.WORD_BEFORE.search(before)
    asked = word and word[1].lower() in words.VERBS
    return bool(does or asked or words.PARTNER_BEFORE.search(before))
