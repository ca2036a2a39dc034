"""The body's statements: sentences and headings, with role, lead-in, citations and pointers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from ..model import Role, Statement
from . import citations, roles
from .citations import Known, Marker, Pointer
from .document import LineMap
from .findings import FindingLog
from .headings import check_headings
from .markdown import Block, Kind, read_blocks
from .passages import Passage, cuts, passages
from .roles import Name, Outline

_CLOSE_UP = frozenset({".", ",", ";", ":", "!", "?", ")", ""})


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
    found = read_blocks(text, body, lines, log)
    check_headings(found, text, lines, log)
    blocks = tuple(block for block in found if block.visible.text.strip())
    return _Reading(text, lines, known, log).statements(blocks)


class _Reading:
    """Turns one body's blocks into statements."""

    def __init__(self, text: str, lines: LineMap, known: Known, log: FindingLog) -> None:
        self._text = text
        self._lines = lines
        self._known = known
        self._log = log
        self._themes = _Themes()
        self._outline = Outline()

    def statements(self, blocks: tuple[Block, ...]) -> tuple[Statement, ...]:
        """Return the statements in reading order."""
        closing = _closing_paragraph(blocks)
        found: list[Statement] = []
        for index, block in enumerate(blocks):
            markers, pointers = citations.find(block.visible.text)
            parts = list(passages(block, markers, opening=index == 0))
            if index == closing and parts and not parts[0].heading:
                self._outline.conclude()
            for passage, span in zip(parts, cuts(self._text, block, parts), strict=True):
                inside = [marker for marker in markers if _within(marker, passage)]
                numbers = (n for p in pointers if _within(p, passage) for n in p.sections)
                read = self._statement(len(found) + 1, passage, span, inside, numbers)
                if found and _only_cites(read):
                    found[-1] = _with_evidence(found[-1], read)
                else:
                    found.append(read)
        return tuple(found)

    def _statement(
        self,
        position: int,
        passage: Passage,
        span: tuple[int, int],
        markers: list[Marker],
        pointers: Iterable[str],
    ) -> Statement:
        line = self._lines.line(passage.offset)
        cited, unresolved = citations.resolve(markers, self._known, line, self._log)
        return Statement(
            position=position,
            text=_shown(passage, markers),
            markdown=_written(self._text, *span),
            role=_role(passage, self._outline),
            line=line,
            lead_in=self._themes.of(passage),
            citations=cited,
            unresolved=unresolved,
            pointers=tuple(dict.fromkeys(pointers)),
        )


def _written(text: str, start: int, end: int) -> str:
    """Return what was written, without the empty lines around it.

    What its first line is indented by stays: it tells how deep a list item lies.
    """
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    line = text.rfind("\n", 0, begin) + 1
    return text[begin if text[line:begin].strip() else line : end].rstrip()


def _within(marker: Marker | Pointer, passage: Passage) -> bool:
    return passage.start <= marker.start < passage.end


def _only_cites(statement: Statement) -> bool:
    """Whether it is a run of citations on its own, which is evidence for what stands before it."""
    if statement.role in (Role.HEADING, Role.REFERENCE_LIST):
        return False
    cites = statement.citations or statement.unresolved
    return bool(cites) and not any(map(str.isalnum, statement.text))


def _with_evidence(statement: Statement, run: Statement) -> Statement:
    """Return ``statement`` with what the citations after it, read as ``run``, add to it."""
    return replace(
        statement,
        text=f"{statement.text} {run.text}".rstrip(),
        markdown=f"{statement.markdown}\n\n{run.markdown}",
        citations=tuple(dict.fromkeys((*statement.citations, *run.citations))),
        unresolved=tuple(dict.fromkeys((*statement.unresolved, *run.unresolved))),
    )


def _closing_paragraph(blocks: tuple[Block, ...]) -> int:
    """Return the index of the paragraph that opens a conclusion without a heading, or -1.

    It stands outside lists, after the last heading of a theme and after what is explained.
    """
    last = True
    explaining = next((place for place, block in enumerate(blocks) if block.items), len(blocks))
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        if block.kind is Kind.HEADING and _is_theme(block):
            return -1
        if block.items or block.kind is not Kind.PARAGRAPH:
            continue
        if roles.says_nothing(block.visible.text):
            continue
        if (last or index > explaining) and roles.concludes(block.visible.text, last=last):
            return index
        last = False
    return -1


def _is_theme(heading: Block) -> bool:
    return roles.name_of(heading.visible.text) is not Name.REFERENCES


def _role(passage: Passage, outline: Outline) -> Role:
    """Return the passage's role, having told the outline of it."""
    block, lead_in = passage.block, passage.lead_in
    if _lists_references(passage):
        outline.lead_in(passage.text)
        return Role.REFERENCE_LIST
    if passage.heading and not block.items:
        outline.heading(lead_in.name if lead_in else passage.text, block.level)
        return Role.HEADING
    if block.items or block.kind is Kind.ROW:
        outline.list_item()
    if lead_in and lead_in.start == passage.start:
        outline.lead_in(lead_in.name)
    outline.paragraph()
    return Role.HEADING if passage.heading else outline.role


def _lists_references(passage: Passage) -> bool:
    """Whether it is a line of its own that names the references and cites them."""
    named = "[" in passage.text and roles.name_of(passage.text) is Name.REFERENCES
    return named and passage.block.kind is not Kind.HEADING


class _Themes:
    """Keeps the lead-ins of the list items around the block that is being read."""

    def __init__(self) -> None:
        self._of_item: dict[int, str | None] = {}

    def of(self, passage: Passage) -> str | None:
        """Return the lead-in that governs ``passage``, its own or that of an item around it."""
        items, lead_in = passage.block.items, passage.lead_in
        own = lead_in.name if lead_in and roles.name_of(lead_in.name) is Name.THEME else None
        if not items:
            return None if passage.heading and passage.whole else own
        self._of_item.setdefault(items[-1], own)
        return own or next(
            (self._of_item[i] for i in reversed(items) if self._of_item.get(i)), None
        )


def _shown(passage: Passage, markers: list[Marker]) -> str:
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
