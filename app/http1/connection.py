"""One connection: has its requests answered, one after the other, and ends in time.

A client may send several ahead; each waits for those before it, and all that is expected of a
client has its clock.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Protocol, cast

from akkoord.app.sparql.problems import Problem

from . import refusal
from .incoming import Incoming
from .outgoing import Outgoing
from .response import Sender
from .transfer import Transfer

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from .patience import Patience

log = logging.getLogger(__name__)

_AHEAD = 16
"""Requests that a client may send ahead; more are not read until some are answered."""

_IN_A_ROW = 16
"""Requests of one connection that are answered before others have their turn."""

_HALF_CLOSED = 1.0
"""Seconds that a client is answered which has closed its half of the connection."""

_FORGOTTEN = 1024 * 1024
"""Bytes that a client may send after its request was refused."""


class Acceptor(Sender, Protocol):
    """Who accepted a connection: what :class:`.listener.Listener` offers."""

    @property
    def patience(self) -> Patience:
        """What a connection may use."""

    @property
    def server(self) -> tuple[str, int]:
        """Where the server is."""

    def answer(self, transfer: Transfer, /) -> Awaitable[None] | None:
        """Answer a request at once, or return what will."""

    def refused(self, problem: Problem, /) -> None:
        """Be told of a message that was no request."""

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
        self.listener = listener
        self.outgoing: Outgoing
        self._incoming: Incoming
        self._loop = asyncio.get_running_loop()
        self._refusal: Problem | None = None
        self._forgotten = 0
        self._answering: Transfer | None = None
        self._queue: deque[Transfer] = deque()
        self._last = False
        self._deadline = 0.0
        self._until = 0.0  # when to take the client for gone; 0 while it may go on

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        transport = cast("asyncio.Transport", transport)
        patience = self.listener.patience
        self.outgoing = Outgoing(transport, patience.stall_seconds)
        self._incoming = Incoming(self, transport, self.listener.server, patience.head)
        self._idle()
        self.listener.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End: who is answering learns it."""
        self.outgoing.lost = True
        self.outgoing.resume()
        for transfer in (self._answering, *self._queue):
            if transfer is not None:
                transfer.disconnect()
        self._queue.clear()
        self._answering = None
        self._incoming.end()
        self.listener.closed(self)

    def data_received(self, data: bytes) -> None:
        """Read, and answer what can be answered."""
        if self._last:
            self._forget(len(data))
            return
        self._incoming.feed(data)
        self._proceed()
        if len(self._queue) > _AHEAD:
            self._incoming.pause()

    def eof_received(self) -> bool:
        """Note that the client says no more: it waits for its answers, or it has left.

        Which of the two, only time tells; so what is quick is still answered.
        """
        self._last = True
        if self._incoming.transfer is not None or not (self._answering or self._queue):
            return False
        self._until = self._deadline = self._loop.time() + _HALF_CLOSED
        return True

    def pause_writing(self) -> None:
        """Note that the client does not keep up."""
        self.outgoing.pause()

    def resume_writing(self) -> None:
        """Note that the client has caught up."""
        self.outgoing.resume()
        if self._answering is None and not self._last:
            self._idle()
        self._go_on()

    # What its incoming half calls.

    def begun(self) -> None:
        """Give a request that begins its time to arrive."""
        if self._answering is None:
            self._idle()

    def requested(self, transfer: Transfer) -> None:
        """Take a request in its turn."""
        self._queue.append(transfer)

    def upgraded(self) -> None:
        """Refuse to speak anything else, by not taking it up: this request is the last."""
        self._last = True

    def refuse(self, problem: Problem) -> None:
        """Answer what is no request, once those before it are answered, and close."""
        if self._refusal is not None:
            return
        self._last = True
        self._refusal = problem
        broken = self._incoming.break_off()
        if broken is not None and broken is not self._answering:
            self._queue.remove(broken)
        elif broken is not None and broken.withdraw():
            self._answering = None
        if self._answering is None and not self._queue:
            self._send_refusal(problem)

    # What a transfer calls.

    def resume(self) -> None:
        """Read on."""
        if len(self._queue) <= _AHEAD:
            self._incoming.resume()

    def finished(self, transfer: Transfer) -> None:
        """Go on with the next request, or close."""
        self._ended(transfer)
        self._go_on()

    def close(self) -> None:
        """Close once everything is sent, or, if the client does not take it, without.

        While the client still sends, closing would make its system drop what it has not read yet;
        so what comes is read and forgotten, until it has seen the end (RFC 9112, section 9.6).
        """
        incomplete = self._incoming.is_incomplete or self._refusal is not None
        self._last = True
        self._queue.clear()
        self._deadline = self._loop.time() + self.listener.patience.stall_seconds
        if incomplete:
            self.outgoing.end()
            self.resume()
        else:
            self.outgoing.close()

    def abort(self) -> None:
        """Break off, so that no client takes what it got for whole."""
        self._last = True
        self.outgoing.abort()

    # What the listener calls.

    def check(self, now: float) -> None:
        """End if the time is up for what is expected of the client."""
        if self._deadline and now > self._deadline:
            self.drop()

    def drop(self) -> None:
        """End without a word, or break off if something has not been sent yet."""
        self._last = True
        self.outgoing.drop()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered, or will be in the next turn."""
        return self._answering is None and not self._can_proceed

    def retire(self) -> None:
        """Close if nothing is being answered."""
        if self.is_idle:
            self.close()

    def _proceed(self) -> None:
        """Answer what waits, as far as that takes no time; others have their turn in between."""
        for _ in range(_IN_A_ROW):
            if not self._can_proceed:
                break
            transfer = self._answering = self._queue.popleft()
            self._deadline = self._until
            self._answer(transfer)
        if self._can_proceed:
            self._loop.call_soon(self._go_on)
        elif self._queue and self._answering is None:
            self._idle()

    def _go_on(self) -> None:
        self._proceed()
        self.resume()

    @property
    def _can_proceed(self) -> bool:
        return bool(self._queue) and self._answering is None and self.outgoing.is_writable

    def _answer(self, transfer: Transfer) -> None:
        try:
            answering = self.listener.answer(transfer)
        except Exception as error:
            log.debug("a response was broken off: %r", error)
            self.abort()
            return
        if answering is None:
            self._ended(transfer)
        else:
            transfer.begin(answering, self._loop)

    def _ended(self, transfer: Transfer) -> None:
        """Note that a request was answered."""
        self._answering = None
        if transfer.is_last:
            self.close()
        elif self._queue:
            return
        elif self._refusal is not None:
            self._send_refusal(self._refusal)
        elif self._last or self.listener.stopping:
            self.close()
        else:
            self._idle()

    def _send_refusal(self, problem: Problem) -> None:
        self.outgoing.write(refusal.response(problem, self.listener.date))
        self.listener.refused(problem)
        self.close()

    def _forget(self, size: int) -> None:
        """Bear with a client that still sends, for a while."""
        self._forgotten += size
        if self._forgotten > _FORGOTTEN:
            self.abort()

    def _idle(self) -> None:
        """Expect the client to go on asking, or reading."""
        patience, reads = self.listener.patience, self.outgoing.is_writable
        seconds = patience.head_seconds if reads else patience.stall_seconds
        self._deadline = self._loop.time() + seconds
