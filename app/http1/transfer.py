"""One request and its response, as ASGI has them (https://asgi.readthedocs.io/en/latest/specs/)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from akkoord.app.exchange import Message, Scope

from .response import Response, Sender

if TYPE_CHECKING:
    from .outgoing import Outgoing

log = logging.getLogger(__name__)

PIECE = 64 * 1024
"""Bytes that are given to the client at a time, and that it has a moment to take."""


class Carrier(Protocol):
    """What a request came over: what :class:`.conversation.Conversation` offers."""

    @property
    def listener(self) -> Sender:
        """Who the response is from."""

    @property
    def outgoing(self) -> Outgoing:
        """What the response leaves by."""

    def resume(self) -> None:
        """Read on."""

    def finished(self, transfer: Transfer) -> None:
        """Go on with the next request, or close."""

    def abort(self) -> None:
        """Break off, so that no client takes what it got for whole."""


class Transfer:
    """A request being answered.

    Args:
        connection: that it came over.
        scope: of ASGI.
        keep_alive: whether the client wants the connection to stay.

    Attributes:
        scope: of ASGI.
        withdrawn: whether it showed to be no request before anything was said to it.
    """

    __slots__ = (
        "_announced", "_arrived", "_body", "_complete", "_connection", "_ends_with_client",
        "_gone", "_response", "_task", "scope", "withdrawn",
    )  # fmt: skip

    def __init__(self, connection: Carrier, scope: Scope, *, keep_alive: bool) -> None:
        self.scope = scope
        self._connection = connection
        self._response = Response(
            connection.listener, connection.outgoing, scope, keep_alive=keep_alive
        )
        self._body = bytearray()
        self._complete = False  # all of the request has arrived
        self._announced = False  # the application has been told so
        self._gone = False
        self._ends_with_client = False
        self._task: asyncio.Task[None] | None = None
        self._arrived: asyncio.Event | None = None
        self.withdrawn = False

    def begin(self, answering: Awaitable[None], loop: asyncio.AbstractEventLoop) -> None:
        """Have the request answered; whatever goes wrong breaks the connection off."""
        self._task = loop.create_task(self._run(answering))

    async def _run(self, answering: Awaitable[None]) -> None:
        try:
            await answering
        except (ConnectionError, TimeoutError):
            pass  # the client's doing
        except asyncio.CancelledError:
            self._connection.abort()
            raise
        except Exception as error:
            log.debug("a response was broken off: %r", error)
        if self.withdrawn:
            return
        if self._response.is_whole and not self._gone:
            self._connection.finished(self)
        else:
            self._connection.abort()

    # The connection's side.

    def feed(self, part: bytes) -> int:
        """Take part of the body; return how much has not been asked for yet."""
        self._body += part
        self._notify()
        return len(self._body)

    def complete(self) -> None:
        """Note that the request is whole."""
        self._complete = True
        self._notify()

    def disconnect(self) -> None:
        """Note that the client is gone."""
        self._gone = True
        self._notify()
        if self._ends_with_client and self._task is not None:
            self._task.cancel()

    def withdraw(self) -> bool:
        """Note that the rest of the request makes no sense.

        Returns:
            Whether nothing of the response is out, so that the connection can tell the client.
        """
        self.withdrawn = not self._response.begun
        self.disconnect()
        return self.withdrawn

    @property
    def is_last(self) -> bool:
        """Whether the connection cannot go on after it."""
        return not (self._response.keep_alive and self._complete)

    # The application's side.

    async def receive(self) -> Message:
        """Return the next part of the body, or that the client is gone.

        A body that breaks off in the middle has no last part.
        """
        while not (self._body or self._gone or (self._complete and not self._announced)):
            if not (self._arrived or self._response.started) and self._expects_to_be_told():
                self._connection.outgoing.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._arrived = asyncio.Event()
            await self._arrived.wait()
        if self._gone:
            return {"type": "http.disconnect"}
        body = bytes(self._body)
        self._body.clear()
        self._announced = self._complete
        self._connection.resume()
        return {"type": "http.request", "body": body, "more_body": not self._complete}

    async def send(self, message: Message) -> None:
        """Send the next part of the response; its head leaves with the first of the body.

        Raises:
            ConnectionError: the client is gone, or does not take what was sent.
            RuntimeError: the application does not keep to ASGI.
        """
        if message["type"] == "http.response.start":
            lines, length = self._response.framed(message.get("headers", ()))
            self.start(message["status"], lines, length)
            return
        if self.withdrawn:
            raise ConnectionAbortedError("the request has been refused")
        if not self._response.started or self._response.ended:
            raise RuntimeError("a body comes after the start, and ends once")
        body: bytes = message.get("body", b"")
        more: bool = message.get("more_body", False)
        if len(body) <= PIECE:
            self._response.write(body, more=more)
            if not self._connection.outgoing.is_writable:
                await self._connection.outgoing.drained()
            return
        view = memoryview(body)
        for start in range(0, len(body), PIECE):
            rest = more or start + PIECE < len(body)
            self._response.write(bytes(view[start : start + PIECE]), more=rest)
            await self._connection.outgoing.drained()

    def end_with_client(self) -> None:
        """Have the answering cancelled once the client leaves; at once, if it has."""
        self._ends_with_client = True
        if self._gone and self._task is not None:
            self._task.cancel()

    def respond(self, status: int, lines: bytes, body: bytes) -> None:
        """Send a response of no more than :data:`PIECE` at once; see :meth:`start`."""
        self.start(status, lines, len(body))
        self._response.write(body, more=False)

    def start(self, status: int, lines: bytes, length: int | None) -> None:
        """Start the response; its head leaves with the first of its body.

        Args:
            status: of the response.
            lines: its headers, but for those that frame it.
            length: bytes of its body; ``None`` where that shows at the end.

        Raises:
            ConnectionError: the client has been told something else.
            RuntimeError: the response has started.
        """
        if self.withdrawn:
            raise ConnectionAbortedError("the request has been refused")
        if self._response.started:
            raise RuntimeError("a response starts once")
        self._response.start(status, lines, length)

    def _expects_to_be_told(self) -> bool:
        """Return whether the client waits with its body (RFC 9110, section 10.1.1)."""
        return self.scope["http_version"] == "1.1" and any(
            name == b"expect" and value.lower() == b"100-continue"
            for name, value in self.scope["headers"]
        )

    def _notify(self) -> None:
        if self._arrived is not None:
            self._arrived.set()
