"""What readers do with the pages, in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GOVERNMENT = re.compile(r"^https://beslissingenvlaamseregering\.vlaanderen\.be/")
BUDGET = 100_000
"""Bytes that the home page may take on its way, all that it loads included."""

_TRANSFERRED = ("responseBodySize", "responseHeadersSize")


def test_a_language_once_chosen_stays_from_page_to_page(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Agreement", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="NL", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_a_reader_gets_from_a_search_to_what_the_government_published(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("dierenwelzijn")
    page.get_by_role("searchbox").press("Enter")
    page.locator("main a[href^='/doc/statement'], main a[href*='/statement/']").first.click()
    page.get_by_role("link", name="Lees in het rapport").click()
    expect(page.locator("article .statement").first).to_be_visible()
    cited = page.locator("article a.cite:not(.lost)").first
    title = (cited.get_attribute("title") or "").partition(": ")[2]
    cited.click()
    expect(page.locator("h1")).to_have_text(title)
    link = page.locator("main").get_by_role("link", name="opzoeken bij")
    expect(link.first).to_have_attribute("href", GOVERNMENT)


def test_date_and_title_of_what_a_passage_cites_are_at_hand_without_a_script_or_mouse(
    browser: Browser, site: str
) -> None:
    with browser.new_context(base_url=site, locale="nl-BE", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/doc/agreement/2019-2024")
        page.locator("a.badge").first.click()
        notes = page.locator("article details.notes:not(.without)").first
        title = notes.locator("li a").first
        expect(title).to_be_hidden()
        notes.locator("summary").press("Enter")
        expect(title).to_be_visible()
        expect(title).to_have_attribute("href", re.compile("^/doc/decision/"))
        expect(notes.locator("time").first).to_be_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"
    wanted = page.locator("main :is(a[href], button, input, summary, [tabindex='0'])").count()
    seen = set()
    for _ in range(wanted):
        outline = page.evaluate(
            "(e => { e.dataset.seen = 1; return getComputedStyle(e).outlineStyle })"
            "(document.activeElement)"
        )
        seen.add(outline)
        page.keyboard.press("Tab")
    assert seen == {"solid"}
    hidden = "details:not([open]) > :not(summary) *"
    left = page.locator("main :is(a[href], button, input, summary):not([data-seen])").evaluate_all(
        f"all => all.filter(e => !e.matches(`{hidden}`)).length"
    )
    assert left == 0


def test_the_home_page_is_light_and_does_not_move_as_it_loads(page: Page) -> None:
    sizes: list[int] = []
    page.on("requestfinished", lambda r: sizes.append(sum(r.sizes()[k] for k in _TRANSFERRED)))
    page.goto("/", wait_until="networkidle")
    assert 0 < sum(sizes) < BUDGET
    shift = page.evaluate(
        "new Promise(done => new PerformanceObserver(l => done("
        "l.getEntries().reduce((s, e) => s + e.value, 0)))"
        ".observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"
    )
    assert shift < 0.01


@pytest.mark.parametrize("path", ["/shapes", "/.well-known/void"])
def test_tables_of_the_documentation_are_seen_whole_on_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path)
    tables = page.locator(".scroll:visible")
    expect(tables.first).to_be_visible()
    widths = tables.evaluate_all("all => all.map((each) => [each.scrollWidth, each.clientWidth])")
    assert [each for each in widths if each[0] > each[1]] == []
