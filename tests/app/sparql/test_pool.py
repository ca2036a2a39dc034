"""The pool with its real processes: who is answered, who waits, who is refused, who is cut."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.app.sparql.frames import MESSAGE, Task
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.pool import AHEAD, Pool
from akkoord.app.sparql.problems import Kind, Problem
from akkoord.graph.release.layout import current_release

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from akkoord.app.sparql.run import PoolRun

    NewRelease = Callable[..., Path]

LIMITS = Limits(workers=1, slow=4, queue=3, queue_seconds=30, slow_after=0.1, seconds=60)
ENDLESS = Task("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "json")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, new_release: NewRelease) -> Path:
    return new_release(tmp_path_factory.mktemp("pool"), "first", 800)


def played(data: Path, scene: Callable[[Pool], Awaitable[None]], limits: Limits = LIMITS) -> None:
    """Play a scene with a pool, which is closed at its end."""

    async def play() -> None:
        pool = await Pool.start(current_release(data), limits)
        try:
            async with asyncio.timeout(60):
                await scene(pool)
        finally:
            pool.cut()
            await pool.close()
        assert not pool.ready

    asyncio.run(play())


async def answered(run: PoolRun) -> bytes:
    answer = b""
    while piece := await run.next():
        answer += piece
    assert run.whole
    return answer


async def problem(run: PoolRun) -> Kind:
    with pytest.raises(Problem) as caught:
        await answered(run)
    return caught.value.kind


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def ask(number: int) -> Task:
    return Task(f"SELECT ({number} AS ?n) {{}}", "csv")


def test_many_queries_at_once_each_get_their_own_answer(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        async def one(number: int) -> bytes:
            return await answered(await pool.begin(ask(number), ""))

        answers = await asyncio.gather(*(one(number) for number in range(200)))
        assert answers == [b"n\r\n%d\r\n" % number for number in range(200)]
        assert pool.figures == {"idle": 2, "busy": 0, "slow": 0, "queued": 0}

    async def ready(pool: Pool) -> None:
        await until(lambda: pool.figures["idle"] == 2)
        await scene(pool)

    played(data, ready, replace(LIMITS, workers=2, queue=500))


def test_a_query_too_long_for_the_queue_is_answered(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        task = Task(f"SELECT (1 AS ?n) {{}} # {'é' * MESSAGE}", "csv")
        assert await answered(await pool.begin(task, "")) == b"n\r\n1\r\n"

    played(data, scene)


def test_a_failed_query_is_told_and_its_worker_goes_on(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        assert await problem(await pool.begin(Task("SELECT {", "json"), "")) is Kind.MALFORMED_QUERY
        assert await answered(await pool.begin(ask(1), ""))

    played(data, scene)


def test_a_full_queue_refuses_at_once(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        # So many per worker are ahead, three wait here.
        runs = [await pool.begin(ENDLESS, "") for _ in range(AHEAD + 3)]
        with pytest.raises(Problem) as caught:
            await pool.begin(ENDLESS, "")
        assert caught.value.kind is Kind.BUSY
        assert dict(caught.value.headers)[b"retry-after"]
        for run in runs:
            run.abandon()

    played(data, scene, replace(LIMITS, slow_after=60))


def test_who_waits_too_long_is_told_that_there_is_no_room(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        first = await pool.begin(ENDLESS, "")
        assert await problem(await pool.begin(ask(1), "")) is Kind.BUSY
        first.abandon()

    played(data, scene, replace(LIMITS, slow_after=60, queue_seconds=0.3))


def test_a_slow_query_makes_room_for_quick_ones(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        slow = await pool.begin(ENDLESS, "a")
        assert await answered(await pool.begin(ask(1), "b"))
        assert pool.figures["slow"] == 1
        slow.abandon()
        await until(lambda: pool.figures["slow"] == 0)

    played(data, scene)


def test_a_client_has_half_of_the_slow_places_and_we_have_all(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        mine = [await pool.begin(ENDLESS, "a") for _ in range(3)]
        refused, _ = await asyncio.wait(
            [asyncio.create_task(problem(run)) for run in mine],
            return_when=asyncio.FIRST_COMPLETED,
        )
        assert [each.result() for each in refused] == [Kind.BUSY]
        ours = [await pool.begin(ENDLESS, "") for _ in range(2)]
        await until(lambda: pool.figures["slow"] == 4)
        assert await problem(await pool.begin(ENDLESS, "")) is Kind.BUSY
        assert await answered(await pool.begin(ask(1), "a"))
        pool.cut()
        assert {await problem(run) for run in ours} == {Kind.STOPPING}

    played(data, scene)


def test_a_query_past_its_time_is_cut_and_costs_its_worker(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        run = await pool.begin(ENDLESS, "")
        assert await problem(run) is Kind.TIME_LIMIT
        assert run.seconds >= 0.3
        assert await answered(await pool.begin(ask(1), ""))

    played(data, scene, replace(LIMITS, seconds=0.3))


def test_a_query_that_nobody_waits_for_is_not_evaluated_to_its_end(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        for _ in range(5):
            run = await pool.begin(ENDLESS, "")
            run.abandon()
        assert await answered(await pool.begin(ask(1), ""))
        await until(lambda: pool.figures["queued"] == pool.figures["busy"] == 0)

    played(data, scene, replace(LIMITS, slow_after=60))


def children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def zygotes() -> list[int]:
    return [
        pid
        for pid in children(os.getpid())
        if b"zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_a_worker_that_is_killed_costs_the_query_that_it_was_at(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        (zygote,) = zygotes()
        run = await pool.begin(ENDLESS, "")
        await until(lambda: pool.figures["busy"] == 1)
        (worker,) = children(zygote)
        os.kill(worker, signal.SIGKILL)
        assert await problem(run) is Kind.WORKER_ENDED
        assert await answered(await pool.begin(ask(1), ""))

    played(data, scene, replace(LIMITS, slow_after=60))


def test_what_was_in_the_queue_of_a_zygote_that_ended_is_asked_again(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        (zygote,) = zygotes()
        worker = children(zygote)[0]
        os.kill(worker, signal.SIGSTOP)  # so that nobody takes them
        runs = [await pool.begin(ask(number), "") for number in range(5)]
        os.kill(zygote, signal.SIGKILL)
        answers = [await answered(run) for run in runs]
        assert answers == [b"n\r\n%d\r\n" % number for number in range(5)]

    played(data, scene)


def test_a_pool_that_closes_lets_queries_end_and_takes_no_more(data: Path) -> None:
    async def scene(pool: Pool) -> None:
        runs = [await pool.begin(ask(number), "") for number in range(3)]
        closing = asyncio.create_task(pool.close())
        assert [await answered(run) for run in runs]
        await closing
        with pytest.raises(Problem) as caught:
            await pool.begin(ask(1), "")
        assert caught.value.kind is Kind.NOT_READY

    played(data, scene)
