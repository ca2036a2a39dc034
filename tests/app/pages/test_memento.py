"""Earlier releases: what was said then, and what is no longer there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.app.pages.conftest import BASE

from akkoord.app.pages import create_app
from akkoord.app.pages.data import Graph
from akkoord.app.pages.description import describe
from akkoord.app.pages.past import past
from akkoord.graph.release.history import history

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from tests.app.pages.conftest import StoreEndpoint

FIRST, SECOND = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
THEN, NOW = "20260101000000", "20260301123000"
KEPT = "decision/2021-06-18/plan-export-1111111111"
DROPPED = "topic/digitalisatie"
MEMENTO_DATETIME = "Thu, 01 Jan 2026 00:00:00 GMT"


@pytest.fixture(scope="module")
def client(two_releases: StoreEndpoint) -> FlaskClient:
    return create_app(two_releases).test_client()


def test_a_document_redirects_to_what_it_said_at_a_time(client: FlaskClient) -> None:
    asked = {"Accept-Datetime": "Sun, 01 Feb 2026 00:00:00 GMT", "Accept": "text/turtle"}
    response = client.get(f"/doc/{KEPT}", headers=asked)
    assert (response.status_code, response.location) == (302, f"/memento/{THEN}/{KEPT}")
    assert "Accept-Datetime" in response.headers["Vary"]
    then = client.get(response.location, headers=asked)
    assert then.headers["Memento-Datetime"] == MEMENTO_DATETIME
    assert "Plan export (18 juni" in then.text
    assert "Plan uitvoer" not in then.text
    now = client.get(f"/doc/{KEPT}.ttl")
    assert "Plan uitvoer (18 juni" in now.text
    assert "Accept-Datetime" in now.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "stamp"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", THEN),
        (MEMENTO_DATETIME, THEN),
        ("Sun, 01 Mar 2026 12:29:59 GMT", THEN),
        ("Sun, 01 Mar 2026 12:30:00 GMT", NOW),
        ("Fri, 01 Jan 2100 00:00:00 GMT", NOW),
    ],
)
def test_the_timegate_chooses_the_release_that_was_current(
    client: FlaskClient, asked: str, stamp: str
) -> None:
    response = client.get(f"/timegate/{KEPT}.nt", headers={"Accept-Datetime": asked})
    assert response.location == f"/memento/{stamp}/{KEPT}.nt"


def test_a_time_that_is_none_is_a_bad_request(client: FlaskClient) -> None:
    response = client.get(f"/doc/{KEPT}", headers={"Accept-Datetime": "yesterday"})
    assert response.status_code == 400


def test_a_memento_between_releases_redirects_to_the_one_before(client: FlaskClient) -> None:
    response = client.get(f"/memento/20260201000000/{KEPT}.ttl")
    assert (response.status_code, response.location) == (302, f"/memento/{THEN}/{KEPT}.ttl")
    assert client.get(f"/memento/2026/{KEPT}").status_code == 404


def test_the_timemap_lists_every_memento(client: FlaskClient) -> None:
    response = client.get(f"/timemap/{KEPT}")
    assert response.mimetype == "application/link-format"
    lines = response.text.split(",\n")
    assert f'<http://localhost/doc/{KEPT}>;rel="original"' in lines
    assert f'<http://localhost/timegate/{KEPT}>;rel="timegate"' in lines
    first = f'<http://localhost/memento/{THEN}/{KEPT}>;rel="first memento"'
    assert f'{first};datetime="{MEMENTO_DATETIME}"' in lines
    assert f'/memento/{NOW}/{KEPT}>;rel="last memento"' in response.text
    again = client.get(f"/timemap/{KEPT}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_memento_links_its_original_and_its_neighbours(client: FlaskClient) -> None:
    links = client.get(f"/memento/{THEN}/{KEPT}.ttl").headers["Link"]
    assert f'</doc/{KEPT}>; rel="original"' in links
    assert f'</timemap/{KEPT}>; rel="timemap"' in links
    assert f'</memento/{NOW}/{KEPT}>; rel="next memento"' in links
    assert "prev memento" not in links
    document = client.get(f"/doc/{KEPT}.ttl").headers["Link"]
    assert f'</timegate/{KEPT}>; rel="timegate"' in document


def test_a_memento_says_what_replaced_it(client: FlaskClient) -> None:
    found = client.get(f"/memento/{THEN}/{KEPT}.nt").text
    this, later = (f"<{BASE}memento/{stamp}/{KEPT}>" for stamp in (THEN, NOW))
    assert f"{this} <http://purl.org/dc/terms/isReplacedBy> {later} ." in found
    assert "isReplacedBy" not in client.get(f"/memento/{NOW}/{KEPT}.nt").text


def test_a_memento_is_a_page_too(client: FlaskClient) -> None:
    response = client.get(f"/memento/{THEN}/{KEPT}?lang=en", headers={"Accept": "text/html"})
    assert "1 January 2026" in response.text
    assert f'href="/doc/{KEPT}"' in response.text
    assert 'href="/doc/report/2019-2024/buitenlands-beleid-en-toerisme/4.10' in response.text


@pytest.mark.parametrize("kind", ["id", "doc"])
def test_what_an_earlier_release_had_is_gone_and_says_where_it_was(
    client: FlaskClient, kind: str
) -> None:
    page = client.get(f"/{kind}/{DROPPED}", headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.status_code == 410
    assert f'href="/memento/{THEN}/{DROPPED}"' in page.text
    data = client.get(f"/{kind}/{DROPPED}.nt", follow_redirects=True)
    assert data.status_code == 410
    thing = f"<{BASE}id/{DROPPED}>"
    assert (
        f"{thing} <http://purl.org/dc/terms/hasVersion> <{BASE}memento/{THEN}/{DROPPED}>"
        in data.text
    )
    assert f'{thing} <http://www.w3.org/2000/01/rdf-schema#label> "Digitalisatie"@nl' in data.text
    assert "owl#deprecated" in data.text
    assert (
        f'{thing} <http://www.w3.org/ns/prov#invalidatedAtTime> "2026-03-01T12:30:00Z"' in data.text
    )
    assert client.get(f"/memento/{THEN}/{DROPPED}.ttl").status_code == 200


def test_what_no_release_ever_had_is_not_found(client: FlaskClient) -> None:
    for address in ("/doc/topic/nothing", f"/memento/{THEN}/topic/nothing", "/timemap/topic/no"):
        assert client.get(address).status_code == 404


def test_the_past_is_told_as_the_present_is(two_releases: StoreEndpoint) -> None:
    source = past(history(two_releases.release)[-1])
    assert source is not None
    content = (two_releases.release.path / "regeerakkoord.nq").read_bytes()
    subjects = {q.subject.value for q in ox.parse(content, format=ox.RdfFormat.N_QUADS)}  # type: ignore[union-attr]
    things = sorted(iri for iri in subjects if iri.startswith(f"{BASE}id/"))
    assert len(things) > 20
    for iri in things:
        assert describe(source, iri) == describe(Graph(two_releases, two_releases.release), iri)
