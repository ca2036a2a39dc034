"""What the cache keeps of a converted report, for this build and the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import Finding, Severity
from .release import cache
from .release.cache import LostError
from .release.pack import body_name, kept
from .reports import place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .model import SourceFile
    from .release.chunk import Chunk
    from .workshop import Workshop

FACTS, PASSAGES, ROWS = KINDS = ("facts", "passages", "rows")
"""Kinds of notes, see :mod:`.noted`."""


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of what is noted of one report.

    Attributes:
        facts: of what the rules read of it.
        passages: of what is searched in it.
        rows: of what it adds to the tables.
    """

    facts: str
    passages: str
    rows: str


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


class Shelf:
    """What earlier builds kept of sources, read once for as long as builds follow one another.

    With it stays the text that was read of a chunk: all of it, where a decision's title changed.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], tuple[Converted, Kept]] = {}
        self._known: dict[tuple[str, str], tuple[Converted, Kept]] = {}

    def begin(self) -> None:
        """Begin a build: what only those before the last had is forgotten."""
        self._last, self._known = self._known, {}

    def recalled(self, source: SourceFile, shop: Workshop) -> tuple[Converted, Kept] | None:
        """Return what an earlier build kept of ``source``; nothing where that cannot be read."""
        key = key_of(source, shop)
        at = key, source.path
        found = self._last.get(at) or _recalled(source, key, shop)
        if found is not None:
            self._known[at] = found
        return found


def _recalled(source: SourceFile, key: str, shop: Workshop) -> tuple[Converted, Kept] | None:
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
    return key, body_name(key), *(note_name(key, kind) for kind in KINDS)


def _kept(chunks: tuple[Chunk, ...], notes: Mapping[str, Any]) -> Kept:
    return Kept(chunks, notes["measured"], Digests(**notes["noted"]))


def note_name(key: str, kind: str) -> str:
    """Return the name of the entry that holds a kind of note on the report ``key``."""
    return f"{key}.{kind}"
