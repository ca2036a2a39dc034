"""A listener in front of a small application, for clients that say what they like byte by byte."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from akkoord.app.exchange import App, Receive, Scope, Send
from akkoord.app.http1.listener import Listener
from akkoord.app.http1.patience import Patience
from akkoord.app.http1.transfer import Transfer
from akkoord.app.sparql.problems import Problem

PATIENCE = Patience(connections=100, head=16 * 1024, head_seconds=5, stall_seconds=5)
SECONDS = 20
"""After which a test that hangs has failed."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the method, the path and the body of the request."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("gone")
        body += message["body"]
        if not message["more_body"]:
            break
    told = b"%b %b [%b]" % (scope["method"].encode(), scope["raw_path"], body)
    await respond(send, told)


async def respond(send: Send, body: bytes, status: int = 200) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Wire:
    """A connection to the listener."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    received: bytearray = field(default_factory=bytearray)

    async def send(self, *pieces: bytes) -> None:
        """Send pieces, each in a packet of its own."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0.01)

    async def until(self, mark: bytes) -> bytes:
        """Return what comes, up to and with ``mark``."""
        async with asyncio.timeout(SECONDS):
            return await self.reader.readuntil(mark)

    async def rest(self) -> bytes:
        """Return what comes until the server ends the connection."""
        async with asyncio.timeout(SECONDS):
            return await self.reader.read()


@asynccontextmanager
async def listening(
    app: App = echo,
    patience: Patience = PATIENCE,
    refused: Callable[[Problem], None] = lambda _: None,
) -> AsyncIterator[Listener]:
    def answer(transfer: Transfer) -> Awaitable[None]:
        return app(transfer.scope, transfer.receive, transfer.send)

    async with listening_for(answer, patience, refused) as listener:
        yield listener


@asynccontextmanager
async def listening_for(
    answer: Callable[[Transfer], Awaitable[None] | None],
    patience: Patience = PATIENCE,
    refused: Callable[[Problem], None] = lambda _: None,
) -> AsyncIterator[Listener]:
    listener = Listener(answer, socket.create_server(("127.0.0.1", 0)), patience, refused)
    serving = asyncio.create_task(listener.serve())
    try:
        yield listener
    finally:
        listener.stop()
        async with asyncio.timeout(SECONDS):
            await serving


@asynccontextmanager
async def connected(listener: Listener) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection(*listener.server)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()


def talk(*pieces: bytes, app: App = echo, patience: Patience = PATIENCE) -> bytes:
    """Send pieces over one connection and return what comes until the server ends it."""

    async def conversation(wire: Wire) -> bytes:
        await wire.send(*pieces)
        return await wire.rest()

    return held(conversation, app, patience)


def held(
    conversation: Callable[[Wire], Awaitable[bytes]],
    app: App = echo,
    patience: Patience = PATIENCE,
) -> bytes:
    """Hold a conversation over one connection and return what it does."""

    async def run() -> bytes:
        async with listening(app, patience) as listener, connected(listener) as wire:
            return await conversation(wire)

    return asyncio.run(run())
