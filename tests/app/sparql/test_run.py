"""A query in the pool: what it makes its worker do, and what its client gets."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

import pytest

from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind, Problem
from akkoord.app.sparql.run import PoolRun, stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from akkoord.app.sparql.processes import Worker

CHUNK = b"x" * 65536


class FakeWorker:
    """Notes what is asked of it."""

    def __init__(self) -> None:
        self.paused = False
        self.killed: list[int] = []
        self.slow = False

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def kill(self, number: int) -> None:
        self.killed.append(number)


class FakeHome:
    """Notes what it is told."""

    def __init__(self, *, room: bool = True) -> None:
        self.room = room
        self.ended: list[PoolRun] = []
        self.withdrawn: list[PoolRun] = []

    def over(self, run: PoolRun) -> None:
        self.ended.append(run)

    def withdraw(self, run: PoolRun) -> None:
        self.withdrawn.append(run)

    def admit_slow(self, run: PoolRun) -> bool:
        return self.room


def scene(home: FakeHome, limits: Limits | None = None) -> tuple[PoolRun, FakeWorker]:
    """Return a run, and the worker that it has been given to."""
    run, worker = PoolRun(home, 5, b"{}", "client", limits or Limits()), FakeWorker()
    run.begin(cast("Worker", worker), time.monotonic())
    return run, worker


def played(play: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(play())


def test_a_worker_waits_for_a_client_that_does_not_keep_up_and_goes_on_when_it_does() -> None:
    async def play() -> None:
        run, worker = scene(FakeHome())
        for _ in range(5):
            run.take(CHUNK)
        assert worker.paused
        for _ in range(4):
            await run.next()
        assert not worker.paused

    played(play)


def test_a_worker_is_free_once_its_answer_is_whole_though_the_client_is_not_done() -> None:
    async def play() -> None:
        home = FakeHome()
        run, worker = scene(home)
        for _ in range(5):
            run.take(CHUNK)
        run.end(CHUNK, 0.25)
        assert not worker.paused
        assert home.ended == [run]
        assert not run.whole
        assert b"".join([await run.next() for _ in range(6)]) == CHUNK * 6
        assert run.whole
        assert await run.next() == b""
        assert run.seconds == 0.25

    played(play)


def test_an_answer_beyond_the_limit_is_cut() -> None:
    async def play() -> None:
        run, worker = scene(FakeHome(), Limits(result=100_000))
        run.take(CHUNK)
        run.take(CHUNK)
        assert worker.killed == [5]
        with pytest.raises(Problem) as caught:
            await run.next()
        assert caught.value.kind is Kind.RESULT_TOO_LARGE
        assert not run.whole

    played(play)


def test_time_that_the_client_takes_is_not_computing() -> None:
    async def play() -> None:
        run, worker = scene(FakeHome(), Limits(seconds=1, slow_after=1000, transfer_seconds=1000))
        run.take(CHUNK)
        run.check(time.monotonic() + 500)
        assert not worker.killed

    played(play)


def test_a_query_past_its_time_is_cut_whoever_waits() -> None:
    async def play() -> None:
        run, worker = scene(FakeHome(), Limits(seconds=0.001))
        waiting = asyncio.create_task(run.next())
        await asyncio.sleep(0.01)
        run.check(time.monotonic())
        assert worker.killed == [5]
        with pytest.raises(Problem) as caught:
            await waiting
        assert caught.value.kind is Kind.TIME_LIMIT

    played(play)


@pytest.mark.parametrize("room", [True, False])
def test_a_query_that_takes_long_needs_a_place_among_the_slow(room: bool) -> None:
    async def play() -> None:
        run, worker = scene(FakeHome(room=room))
        run.check(time.monotonic() + 1)
        assert run.slow is room
        assert bool(worker.killed) is not room

    played(play)


def test_a_query_that_nobody_has_begun_is_withdrawn() -> None:
    async def play() -> None:
        home = FakeHome()
        run = PoolRun(home, 5, b"{}", "client", Limits())
        waiting = asyncio.create_task(run.next())
        await asyncio.sleep(0)
        run.cut(stopping())
        assert home.withdrawn == [run]
        with pytest.raises(Problem):
            await waiting

    played(play)


def test_only_a_query_of_which_nothing_went_out_can_begin_anew() -> None:
    async def play() -> None:
        run, _ = scene(FakeHome())
        assert run.restart()
        assert run.worker is None
        begun, _ = scene(FakeHome())
        begun.take(b"x")
        assert not begun.restart()

    played(play)
