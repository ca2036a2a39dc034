"""A statement's text in pieces: what leads it in, the agencies it names, what it cites where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from akkoord.graph.reports.places import Place


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
        cited: the numbers cited after it, in the order of the source.
    """

    text: str
    iri: str = ""
    kind: str = ""
    cited: tuple[int, ...] = ()


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


def citing(found: Iterable[Piece], places: Sequence[Place]) -> tuple[Piece, ...]:
    """Return the pieces ``found`` of a text with what it cites after each, cut where need be.

    Args:
        found: in order.
        places: of citations in the text, in order.
    """
    parts: list[Piece] = [Piece("")]
    waiting, begun = list(reversed(places)), 0
    for piece in found:
        done, end = begun, begun + len(piece.text)
        while waiting and waiting[-1].index <= end:
            place = waiting.pop()
            if place.index > done:
                parts.append(replace(piece, text=piece.text[done - begun : place.index - begun]))
                done = place.index
            parts[-1] = replace(parts[-1], cited=(*parts[-1].cited, *place.numbers))
        if done < end:
            parts.append(replace(piece, text=piece.text[done - begun :]))
        begun = end
    rest = tuple(number for place in reversed(waiting) for number in place.numbers)
    parts[-1] = replace(parts[-1], cited=(*parts[-1].cited, *rest))
    return tuple(part for part in parts if part.text or part.cited)
