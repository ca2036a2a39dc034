"""Work spread over forked processes, results taken as they come.

A fork shares what the parent has loaded (registers, parsed shapes) without copying or pickling
it; only results cross the pipe. The parent forks before it starts any thread.

No process outlives its parent, however that ends: a build that is killed leaves nobody behind
who writes where the next build does.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from .errors import AkkoordError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess
    from typing import Self

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Outcome_co = TypeVar("Outcome_co", covariant=True)

Message: TypeAlias = tuple[Outcome, ...] | Exception
"""What a process sends: one outcome, an error, or an empty tuple when it is done."""


def forked(
    work: Callable[[Sequence[Item]], Iterable[Outcome]], items: Sequence[Item], jobs: int
) -> Forked[Outcome]:
    """Return an iterator of what ``work`` yields for its share of ``items``.

    The processes are running when this returns. Closing the iterator ends them.

    Args:
        work: takes a share of the items and yields outcomes, which must pickle.
        items: what there is to do; dealt out in turn, so that neighbours of like size spread.
        jobs: number of processes, at least 1.

    Raises:
        UsageError: fewer than one process is asked for.
    """
    if jobs < 1:
        raise UsageError(f"{jobs} processes do no work; ask for at least 1")
    running: dict[Connection[object, Message[Outcome]], ForkProcess] = {}
    outcomes = Forked(running)
    try:
        for share in (items[i::jobs] for i in range(min(jobs, len(items)))):
            receiver, process = _started(work, share)
            running[receiver] = process
    except BaseException:
        outcomes.close()
        raise
    return outcomes


class Forked(Generic[Outcome_co]):
    """Outcomes of forked processes, in the order in which they come.

    Taking one raises whatever the work raised, and :class:`AkkoordError` when a process died
    before it was done (killed, or out of memory); the other processes are ended then.
    """

    def __init__(self, running: dict[Connection[object, Message[Outcome_co]], ForkProcess]) -> None:
        self._running = running
        self._outcomes = self._collected()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Outcome_co:
        return next(self._outcomes)

    def close(self) -> None:
        """End the processes that still run; what they have not handed over is lost."""
        self._outcomes.close()
        self._end()

    def _end(self) -> None:
        while self._running:
            receiver, process = self._running.popitem()
            process.kill()  # SIGTERM could be caught by a handler that came with the fork
            process.join()
            receiver.close()

    def _collected(self) -> Generator[Outcome_co]:
        try:
            while self._running:
                ready = wait(list(self._running))
                for receiver in [each for each in self._running if each in ready]:
                    outcomes = _received(receiver)
                    yield from outcomes
                    if not outcomes:
                        self._running.pop(receiver).join()
                        receiver.close()
        except Exception:
            self._end()
            raise


def _started(
    work: Callable[[Sequence[Item]], Iterable[Outcome]], share: Sequence[Item]
) -> tuple[Connection[object, Message[Outcome]], ForkProcess]:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, share, sender), daemon=True)
    process.start()
    sender.close()
    return receiver, process


def _child(
    work: Callable[[Sequence[Item]], Iterable[Outcome]],
    share: Sequence[Item],
    sender: Connection[Message[Outcome], object],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        for outcome in work(share):
            sender.send((outcome,))
    except Exception as error:
        sender.send(_sendable(error))
    else:
        sender.send(())


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


def _received(receiver: Connection[object, Message[Outcome]]) -> tuple[Outcome, ...]:
    try:
        message = receiver.recv()
    except (EOFError, OSError):
        raise AkkoordError(
            "a worker process died before its work was done (killed, or out of memory); "
            "run again with fewer --jobs"
        ) from None
    if isinstance(message, Exception):
        raise message
    return message
