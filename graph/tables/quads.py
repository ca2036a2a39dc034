"""The whole graph as one table of quads, in Parquet: as small as a dump is packed, and queryable.

What HDT is for, in a form that a maintained library writes and many read: DuckDB answers from the
file at once, without loading it. Run with the path of N-Quads, this module writes the table to
standard output; a server makes it so, apart from the process that answers requests.
"""

from __future__ import annotations

import sys
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = ("subject", "predicate", "object", "datatype", "language", "graph")
"""The object is an IRI where there is no datatype; a text has a language or none."""

BATCH: Final = 1 << 14
"""Quads whose terms are held as Python's strings at a time: those take several times the room."""

_Row: TypeAlias = "tuple[str | None, ...]"


def quads_parquet(quads: bytes) -> bytes:
    """Return N-Quads as Parquet, a row each in their order.

    Raises:
        SyntaxError: they are no N-Quads.
    """
    schema = Schema([Field(name, DataType.utf8()) for name in COLUMNS])
    reader = RecordBatchReader.from_batches(schema, list(_batches(_rows(quads))))
    written = BytesIO()
    write_parquet(reader, written, compression="zstd(3)")
    return written.getvalue()


def _batches(rows: Iterator[_Row]) -> Iterator[RecordBatch]:
    while batch := list(islice(rows, BATCH)):
        columns = zip(*batch, strict=True)
        arrays = [Array(column, DataType.utf8()) for column in columns]
        yield RecordBatch(dict(zip(COLUMNS, arrays, strict=True)))


def _rows(quads: bytes) -> Iterator[_Row]:
    for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS):
        node = quad.object
        text = isinstance(node, ox.Literal)
        yield (
            quad.subject.value,
            quad.predicate.value,
            node.value,
            node.datatype.value if text else None,
            node.language if text else None,
            quad.graph_name.value,
        )


if __name__ == "__main__":
    sys.stdout.buffer.write(quads_parquet(Path(sys.argv[1]).read_bytes()))
