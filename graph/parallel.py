"""Work spread over forked processes, results taken as they come.

A fork shares what the parent has loaded (registers, parsed shapes) without copying or pickling
it; only results cross the pipe. The parent forks before it starts any thread.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, TypeVar

from .errors import AkkoordError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def forked(
    work: Callable[[Sequence[Item]], Iterable[Outcome]], items: Sequence[Item], jobs: int
) -> Generator[Outcome]:
    """Yield what ``work`` yields for its share of ``items``, from up to ``jobs`` processes.

    The processes are running when this returns. Closing the iterator ends them.

    Args:
        work: takes a share of the items and yields outcomes, which must pickle.
        items: what there is to do; dealt out in turn, so that neighbours of like size spread.
        jobs: number of processes, at least 1.

    Raises:
        AkkoordError: a process died before it was done (killed, or out of memory).
        Exception: whatever ``work`` raised.
    """
    context = multiprocessing.get_context("fork")
    running = {}
    for share in (items[i::jobs] for i in range(min(jobs, len(items)))):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(work, share, sender), daemon=True)
        process.start()
        sender.close()
        running[receiver] = process
    return _collected(running)


def _child(
    work: Callable[[Sequence[Item]], Iterable[Outcome]],
    share: Sequence[Item],
    sender: Connection[tuple[Outcome, ...] | Exception, object],
) -> None:
    try:
        for outcome in work(share):
            sender.send((outcome,))
    except Exception as error:
        sender.send(error)
    else:
        sender.send(())


def _collected(
    running: dict[
        Connection[object, tuple[Outcome, ...] | Exception], multiprocessing.context.ForkProcess
    ],
) -> Generator[Outcome]:
    try:
        while running:
            ready = wait(list(running))
            for receiver in [connection for connection in running if connection in ready]:
                outcomes = _received(receiver)
                yield from outcomes
                if not outcomes:
                    running.pop(receiver).join()
    finally:
        for process in running.values():
            process.terminate()
            process.join()


def _received(receiver: Connection[object, tuple[Outcome, ...] | Exception]) -> tuple[Outcome, ...]:
    try:
        message = receiver.recv()
    except EOFError:
        raise AkkoordError(
            "a worker process died before its work was done (killed, or out of memory); "
            "run again with fewer --jobs"
        ) from None
    if isinstance(message, Exception):
        raise message
    return message
