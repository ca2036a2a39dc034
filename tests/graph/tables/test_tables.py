"""The tables: what they hold, and that other people's programs read and validate them."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import frictionless
import pyarrow.parquet
import pyoxigraph as ox
import pytest
from csvw import TableGroup

from akkoord.graph.configuration import DEFAULT_LICENCE
from akkoord.graph.iris import Names
from akkoord.graph.release.previous import Previous, Written
from akkoord.graph.reports import read_sources
from akkoord.graph.reports.parsing import parse
from akkoord.graph.tables.columns import TABLES
from akkoord.graph.tables.files import csv_files, parquet_files
from akkoord.graph.tables.rows import Tables, agency_rows, lines, merged, share_of
from akkoord.graph.vocabulary import DEFAULT_BASE
from akkoord.graph.workshop import workshop

if TYPE_CHECKING:
    from akkoord.graph import Release

EXAMPLES = Path(__file__).parents[3] / "graph" / "examples"
NONE = Previous(Path())
RA = "https://w3id.org/regeerakkoord/ns#"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    shop = workshop(DEFAULT_BASE, tmp_path_factory.mktemp("cache"))
    sources, _ = read_sources([EXAMPLES])
    parsed = [parse(source, shop.contents)[0] for source in sources]
    agencies = agency_rows(shop.registers.quads_of("agencies"))
    return merged([share_of(each, shop.names) for each in parsed if each], agencies)


@pytest.fixture(scope="module")
def files(tables: Tables) -> dict[str, bytes]:
    return csv_files(tables, DEFAULT_BASE, DEFAULT_LICENCE)


@pytest.fixture(scope="module")
def folder(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    for name, content in {**files, **parquet_files(files, NONE)}.items():
        (folder / name).write_bytes(content)
    return folder


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode())))


def test_the_tables_say_what_the_graph_says(
    files: dict[str, bytes], example_release: Release
) -> None:
    store = ox.Store()
    store.bulk_load(path=example_release.file("nt"), format=ox.RdfFormat.N_TRIPLES)

    def found(names: str, pattern: str) -> set[tuple[str, ...]]:
        answer: Any = store.query(f"PREFIX ra: <{RA}> SELECT DISTINCT {names} {{ {pattern} }}")
        return {tuple(term.value for term in solution) for solution in answer}

    told = {(row["statement"], row["decision"]) for row in table(files, "citations")}
    assert {pair for pair in told if pair[1]} == found("?s ?d", "?s ra:evidence ?d")
    texts = {(row["statement"], row["text"]) for row in table(files, "statements")}
    assert texts == found("?s ?t", "?s a ra:Statement ; ra:text ?t")
    assert {(row["decision"],) for row in table(files, "decisions")} == found(
        "?d", "?d a ra:Decision"
    )
    assert {(row["agency"],) for row in table(files, "agencies")} == found("?a", "?a a ra:Agency")


def test_a_decision_counts_the_reports_and_statements_that_cite_it(
    files: dict[str, bytes],
) -> None:
    cited = [row["decision"] for row in table(files, "citations")]
    for row in table(files, "decisions"):
        assert int(row["citations"]) == cited.count(row["decision"])
        assert int(row["reports"]) >= 1


def test_what_csv_could_break_comes_back_as_it_was() -> None:
    text = '=1+1 "quoted", é\u00a0; |\ttab'
    tables: Tables = {each.name: "" for each in TABLES}
    tables["agencies"] = lines([["https://example.org/x", text, "", "a|b", "", ""]])
    files = csv_files(tables, DEFAULT_BASE, DEFAULT_LICENCE)
    assert table(files, "agencies")[0]["label"] == text
    content = pyarrow.parquet.read_table(
        pyarrow.BufferReader(parquet_files(files, NONE)["agencies.parquet"])
    ).to_pylist()
    assert content[0]["label"] == text
    assert content[0]["other_labels"] == ["a", "b"]
    assert content[0]["identifier"] is None


@pytest.mark.filterwarnings("ignore")
def test_the_metadata_of_csv_on_the_web_is_valid_and_fits(folder: Path) -> None:
    group = TableGroup.from_file(folder / "csv-metadata.json")
    assert group.check_referential_integrity() is not False
    for each in group.tables:
        rows = list(each.iterdicts(strict=True))
        assert rows or str(each.url) == "agencies.csv"
    by_name = {str(each.url): each for each in group.tables}
    statement = next(iter(by_name["statements.csv"].iterdicts()))
    assert isinstance(statement["line"], int)


@pytest.mark.filterwarnings("ignore")
def test_the_metadata_would_notice_a_table_that_does_not_fit(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("*.[cj]s*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damaged = (folder / "citations.csv").read_text("utf-8").splitlines(keepends=True)
    fields = damaged[1].split(",")
    damaged[1] = ",".join([fields[0], "many", *fields[2:]])
    (tmp_path / "citations.csv").write_text("".join(damaged), "utf-8")
    group = TableGroup.from_file(tmp_path / "csv-metadata.json")
    citations = next(each for each in group.tables if str(each.url) == "citations.csv")
    with pytest.raises(ValueError, match="many"):
        list(citations.iterdicts(strict=True))


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:5]
    assert report.stats["tasks"] == len(TABLES)


def test_parquet_holds_the_same_rows_with_types(folder: Path, files: dict[str, bytes]) -> None:
    for each in TABLES:
        content = pyarrow.parquet.read_table(folder / f"{each.name}.parquet")
        assert content.column_names == [column.name for column in each.columns]
        assert content.num_rows == len(table(files, each.name))
    statements = pyarrow.parquet.read_table(folder / "statements.parquet")
    told = [row["text"] or "" for row in statements.to_pylist()]
    assert told == [row["text"] for row in table(files, "statements")]
    assert str(statements.schema.field("line").type) == "int64"
    decisions = pyarrow.parquet.read_schema(folder / "decisions.parquet")
    assert str(decisions.field("date").type) == "date32[day]"
    start = str(decisions.field("meeting_start").type)
    assert "UTC" in start


def test_the_same_tables_give_the_same_parquet(files: dict[str, bytes]) -> None:
    assert parquet_files(files, NONE) == parquet_files(files, NONE)


def test_a_table_that_did_not_change_is_taken_from_the_last_release(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "agencies.parquet").write_bytes(b"as it was packed before")
    held = {"agencies.csv": files["agencies.csv"], "agencies.parquet": b"as it was packed before"}
    last = Previous(tmp_path, {name: written(content) for name, content in held.items()})
    packed = parquet_files(files, last)
    assert packed["agencies.parquet"] == b"as it was packed before"
    assert packed["statements.parquet"] == parquet_files(files, NONE)["statements.parquet"]
    (tmp_path / "agencies.parquet").write_bytes(b"as it was not")
    assert parquet_files(files, last) == parquet_files(files, NONE)
    assert parquet_files({**files, "agencies.csv": files["agencies.csv"][:-1]}, last) != packed


def written(content: bytes) -> Written:
    return Written(sha256(content).hexdigest(), (), (), ())


def test_a_person_can_ask_the_files_as_tables(folder: Path) -> None:
    found = duckdb.sql(
        f"SELECT d.date, count(*) FROM '{folder}/citations.parquet' c "
        f"JOIN '{folder}/decisions.parquet' d USING (decision) GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    ).fetchall()
    assert found[0][1] > 1


def test_every_column_is_described_in_both_languages(files: dict[str, bytes]) -> None:
    told = json.loads(files["csv-metadata.json"])
    for each in told["tables"]:
        for column in each["tableSchema"]["columns"]:
            assert {text["@language"] for text in column["dc:description"]} == {"nl", "en"}
    assert "language model" in told["dc:description"]["@value"]


def test_another_base_moves_the_iris_only() -> None:
    assert Names("http://localhost/").base == "http://localhost/"
    moved = csv_files({each.name: "" for each in TABLES}, "http://localhost/", "https://x.org/y")
    assert json.loads(moved["datapackage.json"])["homepage"] == "http://localhost/"
