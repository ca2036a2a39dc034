"""Files that are written when somebody asks.

A release holds each of its graphs once, as Turtle. The rest of what ``/dumps/`` offers follows
from that (:mod:`.written`) in milliseconds a graph, and is kept for a while: the bytes of the
graphs last asked for, the size and checksum of all. Releases share the graphs that they have in
common. What is made of the whole, or of all graphs at once, comes from processes (:mod:`.aside`).
"""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from akkoord.app.codings import GZIP, ZSTD
from akkoord.graph.errors import ReleaseError
from akkoord.graph.formats import N_QUADS, N_TRIPLES, PARQUET, RDF_XML, TURTLE
from akkoord.graph.release.layout import NAME, open_release
from akkoord.graph.release.parts import Part, parts

from .aside import Aside
from .files import PACKED, DumpFile, listing
from .recent import Recent
from .written import contents, measures, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TABLE: Final = f"{NAME}.{PARQUET.extension}"
_XML: Final = {f"{NAME}.{RDF_XML.extension}{PACKED[coding]}": coding for coding in (GZIP, ZSTD)}
SOURCES: Final = {
    TABLE: f"{NAME}.{N_QUADS.extension}",
    **dict.fromkeys(_XML, f"{NAME}.{N_TRIPLES.extension}"),
}
"""What is made of the whole, and of which file: as a table of quads, and as RDF/XML, which is
fifteen times as large when it is not packed."""

KEPT: Final = 1 << 25
"""Bytes of files that are kept in memory; those of one graph are 1.5 MB, seldom up to 16."""
KNOWN: Final = 1 << 12
"""Graphs of whose files size and checksum are kept: some 3 KB each."""


def parts_of(release: Path) -> Mapping[str, Part]:
    """Return the named graphs of the release in the folder ``release`` by their IRIs.

    There are none in a folder that is damaged, whose files can be had all the same.
    """
    try:
        return parts(open_release(release))
    except ReleaseError:
        return {}


class Maker:
    """Makes files for all who ask, one graph at a time: the rest of the service goes first."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._making_whole = threading.Lock()
        self._aside = Aside()
        self._recent = Recent(KEPT)
        self._measures: dict[tuple[Part, str], tuple[DumpFile, ...]] = {}
        self.offered = lru_cache(maxsize=64)(_offered)
        self._whole = lru_cache(maxsize=8)(self._made_whole)

    def close(self) -> None:
        """End what is being made by processes."""
        self._aside.close()

    def content(self, release: Path, name: str) -> bytes:
        """Return the content of one of the files that :func:`offered` names.

        Raises:
            ReleaseError: the release is damaged.
        """
        part = self.offered(release)[name]
        if part is None:
            with self._making_whole:
                return self._whole(release, name, listing(release)[SOURCES[name]].etag)
        key = _key(release, part)
        with self._making:
            found = self._recent.get(key) or contents(part)
            self._recent.put(key, found)
        return found[name]

    def described(self, release: Path, name: str, content: bytes) -> DumpFile:
        """Return what is told of ``content`` as one of these: it is as old as its source."""
        part = self.offered(release)[name]
        source = part.file(TURTLE) if part else SOURCES[name]
        return DumpFile.of(name, content, listing(release)[source].modified)

    def files_of(self, release: Path, part: Part) -> tuple[DumpFile, ...]:
        """Return every file that a named graph is offered as.

        Raises:
            ReleaseError: the release is damaged.
        """
        key = _key(release, part)
        with self._making:
            known = self._measures.get(key) or measures(part)
            self._note(key, known)
        return _dated(release, part, known)

    def files_of_all(self, release: Path) -> tuple[DumpFile, ...]:
        """Return every file that any named graph of a release is offered as.

        Raises:
            ReleaseError: the release is damaged.
        """
        every = parts_of(release)
        with self._making_whole:
            self._measure(
                release, [p for p in every.values() if _key(release, p) not in self._measures]
            )
        return tuple(file for part in every.values() for file in self.files_of(release, part))

    def files_of_whole(self, release: Path) -> tuple[DumpFile, ...]:
        """Return what is made of the whole; without what cannot be."""
        offered = self.offered(release)
        return tuple(self._described_whole(release, [name for name in SOURCES if name in offered]))

    def _described_whole(self, release: Path, wanted: Iterable[str]) -> Iterable[DumpFile]:
        for name in wanted:
            try:
                yield self.described(release, name, self.content(release, name))
            except ReleaseError:
                continue  # the log tells why

    def _measure(self, release: Path, unknown: list[Part]) -> None:
        if not unknown:
            return
        asked = json.dumps([part.iri for part in unknown]).encode()
        told = json.loads(self._aside.output("akkoord.app.dumps.written", str(release), told=asked))
        with self._making:
            for part in unknown:
                found = (DumpFile(name, size, 0, sha) for name, size, sha in told[part.iri])
                self._note(_key(release, part), tuple(found))

    def _note(self, key: tuple[Part, str], known: tuple[DumpFile, ...]) -> None:
        self._measures[key] = known
        if len(self._measures) > KNOWN:
            del self._measures[next(iter(self._measures))]

    def _made_whole(self, release: Path, name: str, _state: str) -> bytes:
        if name == TABLE:
            return self._aside.output("akkoord.graph.tables.quads", str(release / SOURCES[name]))
        return self._aside.output("akkoord.app.dumps.rdf_xml", str(release), _XML[name])


def _offered(release: Path) -> Mapping[str, Part | None]:
    """Return which named graph each file follows from that is not on disk, by file name.

    Those of the whole follow from none alone.
    """
    stored, known = listing(release), parts_of(release)
    files: dict[str, Part | None] = {
        name: part for part in known.values() for name in names(part) if name not in stored
    }
    whole = (name for name, source in SOURCES.items() if known and source in stored)
    return files | dict.fromkeys(whole)


def _key(release: Path, part: Part) -> tuple[Part, str]:
    """Return a graph with what tells its content from any other that it has elsewhere."""
    return part, listing(release)[part.file(TURTLE)].etag


def _dated(release: Path, part: Part, known: Iterable[DumpFile]) -> tuple[DumpFile, ...]:
    stored = listing(release)
    modified = stored[part.file(TURTLE)].modified
    return tuple(stored.get(file.name) or replace(file, modified=modified) for file in known)
