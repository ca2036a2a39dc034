"""What a connection holds is let go when it ends."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest
from tests.app.http1.conftest import connected, listening

from akkoord.app.http1.connection import Connection

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"


@pytest.mark.parametrize("said", [b"", b"GET / HT", GET, GET + b"\r\n", POST, b"?"])
def test_a_connection_that_ended_is_forgotten_without_a_collection(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[weakref.ref[Connection]] = []
    noted = Connection.connection_made

    def note(connection: Connection, transport: asyncio.BaseTransport) -> None:
        opened.append(weakref.ref(connection))
        noted(connection, transport)

    monkeypatch.setattr(Connection, "connection_made", note)

    async def run() -> None:
        async with listening() as listener, asyncio.timeout(10):
            async with connected(listener) as wire:
                await wire.send(said)
                await asyncio.sleep(0.05)
            while not opened or opened[0]() is not None:
                await asyncio.sleep(0.01)

    gc.collect()
    gc.disable()
    try:
        asyncio.run(run())
    finally:
        gc.enable()
