"""A report as people read it: statements back in paragraphs, lists and headings.

The graph holds sentences. Those that begin on one line of the source form a block again; how
the line began (``##``, ``1.``, ``-``) tells what kind of block. Only that beginning of
``ra:markdown`` is looked at, never shown: what is shown is ``ra:text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from akkoord.graph.vocabulary import RA

from .data import number, text
from .evidence import over_time
from .marks import Mark, Piece, pieces
from .thing import Link, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .data import Graph, Row
    from .pictures import Picture

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


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that a report's page shows.

    Attributes:
        title: of the report.
        section: the agreement section that it evaluates.
        section_text: as the report quotes it.
        domain: of the section.
        source: the source file's IRI, path and SHA-256, empty where unknown.
        blocks: the body.
        references: in order of number.
        agencies: named by its statements.
        themes: of its section and topics.
        timeline: when the decisions cited were taken; ``None`` where it cites none.
    """

    title: str
    section: Link
    section_text: str
    domain: Link | None
    source: str
    path: str
    sha256: str
    blocks: tuple[Block, ...]
    references: tuple[Citation, ...]
    agencies: tuple[Link, ...]
    themes: tuple[Link, ...]
    timeline: Picture | None

    @property
    def parts(self) -> tuple[tuple[Block, ...], ...]:
        """Its blocks, the items of one list together and any other block alone."""
        runs = groupby(enumerate(self.blocks), key=lambda b: -1 if b[1].kind == "item" else b[0])
        return tuple(tuple(block for _, block in run) for _, run in runs)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Its statements in order."""
        return tuple(s for block in self.blocks for s in block.statements)

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates of the decisions cited, each decision once, in order."""
        return tuple(sorted({r.decision: r.date for r in self.references if r.date}.values()))

    @property
    def citing(self) -> Mapping[str, tuple[int, ...]]:
        """Positions of the statements that cite each reference, by the reference's IRI."""
        found: dict[str, tuple[int, ...]] = {}
        for statement in self.statements:
            for each in statement.citations:
                found[each.iri] = (*found.get(each.iri, ()), statement.position)
        return found


def load(graph: Graph, iri: str, wanted: str) -> ReportPage:
    """Return the page of the report ``iri``, which exists."""
    rows = graph.rows("report", iri)
    row = rows[0]
    references = _references(graph.rows("report-references", iri))
    named = graph.rows("report-named", iri)
    return ReportPage(
        title=text(row, "title"),
        section=links(rows, "section", "sectionLabel", wanted)[0],
        section_text=text(row, "sectionText"),
        domain=next(iter(links(rows, "domain", "domainLabel", wanted)), None)
        if "domain" in row
        else None,
        source=text(row, "source"),
        path=text(row, "path"),
        sha256=text(row, "sha256"),
        blocks=blocks(_statements(graph, iri, references)),
        references=tuple(references.values()),
        agencies=_named(named, "Agency", wanted),
        themes=_named(named, "PolicyTheme", wanted),
        timeline=over_time(graph, {r.decision: r.date for r in references.values()}.values()),
    )


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


def _named(rows: Sequence[Row], class_: str, wanted: str) -> tuple[Link, ...]:
    return links((r for r in rows if text(r, "class") == RA + class_), "value", "label", wanted)


def _references(rows: Iterable[Row]) -> dict[str, Citation]:
    return {
        text(row, "reference"): Citation(
            text(row, "reference"),
            number(row, "number"),
            number(row, "line"),
            text(row, "text"),
            text(row, "page"),
            text(row, "decision"),
            text(row, "title"),
            text(row, "date"),
        )
        for row in rows
    }


def _statements(graph: Graph, iri: str, references: Mapping[str, Citation]) -> list[Statement]:
    cited: dict[str, set[str]] = {}
    unresolved: dict[str, set[int]] = {}
    for row in graph.rows("report-citations", iri):
        if "reference" in row:
            cited.setdefault(text(row, "statement"), set()).add(text(row, "reference"))
        else:
            unresolved.setdefault(text(row, "statement"), set()).add(number(row, "unresolved"))
    named = _mentions(graph.rows("report-mentions", iri))
    return [
        Statement(
            iri=text(row, "statement"),
            position=number(row, "position"),
            role=text(row, "role").removeprefix(RA),
            line=number(row, "line"),
            text=text(row, "text"),
            markdown=text(row, "markdown"),
            pieces=pieces(
                text(row, "text"), (*_lead_in(row), *named.get(text(row, "statement"), ()))
            ),
            citations=tuple(
                c for key, c in references.items() if key in cited.get(text(row, "statement"), ())
            ),
            unresolved=tuple(sorted(unresolved.get(text(row, "statement"), ()))),
        )
        for row in graph.rows("report-statements", iri)
    ]


def _mentions(rows: Iterable[Row]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for row in rows:
        mark = Mark(number(row, "start"), number(row, "end"), text(row, "agency"), "agency")
        found.setdefault(text(row, "statement"), []).append(mark)
    return found


def _lead_in(row: Row) -> tuple[Mark, ...]:
    """Return the mark of the words that lead a statement in, where it begins with them."""
    words = text(row, "leadIn")
    if not words or not text(row, "text").startswith(words):
        return ()
    return (Mark(0, len(words), text(row, "topic"), "topic"),)
