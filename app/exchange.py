"""One request and its response, as the log and the metrics see them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .headers import DATA, encoded

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_DEFAULT = encoded(DATA)
_DEFAULT_NAMES = frozenset(name for name, _ in _DEFAULT)


class Exchange:
    """What is noted while a request is answered.

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
        "_send", "client", "digest", "kind", "method", "path", "problem", "size", "source",
        "started", "status",
    )  # fmt: skip

    def __init__(self, method: str, path: str, send: Send) -> None:
        self._send = send
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

    def send(self, message: Message) -> Awaitable[None]:
        """Send on, noting status and size."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        return self._send(message)

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
