"""Debian's chromium on the real program that serves the examples.

A test gets a ``page`` that has watched everything since it was opened: when the test ends,
the browser may have logged no error (a violation of the Content-Security-Policy is one), thrown no
exception, and asked no other host for anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.conftest import found

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a chromium without windows; skipped where there is none, except by CI.

    As long as Playwright is there, an event loop runs in this thread, and other tests can start
    none of their own.
    """
    chromium = found("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[*QUIET])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page of a Flemish reader's browser; what it complains of fails the test."""
    context = browser.new_context(base_url=site, locale="nl-BE", accept_downloads=True)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    elsewhere: list[str] = []
    opened.on("request", lambda r: None if _ours(r.url, site) else elsewhere.append(r.url))
    yield opened
    context.close()
    assert complaints == []
    assert elsewhere == []


def _ours(address: str, site: str) -> bool:
    return address.startswith((f"{site}/", "data:", "blob:"))
