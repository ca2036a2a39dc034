"""The page of the catalogue: for people, search engines and machines that follow links."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pyoxigraph import RdfFormat, parse
from tests.app.pages.conftest import BASE, open_endpoint, write_release

from akkoord.app.pages import create_app
from akkoord.graph.release.catalog import catalogue_of
from akkoord.graph.release.distribution import File

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

PAGE = {"Accept": "text/html"}
NAMES = ("catalog", "catalog/graphs", "id/dataset")
FILE = "https://w3id.org/regeerakkoord/dumps/0123456789abcdef/regeerakkoord.ttl"


FILES = (File("regeerakkoord.ttl", 12, "a" * 64), File("decisions.csv.gz", 5, "b" * 64))


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Return a client of a release with a whole catalogue."""
    release = write_release(tmp_path / "0123456789abcdef")
    lines = (f"{triple} .\n" for triple in catalogue_of(FILES, release.base, release.id))
    (release.path / "catalog.ttl").write_text("".join(lines), "utf-8")
    return create_app(open_endpoint(release)).test_client()


def test_search_engines_find_the_dataset_with_its_files(client: FlaskClient) -> None:
    page = client.get("/catalog?lang=en", headers=PAGE).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    (told,) = map(json.loads, blocks)
    assert told["@type"] == "Dataset"
    assert told["version"] == "0123456789abcdef"
    assert "language model" in told["description"]
    assert told["license"] == "https://spdx.org/licenses/MIT"
    (turtle,) = [each for each in told["distribution"] if each["contentUrl"] == FILE]
    assert turtle["encodingFormat"] == "text/turtle"
    assert turtle["contentSize"] == "12 B"


def test_machines_find_the_files_by_links(client: FlaskClient) -> None:
    links = client.get("/catalog", headers=PAGE).headers["Link"]
    assert f'<{FILE}>; rel="item"; type="text/turtle"' in links
    assert 'rel="describedby"' in links
    assert 'rel="license"' in links
    assert 'rel="item"' not in client.get("/catalog.ttl").headers["Link"]


@pytest.mark.parametrize("extension", ["ttl", "nt", "jsonld", "rdf"])
def test_portals_see_when_the_release_was_published(client: FlaskClient, extension: str) -> None:
    body = client.get(f"/catalog.{extension}").data
    parsed = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}
    told = parse(body, format=parsed.get(extension, RdfFormat.JSON_LD))
    times: dict[str, list[tuple[str, str]]] = {"modified": [], "issued": []}
    for quad in told:
        name = quad.predicate.value.removeprefix("http://purl.org/dc/terms/")
        if name in times:
            kind = quad.object.datatype.value.rpartition("#")[2]
            times[name].append((quad.subject.value, kind))
    assert sorted(times["modified"]) == [(f"{BASE}{name}", "dateTime") for name in NAMES]
    since = (*NAMES, "id/releases")
    assert sorted(times["issued"]) == [(f"{BASE}{name}", "dateTime") for name in since]


def test_people_see_the_dataset_its_files_and_its_services(client: FlaskClient) -> None:
    page = client.get("/catalog?lang=en", headers=PAGE).text
    assert f'<a href="{urlsplit(FILE).path.removeprefix("/regeerakkoord")}">' in page
    assert f'<code class="sum">{"a" * 64}</code>' in page
    assert "12 Bytes" in page
    assert "<code>application/gzip</code>" in page
    for told in ("SPARQL endpoint", "LDES", "Government and public sector", "2 October 2019"):
        assert told in page
    assert "Gegevensthema" not in page
    dutch = client.get("/catalog?lang=nl", headers=PAGE).text
    assert "2 oktober 2019" in dutch


def test_people_see_how_much_there_is_of_each_class(client: FlaskClient) -> None:
    page = client.get("/.well-known/void?lang=en", headers=PAGE)
    assert page.mimetype == "text/html"
    assert re.search(r'ra:Decision</code></a></th><td class="number">2</td>', page.text)
