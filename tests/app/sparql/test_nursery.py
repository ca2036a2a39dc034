"""Real processes of a small release: started, ended by others, replaced, and gone at the end."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.nursery import Nursery
from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import current_release

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from akkoord.app.sparql.processes import Worker

    NewRelease = Callable[..., Path]

LIMITS = Limits(workers=2, queue_seconds=30)


class Home:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.gone: list[Worker] = []
        self.restarts = 0

    def received(self, worker: Worker, kind: bytes, number: int, payload: bytes) -> None:
        raise AssertionError("nobody asked anything")

    def lost(self, worker: Worker) -> None:
        self.gone.append(worker)

    def restarted(self) -> None:
        self.restarts += 1


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, new_release: NewRelease) -> Path:
    return new_release(tmp_path_factory.mktemp("nursery"), "first", 80)


def kept(data: Path, scene: Callable[[Nursery, Home], Awaitable[None]]) -> list[int]:
    """Play a scene with a nursery, and return the processes that were there at its end."""

    async def play() -> list[int]:
        home = Home()
        nursery = Nursery(current_release(data), LIMITS, home)
        await nursery.start()
        try:
            await until(lambda: len(nursery.workers) == LIMITS.workers)
            await scene(nursery, home)
        finally:
            pids = [worker.pid for worker in nursery.workers]
            await nursery.stop()
        assert not nursery.ready
        return pids

    return asyncio.run(play())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def nothing(nursery: Nursery, _home: Home) -> None:
    assert nursery.ready
    assert nursery.queue is not None


def exists(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_there_are_as_many_workers_as_wanted_and_none_after_the_end(data: Path) -> None:
    pids = kept(data, nothing)
    assert len(set(pids)) == 2

    async def gone() -> None:
        await until(lambda: not any(map(exists, pids)))

    asyncio.run(gone())


def test_a_worker_that_ends_is_told_of_and_replaced(data: Path) -> None:
    async def scene(nursery: Nursery, home: Home) -> None:
        victim = next(iter(nursery.workers))
        os.kill(victim.pid, signal.SIGKILL)
        await until(lambda: home.gone == [victim])
        assert nursery.ready  # replaced in a moment
        await until(lambda: len(nursery.workers) == 2)
        assert victim not in nursery.workers
        assert victim.pid == 0  # which is nobody's number
        assert not victim.broke_down

    kept(data, scene)


def test_a_worker_that_has_become_slow_stays_and_another_joins(data: Path) -> None:
    async def scene(nursery: Nursery, _home: Home) -> None:
        slow = next(iter(nursery.workers))
        slow.slow_down()
        nursery.fill()
        await until(lambda: len(nursery.workers) == 3)
        assert os.getpriority(os.PRIO_PROCESS, slow.pid) == 10
        assert slow in nursery.workers

    kept(data, scene)


def test_filling_twice_forks_nobody_twice(data: Path) -> None:
    async def scene(nursery: Nursery, _home: Home) -> None:
        for _ in range(5):
            nursery.fill()
        next(iter(nursery.workers)).kill()
        for _ in range(5):
            nursery.fill()
        await until(lambda: len(nursery.workers) == 2)
        await asyncio.sleep(0.2)
        assert len(nursery.workers) == 2

    kept(data, scene)


def test_a_zygote_that_ends_is_replaced_with_its_workers(data: Path) -> None:
    async def scene(nursery: Nursery, home: Home) -> None:
        queue, before = nursery.queue, set(nursery.workers)
        (zygote,) = {parent(worker.pid) for worker in before}
        os.kill(zygote, signal.SIGKILL)
        await until(lambda: home.restarts == 1 and len(nursery.workers) == 2)
        assert before == set(home.gone)
        assert not before & nursery.workers
        assert nursery.queue is not queue
        assert nursery.ready

    kept(data, scene)


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_release_that_cannot_be_loaded_is_told_and_leaves_nothing(
    tmp_path: Path, new_release: NewRelease
) -> None:
    release = current_release(new_release(tmp_path, "first", 80))
    (release.path / "regeerakkoord.nq").write_text("this is no N-Quads\n")

    async def start() -> None:
        nursery = Nursery(release, LIMITS, Home())
        try:
            await nursery.start()
        finally:
            await nursery.stop()
            assert nursery.workers == set()

    with pytest.raises(ReleaseError, match="release first"):
        asyncio.run(start())
