"""Keeps the processes of one release going: a zygote, and workers at full priority.

A worker that ends is replaced (10 ms), one that has become slow as well; a zygote that ends takes
its workers with it, and all are replaced.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Coroutine
from typing import Protocol

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import Release

from . import frames
from .limits import Limits
from .processes import Owner, Worker, Zygote

log = logging.getLogger(__name__)

_ATTEMPTS = 2
"""Zygotes that try to load a release: one may be killed, and that is no fault of the release."""

_REPLACED = 0.5
"""Seconds in which a worker that ended is replaced, even on a machine at its limits."""

_BACK_OFF = 0.5
"""Seconds between attempts to replace a process that ended."""


class Home(Owner, Protocol):
    """What the processes work for."""

    def restarted(self) -> None:
        """Learn that the queue is another, as the zygote is."""


class Nursery:
    """The processes of one release.

    Args:
        release: what is loaded.
        limits: those of the endpoint.
        home: told what workers say, and of their ends.

    Attributes:
        workers: those that are ready, at work or idle.
    """

    def __init__(self, release: Release, limits: Limits, home: Home) -> None:
        self.workers: set[Worker] = set()
        self._release = release
        self._limits = limits
        self._home = home
        self._zygote: Zygote | None = None
        self._forking = 0
        self._seen_at = 0.0
        self._first = asyncio.Event()
        self._warned = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def queue(self) -> socket.socket | None:
        """The queue that workers take queries from; ``None`` while there is no zygote."""
        return self._zygote.queue if self._zygote is not None else None

    @property
    def ready(self) -> bool:
        """Whether there is a worker, or was until a moment ago."""
        if self._zygote is None:
            return False
        return bool(self.workers) or time.monotonic() - self._seen_at < _REPLACED

    async def start(self) -> None:
        """Load the release and return once a first worker is ready.

        Raises:
            ReleaseError: the release cannot be loaded; the message says why.
        """
        await self._start_zygote()
        self._spawn(self._keep_zygote())
        self.fill()
        try:
            await asyncio.wait_for(self._first.wait(), self._limits.queue_seconds)
        except TimeoutError:
            raise ReleaseError(f"release {self._release.id}: no worker became ready") from None

    async def stop(self) -> None:
        """End all processes."""
        zygote, self._zygote = self._zygote, None
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for worker in tuple(self.workers):
            worker.kill()
        if zygote is not None:
            zygote.stop()
        await asyncio.sleep(0)  # the workers' connections close

    def fill(self) -> None:
        """Have workers forked until there are enough at full priority."""
        fast = sum(not worker.slow for worker in self.workers)
        while self._zygote is not None and fast + self._forking < self._limits.workers:
            self._forking += 1
            self._spawn(self._welcome(self._zygote))

    def received(self, worker: Worker, kind: bytes, number: int, payload: bytes) -> None:
        """Pass on a frame."""
        self._home.received(worker, kind, number, payload)

    def lost(self, worker: Worker) -> None:
        """Replace a worker whose process is gone."""
        self._seen_at = time.monotonic()
        self.workers.discard(worker)
        self._home.lost(worker)
        self.fill()

    async def _welcome(self, zygote: Zygote) -> None:
        try:
            worker = await Worker.connect(self, zygote)
        except OSError:  # a dead zygote is replaced by another, with workers of its own
            log.warning("a worker died before it was ready")
            await asyncio.sleep(_BACK_OFF)
        else:
            self.workers.add(worker)
            self._first.set()
            if not worker.confined and not self._warned:
                self._warned = True
                log.warning("the kernel refuses a seccomp filter: workers run without one")
        finally:
            self._forking -= 1
        self.fill()

    async def _start_zygote(self) -> None:
        report = frames.Report()
        for _ in range(_ATTEMPTS):
            zygote, report = await Zygote.start(self._release.path, self._limits)
            if not report.error:
                self._zygote = zygote
                return
            zygote.stop()
        raise ReleaseError(f"release {self._release.id}: {report.error}")

    async def _keep_zygote(self) -> None:
        """Start another zygote whenever it ends; its workers have ended with it."""
        while self._zygote is not None:
            await self._zygote.ended()
            log.warning("the zygote ended; starting another")
            self._zygote.stop()
            self._zygote = None
            for worker in tuple(self.workers):
                worker.kill()
            while self._zygote is None:
                try:
                    await self._start_zygote()
                except (ReleaseError, OSError) as error:
                    log.error("no zygote: %s", error)
                    await asyncio.sleep(_BACK_OFF)
            self._home.restarted()
            self.fill()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
