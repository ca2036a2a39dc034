"""Whether clients are still there: the task that serves one who has left is cancelled.

Most answers are quicker than it would pay to watch for; one timer for all finds those that are
not, as a timer for each would cost every query more than its budget check.
"""

from __future__ import annotations

import asyncio

from akkoord.app.exchange import Receive

_TICK = 0.05
"""Seconds between looks: a client is watched once it has waited so long, or up to twice that."""


class Client:
    """Someone who is being served, by the current task. Made by :meth:`Presence.enter`.

    Args:
        receive: as in ASGI, with the request's body read.

    Attributes:
        gone: whether the client has left, and the task was cancelled for it.
    """

    __slots__ = ("_receive", "_serving", "_watching", "gone")

    def __init__(self, receive: Receive) -> None:
        self.gone = False
        self._receive = receive
        self._serving = asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None

    def watch(self) -> None:
        """Wait for the client to leave."""
        self._watching = asyncio.get_running_loop().create_task(self._until_gone())

    def unwatch(self) -> None:
        """Stop waiting."""
        if self._watching is not None:
            self._watching.cancel()

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._serving is not None:
            self._serving.cancel()


class Presence:
    """All who are being served."""

    def __init__(self) -> None:
        self._new: set[Client] = set()
        self._older: set[Client] = set()
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, receive: Receive) -> Client:
        """Attend to the client whom the current task serves.

        Args:
            receive: as in ASGI, with the request's body read.
        """
        client = Client(receive)
        self._new.add(client)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_TICK, self._look)
        return client

    def leave(self, client: Client) -> None:
        """Attend no longer to a client."""
        self._new.discard(client)
        self._older.discard(client)
        client.unwatch()

    def _look(self) -> None:
        for client in self._older:
            client.watch()
        self._older, self._new = self._new, set()
        waiting = asyncio.get_running_loop().call_later(_TICK, self._look) if self._older else None
        self._timer = waiting
