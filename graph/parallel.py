"""Work done in forked processes, outcomes taken as they come.

A fork shares what the parent has loaded by then; only tasks and outcomes cross the pipe. What is
large lies in the build's cache; a task may be (a source), where its process has nothing else to do.
Processes are forked when a task is submitted, and only then, so the parent can do that before it
starts any thread.

No process outlives its parent, however that ends: a build that is killed leaves nobody behind
who writes where the next build does.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from .errors import AkkoordError, UsageError, WorkerError
from .interrupts import held_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess
    from typing import Self

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

Work: TypeAlias = "Callable[[Task], Outcome]"


AHEAD: Final = 64
"""Tasks that a process is sent before their outcomes are taken. Either side of a pipe that is full
waits for the other to read, so what crosses it unread must be little."""


@dataclass(slots=True)
class _Worker:
    """One process: how to reach it, what it is to do, and how many tasks it was sent."""

    connection: Connection[Any, Any]
    process: ForkProcess
    waiting: deque[Any] = field(default_factory=deque)
    sent: int = 0

    @property
    def pending(self) -> int:
        """How many of its tasks have no outcome yet."""
        return self.sent + len(self.waiting)


class Workers(Generic[Task, Outcome]):
    """Processes that work on tasks; an iterator of what came of each, and in which process.

    A context manager: leaving it ends what is still running.

    Taking an outcome raises whatever the work raised, and :class:`WorkerError` when a process
    died before it was done (killed, or out of memory); all processes are ended then.

    Args:
        start: called in each process, once; returns the function that does a task there.
        jobs: number of processes, at least 1; they are started when there is work for them.

    Raises:
        UsageError: fewer than one process is asked for.
    """

    def __init__(self, start: Callable[[], Work[Task, Outcome]], jobs: int) -> None:
        if jobs < 1:
            raise UsageError(f"{jobs} processes do no work; ask for at least 1")
        self._start = start
        self.jobs = jobs
        self._waiting: deque[Task] = deque()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, task: Task) -> None:
        """Have the next process that is free do ``task``."""
        self._waiting.append(task)
        self._deal()
        if self._waiting and len(self._workers) < self.jobs:
            self._workers.append(_forked(self._start))
            self._deal()

    def submit_to(self, worker: int, task: Task) -> None:
        """Have a process do ``task`` after all that it was given before, while nobody listens.

        Args:
            worker: its number, from 0, as it comes with an outcome; below the number of jobs.
            task: what to do.
        """
        while worker >= len(self._workers):
            self._workers.append(_forked(self._start))
        self._give(self._workers[worker], task)

    def submit_soon(self, task: Task) -> None:
        """Have a new process, or the one that has least to do, take on ``task`` unasked."""
        if len(self._workers) < self.jobs:
            self._workers.append(_forked(self._start))
        self._give(min(self._workers, key=lambda each: each.pending), task)

    def submit_to_all(self, task: Task) -> None:
        """Have each process that there is do ``task`` after all that it was given before."""
        for worker in self._workers:
            self._give(worker, task)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> tuple[int, Outcome]:
        self._deal()
        busy = {each.connection: i for i, each in enumerate(self._workers) if each.pending}
        if not busy:
            raise StopIteration
        ready = wait(list(busy))
        connection = next(each for each in busy if each in ready)
        try:
            outcome: Outcome = _received(connection)
        except Exception:
            self.close()
            raise
        worker = self._workers[busy[connection]]
        worker.sent -= 1
        self._advance(worker)
        self._deal()
        return busy[connection], outcome

    def ready(self) -> Iterator[tuple[int, Outcome]]:
        """Yield what has come by now, without waiting, so that what waits is handed out."""
        while any(each.pending and each.connection.poll() for each in self._workers):
            yield next(self)

    def renew(self) -> None:
        """End the processes if one has died unasked, so that the next task starts new ones."""
        if not all(worker.process.is_alive() for worker in self._workers):
            self.close()

    def stop(self) -> None:
        """Have the processes end, whatever they are at; :meth:`close` waits until they have."""
        self._waiting.clear()
        for worker in self._workers:
            worker.process.kill()  # SIGTERM could be caught by a handler that came with the fork

    def close(self) -> None:
        """End the processes; what they have not handed over is lost. New tasks start new ones."""
        self.stop()
        while self._workers:
            worker = self._workers.pop()
            worker.process.join()
            worker.connection.close()

    def _deal(self) -> None:
        """Give what waits to processes that have nothing to do."""
        for worker in self._workers:
            if self._waiting and not worker.pending:
                self._give(worker, self._waiting.popleft())

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.waiting.append(task)
        self._advance(worker)

    def _advance(self, worker: _Worker) -> None:
        """Send a process as much of what it is to do as it may have."""
        while worker.waiting and worker.sent < AHEAD:
            with suppress(OSError):  # it has died, which is told when its outcome is asked for
                worker.connection.send((worker.waiting.popleft(),))
            worker.sent += 1


def _forked(start: Callable[[], Work[Any, Any]]) -> _Worker:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(start, theirs), daemon=True)
    with held_back():  # or Python's own locks might stay held, which it takes around a fork
        process.start()
    theirs.close()
    return _Worker(ours, process)


def _child(start: Callable[[], Work[Any, Any]], connection: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What reference counting leaves of one build is less than what looking for it costs (6 %);
    # where another follows, a task of its own looks for it between them.
    gc.disable()
    try:
        work = start()
        while True:
            (task,) = connection.recv()
            connection.send((work(task),))
    except Exception as error:
        connection.send(_sendable(error))


def _end_with_parent() -> None:
    """End this process when its parent has ended, even by SIGKILL."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _sendable(error: Exception) -> Exception:
    """Return ``error``, or its words where it cannot be pickled or read back."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what this process itself just wrote
    except Exception:
        return AkkoordError(f"a worker process failed: {type(error).__name__}: {error}")
    return error


def _received(connection: Connection[Any, Any]) -> Any:
    try:
        message = connection.recv()
    except (EOFError, OSError):
        raise WorkerError(
            "a worker process died before its work was done (killed, or out of memory); "
            "run again with fewer --jobs"
        ) from None
    if isinstance(message, Exception):
        raise message
    return message[0]
