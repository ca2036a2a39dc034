"""Accepts connections, no more than there is room for, and ends those that idle or must end."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate

from akkoord.app.sparql.problems import Problem

from .connection import Connection
from .patience import Patience
from .transfer import Transfer

_TICK = 0.25
"""Seconds between looks at the clocks of connections."""

_EXHAUSTED = 0.1
"""Seconds to wait when there is no descriptor for another connection."""


class Listener:
    """Has requests answered that come over a socket that listens.

    Args:
        answer: answers a request at once and returns nothing, or returns what will.
        listening: the socket; closed by :meth:`stop`.
        patience: what a connection may use.
        refused: is told of each message that was no request, and so was never answered.

    Attributes:
        date: the Date header of responses sent now.
    """

    def __init__(
        self,
        answer: Callable[[Transfer], Awaitable[None] | None],
        listening: socket.socket,
        patience: Patience,
        refused: Callable[[Problem], None],
    ) -> None:
        self.answer = answer
        self.refused = refused
        self.patience = patience
        self.server = listening.getsockname()[:2]
        self.date = b""
        self.stopping = False
        self._listening = listening
        self._listening.setblocking(False)
        self._connections: dict[Connection, None] = {}  # the oldest first
        self._changed = asyncio.Event()

    async def serve(self) -> None:
        """Accept connections until :meth:`stop`, then return once none is left."""
        watching = asyncio.create_task(self._watch())
        accepting = asyncio.create_task(self._accept())
        try:
            while not self.stopping:
                await self._change()
            accepting.cancel()
            await asyncio.gather(accepting, return_exceptions=True)
            self._listening.close()
            for connection in tuple(self._connections):
                connection.retire()
            while self._connections:
                await self._change()
        finally:
            accepting.cancel()
            watching.cancel()
            for connection in tuple(self._connections):
                connection.abort()

    def stop(self) -> None:
        """Accept no more connections and end each once its request is answered."""
        self.stopping = True
        self._changed.set()

    def opened(self, connection: Connection) -> None:
        """Count a connection."""
        self._connections[connection] = None

    def closed(self, connection: Connection) -> None:
        """Discount a connection."""
        self._connections.pop(connection, None)
        self._changed.set()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, _ = await loop.sock_accept(self._listening)
            except OSError:
                await asyncio.sleep(_EXHAUSTED)
                continue
            try:
                await self._make_room()
                await loop.connect_accepted_socket(lambda: Connection(self), accepted)
            except OSError:
                accepted.close()
            except asyncio.CancelledError:
                accepted.close()
                raise

    async def _make_room(self) -> None:
        """End the oldest connection that idles: doing nothing is to keep nobody out."""
        while len(self._connections) >= self.patience.connections:
            idle = next((each for each in self._connections if each.is_idle), None)
            if idle is not None:
                idle.drop()
            await self._change()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self.date = f"date: {formatdate(time.time(), usegmt=True)}\r\n".encode()
            now = loop.time()
            for connection in tuple(self._connections):
                connection.check(now)
            await asyncio.sleep(_TICK)

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
