"""The stretch of a text that shows why it was found, with the hits told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .words import marked_words

if TYPE_CHECKING:
    from .asking import Expression

LENGTH: Final = 280
"""Characters of a text that are shown; a longer one is cut between words."""

CUT: Final = "…"
_LEAD: Final = 60


class Piece(NamedTuple):
    """A part of a snippet.

    Attributes:
        text: as it stands in the source.
        hit: whether it is what was asked for.
    """

    text: str
    hit: bool


class _Word(NamedTuple):
    start: int
    end: int
    hit: bool


def snippet(text: str, expression: Expression) -> tuple[Piece, ...]:
    """Return ``text``, or where it is long the stretch with most hits, in pieces."""
    words = [
        _Word(start, end, expression.hits(stem, text[start:end]))
        for start, end, stem in marked_words(text)
    ]
    start, end = _stretch(text, words)
    pieces = [Piece(CUT, False)] if start else []
    at = start
    for word in words:
        if word.hit and start <= word.start and word.end <= end:
            pieces += [
                Piece(text[at : word.start], False),
                Piece(text[word.start : word.end], True),
            ]
            at = word.end
    rest = text[at:end] + (CUT if end < len(text) else "")
    return tuple(piece for piece in (*pieces, Piece(rest, False)) if piece.text)


def _stretch(text: str, words: list[_Word]) -> tuple[int, int]:
    """Return where the stretch begins and ends, at words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    hits = [word for word in words if word.hit]
    counts = {
        hit.start: sum(hit.start <= other.start < hit.start + LENGTH - _LEAD for other in hits)
        for hit in hits
    }
    best = max(counts, key=lambda start: (counts[start], -start), default=0)
    earliest = max(0, min(best - _LEAD, len(text) - LENGTH))
    within = [w for w in words if w.start >= earliest and w.end <= earliest + LENGTH]
    if not within:  # one word without an end
        return earliest, earliest + LENGTH
    start = 0 if not earliest else within[0].start
    end = len(text) if earliest + LENGTH >= len(text) else within[-1].end
    return start, end
