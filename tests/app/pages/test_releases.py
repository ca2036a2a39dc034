"""The list of releases, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.app.pages.conftest import BASE

from akkoord.app.pages import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from tests.app.pages.conftest import StoreEndpoint

FIRST, SECOND = "a" * 16, "b" * 16
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"


@pytest.fixture(scope="module")
def client(two_releases: StoreEndpoint) -> FlaskClient:
    return create_app(two_releases).test_client()


def test_the_list_has_each_release_with_its_time_and_files(client: FlaskClient) -> None:
    page = client.get("/releases/?lang=en", headers={"Accept": "text/html"}).text
    assert page.index(f"<code>{SECOND}</code></a>") < page.index(f"<code>{FIRST}</code></a>")
    assert "1 March 2026" in page
    assert f'href="/dumps/{FIRST}/?lang=en"' in page


def test_a_release_page_tells_what_came_went_and_changed(client: FlaskClient) -> None:
    page = client.get(f"/releases/{SECOND}?lang=en", headers={"Accept": "text/html"}).text
    assert 'href="/doc/topic/other?lang=en"' in page
    assert 'href="/memento/20260101000000/topic/digitalisatie"' in page
    assert 'href="/doc/decision/2021-06-18/plan-export-1111111111?lang=en"' in page
    assert '<time datetime="2021-06-18">18 June 2021</time>' in page
    assert "<h2>Decisions</h2>" in page
    first = client.get(f"/releases/{FIRST}?lang=en", headers={"Accept": "text/html"}).text
    assert "the first release" in first


def test_each_release_is_a_version_that_knows_its_neighbours(client: FlaskClient) -> None:
    found = client.get("/releases.nt").text
    first, second = (f"<{BASE}releases/{name}>" for name in (FIRST, SECOND))
    assert f"{first} <{DCTERMS}isReplacedBy> {second} ." in found
    assert f"{second} <{DCTERMS}replaces> {first} ." in found
    assert f"{second} <{DCAT}inSeries> <{BASE}id/releases> ." in found
    assert f"<{BASE}id/dataset> <http://www.w3.org/2002/07/owl#versionIRI> {second} ." in found
    issued = f'{second} <{DCTERMS}issued> "2026-03-01T12:30:00Z"'
    assert issued in found
    own = client.get(f"/releases/{SECOND}", headers={"Accept": "application/n-triples"}).text
    assert issued in own
    assert f"<{DCTERMS}isVersionOf> <{BASE}id/graph/topics> ." in own


def test_named_graphs_that_changed_have_a_version_that_dereferences(client: FlaskClient) -> None:
    own = client.get(f"/releases/{SECOND}.nt").text
    versions = [
        line.split()[0][1:-1] for line in own.splitlines() if line.startswith(f"<{BASE}memento/")
    ]
    assert versions
    for iri in versions:
        assert client.get("/" + iri.removeprefix(BASE)).status_code == 200


def test_a_release_that_is_not_kept_is_not_found(client: FlaskClient) -> None:
    assert client.get("/releases/cccccccccccccccc").status_code == 404
    assert client.get("/releases/history.json").status_code == 404
