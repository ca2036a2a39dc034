"""What leaves a connection, whether the client takes it, and how it ends."""

from __future__ import annotations

import asyncio
import socket
import struct

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER by which closing resets the connection (socket(7))."""


class Outgoing:
    """The sending half of a connection.

    Args:
        transport: of the connection.
        stall_seconds: time for the next piece of a response to be taken.

    Attributes:
        lost: whether the connection is gone.
    """

    def __init__(self, transport: asyncio.Transport, stall_seconds: float) -> None:
        self.lost = False
        self._transport = transport
        self._stall_seconds = stall_seconds
        self._room: asyncio.Event | None = None  # awaited while the client does not keep up

    def write(self, data: bytes) -> None:
        """Send."""
        if not self.lost:
            self._transport.write(data)

    @property
    def is_writable(self) -> bool:
        """Whether the client is there and keeps up."""
        return self._room is None and not self.lost

    def pause(self) -> None:
        """Note that the client does not keep up."""
        self._room = asyncio.Event()

    def resume(self) -> None:
        """Note that the client has caught up, or is gone."""
        room, self._room = self._room, None
        if room is not None:
            room.set()

    async def drained(self) -> None:
        """Return once there is room for more.

        Raises:
            ConnectionError: the client is gone, or does not take what was sent.
        """
        if self._room is not None:
            try:
                async with asyncio.timeout(self._stall_seconds):
                    await self._room.wait()
            except TimeoutError:
                self.abort()
                raise ConnectionAbortedError("the client does not take the response") from None
        if self.lost:
            raise ConnectionResetError("the client is gone")

    def close(self) -> None:
        """Close once everything is sent."""
        if not self.lost:
            self._transport.close()

    def end(self) -> None:
        """Tell the client that nothing else comes; what it sends still arrives."""
        if not self.lost:
            self._transport.write_eof()

    def abort(self) -> None:
        """Break off, so that no client takes what it got for whole.

        Where the end of the connection is the end of the response, as in HTTP/1.0, only a reset
        tells one from the other.
        """
        if not self.lost:
            accepted = self._transport.get_extra_info("socket")
            accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()

    def drop(self) -> None:
        """End without a word, or break off if something has not been sent yet."""
        if self._transport.get_write_buffer_size():
            self.abort()
        else:
            self._transport.abort()
