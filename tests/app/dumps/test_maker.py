"""Files that are written when somebody asks."""

from __future__ import annotations

import gzip
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard

from akkoord.app.dumps.aside import Aside
from akkoord.app.dumps.maker import Maker
from akkoord.graph import dump, open_release
from akkoord.graph.errors import ReleaseError
from akkoord.graph.formats import DUMPED

from .conftest import BASE, IRI, MADE, NEW, REPORT, get


@pytest.mark.parametrize("name", MADE)
def test_a_graph_comes_in_every_serialisation_and_compression(two: Path, name: str) -> None:
    answer = get(two, f"/dumps/{NEW}/{name}")
    unpack = {"gz": gzip.decompress, "zst": zstandard.decompress}
    plain, _, ending = name.removeprefix("reports/").rpartition(".")
    content = unpack[ending](answer.content) if ending in unpack else answer.content
    extension = plain.rpartition(".")[2] if ending in unpack else ending
    (quad,) = ox.parse(content, format=ox.RdfFormat.from_extension(extension))
    assert quad.object == ox.Literal("Uitdagingen en visie", language="nl")
    assert answer.headers["content-disposition"] == f'attachment; filename="brussel-{name[16:]}"'
    immutable = name == "reports/brussel/5.1.ttl"
    assert ("immutable" in answer.headers["cache-control"]) == immutable


def test_what_is_made_on_request_has_parts_and_validators(two: Path) -> None:
    path = f"/dumps/{NEW}/reports/brussel/5.1.nt"
    whole = get(two, path)
    tag, day = whole.headers["etag"], whole.headers["last-modified"]
    assert day == get(two, f"/dumps/{NEW}/reports/brussel/5.1.ttl").headers["last-modified"]
    assert get(two, path, if_none_match=tag).status_code == 304
    assert get(two, path, if_modified_since=day).status_code == 304
    head = get(two, path, "HEAD")
    assert (head.headers["content-length"], head.content) == (str(len(whole.content)), b"")
    for asked, expected in (
        ("bytes=2-5", whole.content[2:6]),
        ("bytes=-4", whole.content[-4:]),
        ("bytes=40-", whole.content[40:]),
    ):
        part = get(two, path, range=asked, accept_encoding="gzip", if_range=tag)
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["content-range"].endswith(f"/{len(whole.content)}")
    for asked in ("bytes=0-1,5-6", "lines=1-2", "nonsense"):
        assert get(two, path, range=asked).content == whole.content
    assert get(two, path, range="bytes=0-1", if_range='"old"').content == whole.content
    beyond = get(two, path, range=f"bytes={len(whole.content)}-")
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole.content)}"


def test_what_is_made_on_request_is_sent_compressed_too(two: Path) -> None:
    path = f"/dumps/{NEW}/reports/brussel/5.1.nq"
    packed = get(two, path, accept_encoding="zstd, gzip")
    assert packed.headers["content-encoding"] == "zstd"
    assert packed.headers["content-type"] == "application/n-quads"
    assert packed.content == get(two, path).content
    assert packed.headers["etag"] == get(two, f"{path}.zst").headers["etag"]


def test_what_is_made_on_request_is_what_the_command_writes(two: Path) -> None:
    for form in DUMPED:
        served = get(two, f"/dumps/reports/brussel/5.1.{form.extension}")
        assert served.content == dump(open_release(two), form.name, IRI)


def test_the_whole_comes_as_a_table_of_quads(two: Path) -> None:
    (two / "regeerakkoord.nq").write_text(f'<{IRI}> <{BASE}p> "x" <{IRI}> .\n')
    answer = get(two, f"/dumps/{NEW}/regeerakkoord.parquet")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.content == dump(open_release(two), "parquet")
    assert get(two, "/dumps/regeerakkoord.parquet", range="bytes=0-3").content == b"PAR1"


def test_without_a_table_of_quads_all_else_is_there(two: Path) -> None:
    (two / "regeerakkoord.nq").write_text("broken")
    names = {entry["name"] for entry in get(two, "/dumps/index.json").json()}
    assert "regeerakkoord.ttl" in names
    assert "regeerakkoord.parquet" not in names


def test_a_folder_that_says_no_base_has_its_files_and_makes_none(release: Path) -> None:
    (release / "release.json").write_text("{}")
    assert get(release, "/dumps/reports/brussel/5.1.ttl").content == REPORT
    assert get(release, "/dumps/reports/brussel/5.1.nt").status_code == 404
    assert len(get(release, "/dumps/index.json").json()) == 7


def test_the_whole_comes_as_packed_rdf_xml(two: Path) -> None:
    plain = dump(open_release(two), "rdfxml")
    packed = get(two, "/dumps/regeerakkoord.rdf.gz")
    assert packed.headers["content-type"] == "application/gzip"
    assert gzip.decompress(packed.content) == plain
    assert zstandard.decompress(get(two, "/dumps/regeerakkoord.rdf.zst").content) == plain
    assert get(two, "/dumps/regeerakkoord.rdf").status_code == 404


def test_no_more_is_kept_than_fits(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("akkoord.app.dumps.maker.KEPT", 100)
    monkeypatch.setattr(
        "akkoord.app.dumps.maker.contents",
        lambda part: made.append(part.iri) or {"reports/brussel/5.1.nt": b"x" * 101},
    )
    maker = Maker()
    for _ in range(2):
        assert maker.content(two, "reports/brussel/5.1.nt") == b"x" * 101
    assert made == [IRI, IRI]


def test_all_graphs_are_measured_by_one_process_and_then_known(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = Maker()
    first = maker.files_of_all(two)
    assert {file.name for file in first} == set(MADE)
    monkeypatch.setattr("akkoord.app.dumps.aside.Aside.output", None)
    assert maker.files_of_all(two) == first


def test_what_a_process_makes_ends_with_the_service() -> None:
    aside = Aside()
    threading.Timer(0.5, aside.close).start()
    with pytest.raises(ReleaseError, match="see the log"):
        aside.output("timeit", "-s", "import time", "-n", "1", "time.sleep(60)")
