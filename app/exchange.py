"""One request and its response, as the log and the metrics see them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from .headers import DATA, encoded

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_DEFAULT = encoded(DATA)
_DEFAULT_NAMES = frozenset(name for name, _ in _DEFAULT)


class Channel(Protocol):
    """The way of a response to the client: what :class:`.http1.transfer.Transfer` offers."""

    def respond(self, status: int, lines: bytes, body: bytes) -> None:
        """Send a whole response, which is short."""

    def start(self, status: int, lines: bytes, length: int | None) -> None:
        """Start a response whose body is sent as ASGI's messages."""

    def send(self, message: Message) -> Awaitable[None]:
        """Send a message of ASGI."""

    def end_with_client(self) -> None:
        """Have the answering cancelled once the client leaves."""


class Exchange:
    """What is noted while a request is answered.

    Args:
        method: of the request.
        path: of the request, decoded.
        channel: to the client.

    Attributes:
        method: of the request.
        path: of the request, decoded.
        kind: the part of the service that answered, such as ``query``; a label of metrics.
        status: of the response; 0 while none was sent.
        size: bytes of the response's body.
        digest: of the query, if there was one.
        source: where the answer came from: ``cache``, ``engine`` or empty.
        problem: slug of the problem that was reported, or empty.
        client: whose budget was used; written to the log only if asked for.
    """

    __slots__ = (
        "_channel", "client", "digest", "kind", "method", "path", "problem", "size", "source",
        "started", "status",
    )  # fmt: skip

    def __init__(self, method: str, path: str, channel: Channel) -> None:
        self._channel = channel
        self.method = method
        self.path = path
        self.kind = "other"
        self.status = 0
        self.size = 0
        self.digest = ""
        self.source = ""
        self.problem = ""
        self.client = ""
        self.started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Time since the request came in."""
        return time.perf_counter() - self.started

    def respond(self, status: int, lines: bytes, body: bytes) -> None:
        """Send a whole response, which is short.

        Args:
            status: of the response.
            lines: its headers, but for those that frame it.
            body: left out where the method is HEAD.
        """
        self.status = status
        self.size = 0 if self.method == "HEAD" else len(body)
        self._channel.respond(status, lines, body)

    def start(self, status: int, lines: bytes, length: int | None) -> None:
        """Start a response, the body of which is sent by :meth:`send_body`.

        Args:
            status: of the response.
            lines: its headers, but for those that frame it.
            length: bytes of the body; ``None`` where that shows at the end.
        """
        self.status = status
        self._channel.start(status, lines, length)

    def end_with_client(self) -> None:
        """Have the answering cancelled once the client leaves; at once, if it has."""
        self._channel.end_with_client()

    def send_body(self, body: bytes, *, more: bool = False) -> Awaitable[None]:
        """Send all of the body, or all that there is until now."""
        return self.send({"type": "http.response.body", "body": body, "more_body": more})

    def send(self, message: Message) -> Awaitable[None]:
        """Send on, noting status and size."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        return self._channel.send(message)

    async def send_secured(self, message: Message) -> None:
        """Send on, adding the headers of all data that the response lacks."""
        await self.send(secured(message))


def secured(message: Message) -> Message:
    """Return a message of a response with the headers of all data, its own ahead of ours."""
    if message["type"] != "http.response.start":
        return message
    headers = list(message.get("headers", ()))
    present = _DEFAULT_NAMES.intersection(name.lower() for name, _ in headers)
    headers += [(name, value) for name, value in _DEFAULT if name not in present]
    return {**message, "headers": headers}
