"""Every page, for people: complete, linked, and safe with whatever a report says."""

from __future__ import annotations

import re
from collections import deque
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox
import pytest

from akkoord.app.pages import create_app, data, evidence

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from tests.app.pages.conftest import StoreEndpoint

REPORT = "/doc/report/2019-2024/buitenlands-beleid-en-toerisme/4.10"
BROWSER = {"Accept": "text/html"}


class Page(HTMLParser):
    """What the tests look at in a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def links(self) -> list[str]:
        return [a["href"] or "" for _, a in self.tags if "href" in a]


def page(client: FlaskClient, address: str) -> Page:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 200, address
    return Page(response.text)


def crawl(client: FlaskClient, start: str) -> dict[str, Page]:
    """Return every page that can be reached from ``start``; each link must answer."""
    seen, found, waiting = {start}, {}, deque([start])
    while waiting:
        address = waiting.popleft()
        response = client.get(address, headers=BROWSER)
        assert response.status_code == 200, address
        if response.mimetype != "text/html":
            response.close()
            continue
        found[address] = Page(response.text)
        for link in found[address].links:
            target = urlsplit(urljoin(address, link))
            path = f"{target.path}?{target.query}" if target.query else target.path
            # Files under /dumps/ are served by akkoord.app.dumps.
            ours = not target.netloc and not path.startswith("/dumps/")
            if ours and path not in seen and not path.startswith("/sparql?"):
                seen.add(path)
                waiting.append(path)
    return found


_DATA = re.compile(r"application/(ld\+)?json")
"""Types of script elements that no browser runs."""


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> dict[str, Page]:
    return crawl(client, "/")


def test_a_crawl_from_the_home_page_reaches_every_kind_of_thing(site: dict[str, Page]) -> None:
    addresses = "\n".join(site)
    for kind in ("agreement", "section", "report", "decision", "meeting", "agency", "domain"):
        assert f"/doc/{kind}/" in addresses
    for kind in ("theme", "topic", "scheme", "graph"):
        assert f"/doc/{kind}/" in addresses
    for path in ("/statement/2", "/reference/0", "/source"):
        assert f"{REPORT}{path}" in addresses
    for address in ("/search", "/sparql", "/dumps/", "/ns", "/shapes", "/catalog"):
        assert address in site or address == "/dumps/"


def test_no_page_runs_or_links_to_what_a_report_says(site: dict[str, Page]) -> None:
    assert f"{REPORT}" in site
    for address, found in site.items():
        for tag, attributes in found.tags:
            ours = (attributes.get("src") or "").startswith("/static/")
            data = _DATA.fullmatch(attributes.get("type") or "")
            assert tag != "script" or ours or data, address
            assert not any(name.startswith("on") or name == "style" for name in attributes)
        for link in found.links:
            assert urlsplit(link).scheme in {"", "http", "https"}, (address, link)


def test_a_hostile_text_is_shown_as_text(client: FlaskClient) -> None:
    for address in (REPORT, f"{REPORT}/statement/3", "/search?q=alert"):
        found = page(client, address)
        assert "<script>alert(1)</script> {{ 7*7 }} {% raise %}" in found.text, address
        assert "\u202e" not in found.text
        # Isolated, so that letters which run from right to left keep to their text.
        assert any(tag == "bdi" for tag, _ in found.tags)


def test_every_page_is_whole(site: dict[str, Page]) -> None:
    for address, found in site.items():
        assert len(found.ids) == len(set(found.ids)), address
        tags = [tag for tag, _ in found.tags]
        assert tags.count("h1") == 1, address
        assert tags.count("main") == 1
        assert dict(found.tags)["html"]["lang"] in {"nl", "en"}
        for link in found.links:
            if link.startswith("#"):
                assert link[1:] in found.ids, (address, link)


def test_every_page_of_a_thing_shows_its_iri_formats_and_queries(site: dict[str, Page]) -> None:
    things = [address for address in site if address.startswith("/doc/")]
    assert len(things) > 15
    for address in things:
        path = address.removeprefix("/doc/").partition("?")[0]
        assert f"https://w3id.org/regeerakkoord/id/{path}" in site[address].text
        links = "\n".join(site[address].links)
        assert all(f"/doc/{path}.{e}" in links for e in ("ttl", "jsonld", "nt", "rdf"))
        assert "/sparql?query=" in links


def test_a_report_reads_in_order_with_its_evidence_at_hand(client: FlaskClient) -> None:
    found = page(client, REPORT)
    told = ("Samenvatting", "De uitvoer kreeg een plan", "Geïntegreerd beleid")
    places = [found.text.index(words) for words in told]
    assert places == sorted(places)
    citation = next(a for t, a in found.tags if t == "a" and (a.get("class") or "") == "cite")
    assert citation["href"] == "/doc/decision/2021-06-18/plan-export-1111111111"
    assert citation["title"] == "18 juni 2021: Plan export"
    notes = found.text.partition("De uitvoer kreeg een plan")[2].partition("Geïntegreerd")[0]
    assert "[0] 18 juni 2021 Plan export" in notes
    assert "Wij steunen de uitvoer." in found.text
    assert "Buitenlands beleid en toerisme/Export & co.md" in found.text


def test_a_report_shows_what_rests_on_nothing(client: FlaskClient) -> None:
    found = page(client, REPORT)
    bare = [
        a["id"]
        for t, a in found.tags
        if t == "span" and "bare" in (a.get("class") or "") and "id" in a
    ]
    assert bare == ["s3"]
    assert "1 van de 3 uitspraken" in found.text
    assert "[99]staat niet in de referenties" in found.text
    assert "[2] De bron noemt hier geen beslissing." in found.text


def test_a_decision_shows_all_that_rests_on_it(client: FlaskClient) -> None:
    found = page(client, "/doc/decision/2021-06-18/plan-export-1111111111")
    assert "De uitvoer kreeg een plan." in found.text
    assert REPORT in found.links
    assert "/doc/decision/2022-07-08/plan-export-2222222222" in found.links
    assert "18 juni 2021 Plan export deze beslissing" in found.text
    assert "8 juli 2022 Plan export" in found.text
    assert "/doc/meeting/2021-06-18T0800Z" in found.links
    site = "https://beslissingenvlaamseregering.vlaanderen.be/?search=Plan%20export"
    assert site in found.links


def test_an_agency_shows_where_it_is_named(client: FlaskClient) -> None:
    found = page(client, "/doc/agency/flanders-investment-trade")
    assert "OVO000069" in found.text
    assert "Export Vlaanderen" in found.text
    for kind in ("section", "decision", "report"):
        assert any(f"/doc/{kind}/" in link for link in found.links)


def test_sections_stand_in_the_order_of_the_agreement(client: FlaskClient) -> None:
    found = page(client, "/doc/agreement/2019-2024")
    assert found.text.index("4.9 Toerisme") < found.text.index("4.10 Exportbevordering")
    assert "1 beleidsdomeinen en 3 secties, waarvan 1 met een rapport" in found.text
    assert re.search(r"1 rapport · [1-9]\d* beslissing", found.text)
    section = "/doc/section/2019-2024/buitenlands-beleid-en-toerisme/4"
    assert any(link.startswith(f"{section}.10") for link in page(client, section).links)


def test_a_statement_of_citations_alone_says_so(endpoint: StoreEndpoint) -> None:
    ra = "https://w3id.org/regeerakkoord/ns#"
    (row,) = endpoint.select(f"SELECT ?s ?d {{ ?s <{ra}text> ?text ; <{ra}evidence> ?d }} LIMIT 1")
    statement, text = ox.NamedNode(row["s"].value), ox.NamedNode(f"{ra}text")
    nothing = ox.Literal("", language="nl")
    for quad in list(endpoint._store.quads_for_pattern(statement, text, None)):
        endpoint._store.remove(quad)
        endpoint._store.add(ox.Quad(statement, text, nothing, quad.graph_name))
    client = create_app(endpoint).test_client()
    path = row["d"].value.partition("/id/")[2]
    assert "<em>alleen verwijzingen</em>" in client.get(f"/doc/{path}", headers=BROWSER).text


def test_a_thing_of_no_special_kind_shows_all_that_is_said_of_it(client: FlaskClient) -> None:
    found = page(client, f"{REPORT}/generation")
    assert "prov:wasAssociatedWith" in found.text
    assert "taalmodel" in found.text
    assert REPORT in found.links


def test_a_source_file_shows_what_stands_on_which_line(client: FlaskClient) -> None:
    found = page(client, f"{REPORT}/source")
    assert "00ff" in found.text
    assert "L12" in found.ids
    assert "1. **Digitalisatie**: De uitvoer kreeg een plan" in found.text
    assert f"{REPORT}/source#L20" in page(client, REPORT).links
    assert "L20" in found.ids


def test_pages_may_load_nothing_from_elsewhere(site: dict[str, Page], client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for found in site.values():
        for tag, attributes in found.tags:
            led = attributes.get("rel") == "canonical" or "hreflang" in attributes  # loads nothing
            if tag in {"img", "link"} and not led:
                assert not urlsplit(attributes.get("href") or attributes.get("src") or "").netloc


def test_static_files_are_kept_by_their_content(client: FlaskClient) -> None:
    style = next(
        a["href"] or "" for t, a in page(client, "/").tags if a.get("rel") == "stylesheet" and t
    )
    response = client.get(style)
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert "v=" in style
    response.close()


@pytest.mark.parametrize(
    "path",
    [
        "decision/2021-06-18/plan-export-1111111111",
        "agency/flanders-investment-trade",
        "topic/digitalisatie",
    ],
)
def test_a_page_that_cannot_quote_all_statements_counts_them_all_and_says_so(
    own_client: FlaskClient, endpoint: StoreEndpoint, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    thing, ra = f"{endpoint.release.base}id/{path}", "https://w3id.org/regeerakkoord/ns#"
    endpoint._store.update(
        f"PREFIX ra: <{ra}> INSERT {{ ?s ra:evidence <{thing}> ; ra:mentions <{thing}> ; "
        f"ra:topic <{thing}> }} WHERE {{ ?s a ra:Statement }}"
    )
    whole = page(own_client, f"/doc/{path}?lang=en").text
    assert "The first" not in whole
    (count,) = set(re.findall(r"([2-9]|[0-9]{2}) statements", whole))
    file = data._file
    monkeypatch.setattr(data, "_file", lambda name: file(name).replace("LIMIT 500", "LIMIT 1"))
    monkeypatch.setattr(evidence, "MOST", 1)
    cut = page(own_client, f"/doc/{path}?lang=en").text
    assert "The first 1 statements" in cut
    assert f"{count} statements" in cut
