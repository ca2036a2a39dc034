"""What the endpoint says of itself, to programs that ask it nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pyoxigraph
import pytest

if TYPE_CHECKING:
    from .conftest import Served


def test_the_description_tells_features_formats_and_graphs(server: Served) -> None:
    response = httpx.get(server.sparql, headers={"accept": "application/n-triples"}, timeout=30)
    store = pyoxigraph.Store()
    store.load(response.content, pyoxigraph.RdfFormat.N_TRIPLES)
    query = """
        PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?total (COUNT(?name) AS ?graphs) (SUM(?n) AS ?sum) {
          ?service a sd:Service ; sd:feature sd:UnionDefaultGraph ;
            sd:propertyFeature <https://w3id.org/regeerakkoord/ns#textMatch> ;
            sd:supportedLanguage sd:SPARQL11Query ; sd:endpoint ?endpoint ;
            sd:defaultEntailmentRegime <http://www.w3.org/ns/entailment/Simple> ;
            sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON> ;
            sd:defaultDataset [ sd:defaultGraph [ void:triples ?total ] ;
              sd:namedGraph [ sd:name ?name ; sd:graph [ void:triples ?n ] ] ] .
        } GROUP BY ?total
    """
    (row,) = store.query(query)  # type: ignore[misc]
    assert [int(row[name].value) for name in ("total", "graphs", "sum")] == [50_000, 125, 50_000]
    assert b"BasicFederatedQuery" not in response.content
    assert b"_:" not in response.content


def test_the_description_is_the_same_whatever_host_was_asked(server: Served) -> None:
    accept = {"accept": "application/n-triples"}
    there = httpx.get(server.sparql, headers={**accept, "host": "elsewhere.example"}, timeout=30)
    here = httpx.get(server.sparql, headers=accept, timeout=30)
    assert sorted(there.text.splitlines()) == sorted(here.text.splitlines())
    endpoint = "<http://www.w3.org/ns/sparql-service-description#endpoint>"
    assert f"{endpoint} <https://w3id.org/regeerakkoord/sparql> ." in here.text


def test_head_of_the_description_tells_its_length_and_sends_nothing(server: Served) -> None:
    head, full = httpx.head(server.sparql, timeout=30), httpx.get(server.sparql, timeout=30)
    assert head.content == b""
    for name in ("content-length", "content-type", "access-control-allow-origin", "vary"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_the_description_is_compressed_for_who_takes_that(server: Served, coding: str) -> None:
    plain, packed = (
        httpx.get(server.sparql, headers={"accept-encoding": accepted}, timeout=30)
        for accepted in ("identity", coding)
    )
    assert packed.headers["content-encoding"] == coding
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded < len(plain.content) / 4
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/ld+json"]
)
def test_who_has_the_description_gets_it_no_second_time(server: Served, media_type: str) -> None:
    headers = {"accept": media_type}
    etag = httpx.get(server.sparql, headers=headers, timeout=30).headers["etag"]
    again = httpx.get(server.sparql, headers={**headers, "if-none-match": etag}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")


def test_people_name_the_format_of_the_description(server: Served) -> None:
    headers = {"accept": "text/html"}
    parameters = {"format": "ntriples"}
    response = httpx.get(server.sparql, params=parameters, headers=headers, timeout=30)
    assert response.headers["content-type"].startswith("application/n-triples")


def test_who_means_to_ask_a_query_and_names_none_is_told_how(server: Served) -> None:
    parameters = {"q": "SELECT * { ?s ?p ?o }"}
    headers = {"accept": "text/csv"}
    response = httpx.get(server.sparql, params=parameters, headers=headers, timeout=30)
    assert response.status_code == 406
    assert response.json()["detail"].startswith("Without the parameter 'query', this is")
    assert "text/turtle" in response.json()["detail"]
