"""The body of a report: statements back in paragraphs, lists and headings.

The graph holds sentences. Those that begin on one line of the source form a block again; how
the line began (``##``, ``1.``, ``-``) tells what kind of block, and by how much it is indented,
below which item a list's item lies. Only that beginning of ``ra:markdown`` is looked at here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .marks import Piece

_HEADING: Final = re.compile(r"\s*(#{1,6})\s")
_ITEM: Final = re.compile(r"(\s*)(?:(\d{1,9})[.)]|[-*+])\s")
_INDENT: Final = 2
"""Blanks by which an item is indented that lies below another: the width of ``- ``."""
_DEEPEST: Final = 30
"""Levels that are shown; the lists of a report nest no deeper."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference of the report, and the decision it names.

    Attributes:
        iri: of the reference.
        number: as printed between the brackets.
        line: in the source.
        text: verbatim.
        page: the address that the source gives, empty without one.
        decision: IRI of the decision, empty where the source names none.
        title: of the decision.
        date: of the decision, ``yyyy-mm-dd``.
    """

    iri: str
    number: int
    line: int
    text: str
    page: str
    decision: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with what it rests on.

    Attributes:
        iri: of the statement.
        position: from 1.
        role: local name of its role.
        line: in the source.
        text: what a reader sees.
        markdown: the passage in the source.
        pieces: the text, cut where it names its topic and agencies, and where it cites.
        citations: the references cited, each once, in order of number.
    """

    iri: str
    position: int
    role: str
    line: int
    text: str
    markdown: str
    pieces: tuple[Piece, ...]
    citations: tuple[Citation, ...]

    @property
    def numbered(self) -> Mapping[int, Citation]:
        """The references cited by number; a number cited that is not among them leads nowhere."""
        return {each.number: each for each in self.citations}

    @property
    def claims(self) -> bool:
        """Whether it says something, as headings and lists of references do not."""
        return self.role not in {"heading", "reference-list"} and bool(self.text)

    @property
    def bare(self) -> bool:
        """Whether it claims something and names no evidence."""
        return self.claims and not any(c.decision for c in self.citations)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or list item.

    Attributes:
        kind: ``heading``, ``paragraph``, ``item`` or ``references``.
        level: of a heading 1 to 6, of a list item its depth from 0.
        marker: number printed before an ordered item, or before a heading that is one; else
            empty.
        statements: in order.
    """

    kind: str
    level: int
    marker: str
    statements: tuple[Statement, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What its statements cite, each reference once."""
        return tuple(dict.fromkeys(c for s in self.statements for c in s.citations))


@dataclass(frozen=True, slots=True)
class Item:
    """A list's item.

    Attributes:
        block: what it says.
        below: the items of the list within it.
    """

    block: Block
    below: tuple[Item, ...]


def lists(found: Sequence[Block]) -> tuple[tuple[Item, ...], ...]:
    """Return the lists that items in a row make: one, or more where the first lies deeper.

    It does where the item above it serves as heading and is a block of another kind.
    """
    levels = groupby(_items(found), key=lambda item: item.block.level)
    return tuple(tuple(level) for _, level in levels)


def _items(found: Sequence[Block]) -> tuple[Item, ...]:
    runs: list[list[Block]] = []
    for block in found:
        if runs and block.level > runs[-1][0].level:
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(Item(run[0], _items(run[1:])) for run in runs)


def blocks(statements: Iterable[Statement]) -> tuple[Block, ...]:
    """Return ``statements`` grouped by the source line on which they begin."""
    grouped = groupby(statements, key=lambda s: (s.line, s.role == "heading"))
    groups = [tuple(group) for _, group in grouped]
    return tuple(map(_block, groups, _depths(group[0] for group in groups)))


def _depths(openings: Iterable[Statement]) -> Iterator[int]:
    """Yield how deep each block lies, told by its first statement; 0 outside nested lists."""
    around: list[int] = []
    for first in openings:
        line = first.markdown.expandtabs(4)
        indent = len(line) - len(line.lstrip())
        while around and indent < around[-1] + _INDENT:
            around.pop()
        if _ITEM.match(first.markdown):
            around.append(indent)
        yield max(min(len(around), _DEEPEST) - 1, 0)


def _block(statements: tuple[Statement, ...], depth: int) -> Block:
    first = statements[0]
    item = _ITEM.match(first.markdown)
    marker = (item[2] or "") if item else ""
    if first.role == "heading":
        marks = _HEADING.match(first.markdown)
        return Block("heading", len(marks[1]) if marks else 2, marker, statements)
    if first.role == "reference-list":
        return Block("references", 0, "", statements)
    if item:
        return Block("item", depth, marker, statements)
    return Block("paragraph", 0, "", statements)
