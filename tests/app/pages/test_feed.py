"""The event stream over HTTP: a root that changes, pages that never do, Atom and a page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from akkoord.app.pages import create_app
from akkoord.app.pages.tree import LDES, SIZE, TREE

from .conftest import StoreEndpoint

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from akkoord.graph import Release

ROOT = "http://localhost/feed"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def reader(example_release: Release) -> FlaskClient:
    """Return a client of the pages over the examples."""
    content = example_release.file("trig").read_bytes()
    return create_app(StoreEndpoint(content, example_release)).test_client()


def turtle(reader: FlaskClient, address: str) -> ox.Store:
    answer = reader.get(address, headers={"accept": "text/turtle"})
    assert answer.status_code == 200
    store = ox.Store()
    store.load(answer.data, ox.RdfFormat.TURTLE)
    return store


def objects(store: ox.Store, predicate: str) -> set[str]:
    quads = store.quads_for_pattern(None, NamedNode(predicate), None)
    return {quad.object.value for quad in quads}


def page_paths(reader: FlaskClient) -> list[str]:
    nodes = objects(turtle(reader, "/feed"), f"{TREE}node")
    return sorted(node.removeprefix("http://localhost") for node in nodes)


def test_the_root_describes_the_stream_and_names_every_page(reader: FlaskClient) -> None:
    root = turtle(reader, "/feed")
    assert objects(root, f"{LDES}timestampPath") == {"http://www.w3.org/ns/prov#generatedAtTime"}
    assert objects(root, f"{LDES}versionOfPath") == {"http://purl.org/dc/terms/isVersionOf"}
    assert objects(root, f"{TREE}view") == {ROOT}
    (shape,) = objects(root, f"{TREE}shape")
    assert list(root.quads_for_pattern(NamedNode(shape), None, None)), "the shape comes along"
    assert len(page_paths(reader)) > 1


def test_the_pages_hold_each_decision_and_report_once(
    reader: FlaskClient, example_release: Release
) -> None:
    members = []
    for path in page_paths(reader):
        found = objects(turtle(reader, path), f"{TREE}member")
        assert 0 < len(found) <= SIZE
        members += found
    store = ox.Store()
    store.bulk_load(path=example_release.file("nt"), format=ox.RdfFormat.N_TRIPLES)
    kinds = " ".join(f"<https://w3id.org/regeerakkoord/ns#{k}>" for k in ("Decision", "Report"))
    query = f"SELECT ?thing {{ VALUES ?kind {{ {kinds} }} ?thing a ?kind }}"
    expected = [row["thing"].value for row in store.query(query)]  # type: ignore[union-attr]
    assert sorted(member.partition("#")[0] for member in members) == sorted(expected)


def test_relations_tell_the_days_between_which_the_decisions_of_a_page_lie(
    reader: FlaskClient,
) -> None:
    root = turtle(reader, "/feed")
    rows = root.query(
        "PREFIX tree: <https://w3id.org/tree#> PREFIX dcterms: <http://purl.org/dc/terms/> "
        "SELECT ?kind ?node ?value { ?r a ?kind ; tree:path dcterms:date ; tree:node ?node ; "
        "tree:value ?value }"
    )
    bounds = {(r["kind"].value, r["node"].value): r["value"].value for r in rows}  # type: ignore[union-attr]
    assert bounds
    for (kind, node), bound in bounds.items():
        page = turtle(reader, node.removeprefix("http://localhost"))
        days = objects(page, "http://purl.org/dc/terms/date")
        extreme = min(days) if "GreaterThan" in kind else max(days)
        assert bound == extreme


def test_a_page_is_kept_for_ever_and_the_root_is_asked_for_again(reader: FlaskClient) -> None:
    (path, *_) = page_paths(reader)
    assert "immutable" in reader.get(path).headers["cache-control"]
    root = reader.get("/feed.ttl")
    assert "no-cache" in root.headers["cache-control"]
    again = reader.get("/feed.ttl", headers={"if-none-match": root.headers["etag"]})
    assert again.status_code == 304


def test_a_page_that_is_none_is_not_found(reader: FlaskClient) -> None:
    (path, *_) = page_paths(reader)
    for wrong in (f"{path}99", "/feed/yesterday/1", "/feed/%2e%2e/1"):
        assert reader.get(wrong).status_code == 404


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt", "rdf"])
def test_root_and_pages_come_in_every_format(reader: FlaskClient, extension: str) -> None:
    (path, *_) = page_paths(reader)
    for address in ("/feed", path):
        assert reader.get(f"{address}.{extension}").status_code == 200


def test_atom_tells_the_newest(reader: FlaskClient) -> None:
    answer = reader.get("/feed.atom?lang=en")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert reader.get(link.get("href", "").removeprefix("http://localhost")).status_code == 200
    subtitle = feed.findtext(f"{ATOM}subtitle")
    assert subtitle is not None
    assert "language model" in subtitle


def test_people_get_a_page_that_tells_how_to_keep_up(reader: FlaskClient) -> None:
    page = reader.get("/feed?lang=en", headers={"accept": "text/html"}).text
    assert "If-None-Match" in page
    assert "ldes-client --follow http://localhost/feed" in page
