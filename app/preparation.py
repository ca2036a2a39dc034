"""What readers of a release ask for first, made before they do.

A few pages ask queries that go over the whole graph, have many pictures or the first, tell the
size of files that are made when asked for, or look into the index of texts. They are made once
when a release begins to be served; the answers, pictures and index in them are kept by who made
them.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from akkoord.graph.configuration import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from .exchange import App, Message, Scope

log = logging.getLogger(__name__)

NOWHERE: Final = "/doc/decision/none"
"""Nothing; who asks for it is told of what has an address or a name like it."""

DOMAIN: Final = "/doc/domain/omgeving"
"""Any page with a timeline: the first has its axis drawn, which all others share."""

PAGES: Final = ("/", DOMAIN, NOWHERE, "/shapes", "/feed", "/catalog")
FILES: Final = ("/dumps/index.json",)


async def prepare(app: App, paths: Sequence[str]) -> None:
    """Have ``app`` answer for each of ``paths``, in each language, to nobody."""
    for path in paths:
        for language in LANGUAGES:
            try:
                await _whole(app(_asking(path, language), _nothing, _nobody))
            except Exception:
                log.exception("%s cannot be prepared", path)


async def _whole(making: Awaitable[None]) -> None:
    """Wait for a page, to its end even when cancelled: its thread needs the event loop for that."""
    page = asyncio.ensure_future(making)
    try:
        await asyncio.shield(page)
    except asyncio.CancelledError:
        await asyncio.wait({page})
        _ = page.cancelled() or page.exception()  # told to nobody: the service stops
        raise


def _asking(path: str, language: str) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": "GET",
        "root_path": "",
        "path": path,
        "query_string": b"",
        "headers": [(b"accept", b"text/html"), (b"accept-language", language.encode())],
    }


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nobody(_message: Message) -> None:
    """Send nothing."""
