"""A query on a worker: its clock, its limits, its end."""

from __future__ import annotations

import time
from typing import Protocol

from . import frames
from .limits import Limits
from .problems import Kind, Problem, retry_after
from .processes import Worker, WorkerDiedError


class Home(Protocol):
    """What a run asks of the pool that it belongs to."""

    def over(self, run: PoolRun) -> None:
        """Take back the worker of a query that ended."""

    def admit_slow(self, client: str) -> bool:
        """Give a query a place among the slow ones, if there is one."""


class PoolRun:
    """A query on a worker; see :class:`akkoord.app.sparql.engine.Run`.

    Only time in which the client keeps up counts as computing; the time that it lets the answer
    wait is bounded by ``limits.transfer_seconds`` in all. The pool looks at the clock
    (:meth:`check`) many times a second, which is cheaper than timers for each query.

    Args:
        pool: takes the worker back.
        worker: evaluates the query; this run is its only user.
        client: who asked.
        limits: those of the endpoint.
    """

    def __init__(self, pool: Home, worker: Worker, client: str, limits: Limits) -> None:
        self.worker = worker
        self.client = client
        self.whole = False
        self._pool = pool
        self._limits = limits
        self._size = 0
        self._began = time.monotonic()
        self._spent = 0.0
        self._waiting_since = 0.0
        self._problem: Problem | None = None

    @property
    def seconds(self) -> float:
        """Time spent computing, as far as is known."""
        waiting = time.monotonic() - self._waiting_since if self._waiting_since else 0.0
        return self._spent + waiting

    async def next(self) -> bytes:
        """Return the next piece of the answer; empty only when the answer is whole.

        Raises:
            Problem: the query failed or was cut; the run is over.
        """
        if self.whole:
            return b""
        self._waiting_since = time.monotonic()
        try:
            kind, payload = await self.worker.receive()
        except WorkerDiedError as death:
            self._pool.over(self)
            raise self._problem or (_exhausted() if death.exhausted else _ended()) from None
        finally:
            self._spent = self.seconds
            self._waiting_since = 0.0
        if kind == frames.DATA:
            return self._counted(payload)
        if kind == frames.FAILED:
            self._pool.over(self)
            failure = frames.Failure.decode(payload)
            raise Problem(Kind[failure.kind], failure.detail)
        self.worker.retires = bool(payload)
        self._end()
        return b""

    def abandon(self) -> None:
        """Kill the worker, if the answer is not whole: nobody waits for it any more."""
        if not self.whole:
            self.worker.kill()
            self._pool.over(self)

    def check(self, now: float) -> None:
        """Cut the query if it is past a limit, or let it go on as a slow one.

        Args:
            now: ``time.monotonic()``.
        """
        if not self.worker.alive:  # cut before; the client has yet to take what there was
            return
        age = now - self._began
        if self.seconds > self._limits.seconds or age > self._limits.transfer_seconds:
            self.cut(too_long(self._limits))
        elif age > self._limits.slow_after and not self.worker.slow:
            if self._pool.admit_slow(self.client):
                self.worker.slow_down()
            else:
                self.cut(busy())

    def cut(self, problem: Problem) -> None:
        """End the query with ``problem``, which :meth:`next` raises."""
        self._problem = problem
        self.worker.kill()

    def _counted(self, payload: bytes) -> bytes:
        self._size += len(payload)
        if self._size > self._limits.result:
            self.abandon()
            raise too_large(self._limits)
        if self.worker.take_end():
            self._end()
        return payload

    def _end(self) -> None:
        self.whole = True
        self._pool.over(self)


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


def _exhausted() -> Problem:
    detail = (
        "The query exhausted its worker's memory or stack. Ask for less at a time (sorting, "
        "grouping and DISTINCT keep all rows), or take the whole data from /dumps/."
    )
    return Problem(Kind.EXHAUSTED, detail, retry_after(60))


def _ended() -> Problem:
    detail = (
        "The worker that evaluated the query was ended from outside, or for want of memory of the "
        "whole machine. Try again."
    )
    return Problem(Kind.WORKER_ENDED, detail, retry_after(1))
