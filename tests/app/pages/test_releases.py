"""The list of releases, and what each changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS as DCT
from tests.app.pages.conftest import BASE, open_endpoint, write_release

from akkoord.app.pages import create_app
from akkoord.graph.release.catalog import catalogue_of
from akkoord.graph.release.recorded import HISTORY

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from tests.app.pages.conftest import StoreEndpoint

PROFILE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "dcat-ap-3.0.1"
with_profile = pytest.mark.skipif(
    not PROFILE.is_dir(), reason="the shapes of DCAT-AP are not beside the repository"
)
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


def test_a_release_that_was_removed_is_gone(tmp_path: Path) -> None:
    release = write_release(tmp_path / SECOND)
    times = ((FIRST, "2026-01-01T00:00:00Z"), (SECOND, "2026-02-01T00:00:00Z"))
    noted = [{"release": name, "published": time} for name, time in times]
    (tmp_path / HISTORY).write_text(json.dumps(noted))
    client = create_app(open_endpoint(release)).test_client()
    gone = client.get(f"/releases/{FIRST}?lang=en", headers={"Accept": "text/html"})
    assert gone.status_code == 410
    assert "no longer kept" in gone.text
    assert client.get("/releases/cccccccccccccccc").status_code == 404


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    """Return the series after a first release became current again, with a real catalogue."""
    folder = tmp_path_factory.mktemp("returned")
    releases = [write_release(folder / name) for name in (FIRST, SECOND)]
    for release in releases:
        lines = (f"{triple} .\n" for triple in catalogue_of((), release.base, release.id))
        (release.path / "catalog.ttl").write_text("".join(lines), "utf-8")
    noted = [
        {"release": name, "published": f"2026-0{month}-01T00:00:00Z"}
        for month, name in ((1, FIRST), (2, SECOND), (3, FIRST))
    ]
    (folder / HISTORY).write_text(json.dumps(noted))
    client = create_app(open_endpoint(releases[0])).test_client()
    return rdflib.Graph().parse(data=client.get("/releases.nt").text, format="nt")


def test_a_release_that_came_back_stands_where_it_was_published_last(
    returned: rdflib.Graph,
) -> None:
    first, second = (rdflib.URIRef(f"{BASE}releases/{name}") for name in (FIRST, SECOND))
    series = rdflib.URIRef(f"{BASE}id/releases")
    dcat = rdflib.Namespace(DCAT)
    assert list(returned.objects(series, dcat.first)) == [second]
    assert list(returned.objects(series, dcat.last)) == [first]
    assert list(returned.subject_objects(dcat.prev)) == [(first, second)]
    assert list(returned.subject_objects(DCT.replaces)) == [(first, second)]
    assert list(returned.subject_objects(DCT.isReplacedBy)) == [(second, first)]
    assert set(returned.objects(series, dcat.seriesMember)) == {first, second}


@with_profile
@pytest.mark.parametrize("name", ["shapes", "range"])
def test_the_series_conforms_to_the_profile(returned: rdflib.Graph, name: str) -> None:
    shapes = rdflib.Graph().parse(PROFILE / f"{name}.ttl")
    conforms, _, text = pyshacl.validate(returned, shacl_graph=shapes)
    assert conforms, text
