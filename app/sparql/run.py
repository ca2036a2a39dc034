"""A query in the embedded engine: its pieces, its clock, its limits, its end."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Protocol

from . import frames
from .limits import Limits
from .problems import Kind, Problem, retry_after
from .processes import Worker

_HELD = 4 * frames.CHUNK
"""Bytes of an answer held for a client before its worker is made to wait."""


class Home(Protocol):
    """What a run asks of the pool that it belongs to."""

    def over(self, run: PoolRun) -> None:
        """Learn that the query has ended."""

    def withdraw(self, run: PoolRun) -> None:
        """Learn that nobody waits for a query that no worker is known to be at."""

    def admit_slow(self, run: PoolRun) -> bool:
        """Give a query a place among the slow ones, if there is one."""


class PoolRun:
    """A query in the pool; see :class:`akkoord.app.sparql.engine.Run`.

    Only time in which the client keeps up counts as computing; the time that it lets the answer
    wait is bounded by ``limits.transfer_seconds`` in all. The pool looks at the clock
    (:meth:`check`) many times a second, which is cheaper than timers for each query.

    Args:
        home: the pool.
        number: of the query.
        task: what to evaluate, encoded.
        client: who asked.
        limits: those of the endpoint.

    Attributes:
        asked: when it was, by ``time.monotonic()``.
        worker: who evaluates it, once that is known.
        wanted: whether anybody waits for the answer.
        slow: whether it has a place among the slow ones.
    """

    __slots__ = (
        "_ended", "_held", "_home", "_limits", "_pieces", "_problem", "_size", "_spent", "_started",
        "_waiter", "_waiting_since", "asked", "client", "number", "slow", "task", "wanted",
        "worker",
    )  # fmt: skip

    def __init__(self, home: Home, number: int, task: bytes, client: str, limits: Limits) -> None:
        self.number = number
        self.task = task
        self.client = client
        self.asked = time.monotonic()
        self.worker: Worker | None = None
        self.wanted = True
        self.slow = False
        self._home = home
        self._limits = limits
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._size = 0
        self._ended = False
        self._problem: Problem | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._started = 0.0
        self._spent = 0.0
        self._waiting_since = 0.0

    @property
    def whole(self) -> bool:
        """Whether everything of the answer has been handed over."""
        return self._ended and not self._pieces and self._problem is None

    @property
    def seconds(self) -> float:
        """Time spent computing, as far as is known."""
        if self._ended or not self._waiting_since or not self._started:
            return self._spent
        return self._spent + time.monotonic() - max(self._waiting_since, self._started)

    async def next(self) -> bytes:
        """Return the next piece of the answer; empty only when the answer is whole.

        Raises:
            Problem: the query failed or was cut; the run is over.
        """
        if not (self._pieces or self._ended or self._problem):
            self._waiting_since = time.monotonic()
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._spent = self.seconds
                self._waiting_since = 0.0
        if self._problem is not None:
            raise self._problem
        if not self._pieces:
            return b""
        piece = self._pieces.popleft()
        self._held -= len(piece)
        if self.worker is not None and not self._ended and self._held < _HELD // 2:
            self.worker.resume()
        return piece

    def abandon(self) -> None:
        """Stop evaluating, if it has not ended: nobody waits for it any more."""
        self._pieces.clear()
        self.wanted = False
        if self._ended or self._problem is not None:
            return
        if self.worker is None:
            self._home.withdraw(self)
        else:
            self.worker.kill(self.number)
            self._home.over(self)

    def begin(self, worker: Worker, now: float) -> None:
        """Note which worker is at it."""
        if self.worker is None:
            self.worker = worker
            self._started = now

    def take(self, piece: bytes) -> None:
        """Take a piece of the answer from its worker."""
        self._size += len(piece)
        if self._size > self._limits.result:
            self.cut(too_large(self._limits))
            return
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held > _HELD and self.worker is not None:
            self.worker.pause()
        self._wake()

    def end(self, piece: bytes, seconds: float) -> None:
        """Take the last piece from its worker, which computed for so many ``seconds`` in all."""
        if piece:
            self.take(piece)
        if self._problem is None:
            self._ended = True
            self._spent = seconds
            if self.worker is not None:
                self.worker.resume()  # the next query is not to wait for this one's client
            self._home.over(self)
            self._wake()

    def check(self, now: float) -> None:
        """Cut the query if it is past a limit, or let it go on as a slow one.

        Args:
            now: ``time.monotonic()``.
        """
        age = now - self._started
        if self.seconds > self._limits.seconds or age > self._limits.transfer_seconds:
            self.cut(too_long(self._limits))
        elif age > self._limits.slow_after and not self.slow:
            if self._home.admit_slow(self):
                self.slow = True
            else:
                self.cut(busy())

    def cut(self, problem: Problem) -> None:
        """End the query with ``problem``, which :meth:`next` raises."""
        if self.worker is None:
            self._home.withdraw(self)
        else:
            self.worker.kill(self.number)
        self.fail(problem)

    def fail(self, problem: Problem) -> None:
        """Learn that the query ended with ``problem``, which :meth:`next` raises."""
        if self._ended or self._problem is not None:
            return
        self._spent = self.seconds
        self._problem = problem
        self._pieces.clear()
        if self.worker is not None:
            self._home.over(self)
        self._wake()

    def restart(self) -> bool:
        """Forget the worker that ended under it; whether that is possible: nothing went out."""
        if self._size or self._problem is not None:
            return False
        self.worker = None
        return True

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def busy() -> Problem:
    """Return the problem of a query for which there is no room."""
    detail = "There is no room for this query at the moment. Try again shortly."
    return Problem(Kind.BUSY, detail, retry_after(5))


def stopping() -> Problem:
    """Return the problem of a query that was cut because the service stops."""
    return Problem(Kind.STOPPING, "Your query was cut. Try again in a moment.", retry_after(5))


def too_long(limits: Limits) -> Problem:
    """Return the problem of a query that was cut at its time limit."""
    detail = (
        f"A query may compute for {limits.seconds:g} seconds. Ask for less, add a LIMIT, or take "
        "the whole data from /dumps/."
    )
    return Problem(Kind.TIME_LIMIT, detail, retry_after(limits.seconds))


def too_large(limits: Limits) -> Problem:
    """Return the problem of a query whose answer was cut at its size limit."""
    detail = (
        f"An answer may have {limits.result} bytes. Add a LIMIT, or take the whole data from "
        "/dumps/."
    )
    return Problem(Kind.RESULT_TOO_LARGE, detail, retry_after(60))


def exhausted() -> Problem:
    """Return the problem of a query over which its worker broke down."""
    detail = (
        "The query exhausted its worker's memory or stack. Ask for less at a time (sorting, "
        "grouping and DISTINCT keep all rows), or take the whole data from /dumps/."
    )
    return Problem(Kind.EXHAUSTED, detail, retry_after(60))


def ended() -> Problem:
    """Return the problem of a query whose worker was ended by something else."""
    detail = (
        "The worker that evaluated the query was ended from outside, or for want of memory of the "
        "whole machine. Try again."
    )
    return Problem(Kind.WORKER_ENDED, detail, retry_after(1))
