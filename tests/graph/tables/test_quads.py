"""The whole graph as a table of quads."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from akkoord.graph.tables.quads import COLUMNS, quads_parquet

if TYPE_CHECKING:
    from akkoord.graph import Release

README = Path(__file__).parents[3] / "README.md"


@pytest.fixture(scope="module")
def table(example_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quads") / "regeerakkoord.parquet"
    path.write_bytes(quads_parquet(example_release.file("nq").read_bytes()))
    return path


def quad(row: dict[str, Any]) -> ox.Quad:
    """Return the quad that a row tells."""
    node: ox.NamedNode | ox.Literal
    if row["datatype"] is None:
        node = ox.NamedNode(row["object"])
    elif row["language"] is None:
        node = ox.Literal(row["object"], datatype=ox.NamedNode(row["datatype"]))
    else:
        node = ox.Literal(row["object"], language=row["language"])
    subject, predicate, graph = (ox.NamedNode(row[n]) for n in ("subject", "predicate", "graph"))
    return ox.Quad(subject, predicate, node, graph)


def test_the_rows_are_the_quads_in_their_order(table: Path, example_release: Release) -> None:
    read = pq.read_table(table)
    assert tuple(read.column_names) == COLUMNS
    assert [quad(row) for row in read.to_pylist()] == list(
        ox.parse(path=example_release.file("nq"))
    )
    assert table.stat().st_size < example_release.file("nq.gz").stat().st_size


@pytest.mark.parametrize("text", ["", " ", "a\nb", '"', "\\", "null", "é\u0000", "\U0001f6b2", ","])
def test_every_text_comes_through(text: str, tmp_path: Path) -> None:
    name = ox.NamedNode("https://x.example/")
    expected = ox.Quad(name, name, ox.Literal(text), name)
    content = ox.serialize([expected], format=ox.RdfFormat.N_QUADS)
    assert content is not None
    (tmp_path / "x.parquet").write_bytes(quads_parquet(content))
    assert [quad(row) for row in pq.read_table(tmp_path / "x.parquet").to_pylist()] == [expected]


def test_a_process_of_its_own_writes_the_same_bytes(table: Path, example_release: Release) -> None:
    command = [sys.executable, "-m", "akkoord.graph.tables.quads", example_release.file("nq")]
    assert subprocess.run(command, check=True, capture_output=True).stdout == table.read_bytes()


def test_the_query_of_the_readme_is_answered(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```sql\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found
    monkeypatch.chdir(table.parent)
    rows = duckdb.sql(found[1]).fetchall()
    assert len(rows) == 3
    assert rows[0][1] >= rows[-1][1] > 0
