"""What an earlier release says of a thing, read from its N-Quads without loading them.

An index beside the releases, ``releases/.index/{id}``, tells for each thing at which bytes of
the N-Quads the lines stand that are about it, that lead to it, and that are in the graph of its
name. It is sorted by IRI, so that a thing is found by bisection in the mapped file: nothing of a
release is held in memory, and hundreds of them can be looked into. It is made when a release is
first looked into, and anew where the files are no longer those that it was made from; it can be
thrown away at any time.
"""

from __future__ import annotations

import mmap
import os
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ..errors import ReleaseError
from . import metadata
from .lines import graph_of, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .layout import Release

INDEX: Final = ".index"
OPEN: Final = 8
"""Releases whose files are kept mapped."""

_SHOWN: Final = 80

Span = tuple[int, int]
_ABOUT, _LEADING, _WITHIN = range(3)


class Archive:
    """One release, read line by line.

    Args:
        quads: its N-Quads.
        index: from :func:`index_of`.
        start: the byte at which the index begins in what is given.
    """

    def __init__(self, quads: mmap.mmap | bytes, index: mmap.mmap | bytes, start: int = 0) -> None:
        self._quads = quads
        self._index = index
        self._start = start

    def about(self, iri: str) -> list[bytes]:
        """Return the lines of N-Quads whose subject is ``iri``."""
        return self._lines(iri, _ABOUT)

    def leading_to(self, iri: str) -> list[bytes]:
        """Return the lines whose object is ``iri``, which stands under ``id/``."""
        return self._lines(iri, _LEADING)

    def within(self, iri: str) -> list[bytes]:
        """Return the lines in the named graph ``iri``."""
        return self._lines(iri, _WITHIN)

    def holds(self, iri: str) -> bool:
        """Return whether the release describes ``iri``, or has a graph of that name.

        What its other files describe has a row that tells of no lines.
        """
        row = self._row(iri)
        return row is not None and bool(row[_ABOUT] or row[_WITHIN] or not row[_LEADING])

    def _lines(self, iri: str, column: int) -> list[bytes]:
        row = self._row(iri)
        found = (self._quads[start:end] for start, end in (_spans(row[column]) if row else ()))
        return [line for lines in found for line in lines.splitlines(keepends=True)]

    def _row(self, iri: str) -> tuple[bytes, bytes, bytes] | None:
        """Return the three columns of a thing, ``None`` where there is no such thing."""
        wanted, index = iri.encode(), self._index
        low, high = self._start, len(index)
        while low < high:
            start = index.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = index.find(b"\n", start)
            name, about, leading, within = index[start:end].split(b"\t")
            if name == wanted:
                return about, leading, within
            low, high = (end + 1, high) if name < wanted else (low, start)
        return None


def open_archive(release: Release) -> Archive:
    """Return a release to look into; its index is made if need be.

    Raises:
        ReleaseError: its N-Quads are missing or damaged.
    """
    try:
        return _opened(release, _mark(release))
    except ValueError as error:
        raise ReleaseError(f"{release.file('nq')}:{error}; build again") from error
    except OSError as error:
        raise ReleaseError(
            f"{release.file('nq')}: cannot be read ({error.strerror}); build again"
        ) from error


@lru_cache(maxsize=OPEN)
def _opened(release: Release, mark: bytes) -> Archive:
    quads = _mapped(release.file("nq"))
    path = release.path.parent / INDEX / release.id
    index = _mapped(path) if path.is_file() else b""
    if index[: len(mark)] != mark:
        index = mark + index_of(quads, f"{release.base}id/", metadata.subjects(release))
        if _kept(path, index):
            index = _mapped(path)
    return Archive(quads, index, len(mark))


def _mark(release: Release) -> bytes:
    """Return a line that tells the files that an index is made from: one changed has another."""
    others = (release.path / name for name in metadata.FILES)
    files = (release.file("nq"), *(path for path in others if path.exists()))
    told = (path.stat() for path in files)
    return " ".join(f"{s.st_ino}.{s.st_size}.{s.st_mtime_ns}" for s in told).encode() + b"\n"


def index_of(quads: mmap.mmap | bytes, space: str, others: Iterable[str] = ()) -> bytes:
    """Return the index of a release: a line a thing, sorted, its columns set apart by tabs.

    Args:
        quads: canonical N-Quads.
        space: what the IRIs begin with for which links to them are listed.
        others: further IRIs that the release describes, elsewhere.

    Raises:
        ValueError: a line is no quad; the message begins with its number.
    """
    columns: list[defaultdict[bytes, list[Span]]] = [defaultdict(list) for _ in range(3)]
    columns[_ABOUT].update((iri.encode(), []) for iri in others)
    listed = b"<" + space.encode()
    for start, line in placed(quads[:]):
        end = start + len(line)
        try:
            subject, _, rest = line.split(b" ", 2)
        except ValueError:
            number = quads[:start].count(b"\n") + 1
            raise ValueError(f"{number}: no quad: {line[:_SHOWN]!r}") from None
        _add(columns[_ABOUT][subject[1:-1]], start, end)
        _add(columns[_WITHIN][graph_of(line)[1:-1]], start, end)
        if rest.startswith(listed):
            _add(columns[_LEADING][rest[1 : rest.index(b">")]], start, end)
    return _written(columns)


def _add(spans: list[Span], start: int, end: int) -> None:
    """Append a span, or lengthen the last one if that ends where this begins."""
    if spans and spans[-1][1] == start:
        spans[-1] = spans[-1][0], end
    else:
        spans.append((start, end))


def _written(columns: Iterable[Mapping[bytes, list[Span]]]) -> bytes:
    about, leading, within = columns
    rows = (
        b"%b\t%b\t%b\t%b\n"
        % (iri, *(_spelt(column.get(iri, ())) for column in (about, leading, within)))
        for iri in sorted(about.keys() | leading.keys() | within.keys())
    )
    return b"".join(rows)


def _spelt(spans: Iterable[Span]) -> bytes:
    return b",".join(b"%d-%d" % span for span in spans)


def _spans(column: bytes) -> Iterable[Span]:
    for span in column.split(b",") if column else ():
        start, _, end = span.partition(b"-")
        yield int(start), int(end)


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        empty = not os.fstat(file.fileno()).st_size  # which cannot be mapped
        return b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _clear(indexes: Path) -> None:
    """Remove the indexes of releases that are gone."""
    for index in indexes.iterdir():
        if not (indexes.parent / index.name.lstrip(".").partition(".")[0]).is_dir():
            index.unlink(missing_ok=True)


def _kept(path: Path, index: bytes) -> bool:
    """Write an index, whole or not at all; return whether that could be done."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        unfinished.write_bytes(index)
        unfinished.replace(path)
        _clear(path.parent)
    except OSError:  # a folder that only a build may write to
        return False
    return True
