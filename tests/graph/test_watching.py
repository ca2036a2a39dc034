"""Builds that follow the reports: what is saved is released, and what is wrong ends nothing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from akkoord.graph import BuildOptions, build, conversion, worker
from akkoord.graph.errors import ReportError, UsageError
from akkoord.graph.making import Built
from akkoord.graph.watching import builds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    PutReport = Callable[..., Path]


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Return what ends the watching; it is set at the latest when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def sums(built: Built) -> str:
    return (built.release.path / "SHA256SUMS").read_text()


def test_what_is_saved_is_released_until_it_is_stopped(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    reports = tmp_path / "in"
    put_report(reports, "5.1")
    following = builds([reports], BuildOptions(out, jobs=1), stop)
    told = []
    for number, body in enumerate(("Een.", "Twee.")):
        told.append(next(following))
        put_report(reports, "5.8", body=body)
        (reports / f"{number}.swp").touch()  # an editor's own; no report
    told.append(next(following))
    assert all(isinstance(each, Built) for each in told)
    assert [len(each.reports) for each in told if isinstance(each, Built)] == [1, 2, 2]
    assert len({each.release.id for each in told if isinstance(each, Built)}) == 3
    stop.set()
    assert next(following, None) is None


def test_processes_stay_for_the_next_build_and_keep_nobody_else_out(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    reports, options = tmp_path / "in", BuildOptions(out, jobs=2)
    put_report(reports, "5.1")
    following = builds([reports], options, stop)
    watched = next(following)
    before = {each.pid for each in multiprocessing.active_children()}
    assert len(before) == 2
    assert isinstance(watched, Built)
    assert build([reports], options).release == watched.release
    put_report(reports, "5.8")
    watched = next(following)
    assert isinstance(watched, Built)
    assert {each.pid for each in multiprocessing.active_children()} == before
    assert build([reports], BuildOptions(tmp_path / "cold")).release.id == watched.release.id
    following.close()
    assert multiprocessing.active_children() == []


def test_whatever_happens_to_the_reports_the_release_is_that_of_a_build_from_nothing(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    reports = tmp_path / "in"
    first = put_report(reports, "5.1")
    second = put_report(reports, "5.8", day="2020-06-19")
    original = second.read_bytes()
    steps: tuple[Callable[[], object], ...] = (
        lambda: put_report(reports, "5.1", body="**Digitalisering**: anders \\[0\\]."),
        lambda: put_report(reports, "5.10"),
        second.unlink,
        lambda: second.write_bytes(original.replace(b"Plan", b"Besluit")),
        lambda: second.write_bytes(original),
        lambda: first.rename(first.with_name("Anders.md")),
    )
    following = builds([reports], BuildOptions(out, jobs=2), stop)
    next(following)
    for number, step in enumerate(steps):
        step()
        # A file may be seen while it is empty, which is told, and then built again.
        watched = next(each for each in following if isinstance(each, Built))
        cold = build([reports], BuildOptions(tmp_path / f"cold{number}"))
        assert sums(watched) == sums(cold)


def test_what_the_cache_lost_between_builds_is_made_again(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    reports = tmp_path / "in"
    put_report(reports, "5.1")
    following = builds([reports], BuildOptions(out, jobs=2), stop)
    next(following)
    for entry in (out / "cache").iterdir():
        entry.unlink()
    for release in (out / "releases").iterdir():
        if release.is_dir():
            shutil.rmtree(release)
    put_report(reports, "5.8")
    watched = next(following)
    assert isinstance(watched, Built)
    assert sums(watched) == sums(build([reports], BuildOptions(tmp_path / "cold")))


def test_a_process_that_is_killed_at_work_does_not_keep_what_was_saved_waiting(
    tmp_path: Path,
    out: Path,
    put_report: PutReport,
    stop: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killed, parse = tmp_path / "killed", conversion.parse

    def killed_once(*args: Any) -> Any:
        if not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(*args)

    monkeypatch.setattr(conversion, "parse", killed_once)
    put_report(tmp_path / "in", "5.1")
    assert isinstance(next(builds([tmp_path / "in"], BuildOptions(out), stop)), Built)
    assert killed.exists()


def test_processes_look_for_garbage_between_builds(
    tmp_path: Path,
    out: Path,
    put_report: PutReport,
    stop: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = tmp_path / "log"

    def noted() -> None:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")

    monkeypatch.setattr(worker, "gc", SimpleNamespace(collect=noted))
    put_report(tmp_path / "in", "5.1")
    following = builds([tmp_path / "in"], BuildOptions(out, jobs=1), stop)
    next(following)
    processes = {str(each.pid) for each in multiprocessing.active_children()}
    assert not log.exists()
    put_report(tmp_path / "in", "5.8")
    next(following)
    assert set(log.read_text().split()) == processes


def test_a_process_that_is_killed_between_builds_is_replaced(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    put_report(tmp_path / "in", "5.1")
    following = builds([tmp_path / "in"], BuildOptions(out, jobs=2), stop)
    next(following)
    for each in multiprocessing.active_children():
        each.kill()
        each.join()
    put_report(tmp_path / "in", "5.8")
    assert isinstance(next(following), Built)


def test_a_report_that_is_at_fault_is_told_and_watched_on(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    reports = tmp_path / "in"
    whole = put_report(reports, "5.1")
    following = builds([reports], BuildOptions(out, jobs=1), stop)
    first = next(following)
    content = whole.read_bytes()
    whole.write_bytes(b"\xff")
    assert isinstance(next(following), ReportError)
    whole.write_bytes(content)
    again = next(following)
    assert isinstance(first, Built)
    assert isinstance(again, Built)
    assert again.release == first.release


@pytest.mark.parametrize("out", ["public", "."])
def test_the_releases_may_lie_among_the_reports(
    out: str, tmp_path: Path, put_report: PutReport, stop: threading.Event
) -> None:
    put_report(tmp_path, "5.1")
    following = builds([tmp_path], BuildOptions(tmp_path / out, jobs=1), stop)
    next(following)
    put_report(tmp_path, "5.8")
    told = next(following)
    assert isinstance(told, Built)
    assert len(told.reports) == 2
    threading.Timer(1, stop.set).start()
    assert next(following, None) is None


def test_what_is_no_report_is_not_built_for(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    reports = tmp_path / "in"
    put_report(reports, "5.1")
    (reports / ".git").mkdir()
    lock, backup = reports / ".git" / "index.lock", reports / "notes.txt~"
    lock.touch()
    backup.touch()
    following = builds([reports], BuildOptions(out, jobs=1), stop)
    next(following)
    lock.unlink()
    backup.unlink()
    (reports / "notes.txt").touch()
    threading.Timer(1, stop.set).start()
    assert next(following, None) is None


def test_a_folder_that_goes_takes_its_reports_along(
    tmp_path: Path, out: Path, put_report: PutReport, stop: threading.Event
) -> None:
    put_report(tmp_path / "in", "5.1")
    moved = put_report(tmp_path / "in" / "more", "5.8").parent
    following = builds([tmp_path / "in"], BuildOptions(out, jobs=1), stop)
    next(following)
    moved.rename(tmp_path / "elsewhere")
    told = next(following)
    assert isinstance(told, Built)
    assert len(told.reports) == 1


@pytest.mark.parametrize("name", ["-", "report.md", "reports.zip", "nowhere"])
def test_only_folders_can_be_watched(name: str, tmp_path: Path) -> None:
    (tmp_path / "report.md").touch()
    (tmp_path / "reports.zip").touch()
    path = name if name == "-" else str(tmp_path / name)
    with pytest.raises(UsageError, match="only a folder can be watched"):
        next(builds([path], BuildOptions(tmp_path / "out")))
