"""An RDF file shaped like Themis's export, asked like an endpoint.

Only what the question needs is kept of the file: the texts of news items, most of an export, are
read and dropped.
"""

from __future__ import annotations

import gzip
import io
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)

from .. import vocabulary as v
from ..errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _typeshed import WriteableBuffer

LARGEST: Final = 4 * 2**30
"""Bytes of a dump, unpacked; all of Themis's news items take less than a tenth."""

NEEDED: Final = frozenset(
    map(
        NamedNode,
        (
            v.BESLUIT + "geplandeStart",
            v.BESLUITVORMING + "isAgendaVoor",
            v.DCTERMS + "alternative",
            v.DCTERMS + "hasPart",
            v.DCTERMS + "title",
            v.PROV + "wasDerivedFrom",
            v.RDF + "type",
        ),
    )
)


class Dump:
    """A dump on disk; a :class:`~.themis.Source`.

    Args:
        path: the file; its extension names the format, ``.gz`` may follow.
        largest: bytes, unpacked, above which it is refused.

    Raises:
        SourceError: the file is missing, or its extension names no RDF format.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        suffixes = path.suffixes
        self._packed = suffixes[-1:] == [".gz"]
        extension = "".join(suffixes[: -1 if self._packed else None][-1:]).lstrip(".")
        format_ = RdfFormat.from_extension(extension)
        if not path.is_file():
            raise SourceError(f"{path}: no such file; give the path of an RDF file")
        if format_ is None:
            raise SourceError(
                f"{path}: “{extension}” names no RDF format; "
                "rename it to .ttl, .nt, .nq, .trig, .jsonld or .rdf, with .gz if it is packed"
            )
        self._path = path
        self._format = format_
        self._largest = largest

    @property
    def name(self) -> str:
        """The path."""
        return str(self._path)

    @property
    def state(self) -> str:
        """The path, and when the file was written."""
        return f"{self._path.resolve()} {self._path.stat().st_mtime_ns}"

    def ask(self, query: str) -> bytes:
        """Return the answer to a SELECT query as SPARQL JSON results.

        Raises:
            SourceError: the file cannot be read, is too large, or is not in its format.
        """
        solutions = self._store.query(query)
        assert isinstance(solutions, QuerySolutions)  # noqa: S101 - a SELECT query is asked
        answer = solutions.serialize(format=QueryResultsFormat.JSON)
        assert answer is not None  # noqa: S101 - without an output, serialize returns bytes
        return answer

    @cached_property
    def _store(self) -> Store:
        store = Store()
        try:
            with self._opened() as file:
                store.bulk_extend(self._quads(file))
        except (OSError, EOFError, ValueError, SyntaxError) as error:
            raise SourceError(
                f"{self._path}: cannot be read ({error}); check that it is whole, and RDF in the "
                "format that its extension names"
            ) from error
        return store

    def _opened(self) -> io.BufferedIOBase:
        return gzip.open(self._path) if self._packed else self._path.open("rb")

    def _quads(self, file: io.BufferedIOBase) -> Iterator[Quad]:
        limited = io.BufferedReader(_Limited(file, self._largest))
        quads = parse(input=limited, format=self._format, base_iri="http://themis.vlaanderen.be/")
        for subject, predicate, value, _ in quads:
            if predicate in NEEDED:
                yield Quad(subject, predicate, value)


class _Limited(io.RawIOBase):
    """A file that ends in an error when more is read from it than allowed."""

    def __init__(self, file: io.BufferedIOBase, largest: int) -> None:
        self._file = file
        self._left = largest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = self._file.readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise OSError("it is too large")
        return count
