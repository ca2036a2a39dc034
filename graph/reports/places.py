r"""Where in a statement's text its citations stand: ``ra:markdown`` beside ``ra:text``.

A statement's text has no markers, so that it reads as a sentence; its Markdown has them. Read
again, as the parser of reports does, the Markdown tells which words each marker follows. What was
cut out of a larger whole can show more on its own, such as a ``**`` whose partner stands in
another sentence, or a list item's number: of such a reading only what the text has counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from . import citations
from .citations import Known
from .markdown import inline_text


@dataclass(frozen=True, slots=True)
class Place:
    """Citations that stand together.

    Attributes:
        index: of the statement's text, before which they stand.
        numbers: that they cite, as the source has them, ranges expanded.
    """

    index: int
    numbers: tuple[int, ...]


def find(markdown: str, text: str, numbers: Collection[int]) -> tuple[Place, ...]:
    """Return where in ``text`` a statement cites ``numbers``, in reading order.

    Args:
        markdown: of the statement.
        text: that a reader sees of it.
        numbers: that it cites, whether or not the references hold them; nothing else is placed,
            and what no marker of ``markdown`` names stands at the end.
    """
    if not numbers:
        return ()
    found = tuple(_read(markdown, text, Known.of(numbers)))
    placed = {number for place in found for number in place.numbers}
    rest = tuple(sorted(set(numbers) - placed))
    return (*found, Place(len(text), rest)) if rest else found


def _read(markdown: str, text: str, known: Known) -> Iterable[Place]:
    shown = unicodedata.normalize("NFC", inline_text(markdown))
    found: list[Place] = []
    index = done = 0
    for marker in citations.find(shown)[0]:
        numbers = citations.held(marker, known)
        if numbers or marker.tied:
            index = _after(shown[done : marker.start], text, index)
            found.append(Place(index, numbers))
            done = marker.end
    if text[_after(shown[done:], text, index) :].strip():
        return (Place(len(text), place.numbers) for place in found)
    return found


def _after(part: str, text: str, index: int) -> int:
    """Return where ``text`` goes on, from ``index`` on, after the characters of ``part``."""
    words = part.split()
    whole = " ".join(words)
    begun = _next(text, index)
    if text.startswith(whole, begun):
        return begun + len(whole) if whole else index
    for character in "".join(words):
        following = _next(text, index)
        if text.startswith(character, following):
            index = following + 1
    return index


def _next(text: str, index: int) -> int:
    """Return where from ``index`` on the next character of ``text`` is that is no blank."""
    while text[index : index + 1].isspace():
        index += 1
    return index
