"""The tables as files: CSV, their descriptions, and Parquet.

Parquet is written by DuckDB, which takes a tenth of a second to import and has threads of its own:
call :func:`parquet_files` in a process of its own.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .columns import TABLES, Column, Table
from .described import METADATA, PACKAGE, csvw, data_package
from .rows import lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..release.previous import Previous
    from .rows import Tables

_TYPES: Final = {"date": "DATE", "dateTime": "TIMESTAMPTZ", "integer": "BIGINT"}
_COPY: Final = (
    "COPY (SELECT {values} FROM read_csv(?, header = true, auto_detect = false, "
    "columns = {columns}, quote = '\"', escape = '\"', delim = ',', new_line = '\\n', "
    "nullstr = '', parallel = false)) "
    "TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
)


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
    made: dict[str, bytes] = {}
    changed = []
    for table in TABLES:
        source, target = _csv_name(table), f"{table.name}.parquet"
        known = last.beside(source, files[source], target)
        if known is None:
            changed.append(table)
        else:
            made[target] = known
    return {**made, **_parquet_files(files, changed)} if changed else made


def _parquet_files(files: Mapping[str, bytes], tables: Sequence[Table]) -> dict[str, bytes]:
    import duckdb  # noqa: PLC0415 - see above

    with tempfile.TemporaryDirectory() as name, duckdb.connect() as database:
        database.execute(
            "SET threads = 1; SET preserve_insertion_order = true; SET TimeZone = 'UTC'"
        )
        return {
            f"{table.name}.parquet": _parquet(database, table, files, Path(name))
            for table in tables
        }


def _csv_name(table: Table) -> str:
    return f"{table.name}.csv"


def _csv(table: Table, body: str) -> bytes:
    return (lines([[column.name for column in table.columns]]) + body).encode()


def _parquet(database: Any, table: Table, files: Mapping[str, bytes], folder: Path) -> bytes:
    source, target = folder / _csv_name(table), folder / f"{table.name}.parquet"
    source.write_bytes(files[source.name])
    values = ", ".join(map(_selected, table.columns))
    columns = str({column.name: "VARCHAR" for column in table.columns})
    command = _COPY.format(values=values, columns=columns, path=target)
    database.execute(command, [str(source)])
    return target.read_bytes()


def _selected(column: Column) -> str:
    if column.separator:
        return f"string_split({column.name}, '{column.separator}') AS {column.name}"
    kind = _TYPES.get(column.datatype, "VARCHAR")
    return f'CAST("{column.name}" AS {kind}) AS "{column.name}"'


def _json(content: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
