"""W3C's tests of the SPARQL 1.1 Protocol, adapted to a service that only reads."""

from __future__ import annotations

import json

import pytest

from .conftest import Endpoint
from .suite import BASE, SUITE, manifest, needs_suite, ntriples, path_of

HTTP = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?method ?path ?body ?encoding ?type ?accept ?boolean ?format
       (GROUP_CONCAT(DISTINCT STR(?status)) AS ?statuses) WHERE {
  ?test mf:action/ht:requests/rdf:rest*/rdf:first ?request .
  ?request ht:methodName ?method ; ht:absolutePath ?path ; ht:resp ?response .
  ?response mf:expectedStatus ?status .
  OPTIONAL { ?request ht:body ?b . ?b cnt:chars ?body ; cnt:characterEncoding ?encoding }
  OPTIONAL { ?request ht:headers/rdf:rest*/rdf:first [
    ht:fieldName "content-type" ; ht:fieldValue ?type ] }
  OPTIONAL { ?request ht:headers/rdf:rest*/rdf:first [
    ht:fieldName "accept" ; ht:fieldValue ?accept ] }
  OPTIONAL { ?response mf:expectedBoolean ?boolean }
  OPTIONAL { ?response mf:expectedFormat ?format }
} GROUP BY ?method ?path ?body ?encoding ?type ?accept ?boolean ?format
"""
PROTOCOL_TESTS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
SELECT ?test WHERE { ?test a mf:ProtocolTest } ORDER BY ?test
"""
GRAPH_DATA = """
PREFIX ut: <http://www.w3.org/2009/sparql/tests/test-update#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?file ?label WHERE { ?test ut:graphData [ ut:graph ?file ; rdfs:label ?label ] }
"""
ANSWERS = {
    "boolean": "application/sparql-results+",
    "tabular": "application/sparql-results+",
    "RDF": "text/turtle",
}


def protocol_cases() -> list[str]:
    if not SUITE.is_dir():
        return []
    found = manifest(SUITE / "protocol").query(PROTOCOL_TESTS)
    return [row["test"].value.rpartition("#")[2] for row in found]  # type: ignore[union-attr]


@needs_suite
@pytest.mark.parametrize("name", protocol_cases())
def test_protocol_suite(endpoint: Endpoint, name: str) -> None:
    store = manifest(SUITE / "protocol")
    iri = f"<{BASE}protocol/manifest#{name}>"
    files = store.query(GRAPH_DATA.replace("?test", iri))
    graphs = {row["label"].value: ntriples(path_of(row["file"].value)) for row in files}  # type: ignore[union-attr]
    found = store.query(HTTP.replace("?test", iri))
    names = [variable.value for variable in found.variables]  # type: ignore[union-attr]
    requests = [{n: row[n].value for n in names if row[n]} for row in found]  # type: ignore[union-attr]
    assert requests
    for request in requests:
        check_request(endpoint, graphs, request, updated=name.startswith("update_"))


def check_request(
    endpoint: Endpoint, graphs: dict[str, str], request: dict[str, str], *, updated: bool
) -> None:
    """Send one request of the protocol tests.

    An update is refused whatever the test expects of it; what a query after it would then
    find (``updated``) is not expected.
    """
    body = request.get("body", "").encode(request.get("encoding", "utf-8"))
    headers = [
        (name, request[key].encode())
        for name, key in ((b"content-type", "type"), (b"accept", "accept"))
        if key in request
    ]
    query_string = request["path"].partition("?")[2].encode()
    content = ("", graphs, "http://www.example/sparql/")
    method = request["method"]
    response = endpoint.ask(content, method, query_string, tuple(headers), body)
    update = "sparql-update" in request.get("type", "") or b"update=" in body + query_string
    if update:
        assert response.status in (400, 403, 415)
        return
    if "2xx" in request["statuses"]:
        assert response.status == 200, response.body
    else:
        assert 400 <= response.status < 500
    if "format" in request:
        assert response.headers[b"content-type"].decode().startswith(ANSWERS[request["format"]])
    if "boolean" in request and not updated:
        assert json.loads(response.body)["boolean"] == (request["boolean"] == "true")
