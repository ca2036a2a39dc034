"""Work in forked processes: outcomes, errors, and that nobody is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.errors import AkkoordError, InvalidGraphError, UsageError
from akkoord.graph.parallel import Outcome, Task, Work, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE = 10


def square(number: int) -> int:
    return number * number


def endless(path: Path) -> int:
    path.write_text(str(os.getpid()))
    time.sleep(PATIENCE * 6)
    return 0


def outcomes(work: Work[Task, Outcome], tasks: Iterable[Task], jobs: int) -> list[Outcome]:
    workers = Workers(lambda: work, jobs)
    for task in tasks:
        workers.submit(task)
    found = [outcome for _, outcome in workers]
    workers.close()
    return found


def lives(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def awaited(path: Path) -> int:
    limit = time.monotonic() + PATIENCE
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < limit
        time.sleep(0.01)
    return int(path.read_text())


def ends(pid: int) -> bool:
    limit = time.monotonic() + PATIENCE
    while lives(pid) and time.monotonic() < limit:
        time.sleep(0.01)
    return not lives(pid)


@pytest.mark.parametrize("jobs", [1, 2, 5, 40])
def test_every_task_is_done_once(jobs: int) -> None:
    assert sorted(outcomes(square, range(20), jobs)) == [n * n for n in range(20)]


def test_without_tasks_there_is_nothing_to_wait_for_and_no_process() -> None:
    assert outcomes(square, [], 4) == []
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_process_at_all_is_refused_and_does_not_lose_the_work(jobs: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        outcomes(square, [1, 2], jobs)


def test_no_more_processes_are_started_than_there_are_tasks() -> None:
    workers = Workers(lambda: square, 40)
    for number in range(3):
        workers.submit(number)
    assert len(multiprocessing.active_children()) == 3
    workers.close()


def test_a_task_for_one_process_is_done_there_after_those_before() -> None:
    def start() -> Work[str, tuple[int, list[str]]]:
        done: list[str] = []

        def work(task: str) -> tuple[int, list[str]]:
            done.append(task)
            return os.getpid(), [*done]

        return work

    workers = Workers(start, 2)
    workers.submit("a")
    workers.submit("b")
    told = dict(workers)
    for worker, (pid, before) in told.items():
        for task in ("c", "d"):
            workers.submit_to(worker, task)
        assert [next(workers), next(workers)] == [
            (worker, (pid, [*before, "c"])),
            (worker, (pid, [*before, "c", "d"])),
        ]
    workers.close()


def test_a_task_for_a_process_that_is_not_there_yet_starts_it() -> None:
    with Workers(lambda: square, 3) as workers:
        workers.submit_to(1, 7)
        assert len(multiprocessing.active_children()) == 2
        assert list(workers) == [(1, 49)]
    assert multiprocessing.active_children() == []


def test_after_its_end_there_is_work_again() -> None:
    with Workers(lambda: square, 1) as workers:
        workers.submit(2)
        workers.close()
        workers.submit(3)
        assert list(workers) == [(0, 9)]


def test_a_task_is_taken_on_while_nobody_listens(tmp_path: Path) -> None:
    def note(path: Path) -> int:
        time.sleep(0.05)
        path.write_text("1")
        return 1

    workers = Workers(lambda: note, 1)
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        workers.submit_soon(path)
    assert list(map(awaited, paths)) == [1, 1, 1]
    assert [outcome for _, outcome in workers] == [1, 1, 1]
    workers.close()


def test_what_has_come_is_taken_without_waiting_for_the_rest(tmp_path: Path) -> None:
    def work(path: Path) -> str:
        return path.name if path.name != "endless" else str(endless(path))

    workers = Workers(lambda: work, 2)
    try:
        for name in ("endless", "first", "second"):
            workers.submit(tmp_path / name)
        awaited(tmp_path / "endless")
        told: list[str] = []
        while len(told) < 2:
            told += [outcome for _, outcome in workers.ready()]
        assert told == ["first", "second"]
        assert not list(workers.ready())
    finally:
        workers.close()


def test_what_the_work_raises_reaches_the_caller() -> None:
    def work(number: int) -> int:
        if number:
            raise KeyError(number)
        return 1

    workers = Workers(lambda: work, 1)
    workers.submit(0)
    workers.submit(7)
    assert next(workers) == (0, 1)
    with pytest.raises(KeyError, match="7"):
        next(workers)
    assert multiprocessing.active_children() == []


def test_an_error_that_does_not_read_back_reaches_the_caller_in_words() -> None:
    def work(_: int) -> int:
        raise InvalidGraphError("two violations", ())

    with pytest.raises(AkkoordError, match="InvalidGraphError: two violations"):
        outcomes(work, [1], 1)


def test_a_failing_process_ends_the_others(tmp_path: Path) -> None:
    def work(path: Path) -> int:
        if path.name == "bad":
            awaited(tmp_path / "good")
            raise ValueError("no")
        return endless(path)

    with pytest.raises(ValueError, match="no"):
        outcomes(work, [tmp_path / "good", tmp_path / "bad"], 2)
    assert ends(awaited(tmp_path / "good"))


def test_a_killed_process_is_an_error_that_says_so(tmp_path: Path) -> None:
    workers = Workers(lambda: endless, 1)
    workers.submit(tmp_path / "a")
    os.kill(awaited(tmp_path / "a"), signal.SIGKILL)
    with pytest.raises(AkkoordError, match="a worker process died"):
        next(workers)


def test_a_process_killed_before_its_task_is_an_error_too() -> None:
    workers = Workers(lambda: lambda _: os.getpid(), 1)
    workers.submit(0)
    place, pid = next(workers)
    os.kill(pid, signal.SIGKILL)
    assert ends(pid)
    workers.submit_to(place, 1)
    with pytest.raises(AkkoordError, match="a worker process died"):
        next(workers)


def test_a_process_killed_amid_a_message_is_an_error_too(tmp_path: Path) -> None:
    def work(path: Path) -> bytes:
        path.write_text(str(os.getpid()))
        return bytes(64 << 20)

    workers = Workers(lambda: work, 1)
    workers.submit(tmp_path / "a")
    pid = awaited(tmp_path / "a")
    time.sleep(0.2)  # until the pipe is full
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(AkkoordError, match="a worker process died"):
        next(workers)


def test_closing_ends_the_processes(tmp_path: Path) -> None:
    workers = Workers(lambda: endless, 2)
    for name in "ab":
        workers.submit(tmp_path / name)
    pids = {awaited(tmp_path / name) for name in "ab"}
    workers.close()
    assert not any(map(lives, pids))
    assert list(workers) == []


def test_closing_ends_a_process_that_does_not_mind_being_terminated(tmp_path: Path) -> None:
    def stubborn(path: Path) -> int:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return endless(path)

    workers = Workers(lambda: stubborn, 1)
    workers.submit(tmp_path / "a")
    pid = awaited(tmp_path / "a")
    workers.close()
    assert not lives(pid)


def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "import os\n"
        "from akkoord.graph.parallel import Workers\n"
        "def work(path):\n"
        "    Path(path).write_text(str(os.getpid()))\n"
        "    return bytes(64 << 20)\n"
        "workers = Workers(lambda: work, 2)\n"
        "for path in sys.argv[1:]:\n"
        "    workers.submit(path)\n"
        "time.sleep(60)\n"
    )
    files = [tmp_path / "a", tmp_path / "b"]
    with subprocess.Popen([sys.executable, "-c", program, *map(str, files)]) as parent:
        pids = [awaited(path) for path in files]
        parent.kill()
    assert all(map(ends, pids))


def told(_: int) -> str:
    return "x" * 1000


def test_tasks_for_one_process_are_handed_out_before_any_outcome_is_taken() -> None:
    """Neither side waits for the other to read, however many there are."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        with Workers[int, str](lambda: told, 2) as workers:
            for number in range(3000):
                workers.submit_to(0, number)
                workers.submit_soon(number)
            assert len(list(workers)) == 6000
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
