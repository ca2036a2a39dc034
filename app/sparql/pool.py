"""The workers of one release: who evaluates what, and what happens to those who take too long.

``limits.workers`` workers stand ready at full priority. A query that is not done after
``limits.slow_after`` seconds counts as slow: its worker goes on at low priority, a new one is
forked in its place (10 ms), and so quick queries never wait for slow ones. There is room for
``limits.slow`` slow queries, half of them for one client; one more is cut and told to come back.
A query past its time limit costs its worker's life.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections import Counter, deque
from collections.abc import Coroutine

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import Release

from . import frames
from .limits import Limits
from .problems import Kind, Problem, retry_after
from .processes import Worker, WorkerDiedError, Zygote
from .run import PoolRun, busy, stopping

log = logging.getLogger(__name__)

_TICK = 0.02
"""Seconds between looks at the clock: how late a limit may strike."""

_ATTEMPTS = 2
"""Zygotes that try to load a release: one may be killed, and that is no fault of the release."""

_REPLACED = 0.5
"""Seconds in which a worker that ended is replaced, even on a machine at its limits."""

_BACK_OFF = 0.5
"""Seconds between attempts to replace a zygote that ended."""


class Pool:
    """The embedded engine: Oxigraph in workers. Made by :meth:`start`."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.release = release
        self.report = frames.Report()
        self._limits = limits
        self._zygote: Zygote | None = None
        self._places = 0  # workers at full priority: idle, busy or being forked
        self._idle: list[Worker] = []
        self._waiting: deque[tuple[float, asyncio.Future[Worker]]] = deque()
        self._running: set[PoolRun] = set()
        self._slow: Counter[str] = Counter()
        self._seen_at = 0.0
        self._closed = False
        self._warned = False
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, release: Release, limits: Limits) -> Pool:
        """Load ``release`` and return its pool once a first worker answers.

        Raises:
            ReleaseError: the release cannot be loaded; the message says why.
        """
        pool = cls(release, limits)
        try:
            await pool._start_zygote()
            pool._spawn(pool._keep_zygote())
            pool._spawn(pool._keep_time())
            pool._fill()
            pool._offer(await pool._next_free())
        except BaseException as error:
            await pool._end()
            if isinstance(error, Problem):
                raise ReleaseError(f"release {release.id}: no worker became ready") from error
            raise
        return pool

    @property
    def ready(self) -> bool:
        """Whether there is a worker, idle or at work, or was until a moment ago."""
        if self._zygote is None:
            return False
        return bool(self._idle or self._running) or time.monotonic() - self._seen_at < _REPLACED

    @property
    def figures(self) -> dict[str, int]:
        """Workers by state, and the length of the queue, for the metrics."""
        slow = self._slow.total()
        return {
            "idle": len(self._idle),
            "busy": len(self._running) - slow,
            "slow": slow,
            "queued": len(self._waiting),
        }

    async def begin(self, task: frames.Task, client: str) -> PoolRun:
        """Begin evaluating ``task`` on the next worker that is free.

        Raises:
            Problem: the queue is full, the wait too long, or the pool closed.
        """
        if self._closed:
            raise Problem(Kind.NOT_READY, "Try again in a moment.", retry_after(1))
        worker = self._idle.pop() if self._idle else await self._next_free()
        run = PoolRun(self, worker, client, self._limits)
        self._running.add(run)
        worker.send(task)
        return run

    def cut(self) -> None:
        """End all queries, under way and waiting: the service stops."""
        for _, waiter in self._waiting:
            if not waiter.done():
                waiter.set_exception(stopping())
        self._waiting.clear()
        for run in tuple(self._running):
            run.cut(stopping())
            self.over(run)  # its client may take long to hear of it

    async def close(self) -> None:
        """Let queries under way end, within their limits, then stop zygote and workers."""
        while self._running or self._waiting:
            await asyncio.sleep(_TICK)
        await self._end()

    async def _end(self) -> None:
        self._closed = True
        zygote, self._zygote = self._zygote, None
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for worker in tuple(self._idle):
            worker.kill()
        if zygote is not None:
            zygote.stop()
        await asyncio.sleep(0)  # the workers' connections close

    def admit_slow(self, client: str) -> bool:
        """Give a query of ``client`` a place among the slow ones, if there is one."""
        share = max(1, self._limits.slow // 2) if client else self._limits.slow
        if self._slow.total() >= self._limits.slow or self._slow[client] >= share:
            return False
        self._slow[client] += 1
        self._places -= 1
        self._fill()
        return True

    def over(self, run: PoolRun) -> None:
        """Take back the worker of a query that ended, unless it is spent."""
        if run not in self._running:
            return
        self._running.discard(run)
        self._seen_at = time.monotonic()
        if run.worker.slow:
            self._slow[run.client] -= 1
            if not self._slow[run.client]:
                del self._slow[run.client]
            run.worker.kill()
        elif run.worker.alive and not run.worker.retires:
            self._offer(run.worker)

    def _offer(self, worker: Worker) -> None:
        """Give a free worker to whoever waits longest, or to the idle."""
        while self._waiting:
            _, waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(worker)
                return
        self._idle.append(worker)

    async def _next_free(self) -> Worker:
        if len(self._waiting) >= self._limits.queue:
            raise busy()
        waiter: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        entry = (time.monotonic(), waiter)
        self._waiting.append(entry)
        try:
            return await waiter
        except asyncio.CancelledError:
            if entry in self._waiting:
                self._waiting.remove(entry)
            elif not waiter.cancelled() and not waiter.exception():
                self._offer(waiter.result())
            raise

    async def _keep_time(self) -> None:
        """Cut what is past its limits, queries that wait and queries that run."""
        while True:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            while self._waiting and now - self._waiting[0][0] > self._limits.queue_seconds:
                _, waiter = self._waiting.popleft()
                if not waiter.done():
                    waiter.set_exception(busy())
            for run in tuple(self._running):
                run.check(now)

    def _fill(self) -> None:
        """Fork workers until every place is taken."""
        while self._zygote is not None and self._places < self._limits.workers:
            try:
                connection = self._zygote.fork()
            except OSError:  # the zygote just ended; _keep_zygote fills again
                return
            self._places += 1
            self._spawn(self._welcome(connection))

    async def _welcome(self, connection: socket.socket) -> None:
        try:
            worker = await Worker.connect(connection)
        except WorkerDiedError:
            log.warning("a worker died before it was ready")
            await asyncio.sleep(_BACK_OFF)
            self._places -= 1
            self._fill()
            return
        if not worker.confined and not self._warned:
            self._warned = True
            log.warning("the kernel refuses a seccomp filter: workers run without one")
        worker.on_end = lambda: self._lost(worker)
        self._offer(worker)

    def _lost(self, worker: Worker) -> None:
        """Replace a worker whose process is gone."""
        if worker in self._idle:
            self._idle.remove(worker)
        if not worker.slow:
            self._seen_at = time.monotonic()
            self._places -= 1
            self._fill()

    async def _start_zygote(self) -> None:
        for _ in range(_ATTEMPTS):
            zygote, self.report = await Zygote.start(self.release.path, self._limits)
            if not self.report.error:
                self._zygote = zygote
                return
            zygote.stop()
        raise ReleaseError(f"release {self.release.id}: {self.report.error}")

    async def _keep_zygote(self) -> None:
        """Start another zygote whenever it ends; its workers have ended with it."""
        while self._zygote is not None:
            await self._zygote.ended()
            log.warning("the zygote ended; starting another")
            self._zygote.stop()
            self._zygote = None
            while self._zygote is None:
                try:
                    await self._start_zygote()
                except (ReleaseError, OSError) as error:
                    log.error("no zygote: %s", error)
                    await asyncio.sleep(_BACK_OFF)
            self._fill()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
