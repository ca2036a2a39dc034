"""What is being made, each thing once for all who ask meanwhile."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from akkoord.app.sparql.problems import Kind, Problem, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

THREADS: Final = 2
"""Of its own, so that nothing else waits for what is made."""
MOST: Final = 32
"""Different things that are being made or wait for it."""


class Orders(Generic[T]):
    """Makes things in a few threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "dumps")
        self._under_way: dict[Hashable, asyncio.Future[T]] = {}

    async def made(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returns to the first who asks for ``key``.

        Raises:
            Problem: too much is being made.
        """
        order = self._under_way.get(key)
        if order is None:
            if len(self._under_way) >= MOST:
                detail = "Many files are being made for others; try again in a moment."
                raise Problem(Kind.BUSY, detail, retry_after(1))
            order = asyncio.get_running_loop().run_in_executor(self._threads, make)
            self._under_way[key] = order
            order.add_done_callback(lambda done: self._finished(key, done))
        return await asyncio.shield(order)

    def close(self) -> None:
        """Make nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _finished(self, key: Hashable, order: asyncio.Future[T]) -> None:
        del self._under_way[key]
        if not order.cancelled():
            order.exception()  # who asked may have left: then nobody is told, and that is no fault
