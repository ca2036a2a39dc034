"""What is made before anybody asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from akkoord.app.preparation import PAGES, prepare

if TYPE_CHECKING:
    import pytest

    from akkoord.app.exchange import Receive, Scope, Send


def test_each_page_is_made_in_each_language_and_one_that_fails_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        made.append((scope["path"], dict(scope["headers"])[b"accept-language"]))
        assert not (await receive())["more_body"]
        if len(made) == 1:
            raise RuntimeError("the first fails")
        await send({"type": "http.response.start", "status": 200, "headers": []})

    asyncio.run(prepare(pages, PAGES))
    assert made == [(path, language) for path in PAGES for language in (b"nl", b"en")]
    assert f"{PAGES[0]} cannot be prepared" in caplog.text


def test_a_page_under_way_is_made_to_its_end_when_the_service_stops() -> None:
    made = []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.05)
        made.append(scope["path"])

    async def stopped() -> None:
        preparing = asyncio.create_task(prepare(pages, PAGES))
        await asyncio.sleep(0.01)
        preparing.cancel()
        await asyncio.wait({preparing})
        assert preparing.cancelled()

    asyncio.run(stopped())
    assert made == [PAGES[0]]
