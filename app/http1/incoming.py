"""What arrives over a connection: requests, as llhttp finds them, and whether more is read.

Messages are llhttp's to judge (https://www.rfc-editor.org/rfc/rfc9112); what it lacks is here: a
limit on a request's head, and on what stands between the chunks of its body.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import httptools

from akkoord.app.exchange import Scope
from akkoord.app.sparql.problems import Kind, Problem

from . import refusal
from .target import Target, objection, target_of
from .transfer import Carrier, Transfer

_BODY = 64 * 1024
"""Bytes of a body that are read before anybody asks for them."""


class Reader(Carrier, Protocol):
    """Who reads what arrives: what :class:`.conversation.Conversation` offers."""

    def begun(self) -> None:
        """Learn that a request begins, or an empty line before one."""

    def requested(self, transfer: Transfer) -> None:
        """Take a request that can be answered; its body may still be on its way."""

    def upgraded(self) -> None:
        """Learn that the client wants to speak something else after this request."""

    def refuse(self, problem: Problem) -> None:
        """Take what is no request."""


class Incoming:
    """The receiving half of a connection.

    Args:
        reader: who reads it.
        transport: of the connection.
        server: where the server is.
        limit: bytes of a request's head, and of what stands between chunks.

    Attributes:
        transfer: the request of which not all has arrived; ``None`` between requests.
    """

    def __init__(
        self, reader: Reader, transport: asyncio.Transport, server: tuple[str, int], limit: int
    ) -> None:
        self.transfer: Transfer | None = None
        self._reader = reader
        self._transport = transport
        self._server = server
        peer = transport.get_extra_info("peername")
        self._client: tuple[str, int] | None = peer[:2] if peer else None
        self._limit = limit
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._overhead = 0  # bytes of the head, or of the body's chunks besides what is in them
        self._in_head = True
        self._refused = False
        self._flows = True

    @property
    def is_incomplete(self) -> bool:
        """Whether the client is about to send more of a request, or may be."""
        return self.transfer is not None or self._in_head

    def feed(self, data: bytes) -> None:
        """Parse what has arrived."""
        self._overhead += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._reader.upgraded()
        except httptools.HttpParserError as error:
            self._refuse(refusal.unreadable(error, data))
        else:
            if self._overhead > self._limit:
                self._refuse(refusal.overlong(self._limit))

    def break_off(self) -> Transfer | None:
        """Return the request of which the rest makes no sense, if there is one; it is over."""
        broken, self.transfer = self.transfer, None
        return broken

    def pause(self) -> None:
        """Read no more."""
        if self._flows:
            self._flows = False
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if not self._flows:
            self._flows = True
            self._transport.resume_reading()

    def end(self) -> None:
        """Let go of who reads and of the parser: they hold this, and nothing else ends a circle."""
        del self._parser, self._reader
        self.transfer = None

    # What the parser calls.

    def on_message_begin(self) -> None:
        """A request begins, or an empty line before one."""
        self._url = b""
        self._headers = []
        self._in_head = True
        self._reader.begun()

    def on_url(self, part: bytes) -> None:
        """Part of the request's target."""
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer, which is passed over."""
        if self._in_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The request can be answered, unless one before it was none."""
        if self._refused:
            return
        self._in_head = False
        self._overhead = 0
        version = self._parser.get_http_version()
        target = target_of(self._url)
        problem = objection(version, self._headers)
        if problem is not None or target is None:
            self._refuse(problem or Problem(Kind.MALFORMED_HTTP, "The request has no path."))
            return
        keep = self._parser.should_keep_alive() and not self._parser.should_upgrade()
        transfer = Transfer(self._reader, self._scope(version, target), keep_alive=keep)
        self.transfer = transfer
        self._reader.requested(transfer)

    def on_body(self, part: bytes) -> None:
        """Part of the request's body."""
        self._overhead -= len(part)
        if self.transfer is not None and self.transfer.feed(part) > _BODY:
            self.pause()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._overhead = 0
        if self.transfer is not None:
            self.transfer.complete()
            self.transfer = None

    def _refuse(self, problem: Problem) -> None:
        self._refused = True
        self._reader.refuse(problem)

    def _scope(self, version: str, target: Target) -> Scope:
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": version,
            "method": self._parser.get_method().decode("ascii"),
            "scheme": "http",
            "path": target.path,
            "raw_path": target.raw_path,
            "query_string": target.query,
            "root_path": "",
            "headers": self._headers,
            "client": self._client,
            "server": self._server,
        }
