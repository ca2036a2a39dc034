"""A report that attacks its readers, built as any other: what it says is text on every page."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from akkoord.app.pages import create_app
from akkoord.graph import BuildOptions, build
from akkoord.graph.errors import ReportError

from .conftest import open_endpoint

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "</script><script>alert(4)</script>",
    "<!--<script>",
    "<a href='javascript:alert(5)'>klik</a>",
    "<style>*{display:none}</style>",
    "{{ 7*7 }} {% raise %} {{ config }}",
    "]]><x/>",
    "\u202ethcer raan sknil\u202c",
    "\u2066blijft open",
    "../../etc/passwd",
    "' onmouseover='alert(6)",
)
ELSEWHERE = "https://beslissingenvlaamseregering.vlaanderen.be.example.org/?search=x"
QUOTED = re.compile(r"[<>]")
SITE = "https://beslissingenvlaamseregering.vlaanderen.be/"
ADDRESSES = ("javascript:alert(7)", "data:text/html,<b>x</b>", '"><script>alert(8)</script>')
GOOD = f"{SITE}?search=x&startDate=2021-06-{{:02}}T08%3A00%3A00Z"


def nested(depth: int) -> str:
    return f"{'- ' * depth}punt"


def lower() -> str:
    """Return a list as deep as lists can be, whose items each lie in the one before."""
    return "\n".join(f"{'  ' * level}- Punt {level}." for level in range(29))


def reference(number: int, title: str, address: str) -> str:
    return f"**[\\[{number}\\]]({address})** : **(2021-06-{number + 1:02})** {title}"


def source(depth: int = 20, addresses: tuple[str, ...] = ()) -> str:
    """Return a report with every attack as title, lead-in, sentence, link and reference.

    Args:
        depth: of its nested list.
        addresses: of its first references.
    """
    items = "\n".join(
        f"{n}. **Thema {attack}**: De regering besliste {attack} \\[{n}\\]."
        for n, attack in enumerate(ATTACKS)
    )
    given = [*addresses, *(GOOD.format(n + 1) for n in range(len(addresses), len(ATTACKS)))]
    references = "\n\n".join(
        reference(n, f"Beslissing {attack}", address)
        for n, (attack, address) in enumerate(zip(ATTACKS, given, strict=True))
    )
    return f"""# Dierenwelzijn {ATTACKS[0]}

<details>
        <summary>Regeerakkoord Sectie </summary>
        <p>3 Dierenwelzijn {" ".join(ATTACKS[7:])} </p>
        </details>

## Samenvatting {ATTACKS[1]}

De VLM kreeg [een link](javascript:alert(9)) en ![beeld](javascript:alert(10)).

{items}

{nested(depth)}

## Diep

{lower()}

## Conclusie

Alles {" ".join(ATTACKS)}.

<details>
        <summary>Referenties</summary>

{references}
        </details>
"""


class Parsed(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.islands: list[str] = []
        self._within = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        (self.islands if self._within == "script" else self.data).append(data)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "Dierenwelzijn.md").write_text(source(addresses=(ELSEWHERE,)), "utf-8")
    release = build([folder / "Dierenwelzijn.md"], BuildOptions(folder / "public")).release
    return create_app(open_endpoint(release)).test_client()


@pytest.fixture(scope="module")
def pages(client: FlaskClient) -> dict[str, str]:
    """Return every page that shows something of the report, by address."""
    waiting = ["/", "/?lang=en", "/meetings", "/agencies", "/feed", "/doc/agreement/2019-2024"]
    waiting += ["/search?q=alert", "/search?q=passwd", "/search?q=beslissing"]
    kinds = ("report", "decision", "meeting", "topic", "theme/dier", "agency/vlm", "domain/dier")
    found: dict[str, str] = {}
    while waiting:
        address = waiting.pop()
        response = client.get(address, headers={"Accept": "text/html"})
        assert response.status_code == 200, address
        found[address] = response.text
        links = re.findall(r'href="(/doc/[^"#?]*)["#?]', response.text)
        for link in dict.fromkeys(links):
            wanted = link.startswith(tuple(f"/doc/{kind}" for kind in kinds))
            few = not re.search(r"/statement/\d{3,}$", link)
            is_page = not link.endswith((".ttl", ".nt", ".rdf", ".jsonld"))
            if wanted and few and is_page and link not in found and link not in waiting:
                waiting.append(link)
    return found


def test_the_report_is_on_pages_of_every_kind(pages: dict[str, str]) -> None:
    for kind in ("report", "decision", "meeting", "topic"):
        assert any(address.startswith(f"/doc/{kind}/") for address in pages), kind
    assert sum("alert(1)" in content for content in pages.values()) > 10


def test_no_page_holds_a_tag_attribute_or_link_of_the_reports(pages: dict[str, str]) -> None:
    for address, content in pages.items():
        for tag, attributes in Parsed(content).tags:
            assert tag not in {"img", "style", "x", "iframe"}, address
            if tag == "script":
                ours = (attributes.get("src") or "").startswith("/static/")
                assert ours or (attributes.get("type") or "").endswith("json"), address
            assert not any(name.startswith("on") or name == "style" for name in attributes), address
            for name in ("href", "src", "action"):
                scheme = urlsplit(attributes.get(name) or "").scheme
                assert scheme in {"", "http", "https"}, (address, attributes)


def test_a_link_names_the_host_that_it_goes_to(pages: dict[str, str]) -> None:
    shown = 0
    for address, content in pages.items():
        for place, name in re.findall(r'<a [^>]*href="(https?:[^"]*)"[^>]*>(.*?)</a>', content):
            host = urlsplit(html.unescape(place)).hostname
            told = name.replace("<wbr>", "")
            named = re.findall(r"beslissingenvlaamseregering[\w.]*|site van de regering", told)
            ours = {"beslissingenvlaamseregering.vlaanderen.be", "site van de regering"}
            known = ours if f"https://{host}/" == SITE else {host}
            assert known.issuperset(named), (address, place, name)
            shown += host in ELSEWHERE and host in named
    assert shown > 1


def test_no_template_is_run(pages: dict[str, str]) -> None:
    said = [content for content in pages.values() if "{{ 7*7 }} {% raise %}" in content]
    assert len(said) > 3
    assert not any("<Config" in content for content in pages.values())


def test_islands_of_json_end_where_we_end_them(pages: dict[str, str]) -> None:
    islands = [i for content in pages.values() for i in Parsed(content).islands if i.strip()]
    assert len(islands) > 10
    for island in islands:
        assert not QUOTED.search(island)
        json.loads(island)
    assert any("alert(4)" in json.dumps(json.loads(island)) for island in islands)


def test_nothing_turns_around_the_text_after_it(client: FlaskClient, pages: dict[str, str]) -> None:
    shown = 0
    for address, content in pages.items():
        text = re.sub(r"<script.*?</script>", "", content, flags=re.DOTALL)
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), address
        shown += "thcer raan sknil" in text
    assert shown > 5
    feed = client.get("/feed.atom").text
    assert "thcer raan sknil" in feed
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", feed)


def test_pictures_are_whole_and_show_numbers_only(pages: dict[str, str]) -> None:
    drawn = [svg for c in pages.values() for svg in re.findall(r"<svg.*?</svg>", c, re.DOTALL)]
    assert len(drawn) > 10
    for svg in drawn:
        elements = list(ET.fromstring(svg).iter())
        assert {e.tag for e in elements} <= {"svg", "title", "g", "path", "line", "text", "a"}
        assert not any(
            name == "style" or name.startswith("on") for e in elements for name in e.attrib
        )
        links = [e.get("href", "") for e in elements if e.tag == "a"]
        assert all(link.startswith("/doc/domain/") for link in links)


def test_a_feed_is_well_formed_and_holds_text_only(client: FlaskClient) -> None:
    feed = client.get("/feed.atom")
    assert feed.status_code == 200
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(feed.data).iter()}
    assert not names & {"script", "img", "svg", "x"}
    assert "alert(1)" in feed.text


def test_nested_lists_are_shown_at_a_depth_that_can_be_read(pages: dict[str, str]) -> None:
    report = next(
        c for a, c in pages.items() if re.fullmatch(r"(/doc/report/)[^/]*/[^/]*/[^/]*", a)
    )
    opened = re.findall("</?ul", report.partition("<article")[2].partition("</article>")[0])
    depths = list(accumulate(-1 if tag == "</ul" else 1 for tag in opened))
    assert depths[-1] == 0
    assert max(depths) == 30  # the notes of the last item are a list too


def test_lists_nested_without_end_and_addresses_that_run_are_refused_with_their_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "Dierenwelzijn.md"
    path.write_text(source(10_000, ADDRESSES), "utf-8")
    with pytest.raises(ReportError) as refused:
        build([path], BuildOptions(tmp_path / "public"))
    told = [f for f in refused.value.findings if f.is_error]
    assert sorted(f.code for f in told) == [*["malformed-url"] * len(ADDRESSES), "nested-too-deep"]
    assert all(f.line for f in told)
    assert not (tmp_path / "public" / "current").exists()
