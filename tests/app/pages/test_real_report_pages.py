r"""The pages of the 93 published reports against another reading of their Markdown.

The reading below shares nothing with the pages: only regular expressions made for these files. It
writes each sentence as it should be read, each citation between the words where the source has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.app.pages import create_app
from akkoord.graph import BuildOptions, build

from .conftest import open_endpoint

if TYPE_CHECKING:
    from tests.app.pages.conftest import StoreEndpoint

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"
pytestmark = pytest.mark.skipif(
    not REPORTS.is_dir(), reason="the published reports are not beside the repository"
)

STATEMENTS = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
SELECT ?report ?n ?markdown
WHERE { ?s dcterms:isPartOf ?report ; ra:markdown ?markdown ; ra:position ?n }"""
OPENING = re.compile(r"^\s*(?:#{1,6} +|- +|\d+\. +)")
TIED = re.compile(r"\\\[(\d+)\\\](-|–| tot en met )\\\[(\d+)\\\]")
RANGE = re.compile(r"\[(\d+)-(\d+)\]")
LIST = re.compile(r"\[Beslissing(?:en)? ([\d, ]+)\]")
LISTED = re.compile(r"^( *)(-|\d+\.) ")
VOID = frozenset(("br", "img", "input", "link", "meta", "wbr"))


def written(markdown: str) -> str:
    """Return a sentence's Markdown as it reads, white space and bold and italics aside."""
    text = OPENING.sub("", markdown)
    text = TIED.sub(lambda m: f"[{m[1]}]{m[2]}{numbers(int(m[1]) + 1, int(m[3]))}", text)
    text = RANGE.sub(lambda m: numbers(int(m[1]), int(m[2])), text)
    text = LIST.sub(lambda m: "".join(f"[{n}]" for n in re.findall(r"\d+", m[1])), text)
    return squeezed(text.replace("\\", "").replace("*", ""))


def numbers(first: int, last: int) -> str:
    return "".join(f"[{number}]" for number in range(first, last + 1))


def squeezed(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))


class Page(HTMLParser):
    """What stands in each statement of a report's page, what before it, how deep in lists."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.said: dict[int, str] = defaultdict(str)
        self.depth: dict[int, int] = {}
        self.before: dict[int, str] = {}
        self._last = ""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        classes = [given.get("class") or "" for _, given in self._open]
        within = [given.get("id") or "" for _, given in self._open]
        place = next((i for i in within if re.fullmatch(r"s\d+", i)), None)
        if place and "hidden" not in classes:
            n = int(place[1:])
            self.before.setdefault(n, self._last)
            self.said[n] += data
            self.depth[n] = sum(given == "items within" for given in classes)
        self._last = data.strip() or self._last


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> StoreEndpoint:
    return open_endpoint(build([REPORTS], BuildOptions(tmp_path_factory.mktemp("all"))).release)


@pytest.fixture(scope="module")
def sources(endpoint: StoreEndpoint) -> dict[str, dict[int, str]]:
    """Return the Markdown of each report's statements by position."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for row in endpoint.select(STATEMENTS):
        found[row["report"].value][int(row["n"].value)] = row["markdown"].value
    return found


@pytest.fixture(scope="module")
def pages(endpoint: StoreEndpoint, sources: dict[str, dict[int, str]]) -> dict[str, Page]:
    client = create_app(endpoint).test_client()
    base = endpoint.release.base
    addresses = {iri: iri.replace(f"{base}id/", "/doc/") for iri in sources}
    return {iri: Page(client.get(f"{path}.html").text) for iri, path in addresses.items()}


def test_each_citation_stands_between_the_words_where_the_source_has_it(
    pages: dict[str, Page], sources: dict[str, dict[int, str]]
) -> None:
    assert len(pages) == 93
    for iri, page in pages.items():
        wanted = {n: written(markdown) for n, markdown in sources[iri].items()}
        assert {n: squeezed(said) for n, said in page.said.items()} == wanted, iri


def test_each_item_lies_as_deep_as_it_is_indented_and_has_its_number(
    pages: dict[str, Page], sources: dict[str, dict[int, str]]
) -> None:
    listed = [
        (page, n, item)
        for iri, page in pages.items()
        for n, markdown in sources[iri].items()
        if (item := LISTED.match(markdown))
    ]
    for page, n, item in listed:
        # No list of these reports nests further, and none is indented as a whole.
        assert page.depth[n] == bool(item[1])
        if item[2] != "-":
            assert page.before[n] == item[2]
    assert len([item for _, _, item in listed if item[1]]) > 20
