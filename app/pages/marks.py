"""A statement's text in pieces: what leads it in, the agencies it names, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text that leads somewhere.

    Attributes:
        start: its first character, from 0.
        end: the character after its last.
        iri: of the agency or topic that it names; empty for a topic without one.
        kind: ``agency`` or ``topic``.
    """

    start: int
    end: int
    iri: str
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text.

    Attributes:
        text: the part.
        iri: of what it names, empty for plain text.
        kind: ``agency``, ``topic`` or empty.
    """

    text: str
    iri: str = ""
    kind: str = ""


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Return ``text`` cut at ``marks``; of two that overlap the one that begins first counts."""
    return tuple(piece for piece in _cut(text, marks) if piece.text)


def _cut(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    done = 0
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if done <= mark.start < mark.end <= len(text):
            yield Piece(text[done : mark.start])
            yield Piece(text[mark.start : mark.end], mark.iri, mark.kind)
            done = mark.end
    yield Piece(text[done:])
