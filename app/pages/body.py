"""The body of a report: statements back in paragraphs, lists and headings.

The graph holds sentences. Those that begin on one line of the source form a block again; how
the line began (``##``, ``1.``, ``-``) tells what kind of block. Only that beginning of
``ra:markdown`` is looked at, never shown: what is shown is ``ra:text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .marks import Piece

_HEADING: Final = re.compile(r"\s*(#{1,6})\s")
_ITEM: Final = re.compile(r"(\s*)(?:(\d{1,9})[.)]|[-*+])\s")
_DEEPEST: Final = 3
_INDENT: Final = 3


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
        markdown: the passage in the source; only its beginning is used.
        pieces: the text, cut where it names its topic and agencies.
        citations: the references cited, in order of number.
        unresolved: numbers cited that the references do not hold.
    """

    iri: str
    position: int
    role: str
    line: int
    text: str
    markdown: str
    pieces: tuple[Piece, ...]
    citations: tuple[Citation, ...]
    unresolved: tuple[int, ...]

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
        marker: number printed before an ordered item, else empty.
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


def blocks(statements: Iterable[Statement]) -> tuple[Block, ...]:
    """Return ``statements`` grouped by the source line on which they begin."""
    grouped = groupby(statements, key=lambda s: (s.line, s.role == "heading"))
    return tuple(_block(tuple(group)) for _, group in grouped)


def _block(statements: tuple[Statement, ...]) -> Block:
    first = statements[0]
    if first.role == "heading":
        marks = _HEADING.match(first.markdown)
        return Block("heading", len(marks[1]) if marks else 2, "", statements)
    if first.role == "reference-list":
        return Block("references", 0, "", statements)
    item = _ITEM.match(first.markdown)
    if item:
        depth = min(len(item[1].expandtabs(4)) // _INDENT, _DEEPEST)
        return Block("item", depth, item[2] or "", statements)
    return Block("paragraph", 0, "", statements)
