"""What a worker has besides its release: where queries come from, and where answers go."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import Final

from . import frames
from .places import Places

PROMPT: Final = 0.01
"""Seconds of computing after which what there is goes out without waiting for a full chunk."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a worker works with besides its release.

    Attributes:
        queue: socket from which all workers take queries.
        connection: the worker's end of its own socket pair, blocking.
        places: memory shared with the serving process.
        place: the worker's.
    """

    queue: socket.socket
    connection: socket.socket
    places: Places
    place: int

    def next_query(self, buffer: bytearray) -> tuple[int, bytes | bytearray]:
        """Return the number and task of the next query; 0 when there is none to come."""
        size = 0 if self.places.is_dismissed(self.place) else self.queue.recv_into(buffer)
        if not size:
            return 0, b""
        (number,) = frames.NUMBER.unpack_from(buffer)
        self.places.take(self.place, number)
        if size > frames.NUMBER.size:
            return number, buffer[frames.NUMBER.size : size]
        self.connection.sendall(frames.frame(frames.FETCH, number))
        (length,) = frames.NUMBER.unpack(self._received(frames.NUMBER.size))
        return number, self._received(length)

    def _received(self, length: int) -> bytes:
        received = bytearray()
        while len(received) < length:
            part = self.connection.recv(min(length - len(received), frames.CHUNK))
            if not part:
                raise ConnectionError("the serving process is gone")
            received += part
        return bytes(received)


class AnswerWriter:
    """The file that Oxigraph serialises into: gathers chunks and sends them as DATA frames.

    Oxigraph hands over 8 KiB at a time. A quick answer leaves in one piece with its end; one
    that takes longer leaves as it is computed, and blocks while the client does not keep up.

    Args:
        connection: the worker's end of its socket pair, blocking.
        number: of the query.
    """

    __slots__ = ("_connection", "_due", "_number", "_parts", "_sent", "_size")

    def __init__(self, connection: socket.socket, number: int) -> None:
        self._connection = connection
        self._number = number
        self._parts: list[bytes] = []
        self._size = 0
        self._sent = False
        self._due = time.monotonic() + PROMPT

    def write(self, part: bytes) -> int:
        """Take the next part of the answer."""
        self._parts.append(part)
        self._size += len(part)
        if self._size >= frames.CHUNK or time.monotonic() > self._due:
            data = frames.frame(frames.DATA, self._number, b"".join(self._parts))
            self._connection.sendall(data)
            self._sent = True
            self._parts.clear()
            self._size = 0
            self._due = time.monotonic() + PROMPT
        return len(part)

    def flush(self) -> None:
        """Do nothing: when to send is decided in :meth:`write`."""

    def end(self, seconds: float) -> None:
        """Send what is left, and the end.

        Args:
            seconds: of computing that the query took.
        """
        kind = frames.END if self._sent else frames.ANSWER
        payload = b"".join((frames.ENDING.pack(seconds), *self._parts))
        self._connection.sendall(frames.frame(kind, self._number, payload))
