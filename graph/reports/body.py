"""The body's statements: sentences and headings, with role, lead-in, citations and pointers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..model import Role, Statement
from . import citations, lead_ins, roles, sentences
from .citations import Known, Marker, Pointer
from .document import LineMap
from .findings import FindingLog
from .lead_ins import LeadIn
from .markdown import Block, Item, Kind, read_blocks
from .roles import Name, Outline

_WHITE = re.compile(r"\s+")
_CLOSE_UP = frozenset({".", ",", ";", ":", "!", "?", ")", ""})
_LINE_START = re.compile(r"\n(?=[•▪◦])")


@dataclass(frozen=True, slots=True)
class _Passage:
    """A statement in the making: a span of a block's visible text."""

    block: Block
    start: int
    end: int
    heading: bool
    lead_in: LeadIn | None


def read_statements(
    text: str, body: str, lines: LineMap, known: Known, log: FindingLog
) -> tuple[Statement, ...]:
    """Return the statements of the body in reading order.

    Args:
        text: the whole file, from which the statements' Markdown is cut.
        body: the same lines, with everything but the body removed.
        lines: of ``text``.
        known: the numbers of the report's references.
        log: takes warnings on citations that lead nowhere, and errors on structure.
    """
    blocks = read_blocks(text, body, lines, log)
    themes = _Themes()
    outline = Outline()
    closing = _closing_paragraph(blocks)
    statements: list[Statement] = []
    for index, block in enumerate(blocks):
        markers, pointers = citations.find(block.visible.text)
        passages = list(_passages(block, markers, opening=index == 0))
        if index == closing and not passages[0].heading:
            outline.conclude()
        cuts = _cuts(text, block, passages)
        for passage, cut in zip(passages, cuts, strict=True):
            role = _role(passage, outline)
            statements.append(
                _statement(
                    passage,
                    position=len(statements) + 1,
                    role=role,
                    theme=themes.of(passage),
                    markdown=text[cut[0] : cut[1]].strip(),
                    line=lines.line(_offset(passage)),
                    markers=[m for m in markers if passage.start <= m.start < passage.end],
                    pointers=[p for p in pointers if passage.start <= p.start < passage.end],
                    known=known,
                    log=log,
                )
            )
    return tuple(statements)


def _closing_paragraph(blocks: tuple[Block, ...]) -> int:
    """Return the index of the paragraph that opens a conclusion without a heading, or -1.

    It stands outside lists, after the last heading of a theme and after what is explained.
    """
    last = True
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        if block.kind is Kind.HEADING and _is_theme(block):
            return -1
        if block.items or block.kind is not Kind.PARAGRAPH:
            continue
        explained = any(before.items for before in blocks[:index])
        if (last or explained) and roles.concludes(block.visible.text, last=last):
            return index
        last = False
    return -1


def _is_theme(heading: Block) -> bool:
    return roles.name_of(heading.visible.text) is not Name.REFERENCES


def _passages(block: Block, markers: list[Marker], *, opening: bool) -> Iterator[_Passage]:
    visible = block.visible
    found = lead_ins.find(visible)
    whole = _is_heading(block, found, opening=opening)
    if whole:
        yield _Passage(block, 0, len(visible.text), True, found[0] if found else None)
        return
    masked = _masked(visible.text, markers)
    starts = [0, *_line_boundaries(block, found, opening=opening), len(masked)]
    for begin, stop in pairwise(starts):
        lead_in = lead_ins.at(found, begin)
        after = max(begin, min(lead_in.end, stop)) if lead_in else begin
        inner = [begin, *sentences.boundaries(masked, after, stop), stop]
        for start, end in pairwise(inner):
            if visible.text[start:end].strip():
                heading = _line_is_heading(block, start, end, lead_in, opening=opening)
                yield _Passage(block, start, end, heading, lead_in)


def _is_heading(block: Block, found: tuple[LeadIn, ...], *, opening: bool) -> bool:
    """Whether all of the block is one heading."""
    text = block.visible.text
    if block.kind is Kind.HEADING:
        return not (block.underlined and text.rstrip().endswith((".", "!", "?", "]")))
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


def _line_boundaries(block: Block, found: tuple[LeadIn, ...], *, opening: bool) -> list[int]:
    """Return the indices at which a line begins a new statement, whatever stands before it."""
    text = block.visible.text
    boundaries = {lead_in.start for lead_in in found}
    boundaries.update(lead_in.end for lead_in in found if lead_in.alone)
    boundaries.update(place + 1 for place in block.visible.hard_breaks)
    boundaries.update(match.end() for match in _LINE_START.finditer(text))
    if opening:
        boundaries.add(_opening_line(block))
    return sorted(boundary for boundary in boundaries if 0 < boundary < len(text))


def _masked(text: str, markers: list[Marker]) -> str:
    """Return ``text`` with each marker replaced by as many blanks."""
    parts, done = [], 0
    for marker in markers:
        parts += [text[done : marker.start], " " * (marker.end - marker.start)]
        done = marker.end
    return "".join([*parts, text[done:]])


def _cuts(text: str, block: Block, passages: list[_Passage]) -> list[tuple[int, int]]:
    """Return the span of the file that each passage of a block takes: together, the block's."""
    starts = [block.start]
    offsets = block.visible.offsets
    for passage in passages[1:]:
        previous = offsets[passage.start - 1] + 1
        start = offsets[passage.start]
        white = _WHITE.search(text, previous - 1, start)
        starts.append(white.end() if white else start)
    return list(zip(starts, [*starts[1:], block.end], strict=True))


def _offset(passage: _Passage) -> int:
    visible = passage.block.visible
    shown = visible.text[passage.start : passage.end]
    return visible.offsets[passage.start + len(shown) - len(shown.lstrip())]


def _role(passage: _Passage, outline: Outline) -> Role:
    """Return the passage's role, having told the outline of it."""
    block, text = passage.block, passage.block.visible.text[passage.start : passage.end]
    lead_in = passage.lead_in
    if passage.heading and not block.items:
        name = lead_in.name if lead_in else text
        outline.heading(name, block.level or roles.PLAIN_LEVEL)
        return Role.HEADING
    if block.items or block.kind is Kind.ROW:
        outline.list_item()
    if lead_in and lead_in.start == passage.start:
        outline.lead_in(lead_in.name)
    outline.paragraph()
    return Role.HEADING if passage.heading else outline.role


class _Themes:
    """Keeps the lead-ins of the list items around the block that is being read."""

    def __init__(self) -> None:
        self._of_item: dict[Item, str | None] = {}
        self._last: tuple[Item, str] | None = None

    def of(self, passage: _Passage) -> str | None:
        """Return the lead-in that governs ``passage``, its own or that of an item around it."""
        block, lead_in = passage.block, passage.lead_in
        own = lead_in.name if lead_in and roles.name_of(lead_in.name) is Name.THEME else None
        if not block.items:
            return None if passage.heading and block.level else self._plain(passage, own)
        item = block.items[-1]
        first = item not in self._of_item
        if first:
            self._of_item[item] = own
        elif own:
            return own
        for around in reversed(block.items):
            if self._of_item.get(around):
                return self._of_item[around]
        return None

    @staticmethod
    def _plain(passage: _Passage, own: str | None) -> str | None:
        alone_in_block = passage.heading and passage.end - passage.start == len(
            passage.block.visible.text
        )
        return None if alone_in_block else own


def _statement(
    passage: _Passage,
    *,
    position: int,
    role: Role,
    theme: str | None,
    markdown: str,
    line: int,
    markers: list[Marker],
    pointers: list[Pointer],
    known: Known,
    log: FindingLog,
) -> Statement:
    cited, unresolved = citations.resolve(markers, known, line, log)
    sections = dict.fromkeys(number for pointer in pointers for number in pointer.sections)
    return Statement(
        position=position,
        text=_shown(passage, markers),
        markdown=markdown,
        role=role,
        line=line,
        lead_in=theme,
        citations=cited,
        unresolved=unresolved,
        pointers=tuple(sections),
    )


def _shown(passage: _Passage, markers: list[Marker]) -> str:
    """Return what a reader sees of the passage, its markers gone and white space folded."""
    text = passage.block.visible.text
    shown, done = "", passage.start
    for marker in markers:
        shown += text[done : marker.start]
        done = marker.end
        # Its going must not leave a blank before the punctuation mark that followed it.
        if text[done : done + 1] in _CLOSE_UP:
            shown = shown.rstrip()
    shown += text[done : passage.end]
    return unicodedata.normalize("NFC", " ".join(shown.split()))
