"""From the front page a crawler reaches everything, soon, and no link leads nowhere.

On the embedded examples; with ``AKKOORD_CRAWL=DIR`` on the release in that folder, such as one of
all reports (some minutes).
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import Release

PAGE = 0.05
"""Seconds in which 95 of 100 pages are made that nobody has asked for before."""

BUSY = 2
"""How many times slower a machine may be on which other tests run."""

CLASSES = ("Report", "Section", "Decision", "Agency", "Meeting", "Topic", "PolicyTheme")
LINK = re.compile(r'href="([^"]*)"')
ANSWERS = re.compile(r"/sparql\?|/s/|/search\?|.*[?&]lang=")
"""Addresses without number: queries, searches, and every page in the other language."""
DETAIL = re.compile(r"/doc/(?!report/[^/]*/[^/]*/[^/]*$).*\.(ttl|jsonld|nt|rdf)")
"""RDF of anything but a report: made as that of a report is, and more than all pages together."""


@dataclass
class Crawl:
    """What a crawler found.

    Attributes:
        pages: seconds that each page took, by path.
        links: every path of our own that a page links to.
        broken: paths that did not answer 200.
    """

    pages: dict[str, float] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    broken: list[tuple[str, int]] = field(default_factory=list)


def links(page: httpx.Response) -> Iterator[str]:
    """Yield the paths of our own that ``page`` links to."""
    for link in LINK.findall(page.text):
        target = urlsplit(urljoin(str(page.url), unescape(link)))
        if target.netloc == page.url.netloc.decode():
            yield f"{target.path}?{target.query}" if target.query else target.path


@pytest.fixture(scope="module")
def found(site: str) -> Crawl:
    crawl, waiting = Crawl(links={"/"}), deque(["/"])
    with httpx.Client(base_url=site, headers={"accept": "text/html"}, timeout=30) as client:
        client.follow_redirects = True  # a dump of the latest release stands in that release
        while waiting:
            path = waiting.popleft()
            # Of a file it is enough to know that it is there.
            is_file = path.startswith(("/dumps/", "/static/")) and path != "/dumps/"
            began = time.perf_counter()
            answer = client.head(path) if is_file else client.get(path)
            seconds = time.perf_counter() - began
            if answer.status_code != 200:
                crawl.broken.append((path, answer.status_code))
            if is_file or not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            crawl.pages[path] = seconds
            fresh = {link for link in links(answer) if not ANSWERS.match(link)} - crawl.links
            crawl.links |= fresh
            waiting.extend(sorted(link for link in fresh if not DETAIL.fullmatch(link)))
    return crawl


def test_every_link_answers(found: Crawl) -> None:
    assert found.broken == []


@pytest.mark.parametrize("name", CLASSES)
def test_everything_of_a_kind_is_reached(found: Crawl, site: str, name: str) -> None:
    query = f"SELECT ?thing {{ ?thing a <https://w3id.org/regeerakkoord/ns#{name}> }}"
    answer = httpx.get(f"{site}/sparql", params={"query": query, "format": "json"}).json()
    things = [row["thing"]["value"] for row in answer["results"]["bindings"]]
    assert things
    assert [t for t in things if f"/doc/{t.partition('/id/')[2]}" not in found.pages] == []


def test_every_dump_is_reached(found: Crawl, example_release: Release) -> None:
    if "AKKOORD_CRAWL" in os.environ:
        pytest.skip("the examples are not what is served")
    sums = (example_release.path / "SHA256SUMS").read_text("utf-8").splitlines()
    names = [line.partition("  ")[2] for line in sums]
    served = "\n".join(sorted(found.links)) + "\n"
    missing = [name for name in names if f"/{name}\n" not in served]
    assert [name for name in missing if name.startswith(("regeerakkoord.", "reports/"))] == []


def test_a_page_that_nobody_asked_for_before_is_there_soon(found: Crawl) -> None:
    times = sorted(found.pages.values())
    p95 = times[int(len(times) * 0.95)]
    print(f"{len(times)} pages, p50 {times[len(times) // 2]:.4f} s, p95 {p95:.4f} s")
    assert p95 < PAGE * BUSY
