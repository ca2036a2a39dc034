"""A report as people read it: its body, what it cites and names, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING

from akkoord.graph.reports import places
from akkoord.graph.vocabulary import RA

from .body import Block, Citation, Item, Statement, blocks, lists
from .data import number, text
from .evidence import over_time
from .marks import Mark, citing, pieces
from .thing import Link, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .data import Graph, Row
    from .pictures import Picture


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
    def parts(self) -> tuple[Block | tuple[Item, ...], ...]:
        """Its blocks, the items of one list together and any other block alone."""
        runs = (tuple(run) for _, run in groupby(self.blocks, key=lambda b: b.kind == "item"))
        found = (lists(run) if run[0].kind == "item" else run for run in runs)
        return tuple(chain.from_iterable(found))

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
    cited, unresolved = _citations(graph.rows("report-citations", iri))
    named = _mentions(graph.rows("report-mentions", iri))
    statements = []
    for row in graph.rows("report-statements", iri):
        key, shown, markdown = (text(row, name) for name in ("statement", "text", "markdown"))
        citations = tuple(c for r, c in references.items() if r in cited.get(key, ()))
        numbers = {each.number for each in citations} | unresolved.get(key, set())
        found = pieces(shown, (*_lead_in(row), *named.get(key, ())))
        statements.append(
            Statement(
                iri=key,
                position=number(row, "position"),
                role=text(row, "role").removeprefix(RA),
                line=number(row, "line"),
                text=shown,
                markdown=markdown,
                pieces=citing(found, places.find(markdown, shown, numbers)),
                citations=citations,
            )
        )
    return statements


def _citations(rows: Iterable[Row]) -> tuple[dict[str, set[str]], dict[str, set[int]]]:
    """Return by statement the references that it cites, and the numbers that lead to none."""
    cited: dict[str, set[str]] = {}
    unresolved: dict[str, set[int]] = {}
    for row in rows:
        statement = text(row, "statement")
        if "reference" in row:
            cited.setdefault(statement, set()).add(text(row, "reference"))
        else:
            unresolved.setdefault(statement, set()).add(number(row, "unresolved"))
    return cited, unresolved


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
