"""One source file to its named graphs, and what is kept of it for the next build."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .convert import convert, report_iri
from .derive import derived_mentions, facts_from_json, facts_of, findings_graph, measured
from .errors import Finding, Severity
from .release import cache
from .release.cache import LostError
from .release.chunk import NamedGraph, chunk_of
from .release.pack import body_name, keep, kept
from .reports import parse, place
from .search.documents import Searched
from .search.passages import passages_from_json, passages_of
from .tables.rows import Share, share_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .derive import Facts
    from .model import SourceFile
    from .release.chunk import Chunk
    from .search.passages import Passages
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
    """

    path: str
    place: str
    key: str
    graph: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache has of a converted report.

    Attributes:
        chunks: its graphs.
        measured: value of each quality metric.
        facts: tells what the rules read of it from what they read of any other.
        passages: likewise, what is searched in it.
        rows: likewise, what it adds to the tables.
    """

    chunks: tuple[Chunk, ...]
    measured: Mapping[str, int]
    facts: str
    passages: str
    rows: str


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
    sections = shop.registers.section_themes
    graph = NamedGraph(iri, convert(report, shop.names, sections))
    mentions = derived_mentions(report, iri, shop.names, shop.finder)
    facts = facts_of(report, shop.names, shop.finder)
    values = measured(report, shop.names, sections)
    noticed = findings_graph(report, iri, findings, values, shop.names)
    chunks = (
        chunk_of(graph, shop.names.base, lambda subject: subject.startswith(iri)),
        chunk_of(mentions, shop.names.base, lambda _: True),
        chunk_of(noticed, shop.names.base, lambda _: True),
    )
    told = _json(facts)
    passages = passages_of(report, shop.names, shop.finder)
    texts = _json(passages)
    cache.store(shop.cache, facts_name(key), told)
    cache.store(shop.cache, passages_name(key), texts)
    rows = json.dumps(share_of(report, shop.names), ensure_ascii=False).encode()
    cache.store(shop.cache, rows_name(key), rows)
    notes = {
        "findings": [asdict(replace(finding, path="")) for finding in findings],
        "facts": sha256(told).hexdigest(),
        "passages": sha256(texts).hexdigest(),
        "rows": sha256(rows).hexdigest(),
        "measured": values,
        "place": report.published,
    }
    keep(shop.cache, key, chunks, notes)
    return Converted(source.path, report.published, key, iri, findings), (graph, mentions, noticed)


def _json(noted: Facts | Passages) -> bytes:
    """Write what is noted of a report; all in it is text, number or tuple."""
    told = {each.name: getattr(noted, each.name) for each in fields(noted)}
    return json.dumps(told, ensure_ascii=False).encode()


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
        found = Converted(source.path, notes["place"], key, chunks[0].graph, findings)
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


def recall_facts(key: str, folder: Path) -> Facts:
    """Return what the rules read of a report that was converted.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    content = cache.load(folder, facts_name(key))
    if content is None:
        raise LostError(facts_name(key))
    return facts_from_json(json.loads(content))


def recall_searched(key: str, folder: Path) -> Searched:
    """Return what the rules and the index of texts read of a report that was converted.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    content = cache.load(folder, passages_name(key))
    if content is None:
        raise LostError(passages_name(key))
    return Searched(recall_facts(key, folder), passages_from_json(json.loads(content)))


def recall_rows(key: str, folder: Path) -> Share:
    """Return what a report that was converted gives to the tables.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    content = cache.load(folder, rows_name(key))
    if content is None:
        raise LostError(rows_name(key))
    return Share(*json.loads(content))


def rows_name(key: str) -> str:
    """Return the name of the entry that holds what the report ``key`` adds to the tables."""
    return f"{key}.rows"


def passages_name(key: str) -> str:
    """Return the name of the entry that holds what is searched in the report ``key``."""
    return f"{key}.passages"


def facts_name(key: str) -> str:
    """Return the name of the entry that holds what the rules read of the report ``key``."""
    return f"{key}.facts"


def entries_of(key: str) -> tuple[str, ...]:
    """Return the names of all that is kept of the report ``key``."""
    return key, body_name(key), facts_name(key), passages_name(key), rows_name(key)


def _kept(chunks: tuple[Chunk, ...], notes: Mapping[str, Any]) -> Kept:
    return Kept(chunks, notes["measured"], notes["facts"], notes["passages"], notes["rows"])
