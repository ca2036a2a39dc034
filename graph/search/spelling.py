"""What a misspelt word may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import extractOne

from .asking import Expression
from .words import folded, marked_words, stem

if TYPE_CHECKING:
    from .reading import Index

SHORTEST: Final = 4
"""Letters of a word that is worth a guess."""

_ALIKE: Final = JaroWinkler.normalized_similarity  # which forgives a wrong end, as of a stem
_LIKENESS: Final = 0.9


def suggestions(index: Index, expression: Expression) -> dict[str, str]:
    """Return likelier spellings of the words that no text holds, by the word asked for."""
    known = index.stems
    guesses = {}
    for word in expression.words:
        if len(word) >= SHORTEST and stem(word) not in known:
            likeliest = extractOne(stem(word), sorted(known), scorer=_ALIKE, score_cutoff=_LIKENESS)
            if likeliest:
                guesses[word] = _written(index, likeliest[0])
    return guesses


def _written(index: Index, sought: str) -> str:
    """Return a word with the stem ``sought`` as a document writes it."""
    matches = index.ranked(Expression(f'"{sought}"'))[:1]
    for shown in index.shown(match.document for match in matches).values():
        text = f"{shown.label} {shown.text}"
        for start, end, found in marked_words(text):
            if found == sought:
                return folded(text[start:end])
    return sought
