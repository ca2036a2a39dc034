"""One source file to its named graphs, and what is kept of it for the next build."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from .convert import convert, report_iri
from .derive import derived_mentions, findings_graph, measured
from .errors import Finding, Severity
from .noted import Digests, entry_names, note
from .release import cache
from .release.cache import LostError
from .release.chunk import NamedGraph, chunk_of
from .release.pack import body_name, keep, kept
from .reports import parse, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .model import SourceFile
    from .release.chunk import Chunk
    from .workshop import Workshop


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one source file.

    Attributes:
        path: of the source file, as the user named it.
        place: its path in the published layout, which is the same on any machine.
        key: of its cache entry, which holds the graph where there is one.
        graph: IRI of its named graph; empty when it could not be converted.
        findings: what was noticed.
        section_line: line of the file on which it quotes its section, from 1; 0 without a graph.
    """

    path: str
    place: str
    key: str
    graph: str
    findings: tuple[Finding, ...]
    section_line: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache has of a converted report.

    Attributes:
        chunks: its graphs.
        measured: value of each quality metric.
        noted: tells what is noted of it from what is noted of any other.
    """

    chunks: tuple[Chunk, ...]
    measured: Mapping[str, int]
    noted: Digests


def key_of(source: SourceFile, shop: Workshop) -> str:
    """Return the key of all that becomes of ``source``."""
    where = "/".join(place(source, shop.contents))
    return cache.key(source.content, where.encode(), shop.names.base.encode())


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


def recalled(source: SourceFile, shop: Workshop) -> tuple[Converted, Kept] | None:
    """Return what an earlier build kept of ``source``; nothing where that cannot be read."""
    key = key_of(source, shop)
    known = kept(shop.cache, key)
    if known is None:
        return None
    chunks, notes = known
    try:
        findings = tuple(
            Finding(**{**finding, "path": source.path, "severity": Severity(finding["severity"])})
            for finding in notes["findings"]
        )
        published, line = notes["place"], notes["section_line"]
        found = Converted(source.path, published, key, chunks[0].graph, findings, line)
        return found, _kept(chunks, notes)
    except (KeyError, TypeError, ValueError):
        return None


def recall(key: str, folder: Path) -> Kept:
    """Return what the cache has of a report that was converted.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    known = kept(folder, key)
    if known is None:
        raise LostError(key)
    chunks, notes = known
    return _kept(chunks, notes)


def entries_of(key: str) -> tuple[str, ...]:
    """Return the names of all that is kept of the report ``key``."""
    return key, body_name(key), *entry_names(key)


def _kept(chunks: tuple[Chunk, ...], notes: Mapping[str, Any]) -> Kept:
    return Kept(chunks, notes["measured"], Digests(**notes["noted"]))
