"""A block cut into passages: the headings, lines and sentences that become statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from . import lead_ins, roles, sentences
from .citations import Marker
from .lead_ins import LeadIn
from .markdown import Block, Kind
from .visible import Visible

_WHITE = re.compile(r"\s+")
_COLON = re.compile(r":\s+")
_LINE_START = re.compile(r"\n(?=[•▪◦])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a block's visible text that makes one statement.

    Attributes:
        block: the block.
        start: index in its visible text.
        end: index after its last character.
        heading: whether it serves as heading of what follows.
        lead_in: the lead-in that governs it within the block.
    """

    block: Block
    start: int
    end: int
    heading: bool
    lead_in: LeadIn | None

    @property
    def text(self) -> str:
        """The visible text, citation markers still in it."""
        return self.block.visible.text[self.start : self.end]

    @property
    def offset(self) -> int:
        """Offset in the file of the first visible character."""
        shown = self.text
        return self.block.visible.offsets[self.start + len(shown) - len(shown.lstrip())]

    @property
    def whole(self) -> bool:
        """Whether it is all of its block."""
        return self.start == 0 and self.end == len(self.block.visible.text)


def passages(block: Block, markers: list[Marker], *, opening: bool) -> Iterator[Passage]:
    """Yield the passages of a block.

    Args:
        block: the block.
        markers: the citation markers in its visible text.
        opening: whether it is the body's first.
    """
    visible = block.visible
    found = lead_ins.find(visible)
    whole = _is_heading(block, found, opening=opening)
    if whole:
        yield Passage(block, 0, len(visible.text), True, found[0] if found else None)
        return
    masked = _masked(visible, markers)
    starts = [0, *_line_boundaries(block, masked, found, opening=opening), len(masked)]
    for begin, stop in pairwise(starts):
        lead_in = lead_ins.at(found, begin)
        after = max(begin, min(lead_in.end, stop)) if lead_in else begin
        inner = [begin, *sentences.boundaries(masked, after, stop), stop]
        for start, end in pairwise(inner):
            if visible.text[start:end].strip():
                heading = _line_is_heading(block, start, end, lead_in, opening=opening)
                yield Passage(block, start, end, heading, lead_in)


def _is_heading(block: Block, found: tuple[LeadIn, ...], *, opening: bool) -> bool:
    """Whether all of the block is one heading."""
    text = block.visible.text
    if block.kind is Kind.HEADING:
        return True
    if block.kind is Kind.ROW or block.items:
        return False
    if found and found[0].alone and found[0].end >= len(text.rstrip()):
        return True
    return "\n" not in text and roles.reads_as_heading(text.strip(), opening=opening)


def _line_is_heading(
    block: Block, start: int, end: int, lead_in: LeadIn | None, *, opening: bool
) -> bool:
    """Whether the passage is a line that serves as heading of the text below it."""
    if lead_in and lead_in.alone and start <= lead_in.start and end >= lead_in.end:
        return not block.visible.text[lead_in.end : end].strip()
    return opening and start == 0 and _opening_line(block) == end


def _opening_line(block: Block) -> int:
    """Return where the first line's heading ends, its line break included; 0 without one."""
    if block.items or block.kind is not Kind.PARAGRAPH:
        return 0
    line, _, following = block.visible.text.partition("\n")
    return len(line) + 1 if roles.reads_as_opening_line(line.strip(), following) else 0


def _line_boundaries(
    block: Block, masked: str, found: tuple[LeadIn, ...], *, opening: bool
) -> list[int]:
    """Return the indices at which a line begins a new statement that no sentence's end tells."""
    visible, text = block.visible, block.visible.text
    boundaries = {lead_in.start for lead_in in found}
    boundaries.update(lead_in.end for lead_in in found if lead_in.alone)
    boundaries.update(place + 1 for place in visible.line_ends)
    boundaries.update(_introduced(masked, visible.hard_breaks))
    boundaries.update(match.end() for match in _LINE_START.finditer(text))
    if opening:
        boundaries.add(_opening_line(block))
    return sorted(boundary for boundary in boundaries if 0 < boundary < len(text))


def _introduced(masked: str, hard_breaks: frozenset[int]) -> Iterator[int]:
    """Yield the indices after line breaks that follow a colon."""
    for match in _COLON.finditer(masked) if hard_breaks else ():
        yield from (place + 1 for place in range(*match.span()) if place in hard_breaks)


def _masked(visible: Visible, markers: list[Marker]) -> str:
    """Return the text with a pause for each marker and each line break that is shown."""
    text, parts, done = visible.text, [], 0
    pauses = [(marker.start, marker.end) for marker in markers]
    pauses += [(place, place + 1) for place in visible.hard_breaks]
    for start, end in sorted(pauses):
        parts += [text[done:start], sentences.PAUSE * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def cuts(text: str, block: Block, parts: list[Passage]) -> list[tuple[int, int]]:
    """Return the span of ``text``, the file, that each passage takes: together, the block's.

    What stands between two of them goes apart at its first white space: a closing ``**`` goes
    with the passage before it, an opening one with the passage after it.
    """
    if not parts:
        return []
    starts = [block.start]
    offsets = block.visible.offsets
    for passage in parts[1:]:
        start = offsets[passage.start]
        white = _WHITE.search(text, offsets[passage.start - 1], start)
        starts.append(white.end() if white else start)
    return list(zip(starts, [*starts[1:], block.end], strict=True))
