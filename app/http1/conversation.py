"""What is said over one connection: requests are answered one after the other, until the last.

A client may send several ahead; each waits for those before it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Protocol

from akkoord.app.sparql.problems import Problem

from . import refusal
from .clock import Clock
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


class Answerer(Sender, Protocol):
    """Who answers: what :class:`.listener.Listener` offers."""

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


class Conversation:
    """A conversation with a client.

    Args:
        listener: who answers.
        transport: of the connection.

    Attributes:
        listener: who answers.
        incoming: the receiving half.
        outgoing: the sending half.
        clock: until when the client is waited for.
        is_last: whether nothing more is taken from the client.
    """

    def __init__(self, listener: Answerer, transport: asyncio.Transport) -> None:
        patience = listener.patience
        self.listener = listener
        self.outgoing = Outgoing(transport, patience.stall_seconds)
        self.incoming = Incoming(self, transport, listener.server, patience.head)
        self.clock = Clock(patience, self.outgoing)
        self.is_last = False
        self._loop = asyncio.get_running_loop()
        self._refusal: Problem | None = None
        self._answering: Transfer | None = None
        self._queue: deque[Transfer] = deque()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered, or will be in the next turn."""
        return self._answering is None and not self._can_proceed

    @property
    def is_owed(self) -> bool:
        """Whether the client has asked for something whole that it has not got."""
        return self.incoming.transfer is None and bool(self._answering or self._queue)

    def proceed(self) -> None:
        """Answer what waits, as far as that takes no time; others have their turn in between."""
        for _ in range(_IN_A_ROW):
            if not self._can_proceed:
                break
            transfer = self._answering = self._queue.popleft()
            self.clock.deadline = self.clock.until
            self._answer(transfer)
        if self._can_proceed:
            self._loop.call_soon(self._go_on)
        elif self._queue and self._answering is None:
            self.clock.idle()
        if len(self._queue) > _AHEAD:
            self.incoming.pause()

    def caught_up(self) -> None:
        """Go on with a client that reads again."""
        self.outgoing.resume()
        if self._answering is None and not self.is_last:
            self.clock.idle()
        self._go_on()

    def end(self) -> None:
        """Tell who is answering that the connection is gone."""
        self.outgoing.lost = True
        self.outgoing.resume()
        for transfer in (self._answering, *self._queue):
            if transfer is not None:
                transfer.disconnect()
        self._queue.clear()
        self._answering = None
        self.incoming.end()

    # What its incoming half calls.

    def begun(self) -> None:
        """Give a request that begins its time to arrive."""
        if self._answering is None:
            self.clock.idle()

    def requested(self, transfer: Transfer) -> None:
        """Take a request in its turn."""
        self._queue.append(transfer)

    def upgraded(self) -> None:
        """Refuse to speak anything else, by not taking it up: this request is the last."""
        self.is_last = True

    def refuse(self, problem: Problem) -> None:
        """Answer what is no request, once those before it are answered, and close."""
        if self._refusal is not None:
            return
        self.is_last = True
        self._refusal = problem
        broken = self.incoming.break_off()
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
            self.incoming.resume()

    def finished(self, transfer: Transfer) -> None:
        """Go on with the next request, or close."""
        self._ended(transfer)
        self._go_on()

    def abort(self) -> None:
        """Break off, so that no client takes what it got for whole."""
        self.is_last = True
        self.outgoing.abort()

    def close(self) -> None:
        """Close once everything is sent, or, if the client does not take it, without.

        While the client still sends, closing would make its system drop what it has not read yet;
        so what comes is read and forgotten, until it has seen the end (RFC 9112, section 9.6).
        """
        incomplete = self.incoming.is_incomplete or self._refusal is not None
        self.is_last = True
        self._queue.clear()
        self.clock.closing()
        if incomplete:
            self.outgoing.end()
            self.resume()
        else:
            self.outgoing.close()

    def _go_on(self) -> None:
        self.proceed()
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
        elif self.is_last or self.listener.stopping:
            self.close()
        else:
            self.clock.idle()

    def _send_refusal(self, problem: Problem) -> None:
        self.outgoing.write(refusal.response(problem, self.listener.date))
        self.listener.refused(problem)
        self.close()
