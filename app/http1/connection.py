"""One connection: what asyncio and the listener tell it goes to its conversation."""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

from .conversation import Answerer, Conversation

_FORGOTTEN = 1024 * 1024
"""Bytes that a client may send after its request was refused."""


class Acceptor(Answerer, Protocol):
    """Who accepted a connection: what :class:`.listener.Listener` offers."""

    def opened(self, connection: Connection) -> None:
        """Count a connection."""

    def closed(self, connection: Connection) -> None:
        """Discount a connection."""


class Connection(asyncio.Protocol):
    """A connection.

    Args:
        listener: that accepted it.
    """

    def __init__(self, listener: Acceptor) -> None:
        self._listener = listener
        self._conversation: Conversation
        self._forgotten = 0

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._conversation = Conversation(self._listener, cast("asyncio.Transport", transport))
        self._conversation.clock.idle()
        self._listener.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End: who is answering learns it."""
        self._conversation.end()
        self._listener.closed(self)

    def data_received(self, data: bytes) -> None:
        """Read, and answer what can be answered."""
        conversation = self._conversation
        if conversation.is_last:
            self._forget(len(data))
            return
        conversation.incoming.feed(data)
        conversation.proceed()

    def eof_received(self) -> bool:
        """Note that the client says no more: it waits for its answers, or it has left.

        Which of the two, only time tells; so what is quick is still answered.
        """
        conversation = self._conversation
        conversation.is_last = True
        if not conversation.is_owed:
            return False
        conversation.clock.half_closed()
        return True

    def pause_writing(self) -> None:
        """Note that the client does not keep up."""
        self._conversation.outgoing.pause()

    def resume_writing(self) -> None:
        """Note that the client has caught up."""
        self._conversation.caught_up()

    # What the listener calls.

    def check(self, now: float) -> None:
        """End if the time is up for what is expected of the client."""
        if self._conversation.clock.is_up(now):
            self.drop()

    def drop(self) -> None:
        """End without a word, or break off if something has not been sent yet."""
        self._conversation.is_last = True
        self._conversation.outgoing.drop()

    def abort(self) -> None:
        """Break off, so that no client takes what it got for whole."""
        self._conversation.abort()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered, or will be in the next turn."""
        return self._conversation.is_idle

    def retire(self) -> None:
        """Close if nothing is being answered."""
        if self.is_idle:
            self._conversation.close()

    def _forget(self, size: int) -> None:
        """Bear with a client that still sends, for a while."""
        self._forgotten += size
        if self._forgotten > _FORGOTTEN:
            self._conversation.abort()
