"""The request log: written beside the event loop, whatever becomes of its reader."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from typing import TYPE_CHECKING, cast

from akkoord.app.exchange import Exchange
from akkoord.app.journal import Journal

if TYPE_CHECKING:
    from akkoord.app.exchange import Channel


def exchange() -> Exchange:
    made = Exchange("GET", '/"path', cast("Channel", None))
    made.client = "192.0.2.1"
    return made


class Stuck(io.StringIO):
    """A log that nobody reads until told so."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.read = threading.Event()

    def write(self, text: str) -> int:
        self.reached.set()
        self.read.wait(10)
        return super().write(text)


def test_a_reader_that_stalls_does_not_hold_up_the_event_loop() -> None:
    async def play() -> str:
        stream = Stuck()
        journal = Journal(stream)
        journal.note(exchange(), 0.1)
        await asyncio.to_thread(stream.reached.wait, 10)
        journal.note(exchange(), 0.2)  # the loop goes on while the first is being written
        journal.flush()
        assert stream.getvalue() == ""
        stream.read.set()
        while stream.getvalue().count("\n") < 2:
            await asyncio.sleep(0.01)
        return stream.getvalue()

    lines = asyncio.run(play()).splitlines()
    assert [json.loads(line)["seconds"] for line in lines] == [0.1, 0.2]


def test_a_line_names_a_client_only_if_asked_to() -> None:
    async def play(*, clients: bool) -> str:
        stream = io.StringIO()
        journal = Journal(stream, clients=clients)
        journal.note(exchange(), 0.1)
        journal.flush()
        return stream.getvalue()

    assert json.loads(asyncio.run(play(clients=True)))["client"] == "192.0.2.1"
    assert "192.0.2.1" not in asyncio.run(play(clients=False))
