"""One request and its response, as ASGI has them (https://asgi.readthedocs.io/en/latest/specs/)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from akkoord.app.exchange import App, Message, Scope

if TYPE_CHECKING:
    from .connection import Connection

log = logging.getLogger(__name__)

_PIECE = 64 * 1024
"""Bytes that are given to the client at a time, and that it has a moment to take."""

_LINES = {s.value: b"HTTP/1.1 %d %b\r\n" % (s.value, s.phrase.encode()) for s in HTTPStatus}
_BODILESS = frozenset({204, 304})


@lru_cache(maxsize=512)
def _line(name: bytes, value: bytes) -> bytes:
    """Return a header's line; most are the same in all responses.

    Raises:
        RuntimeError: there is a line end in it.
    """
    if b"\n" in name or b"\n" in value:
        raise RuntimeError("a header has a line end in it")
    return b"%b: %b\r\n" % (name, value)


class Transfer:
    """A request being answered.

    Args:
        connection: that it came over.
        scope: of ASGI.
        keep_alive: whether the client wants the connection to stay.
    """

    __slots__ = (
        "_announced", "_arrived", "_body", "_chunked", "_complete", "_connection", "_continue",
        "_gone", "_head", "_left", "_scope", "_whole", "_withdrawn", "keep_alive",
    )  # fmt: skip

    def __init__(self, connection: Connection, scope: Scope, *, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self._connection = connection
        self._scope = scope
        self._body = bytearray()
        self._complete = False  # all of the request has arrived
        self._announced = False  # the application has been told so
        self._gone = False
        self._arrived: asyncio.Event | None = None
        self._withdrawn = False
        self._continue = scope["http_version"] == "1.1" and any(
            name == b"expect" and value.lower() == b"100-continue"
            for name, value in scope["headers"]
        )
        self._head: bytes | None = None
        self._chunked = False
        self._left: int | None = None
        self._whole = False

    async def run(self, app: App) -> None:
        """Have the request answered; whatever goes wrong breaks the connection off."""
        try:
            await app(self._scope, self.receive, self.send)
        except (ConnectionError, TimeoutError):
            pass  # the client's doing
        except asyncio.CancelledError:
            self._connection.abort()
            raise
        except Exception as error:
            log.debug("a response was broken off: %r", error)
        if self._withdrawn:
            return
        if self._whole and not self._left and not self._gone:
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

    def withdraw(self) -> bool:
        """Note that the rest of the request makes no sense.

        Returns:
            Whether nothing of the response is out, so that the connection can tell the client.
        """
        self._withdrawn = not self._head_sent
        self.disconnect()
        return self._withdrawn

    @property
    def _head_sent(self) -> bool:
        return self._head == b""

    @property
    def is_complete(self) -> bool:
        """Whether all of the request has arrived."""
        return self._complete

    # The application's side.

    async def receive(self) -> Message:
        """Return the next part of the body, or that the client is gone.

        A body that breaks off in the middle has no last part.
        """
        while not (self._body or self._gone or (self._complete and not self._announced)):
            if self._continue and self._head is None:
                self._continue = False
                self._connection.write(b"HTTP/1.1 100 Continue\r\n\r\n")
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
        if self._withdrawn:
            raise ConnectionAbortedError("the request has been refused")
        if message["type"] == "http.response.start":
            if self._head is not None:
                raise RuntimeError("a response starts once")
            self._head = self._started(message["status"], message.get("headers", ()))
            return
        if self._head is None or self._whole:
            raise RuntimeError("a body comes after the start, and ends once")
        body: bytes = message.get("body", b"")
        more: bool = message.get("more_body", False)
        if len(body) <= _PIECE:
            self._write(body, more=more)
            if not self._connection.is_writable:
                await self._connection.drained()
            return
        view = memoryview(body)
        for start in range(0, len(body), _PIECE):
            rest = more or start + _PIECE < len(body)
            self._write(bytes(view[start : start + _PIECE]), more=rest)
            await self._connection.drained()

    def _started(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        lines = [_LINES.get(status, b"HTTP/1.1 %d \r\n" % status), self._connection.listener.date]
        length: int | None = None
        for name, value in headers:
            if name == b"content-length":
                length = int(value)
            elif name == b"connection":
                self.keep_alive = self.keep_alive and value != b"close"
                continue
            lines.append(_line(name, value))
        bodiless = status in _BODILESS or self._scope["method"] == "HEAD"
        self._left = 0 if bodiless else length
        if self._left is None:
            self._chunked = self._scope["http_version"] == "1.1"
            self.keep_alive = self.keep_alive and self._chunked
            lines += [b"transfer-encoding: chunked\r\n"] if self._chunked else []
        self.keep_alive = self.keep_alive and not self._connection.listener.stopping
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        elif self._scope["http_version"] == "1.0":
            lines.append(b"connection: keep-alive\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)

    def _write(self, body: bytes, *, more: bool) -> None:
        parts = [self._head or b""]
        self._head = b""
        if self._chunked:
            if body:
                parts += (b"%x\r\n" % len(body), body, b"\r\n")
            if not more:
                parts.append(b"0\r\n\r\n")
        elif self._left is None:
            parts.append(body)
        elif body and self._left:
            parts.append(body[: self._left])
            self._left = max(0, self._left - len(body))
        self._whole = not more
        if parts[0] or len(parts) > 1:
            self._connection.write(b"".join(parts))

    def _notify(self) -> None:
        if self._arrived is not None:
            self._arrived.set()
