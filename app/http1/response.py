"""A response on its way out: its head, and what tells a client where it ends.

https://www.rfc-editor.org/rfc/rfc9112, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from akkoord.app.exchange import Scope
from akkoord.app.headers import field_lines

if TYPE_CHECKING:
    from .outgoing import Outgoing

_LINES = {s.value: b"HTTP/1.1 %d %b\r\n" % (s.value, s.phrase.encode()) for s in HTTPStatus}
_BODILESS = frozenset({204, 304})


class Sender(Protocol):
    """Who a response is from: what :class:`.listener.Listener` offers."""

    @property
    def date(self) -> bytes:
        """The Date header of responses sent now."""

    @property
    def stopping(self) -> bool:
        """Whether no connection is to stay."""


class Response:
    """The response to a request.

    Args:
        sender: who it is from.
        outgoing: what it leaves by.
        scope: of the request.
        keep_alive: whether the client wants the connection to stay.

    Attributes:
        keep_alive: whether the connection stays after it.
        ended: whether the last of its body was written.
    """

    __slots__ = (
        "_chunked", "_head", "_left", "_outgoing", "_scope", "_sender", "ended", "keep_alive",
    )  # fmt: skip

    def __init__(
        self, sender: Sender, outgoing: Outgoing, scope: Scope, *, keep_alive: bool
    ) -> None:
        self.keep_alive = keep_alive
        self.ended = False
        self._sender = sender
        self._outgoing = outgoing
        self._scope = scope
        self._head: bytes | None = None
        self._chunked = False
        self._left: int | None = None

    @property
    def started(self) -> bool:
        """Whether there is a head, which leaves with the first of the body."""
        return self._head is not None

    @property
    def begun(self) -> bool:
        """Whether the head has left."""
        return self._head == b""

    @property
    def is_whole(self) -> bool:
        """Whether the client got all that it was told to expect."""
        return self.ended and not self._left

    def start(self, status: int, lines: bytes, length: int | None) -> None:
        """Make the head; see :meth:`.transfer.Transfer.start`."""
        first = _LINES.get(status) or b"HTTP/1.1 %d \r\n" % status
        framing = self._framing(status, length)
        self._head = b"".join((first, self._sender.date, lines, framing, b"\r\n"))

    def write(self, body: bytes, *, more: bool) -> None:
        """Send part of the body, the head before the first."""
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
        self.ended = not more
        if parts[0] or len(parts) > 1:
            self._outgoing.write(b"".join(parts))

    def framed(self, headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, int | None]:
        """Return the lines of an application's headers, and the length of the body among them."""
        length = None
        others = []
        for name, value in headers:
            if name == b"content-length":
                length = int(value)
            elif name == b"connection":
                self.keep_alive = self.keep_alive and value != b"close"
            else:
                others.append((name, value))
        return field_lines(others), length

    def _framing(self, status: int, length: int | None) -> bytes:
        """Return the lines by which a client tells where the response ends, and what then."""
        bodiless = status in _BODILESS or self._scope["method"] == "HEAD"
        self._left = 0 if bodiless else length
        framing = b""
        if length is not None and status not in _BODILESS:
            framing = b"content-length: %d\r\n" % length
        elif self._left is None:
            self._chunked = self._scope["http_version"] == "1.1"
            self.keep_alive = self.keep_alive and self._chunked
            framing = b"transfer-encoding: chunked\r\n" if self._chunked else b""
        self.keep_alive = self.keep_alive and not self._sender.stopping
        if not self.keep_alive:
            return framing + b"connection: close\r\n"
        if self._scope["http_version"] == "1.0":
            return framing + b"connection: keep-alive\r\n"
        return framing
