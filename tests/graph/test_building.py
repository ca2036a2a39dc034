"""From reports to the switched release: the same everywhere, whole or not at all."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from akkoord.graph import BuildOptions, Release, build, current_release
from akkoord.graph.errors import (
    InvalidGraphError,
    ReleaseError,
    UsageError,
)
from akkoord.graph.parallel import Workers
from akkoord.graph.release import cache, lay, write
from akkoord.graph.release.write import exclusive, is_whole
from akkoord.graph.tasks import Loading
from akkoord.graph.terms import A, ra

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    PutReport = Callable[..., Path]

BRUSSEL = "https://w3id.org/regeerakkoord/id/report/2019-2024/brussel"
EXAMPLES = Path(__file__).parents[2] / "graph" / "examples"


def sums(release: Release) -> str:
    assert is_whole(release.path)
    return (release.path / "SHA256SUMS").read_text()


def one_job(out: Path) -> BuildOptions:
    return BuildOptions(out, jobs=1)


# What validates is loaded before anything is read.


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the tasks of loading what validates, as builds hand them out."""
    early: list[object] = []
    hand_out = Workers.submit_soon

    def noted(workers: Workers[Any, Any], task: object) -> None:
        if isinstance(task, Loading):
            early.append(task)
        hand_out(workers, task)

    monkeypatch.setattr(Workers, "submit_soon", noted)
    return early


def test_a_name_that_no_table_could_hold_is_told(tmp_path: Path, put_report: PutReport) -> None:
    put_report(tmp_path / "in", "5.5", name="a\r\nb.md")
    with pytest.raises(InvalidGraphError) as told:
        build([tmp_path / "in"], BuildOptions(tmp_path / "out", jobs=1))
    assert any(r"a\r\nb.md" in finding.path for finding in told.value.findings)


def test_any_other_name_is_taken(tmp_path: Path, put_report: PutReport) -> None:
    put_report(tmp_path / "in", "5.5", name="a\"b'; ,c\u202e.md")
    assert build([tmp_path / "in"], BuildOptions(tmp_path / "out", jobs=1)).reports


def test_what_validates_is_loaded_early_where_a_report_seems_to_have_changed(
    tmp_path: Path, out: Path, put_report: PutReport, loaded: list[object]
) -> None:
    build([put_report(tmp_path / "in", "5.1")], one_job(out))
    assert loaded == [Loading()]
    loaded.clear()
    build([tmp_path / "in"], one_job(out))
    assert loaded == []
    put_report(tmp_path / "in", "5.1", body="Nu anders.")
    build([tmp_path / "in"], one_job(out))
    assert loaded == [Loading()]


def test_a_change_that_bears_an_old_date_is_built_all_the_same(
    tmp_path: Path, out: Path, put_report: PutReport, loaded: list[object]
) -> None:
    before = build([put_report(tmp_path / "in", "5.1")], one_job(out))
    loaded.clear()
    report = put_report(tmp_path / "in", "5.1", body="Nu anders.")
    for place in (report, *report.parents[: len(report.relative_to(tmp_path).parts) - 1]):
        os.utime(place, (0, 0))
    after = build([tmp_path / "in"], one_job(out))
    assert loaded == []
    assert after.release != before.release


# The same everywhere.

PROGRAM = """
import sys
from pathlib import Path
from akkoord.graph import BuildOptions, build
if __name__ == "__main__":
    built = build(sys.argv[3:], BuildOptions(Path(sys.argv[1]), jobs=int(sys.argv[2])))
    print(built.release.path)
"""


def built_elsewhere(place: Path, seed: str, jobs: int, paths: Sequence[str]) -> dict[str, bytes]:
    """Build in a process of its own, in the folder ``place``; return every file."""
    command = [sys.executable, "-c", PROGRAM, "out", str(jobs), *paths]
    env = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(command, cwd=place, env=env, check=True, capture_output=True, text=True)
    release = Path(done.stdout.strip())
    return {
        str(path.relative_to(release)): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.is_file()
    }


def test_the_same_reports_give_the_same_bytes_however_and_wherever_they_are_built(
    tmp_path: Path,
) -> None:
    names = ["Dierenwelzijn.md", "Brussel/Vlaamse dienstverlening.md", "Mobiliteit en openbare "
             "werken/Fiets.md"]  # fmt: skip
    places = [tmp_path / name for name in ("a", "b/deeper", "c", "d")]
    for place in places:
        for name in names:
            (place / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(EXAMPLES / name, place / "in" / name)
    with zipfile.ZipFile(places[1] / "reports.zip", "w") as archive:
        for name in reversed(names):
            archive.write(places[1] / "in" / name, name)
    with tarfile.open(places[2] / "reports.tar.gz", "w:gz") as tar:
        tar.add(places[2] / "in", "published")
    files = built_elsewhere(places[0], "0", 1, ["in"])
    assert files == built_elsewhere(places[1], "1", 2, ["reports.zip"])
    assert files == built_elsewhere(places[2], "42", 4, ["reports.tar.gz"])
    alone = [str(places[3] / "in" / name) for name in reversed(names)]
    assert files == built_elsewhere(places[3], "random", 3, alone)
    assert str(tmp_path).encode() not in b"".join(files.values())


def test_a_build_with_a_cache_gives_the_same_bytes_as_a_cold_one(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    put_report(tmp_path / "in", "5.5", body="Eerst zo.")
    put_report(tmp_path / "in", "5.8")
    first = build([tmp_path / "in"], one_job(out)).release
    put_report(tmp_path / "in", "5.5", body="Dan zo.")
    changed = build([tmp_path / "in"], one_job(out)).release
    cold = build([tmp_path / "in"], one_job(tmp_path / "cold")).release
    assert sums(changed) == sums(cold) != sums(first)
    put_report(tmp_path / "in", "5.5", body="Eerst zo.")
    assert build([tmp_path / "in"], one_job(out)).release == first


@pytest.mark.parametrize("name", ["regeerakkoord.nq", "regeerakkoord.ttl.gz"])
def test_nothing_damaged_is_taken_from_the_last_release(
    tmp_path: Path, out: Path, put_report: PutReport, name: str
) -> None:
    put_report(tmp_path / "in", "5.5", body="Eerst zo.")
    put_report(tmp_path / "in", "5.8")
    last = build([tmp_path / "in"], one_job(out)).release
    content = bytearray((last.path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (last.path / name).write_bytes(content)
    put_report(tmp_path / "in", "5.5", body="Dan zo.")
    changed = build([tmp_path / "in"], one_job(out)).release
    cold = build([tmp_path / "in"], one_job(tmp_path / "cold")).release
    assert sums(changed) == sums(cold)


def test_a_library_that_packs_otherwise_does_not_make_later_builds_cold(
    tmp_path: Path, out: Path, put_report: PutReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_report(tmp_path / "in", "5.5")
    first = build([tmp_path / "in"], one_job(out)).release
    shutil.rmtree(out / "cache")
    monkeypatch.setattr(lay, "ZSTD_LEVEL", 19)
    assert build([tmp_path / "in"], one_job(out)).release == first
    monkeypatch.setattr(cache, "prune", lambda _, keep: keep or pytest.fail("the cache is lost"))
    for body in ("Dan zo.", "En dan zo."):
        put_report(tmp_path / "in", "5.5", body=body)
        assert is_whole(build([tmp_path / "in"], one_job(out)).release.path)


def test_two_releases_share_the_files_that_are_the_same(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    put_report(tmp_path / "in", "5.5", body="Eerst zo.")
    put_report(tmp_path / "in", "5.8")
    first = build([tmp_path / "in"], one_job(out)).release
    put_report(tmp_path / "in", "5.5", body="Dan zo.")
    second = build([tmp_path / "in"], one_job(out)).release
    names = (f"reports/brussel/{number}.ttl" for number in ("5.5", "5.8"))
    shared = [(first.path / name).samefile(second.path / name) for name in names]
    assert shared == [False, True]


def test_reports_come_in_the_order_of_their_sections(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    paths = [put_report(tmp_path, number) for number in ("5.10", "5.8", "5.1")]
    assert build(paths, one_job(out)).reports == tuple(
        f"{BRUSSEL}/{number}" for number in ("5.1", "5.8", "5.10")
    )


# One at a time, whole or not at all.


def test_a_second_build_in_one_folder_is_refused(
    tmp_path: Path, out: Path, put_report: PutReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "PATIENCE", 0.01)
    with exclusive(out), pytest.raises(ReleaseError, match="another build is writing here"):
        build([put_report(tmp_path)], one_job(out))


def killed_build(path: Path, out: Path, after: float) -> None:
    """Build in another process and kill that after a time, in seconds."""
    context = multiprocessing.get_context("fork")
    process = context.Process(target=build, args=([path], BuildOptions(out, jobs=2)))
    process.start()
    process.join(after)
    process.kill()
    process.join()


def test_a_build_killed_at_any_moment_leaves_a_whole_release_current(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    put_report(tmp_path / "in", "5.1")
    began = time.monotonic()
    build([tmp_path / "in"], BuildOptions(out, jobs=2))
    duration = time.monotonic() - began
    chance = random.Random(2019)
    for number in range(20):
        put_report(tmp_path / "in", "5.8", body=f"Poging {number} \\[0\\].")
        killed_build(tmp_path / "in", out, chance.uniform(0, 1.1 * duration))
        assert is_whole(current_release(out).path)
    last = build([tmp_path / "in"], BuildOptions(out, jobs=2)).release
    assert current_release(out) == last
    assert sorted(path.name for path in out.iterdir()) == [".lock", "cache", "current", "releases"]
    kept = [path for path in (out / "releases").iterdir() if path.is_dir()]
    assert all(map(is_whole, kept))
    assert not list((out / "cache").glob("*.part"))
    assert last.id == build([tmp_path / "in"], BuildOptions(tmp_path / "cold", jobs=2)).release.id


# A call that makes no sense.


@pytest.mark.parametrize(
    "base", ["", "akkoord/", "https://x.example/id", "https://x.example/a b/", "ftp://x.example/",
     "https://x.example/%zz/", "https://x.example/\uffff/", "https://x.example:99999/"],
)  # fmt: skip
def test_a_base_that_names_nothing_is_refused(out: Path, base: str) -> None:
    with pytest.raises(UsageError, match="give an absolute http or https IRI"):
        build([EXAMPLES], BuildOptions(out, base))


@pytest.mark.parametrize("jobs", [0, -2])
def test_a_build_without_processes_is_refused(
    tmp_path: Path, out: Path, put_report: PutReport, jobs: int
) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        build([put_report(tmp_path)], BuildOptions(out, jobs=jobs))


# What a release says.


def test_the_sum_of_every_source_is_in_the_graph(example_release: Release) -> None:
    store = ox.Store()
    store.bulk_load(path=example_release.file("nt"))
    told = {
        store_value(store, quad.subject, "path"): quad.object.value
        for quad in store.quads_for_pattern(None, ra("sha256"), None)
    }
    files = {str(path.relative_to(EXAMPLES)): path for path in EXAMPLES.rglob("*.md")}
    assert told == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }
    assert len(list(store.quads_for_pattern(None, A, ra("Report")))) == len(files)


def store_value(store: ox.Store, subject: Any, name: str) -> str:
    (quad,) = store.quads_for_pattern(subject, ra(name), None)
    return quad.object.value
