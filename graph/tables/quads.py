"""The whole graph as one table of quads, in Parquet: as small as a dump is packed, and queryable.

What HDT is for, in a form that a maintained library writes and many read: DuckDB answers from the
file at once, without loading it. Run with the path of N-Quads, this module writes the table to
standard output; a server makes it so, apart from the process that answers requests. What lies on
disk on the way is packed, as a container's ``/tmp`` is small.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = ("subject", "predicate", "object", "datatype", "language", "graph")
"""The object is an IRI where there is no datatype; a text has a language or none."""

_COPY: Final = (
    "COPY (SELECT * FROM read_json(?, format = 'newline_delimited', columns = {columns})) "
    "TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
)


def quads_parquet(quads: bytes) -> bytes:
    """Return N-Quads as Parquet, a row each in their order.

    Raises:
        SyntaxError: they are no N-Quads.
    """
    import duckdb  # noqa: PLC0415 - a tenth of a second that only this needs

    with tempfile.TemporaryDirectory() as name, duckdb.connect() as database:
        source, target = Path(name) / "quads.json.gz", Path(name) / "quads.parquet"
        with gzip.open(source, "wt", compresslevel=1, encoding="utf-8") as file:
            file.writelines(_rows(quads))
        database.execute("SET threads = 1; SET preserve_insertion_order = true")
        columns = str(dict.fromkeys(COLUMNS, "VARCHAR"))
        database.execute(_COPY.format(columns=columns, path=target), [str(source)])
        return target.read_bytes()


def _rows(quads: bytes) -> Iterator[str]:
    for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS):
        node = quad.object
        text = isinstance(node, ox.Literal)
        values = (
            quad.subject.value,
            quad.predicate.value,
            node.value,
            node.datatype.value if text else None,
            node.language if text else None,
            quad.graph_name.value,
        )
        yield json.dumps(dict(zip(COLUMNS, values, strict=True)), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(quads_parquet(Path(sys.argv[1]).read_bytes()))
