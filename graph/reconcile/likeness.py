"""How alike two titles are, and whether they say the same.

Scores run from 0 to 100 and are those of rapidfuzz. They rank candidates; they do not decide by
themselves, as the titles of one meeting can be very alike and still name different files
("dossiernummer 123", "dossiernummer 124": 97.6). So a title counts as the same only where the
words agree, one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from ..iris import normalised_title

QUOTES: Final = "'\"`´‘’‚‛“”„‟′″«»‹›"
DASHES: Final = "-\u2010\u2011\u2012–—―\u2212"
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff"
_UNIFIED: Final = {
    **dict.fromkeys(map(ord, QUOTES), "'"),
    **dict.fromkeys(map(ord, DASHES), "-"),
    **dict.fromkeys(map(ord, INVISIBLE)),
    ord("…"): "...",
}

LITTLE_WORDS: Final = frozenset(
    ["de", "der", "den", "des", "het", "een", "van", "voor", "betreffende", "inzake"]
)
"""Words that one title may have and the other lack without naming something else."""

SAME_WORD: Final = 80.0
"""Likeness from which two spellings are one word: a slip in a word of five letters."""

SHORT_WORD: Final = 3
"""Letters up to which a word must be spelt the same: "II" and "III" are two things."""

PART: Final = 0.9
"""Weight of a title that is part of another, as in rapidfuzz's WRatio."""

PART_LENGTH: Final = 12
"""Characters from which being part of another title says something."""

_WORD: Final = re.compile(r"\w+")


@lru_cache(maxsize=50_000)
def key(title: str) -> str:
    """Return ``title`` as it is compared: letter case, quotes, dashes and white space unified.

    Compared by Unicode canonical caseless matching (The Unicode Standard, D145).
    """
    unified = normalised_title(title.translate(_UNIFIED))
    folded = unicodedata.normalize("NFD", unified).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two titles are.

    Attributes:
        score: 0 to 100, one decimal.
        reason: which likeness that is.
        same_words: whether the titles differ in spelling and punctuation only.
    """

    score: float
    reason: str
    same_words: bool = False


def likeness(one: str, other: str) -> Likeness:
    """Compare two titles, in any form."""
    a, b = key(one), key(other)
    if a == b:
        return Likeness(100.0, "same title", same_words=True)
    words, others = _WORD.findall(a), _WORD.findall(b)
    spelling = fuzz.ratio(" ".join(words), " ".join(others))
    in_another_order = fuzz.token_sort_ratio(" ".join(words), " ".join(others))
    part = fuzz.partial_ratio(a, b) * PART if min(len(a), len(b)) >= PART_LENGTH else 0.0
    best = max(spelling, in_another_order, part)
    if best == spelling:
        apart = _apart(words, others)
        reason = f"alike, but for {apart}" if apart else "same words, spelt or pointed otherwise"
        return Likeness(round(best, 1), reason, not apart)
    if best == in_another_order:
        return Likeness(round(best, 1), "alike, words in another order")
    return Likeness(round(best, 1), "one title is part of the other")


def _apart(words: list[str], others: list[str]) -> str:
    """Return the words of two titles that have no counterpart in the other; empty if all have."""
    left, right = Counter(words) - Counter(others), Counter(others) - Counter(words)
    here = [word for word in left if not _has_counterpart(word, right)]
    there = [word for word in right if not _has_counterpart(word, left)]
    return " / ".join(" ".join(f"“{word}”" for word in side) for side in (here, there) if side)


def _has_counterpart(word: str, others: Counter[str]) -> bool:
    if word in LITTLE_WORDS:
        return True
    return any(_same_word(word, other) for other in others)


def _same_word(one: str, other: str) -> bool:
    long = min(len(one), len(other)) > SHORT_WORD
    numeral = any(character.isdigit() for character in one + other)
    return long and not numeral and fuzz.ratio(one, other) >= SAME_WORD
