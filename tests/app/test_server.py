"""What goes on beside the answering of requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from akkoord.app.applications import Applications
from akkoord.app.server import _open
from akkoord.app.sparql.switch import Switch

if TYPE_CHECKING:
    import pytest


class Broken:
    """A service that lacks a library, on one release for ever."""

    engine = "engine"

    def __init__(self) -> None:
        self.prepared = asyncio.Event()

    async def load(self) -> None:
        raise ImportError("no module named flask")

    async def prepare(self) -> None:
        self.prepared.set()

    async def swapped(self, _: object) -> None:
        await asyncio.Event().wait()


def test_a_service_whose_pages_cannot_be_imported_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        broken = Broken()
        opening = asyncio.create_task(_open(cast("Applications", broken), cast("Switch", broken)))
        async with asyncio.timeout(5):
            await broken.prepared.wait()
        opening.cancel()

    asyncio.run(run())
    assert "pages cannot be served" in caplog.text
    assert "no module named flask" in caplog.text
