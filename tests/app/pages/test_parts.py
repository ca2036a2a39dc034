"""The catalogue of the named graphs over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from akkoord.graph import vocabulary as v

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BASE = v.DEFAULT_BASE


def test_programs_get_the_graphs_with_their_files(client: FlaskClient) -> None:
    answer = client.get("/catalog/graphs", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    said = {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)}
    addresses = {
        triple.object.value  # type: ignore[union-attr]
        for triple in said
        if triple.predicate.value == f"{v.DCAT}downloadURL"
    }
    assert f"{BASE}dumps/0123456789abcdef/graphs/agencies.jsonld.zst" in addresses
    assert len(addresses) == 18


def test_every_syntax_says_the_same(client: FlaskClient) -> None:
    found = [
        {
            quad.triple
            for quad in ox.parse(client.get(f"/catalog/graphs.{each}").data, format=syntax)
        }
        for each, syntax in (("nt", ox.RdfFormat.N_TRIPLES), ("rdf", ox.RdfFormat.RDF_XML))
    ]
    assert found[0] == found[1]
    assert found[0]


def test_a_browser_is_sent_to_the_list_of_files(client: FlaskClient) -> None:
    answer = client.get("/catalog/graphs", headers={"Accept": "text/html,*/*;q=0.1"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/dumps/")


def test_what_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/catalog/graphs.ttl").headers["ETag"]
    again = client.get("/catalog/graphs.ttl", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
