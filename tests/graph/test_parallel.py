"""Work in forked processes: outcomes, errors, and that nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.errors import AkkoordError, InvalidGraphError, UsageError
from akkoord.graph.parallel import forked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE = 10


def squares(share: Sequence[int]) -> Iterator[int]:
    return (number * number for number in share)


def endless(share: Sequence[Path]) -> Iterator[int]:
    for path in share:
        path.write_text(str(os.getpid()))
    yield os.getpid()
    time.sleep(PATIENCE * 6)


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
def test_every_item_is_worked_on_once(jobs: int) -> None:
    assert sorted(forked(squares, range(20), jobs)) == [n * n for n in range(20)]


def test_without_items_there_is_nothing_to_wait_for() -> None:
    assert list(forked(squares, [], 4)) == []


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_process_at_all_is_refused_and_does_not_lose_the_work(jobs: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        forked(squares, [1, 2], jobs)


def test_what_the_work_raises_reaches_the_caller() -> None:
    def work(share: Sequence[int]) -> Iterator[int]:
        yield 1
        raise KeyError(share[0])

    outcomes = forked(work, [7], 1)
    assert next(outcomes) == 1
    with pytest.raises(KeyError, match="7"):
        next(outcomes)


def test_an_error_that_does_not_read_back_reaches_the_caller_in_words() -> None:
    def work(share: Sequence[int]) -> Iterator[int]:
        raise InvalidGraphError("two violations", ())
        yield from share

    with pytest.raises(AkkoordError, match="InvalidGraphError: two violations"):
        list(forked(work, [1], 1))


def test_a_failing_process_ends_the_others(tmp_path: Path) -> None:
    def work(share: Sequence[Path]) -> Iterator[int]:
        if share[0].name == "bad":
            awaited(tmp_path / "good")
            raise ValueError("no")
        yield from endless(share)

    with pytest.raises(ValueError, match="no"):
        list(forked(work, [tmp_path / "good", tmp_path / "bad"], 2))
    assert ends(awaited(tmp_path / "good"))


def test_a_killed_process_is_an_error_that_says_so() -> None:
    outcomes = forked(lambda _: endless(()), [1], 1)
    os.kill(next(outcomes), signal.SIGKILL)
    with pytest.raises(AkkoordError, match="a worker process died"):
        next(outcomes)


def test_a_process_killed_amid_a_message_is_an_error_too() -> None:
    def work(share: Sequence[int]) -> Iterator[object]:
        yield os.getpid()
        yield bytes(64 << 20)

    outcomes = forked(work, [1], 1)
    pid = next(outcomes)
    assert isinstance(pid, int)
    time.sleep(0.2)  # until the pipe is full
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(AkkoordError, match="a worker process died"):
        next(outcomes)


def test_closing_ends_the_processes(tmp_path: Path) -> None:
    outcomes = forked(endless, [tmp_path / "a", tmp_path / "b"], 2)
    pids = {next(outcomes), next(outcomes)}
    outcomes.close()
    assert not any(map(lives, pids))
    assert list(outcomes) == []


def test_closing_before_anything_was_taken_ends_them_as_well(tmp_path: Path) -> None:
    outcomes = forked(endless, [tmp_path / "a"], 1)
    pid = awaited(tmp_path / "a")
    outcomes.close()
    assert not lives(pid)


def test_closing_ends_a_process_that_does_not_mind_being_terminated(tmp_path: Path) -> None:
    def stubborn(share: Sequence[Path]) -> Iterator[int]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        yield from endless(share)

    outcomes = forked(stubborn, [tmp_path / "a"], 1)
    pid = next(outcomes)
    outcomes.close()
    assert not lives(pid)


def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "import os\n"
        "from akkoord.graph.parallel import forked\n"
        "def work(share):\n"
        "    for path in share:\n"
        "        Path(path).write_text(str(os.getpid()))\n"
        "    while True:\n"
        "        yield bytes(1 << 20)\n"
        "outcomes = forked(work, sys.argv[1:], 2)\n"
        "time.sleep(60)\n"
    )
    files = [tmp_path / "a", tmp_path / "b"]
    with subprocess.Popen([sys.executable, "-c", program, *map(str, files)]) as parent:
        pids = [awaited(path) for path in files]
        parent.kill()
    assert all(map(ends, pids))
