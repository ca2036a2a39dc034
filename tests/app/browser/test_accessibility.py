"""WCAG 2.2 AA on every kind of page, as far as axe-core can tell, and by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

THINGS = (
    "agreement",
    "section",
    "report",
    "statement",
    "reference",
    "source",
    "decision",
    "meeting",
    "agency",
    "domain",
    "theme",
    "topic",
    "scheme",
    "graph",
)
PLACES = (
    "/",
    "/?lang=en",
    "/agencies",
    "/meetings",
    "/search?q=plan",
    "/search?q=nietsdatbestaat",
    "/dumps/",
    "/dumps/reports/brussel/5.4/",
    "/docs",
    "/sparql",
    "/sparql?format=table&query=SELECT * { ?thing ?property ?value } LIMIT 9",
    "/sparql?format=table&query=DESCRIBE <http://www.w3.org/2004/02/skos/core%23Concept>",
    "/sparql?format=table&query=SELECT * { no query",
    "/catalog",
    "/ns",
    "/shapes",
    "/feed",
    "/doc/niets",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def addresses(site: str) -> dict[str, str]:
    """Return an address of each kind of thing: of a report with agencies, and what it names."""
    listed = re.findall(r"<loc>[^<]*?(/doc/[^<]*)</loc>", httpx.get(f"{site}/sitemap.xml").text)
    found: dict[str, str] = {}
    for path in listed:
        found.setdefault(path.split("/")[2], path)
    agencies = re.findall(r'href="(/doc/agency/[^"]*)"', httpx.get(f"{site}/agencies").text)
    report = next(
        path
        for path in listed
        if path.startswith("/doc/report/") and 'class="agency"' in httpx.get(site + path).text
    )
    return found | {
        "agency": agencies[0],
        "report": report,
        "statement": f"{report}/statement/2",
        "reference": f"{report}/reference/0",
        "source": f"{report}/source",
        "scheme": "/doc/scheme/themes",
        "graph": "/doc/graph/agencies",
    }


@pytest.fixture(scope="module")
def axe(npm_packages: Path) -> str:
    return (npm_packages / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(params=["light", "dark"])
def reader(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return a page of a reader's browser in which axe may run, whatever the page's policy says."""
    context = browser.new_context(
        base_url=site, locale="nl-BE", color_scheme=request.param, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{v['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for v in found["violations"]
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize("kind", [*THINGS, *PLACES])
def test_a_page_violates_no_rule(
    reader: Page, addresses: dict[str, str], axe: str, kind: str
) -> None:
    for width in WIDTHS:
        reader.set_viewport_size({"width": width, "height": 800})
        reader.goto(addresses.get(kind, kind))
        reader.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(reader, axe) == []
        wider = reader.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{kind} is {wider} px too wide at {width} px"
