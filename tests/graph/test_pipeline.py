"""Each report is converted and validated once; what fails on the way reaches the caller."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from akkoord.graph import BuildOptions, Release, build, conversion, division, worker
from akkoord.graph.errors import (
    AkkoordError,
    ReleaseError,
    ReportError,
)
from akkoord.graph.release.write import is_whole
from akkoord.graph.terms import ra

if TYPE_CHECKING:
    from collections.abc import Callable

    PutReport = Callable[..., Path]

EXAMPLES = Path(__file__).parents[2] / "graph" / "examples"


def sums(release: Release) -> str:
    assert is_whole(release.path)
    return (release.path / "SHA256SUMS").read_text()


def one_job(out: Path) -> BuildOptions:
    return BuildOptions(out, jobs=1)


def test_a_rebuild_converts_and_validates_only_what_changed(
    tmp_path: Path, out: Path, put_report: PutReport, counted: Callable[[], tuple[int, int]]
) -> None:
    for number in ("5.1", "5.8", "5.10"):
        put_report(tmp_path / "in", number)
    build([tmp_path / "in"], one_job(out))
    assert counted() == (3, 3)
    build([tmp_path / "in"], one_job(out))
    assert counted() == (0, 0)
    shutil.move(tmp_path / "in", tmp_path / "moved")
    put_report(tmp_path / "moved", "5.8", body="Nu anders.")
    build([tmp_path / "moved"], one_job(out))
    assert counted() == (1, 1)


def noting_where(log: Path, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``work``, which also leaves the process's number in a file."""

    def noted(*args: Any) -> Any:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.1)  # so that no process does it all before another begins
        return work(*args)

    return noted


@pytest.mark.parametrize("few", [0, 10])
def test_few_reports_are_validated_in_one_process_and_many_where_they_were_converted(
    tmp_path: Path, out: Path, put_report: PutReport, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    parse, validate = tmp_path / "parse", tmp_path / "validate"
    monkeypatch.setattr(conversion, "parse", noting_where(parse, conversion.parse))
    validating = noting_where(validate, worker.validate_report)
    monkeypatch.setattr(worker, "validate_report", validating)
    monkeypatch.setattr(division, "FEW", few)
    for number in ("5.1", "5.8", "5.10"):
        put_report(tmp_path / "in", number)
    build([tmp_path / "in"], BuildOptions(out, jobs=2))
    processes = set(validate.read_text().split())
    assert len(validate.read_text().split()) == 3
    assert len(processes) == 1 if few else processes == set(parse.read_text().split())


def test_agendas_of_a_year_are_validated_anew_only_where_they_changed(
    tmp_path: Path,
    out: Path,
    put_report: PutReport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = tmp_path / "log"
    monkeypatch.setattr(worker, "validate_alone", noting_where(log, worker.validate_alone))
    put_report(tmp_path / "in", "5.1", day="2020-06-19")
    put_report(tmp_path / "in", "5.8", day="2022-06-17")
    build([tmp_path / "in"], one_job(out))
    assert len(log.read_text().split()) >= 2
    log.unlink()
    put_report(tmp_path / "in", "5.1", day="2020-06-26")
    changed = build([tmp_path / "in"], one_job(out)).release
    assert len(log.read_text().split()) == 1
    cold = build([tmp_path / "in"], one_job(tmp_path / "cold")).release
    assert sums(changed) == sums(cold)


def test_an_entry_of_the_cache_that_is_damaged_is_made_again(
    tmp_path: Path, out: Path, put_report: PutReport, counted: Callable[[], tuple[int, int]]
) -> None:
    put_report(tmp_path / "in", "5.1")
    put_report(tmp_path / "in", "5.8")
    first = sums(build([tmp_path / "in"], one_job(out)).release)
    counted()
    for number, path in enumerate(sorted((out / "cache").iterdir())):
        content = bytearray(path.read_bytes())
        content[(number * 997) % len(content)] ^= 1
        path.write_bytes(content if number % 2 else content[:-3])
    assert sums(build([tmp_path / "in"], one_job(out)).release) == first
    assert counted() == (2, 2)


def test_the_cache_holds_what_the_next_build_needs_and_nothing_else(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    for body in ("Een.", "Twee.", "Drie."):
        put_report(tmp_path / "in", "5.1", body=body)
        build([tmp_path / "in"], one_job(out))
    # A report has its graph, its text, its facts, its passages, its rows and its results; the
    # registers, the links and what is merged have a graph and a text; so have the graphs of seven
    # rules and the agendas of a year, and there is a list of these; results of the registers, of
    # the rules, of the agendas and of the totals; the index; the tables; what is looked up in the
    # registers, listed and tabulated of them; and what the release is made of.
    assert len(list((out / "cache").iterdir())) == 6 + 3 * 2 + 8 * 2 + 1 + 4 + 1 + 1 + 3 + 1
    assert len([path for path in (out / "releases").iterdir() if path.is_dir()]) == 3


def test_an_entry_made_in_one_folder_is_not_taken_for_another(tmp_path: Path, out: Path) -> None:
    report = (EXAMPLES / "Vlaamse rand" / "Uitdagingen en visie.md").read_text("utf-8")
    for folder in ("Vlaamse rand", "x"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text(report, "utf-8")
    known = build([tmp_path / "Vlaamse rand" / "a.md"], one_job(out))
    assert known.reports == ("https://w3id.org/regeerakkoord/id/report/2019-2024/vlaamse-rand/6.1",)
    path = next(
        quad.object.value
        for quad in ox.parse(path=known.release.file("nt"))
        if quad.predicate == ra("path")
    )
    assert path == "Vlaamse rand/a.md"
    again = build([tmp_path / "x" / "a.md"], one_job(out))
    assert again.release != known.release


@pytest.mark.parametrize("place", [(conversion, "parse"), (worker, "validate_report")])
def test_what_fails_in_another_process_reaches_the_caller_and_leaves_nobody(
    tmp_path: Path,
    out: Path,
    put_report: PutReport,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[ModuleType, str],
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(*place, fail)
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        build([put_report(tmp_path, "5.8")], one_job(out))
    assert multiprocessing.active_children() == []
    assert not (out / "current").exists()


@pytest.mark.parametrize("place", [(conversion, "parse"), (worker, "validate_report")])
def test_a_process_that_is_killed_is_an_error_that_says_so(
    tmp_path: Path,
    out: Path,
    put_report: PutReport,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[ModuleType, str],
) -> None:
    monkeypatch.setattr(*place, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(AkkoordError, match="a worker process died before its work was done"):
        build([put_report(tmp_path, "5.8")], one_job(out))
    assert multiprocessing.active_children() == []


def test_a_source_at_fault_leaves_no_process_behind(tmp_path: Path, put_report: PutReport) -> None:
    path = put_report(tmp_path)
    path.write_bytes(b"\xff")
    with pytest.raises(ReportError):  # while the registers are still being validated
        build([path], one_job(tmp_path / "cold"))
    assert multiprocessing.active_children() == []


def test_a_cache_that_cannot_be_written_is_told(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    shutil.rmtree(out / "cache")
    (out / "cache").write_text("not a folder")
    with pytest.raises(ReleaseError, match="cache: cannot be written"):
        build([put_report(tmp_path)], one_job(out))
