"""Files that are written when somebody asks: a named graph in another serialisation, or packed.

A release holds each of its graphs once, as Turtle. The rest of what ``/dumps/`` offers follows
from that (:mod:`akkoord.graph.release.parts`) in milliseconds a graph, and is kept for a while:
the bytes of the graphs last asked for, the size and checksum of all. Releases share the graphs
that they have in common. The whole as a table of quads comes from :mod:`.quads`.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

from akkoord.app.codings import compressed
from akkoord.graph.errors import ReleaseError
from akkoord.graph.formats import DUMPED, TURTLE
from akkoord.graph.release.layout import open_release
from akkoord.graph.release.parts import Part, forms, parts

from .files import PACKED, DumpFile, listing
from .quads import SOURCE, TABLE, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OPEN: Final = 16
"""Graphs whose files are kept in memory: some 1 MB each."""
KNOWN: Final = 1 << 12
"""Graphs of whose files size and checksum are kept: some 3 KB each."""

_making = threading.Lock()


def parts_of(release: Path) -> Mapping[str, Part]:
    """Return the named graphs of the release in the folder ``release`` by their IRIs.

    There are none in a folder that is damaged, whose files can be had all the same.
    """
    try:
        return parts(open_release(release))
    except ReleaseError:
        return {}


def names(part: Part) -> tuple[str, ...]:
    """Return the files that a named graph is offered as, each followed by the same packed."""
    return tuple(
        f"{part.file(form)}{ending}"
        for form, ending in product(DUMPED, ("", *sorted(PACKED.values())))
    )


@lru_cache(maxsize=64)
def makers(release: Path) -> Mapping[str, Part | None]:
    """Return which named graph each file follows from that is not on disk, by file name.

    That of the whole follows from none alone.
    """
    stored, known = listing(release), parts_of(release)
    files: dict[str, Part | None] = {
        name: part for part in known.values() for name in names(part) if name not in stored
    }
    return files | ({TABLE: None} if known and SOURCE in stored else {})


def written(release: Path, name: str) -> bytes:
    """Return the content of one of the files that :func:`makers` names.

    Raises:
        ReleaseError: the release is damaged.
    """
    part = makers(release)[name]
    if part is None:
        return table(release, listing(release)[SOURCE].etag)
    with _making:  # one at a time: the rest of the service goes first
        return _contents(part, _state(release, part))[name]


def told(release: Path, name: str, content: bytes) -> DumpFile:
    """Return what is told of ``content`` as one of these files: it is as old as its source."""
    part = makers(release)[name]
    source = part.file(TURTLE) if part else SOURCE
    return DumpFile.of(name, content, listing(release)[source].modified)


def measured_table(release: Path) -> tuple[DumpFile, ...]:
    """Return what is told of the table of quads; nothing where it cannot be made."""
    if TABLE not in makers(release):
        return ()
    try:
        return (told(release, TABLE, written(release, TABLE)),)
    except ReleaseError:
        return ()


def measured(release: Path, part: Part) -> tuple[DumpFile, ...]:
    """Return every file that a named graph is offered as.

    Raises:
        ReleaseError: the release is damaged.
    """
    stored = listing(release)
    modified = stored[part.file(TURTLE)].modified
    known = _measures(part, _state(release, part))
    return tuple(stored.get(file.name) or replace(file, modified=modified) for file in known)


def _state(release: Path, part: Part) -> str:
    """Return what tells the content of a graph from any other that it has elsewhere."""
    return listing(release)[part.file(TURTLE)].etag


@lru_cache(maxsize=OPEN)
def _contents(part: Part, _state: str) -> Mapping[str, bytes]:
    return {
        f"{part.file(form)}{ending}": written
        for form, plain in forms(part).items()
        for ending, written in (
            ("", plain),
            *((ending, compressed(coding, plain)) for coding, ending in PACKED.items()),
        )
    }


@lru_cache(maxsize=KNOWN)
def _measures(part: Part, state: str) -> tuple[DumpFile, ...]:
    """Return what is told of the files of a graph, but for when they changed."""
    with _making:
        contents = _contents(part, state)
    return tuple(DumpFile.of(name, contents[name], 0) for name in names(part))
