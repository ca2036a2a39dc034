"""Until when a client is waited for: all that is expected of one has its time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .outgoing import Outgoing
    from .patience import Patience

_HALF_CLOSED = 1.0
"""Seconds that a client is answered which has closed its half of the connection."""


class Clock:
    """The clock of a connection.

    Args:
        patience: what a connection may use.
        outgoing: its sending half.

    Attributes:
        deadline: by the loop's time; 0 while nothing is expected of the client.
        until: when to take the client for gone, whatever is being answered; 0 while it may go on.
    """

    __slots__ = ("_outgoing", "_patience", "_time", "deadline", "until")

    def __init__(self, patience: Patience, outgoing: Outgoing) -> None:
        self.deadline = 0.0
        self.until = 0.0
        self._patience = patience
        self._outgoing = outgoing
        self._time = asyncio.get_running_loop().time

    def idle(self) -> None:
        """Expect the client to go on asking, or reading."""
        patience, reads = self._patience, self._outgoing.is_writable
        seconds = patience.head_seconds if reads else patience.stall_seconds
        self.deadline = self._time() + seconds

    def half_closed(self) -> None:
        """Expect the client to leave: it has said all, or has left already."""
        self.until = self.deadline = self._time() + _HALF_CLOSED

    def closing(self) -> None:
        """Expect the client to take what has been sent."""
        self.deadline = self._time() + self._patience.stall_seconds

    def is_up(self, now: float) -> bool:
        """Whether the client has let its time pass."""
        return bool(self.deadline) and now > self.deadline
