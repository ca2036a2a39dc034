"""The tables as files: CSV, their descriptions, and Parquet."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from arro3.core import Array, ChunkedArray, DataType, Field, Schema, list_array
from arro3.core import Table as Arrow
from arro3.io import read_csv, write_parquet

from .columns import TABLES, Table
from .described import METADATA, PACKAGE, csvw, data_package
from .rows import lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..release.previous import Previous
    from .rows import Tables

_TEXT: Final = DataType.utf8()
_TYPES: Final = {
    "date": DataType.date32(),
    "dateTime": DataType.timestamp("us", tz="UTC"),
    "integer": DataType.int64(),
}


def csv_files(tables: Tables, base: str, licence: str) -> dict[str, bytes]:
    """Return the tables as CSV (RFC 4180, UTF-8), with what describes them.

    Args:
        tables: all of them.
        base: the base IRI.
        licence: IRI of the licence.
    """
    described = {METADATA: csvw(base, licence), PACKAGE: data_package(base, licence)}
    return {
        **{_csv_name(table): _csv(table, tables[table.name]) for table in TABLES},
        **{name: _json(content) for name, content in described.items()},
    }


def parquet_files(files: Mapping[str, bytes], last: Previous) -> dict[str, bytes]:
    """Return the tables in Parquet, those that did not change from the last release.

    Args:
        files: from :func:`csv_files`.
        last: the release that is current.
    """
    made = {}
    for table in TABLES:
        source, target = _csv_name(table), f"{table.name}.parquet"
        known = last.beside(source, files[source], target)
        made[target] = _parquet(table, files[source]) if known is None else known
    return made


def _csv_name(table: Table) -> str:
    return f"{table.name}.csv"


def _csv(table: Table, body: str) -> bytes:
    return (lines([[column.name for column in table.columns]]) + body).encode()


def _parquet(table: Table, content: bytes) -> bytes:
    schema = Schema([Field(each.name, _TYPES.get(each.datatype, _TEXT)) for each in table.columns])
    read = read_csv(BytesIO(content), schema, has_header=True).read_all()
    columns = [
        _parted(read[each.name], each.separator) if each.separator else read[each.name]
        for each in table.columns
    ]
    written = BytesIO()
    write_parquet(Arrow(columns, names=read.column_names), written, compression="zstd(3)")
    return written.getvalue()


def _parted(column: ChunkedArray, separator: str) -> Array:
    """Return a column of lists of what stands between separators."""
    values = [None if text is None else text.split(separator) for text in column.to_pylist()]
    ends = accumulate((len(each or ()) for each in values), initial=0)
    return list_array(
        Array(list(ends), DataType.int32()),
        Array([part for each in values for part in each or ()], _TEXT),
        mask=Array([each is None for each in values], DataType.bool()),
    )


def _json(content: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
