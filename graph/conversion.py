"""One source file to its named graphs, and what is kept of it for the next build."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from .convert import convert, report_iri
from .converted import Converted, key_of
from .derive.quality import measured
from .derive.rules import derived_mentions, findings_graph
from .noted import note
from .release.chunk import NamedGraph, chunk_of
from .release.pack import keep
from .reports import place
from .reports.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import SourceFile
    from .release.chunk import Chunk
    from .workshop import Workshop


def convert_source(source: SourceFile, shop: Workshop) -> tuple[Converted, tuple[NamedGraph, ...]]:
    """Convert one source, and keep what became of it; no graphs where it has an error."""
    key = key_of(source, shop)
    report, findings = parse(source, shop.contents)
    if report is None:
        where = "/".join(place(source, shop.contents))
        return Converted(source.path, where, key, "", findings), ()
    iri = report_iri(report, shop.names)
    values = measured(report, shop.names, shop.registers.section_themes)
    graphs = (
        NamedGraph(iri, convert(report, shop.names, shop.registers.section_themes)),
        derived_mentions(report, iri, shop.names, shop.finder),
        findings_graph(report, iri, findings, values, shop.names),
    )
    notes = {
        "findings": [asdict(replace(finding, path="")) for finding in findings],
        "noted": asdict(note(report, key, shop)),
        "measured": values,
        "place": report.published,
        "section_line": report.section.line,
    }
    keep(shop.cache, key, _chunks(graphs, iri, shop.names.base), notes)
    line = report.section.line
    return Converted(source.path, report.published, key, iri, findings, line), graphs


def _chunks(graphs: Sequence[NamedGraph], iri: str, base: str) -> tuple[Chunk, ...]:
    """Return the graphs of the report ``iri``, of which the first tells of others' things too."""
    own, *others = graphs
    first = chunk_of(own, base, lambda subject: subject.startswith(iri))
    return first, *(chunk_of(graph, base, lambda _: True) for graph in others)
