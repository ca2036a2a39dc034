"""The embedded engine: which queries workers are given, and what happens to those that take long.

``limits.workers`` workers at full priority take queries from one queue. A query that is not done
after ``limits.slow_after`` seconds counts as slow: its worker goes on at low priority, a new one
is forked in its place, and so quick queries never wait for slow ones. There is room for
``limits.slow`` slow queries, half of them for one client; one more is cut and told to come back.
A query past its time limit costs its worker's life.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from itertools import count

from akkoord.graph.release.layout import Release

from . import frames
from .limits import Limits
from .nursery import Nursery
from .problems import Kind, Problem, retry_after
from .processes import Worker
from .run import PoolRun, busy, ended, exhausted, stopping

_TICK = 0.02
"""Seconds between looks at the clock: how late a limit may strike."""

AHEAD = 8
"""Queries per worker that are in the queue or being evaluated: a worker that is done finds the
next one there, and goes on without being woken. The serving process reads many requests at a
time; with three per worker, workers slept between its turns, and waking them cost both sides an
eighth of their time. The rest waits here, where it can be withdrawn."""


class Pool:
    """Oxigraph in workers. Made by :meth:`start`."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.release = release
        self._limits = limits
        self._nursery = Nursery(release, limits, self)
        self._numbers = count(1)
        self._waiting: OrderedDict[int, PoolRun] = OrderedDict()
        self._sent: dict[int, PoolRun] = {}  # in the queue or being evaluated, wanted or not
        self._slow: Counter[str] = Counter()
        self._closed = False
        self._clock: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, release: Release, limits: Limits) -> Pool:
        """Load ``release`` and return its pool once a first worker answers.

        Raises:
            ReleaseError: the release cannot be loaded; the message says why.
        """
        pool = cls(release, limits)
        try:
            await pool._nursery.start()
        except BaseException:
            await pool._nursery.stop()
            raise
        pool._clock = asyncio.create_task(pool._keep_time())
        return pool

    @property
    def ready(self) -> bool:
        """Whether a query begun now would be evaluated."""
        return self._nursery.ready

    @property
    def figures(self) -> dict[str, int]:
        """Workers by state, and the length of the queue, for the metrics."""
        workers = self._nursery.workers
        working = sum(worker.current in self._sent for worker in workers)
        slow = self._slow.total()
        return {
            "idle": len(workers) - working,
            "busy": max(0, working - slow),
            "slow": slow,
            "queued": len(self._waiting) + max(0, len(self._sent) - working),
        }

    async def begin(self, task: frames.Task, client: str) -> PoolRun:
        """Begin evaluating ``task``, as soon as a worker is free.

        Raises:
            Problem: the queue is full, or the pool closed.
        """
        if self._closed:
            raise Problem(Kind.NOT_READY, "Try again in a moment.", retry_after(1))
        if len(self._waiting) >= self._limits.queue:
            raise busy()
        number = next(self._numbers)
        run = PoolRun(self, number, task.encode(), client, self._limits)
        self._waiting[number] = run
        self._send()
        return run

    def cut(self) -> None:
        """End all queries, under way and waiting: the service stops."""
        for run in (*self._waiting.values(), *self._sent.values()):
            run.cut(stopping())

    async def close(self) -> None:
        """Let queries under way end, within their limits, then stop zygote and workers."""
        while self._sent or self._waiting:
            await asyncio.sleep(_TICK)
        self._closed = True
        if self._clock is not None:
            self._clock.cancel()
        await self._nursery.stop()

    def admit_slow(self, run: PoolRun) -> bool:
        """Give a query a place among the slow ones, if there is one, and its own to another."""
        share = max(1, self._limits.slow // 2) if run.client else self._limits.slow
        if self._slow.total() >= self._limits.slow or self._slow[run.client] >= share:
            return False
        self._slow[run.client] += 1
        if run.worker is not None:
            run.worker.slow_down()
        self._nursery.fill()
        self._send()
        return True

    def over(self, run: PoolRun) -> None:
        """Make room for another query."""
        if self._sent.pop(run.number, None) is None:
            return
        if run.slow:
            self._slow[run.client] -= 1
            if not self._slow[run.client]:
                del self._slow[run.client]
        if self._waiting:
            self._send()

    def withdraw(self, run: PoolRun) -> None:
        """Forget a query, or remember that nobody wants it once a worker takes it."""
        run.wanted = False
        self._waiting.pop(run.number, None)

    def received(self, worker: Worker, kind: bytes, number: int, payload: bytes) -> None:
        """Take what a worker says about a query."""
        run = self._sent.get(number)
        if run is None:
            return
        run.begin(worker, time.monotonic())
        if not run.wanted:
            if kind in (frames.DATA, frames.FETCH):
                worker.kill(number)
            self.over(run)
        elif kind == frames.DATA:
            run.take(payload)
        elif kind == frames.FAILED:
            failure = frames.Failure.decode(payload)
            run.fail(Problem(Kind[failure.kind], failure.detail))
        elif kind == frames.FETCH:
            worker.hand(run.task)
        else:
            (seconds,) = frames.ENDING.unpack_from(payload)
            run.end(payload[frames.ENDING.size :], seconds)

    def lost(self, worker: Worker) -> None:
        """Tell the query that a worker was at; one that it only just took goes to another."""
        run = self._sent.get(worker.current)
        if run is None:
            return
        if not run.wanted:
            self.over(run)
        elif worker.target not in (0, run.number) and run.restart():
            self.over(run)
            self._put_first(run)
            self._send()
        else:
            run.begin(worker, time.monotonic())
            run.fail(exhausted() if worker.broke_down else ended())

    def restarted(self) -> None:
        """Send again what was in the queue of the zygote that ended."""
        for run in reversed(self._sent.values()):
            if run.wanted:
                self._put_first(run)
        self._sent.clear()
        self._slow.clear()
        self._send()

    def _put_first(self, run: PoolRun) -> None:
        self._waiting[run.number] = run
        self._waiting.move_to_end(run.number, last=False)

    def _send(self) -> None:
        """Move queries that wait here into the workers' queue."""
        room = AHEAD * self._limits.workers + sum(self._slow.values())
        while self._waiting and len(self._sent) < room:
            number, run = next(iter(self._waiting.items()))
            queue = self._nursery.queue
            if queue is None:
                return
            try:
                queue.send(frames.message(number, run.task))
            except OSError:  # full, until a worker is done; or broken, until another zygote is up
                return
            del self._waiting[number]
            self._sent[number] = run

    async def _keep_time(self) -> None:
        """Cut what is past its limits, queries that wait and queries that run."""
        while True:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            for worker in tuple(self._nursery.workers):
                run = self._sent.get(worker.current)
                if run is not None and not run.wanted:
                    worker.kill(run.number)
                    self.over(run)
                elif run is not None:
                    run.begin(worker, now)
                    run.check(now)
            for run in (*self._sent.values(), *self._waiting.values()):
                if run.worker is None and now - run.asked > self._limits.queue_seconds:
                    run.cut(busy())
