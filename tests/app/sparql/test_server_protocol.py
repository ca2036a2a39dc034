"""The SPARQL 1.1 Protocol and HTTP, case by case, against a real server."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pyoxigraph
import pytest

if TYPE_CHECKING:
    from .conftest import Served

QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
ASK = "ASK {}"
SELECT = "SELECT * { ?s ?p ?o } LIMIT 3"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3"
INSERT = "INSERT DATA { <a:a> <a:a> <a:a> }"
G1 = "https://w3id.org/regeerakkoord/id/graph/1"
G2 = "https://w3id.org/regeerakkoord/id/graph/2"


@dataclass(frozen=True)
class Case:
    """A request and what it must be answered with."""

    name: str
    status: int
    method: str = "GET"
    parameters: Mapping[str, object] = field(default_factory=dict)
    raw: str = ""
    body: bytes | Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    """Beginning of the expected Content-Type."""


def get(name: str, status: int, answer: str = "", accept: str = "", **parameters: object) -> Case:
    headers = {"accept": accept} if accept else {"accept": "*/*"}
    return Case(name, status, parameters=parameters, headers=headers, answer=answer)


def post(
    name: str, status: int, body: bytes | Mapping[str, object], content_type: str = "", **more: str
) -> Case:
    headers = {"content-type": content_type} if content_type else {}
    return Case(name, status, "POST", body=body, headers={**headers, **more})


JSON = "application/sparql-results+json"
GZIPPED = {"content-encoding": "gzip"}
AS_FORM = {"content-type": FORM}
PROBLEM = "application/problem+json"
CASES = [
    get("query by GET", 200, JSON, query=SELECT),
    get("ASK by GET", 200, JSON, query=ASK),
    get("CONSTRUCT by GET", 200, "text/turtle", query=CONSTRUCT),
    get("DESCRIBE by GET", 200, "text/turtle", query="DESCRIBE <a:a>"),
    post("query by form", 200, {"query": SELECT}),
    post("query by form with charset", 200, b"query=ASK%7B%7D", f"{FORM}; charset=utf-8"),
    post("query posted directly", 200, SELECT.encode(), QUERY),
    post("query posted directly in UTF-8", 200, "ASK { # é\n}".encode(), f"{QUERY}; charset=utf-8"),
    Case("HEAD", 200, "HEAD", {"query": SELECT}, answer=JSON),
    Case("OPTIONS", 204, "OPTIONS"),
    get("default graph", 200, JSON, query=ASK, **{"default-graph-uri": G1}),
    get("default graphs", 200, JSON, query=ASK, **{"default-graph-uri": [G1, G2]}),
    get("named graphs", 200, JSON, query=ASK, **{"named-graph-uri": [G1, G2]}),
    post("graphs by form", 200, {"query": ASK, "default-graph-uri": [G1, G2]}),
    get("trailing parameters nobody knows", 200, JSON, query=ASK, timeout="1", debug="on"),
    get("JSON", 200, JSON, JSON, query=SELECT),
    get("XML", 200, "application/sparql-results+xml", "application/sparql-results+xml", query=ASK),
    get("CSV", 200, "text/csv", "text/csv", query=SELECT),
    get("TSV", 200, "text/tab-separated-values", "text/tab-separated-values", query=SELECT),
    get("Turtle", 200, "text/turtle", "text/turtle", query=CONSTRUCT),
    get("N-Triples", 200, "application/n-triples", "application/n-triples", query=CONSTRUCT),
    get("N-Quads", 200, "application/n-quads", "application/n-quads", query=CONSTRUCT),
    get("TriG", 200, "application/trig", "application/trig", query=CONSTRUCT),
    get("JSON-LD", 200, "application/ld+json", "application/ld+json", query=CONSTRUCT),
    get("RDF/XML", 200, "application/rdf+xml", "application/rdf+xml", query=CONSTRUCT),
    get("quality values", 200, "text/csv", f"{JSON};q=0.3, text/csv;q=0.8", query=SELECT),
    get("wildcard", 200, "text/csv", "text/*", query=SELECT),
    get("version", 200, f"{JSON}; version=1.2", f"{JSON};version=1.2", query=SELECT),
    get("format for people", 200, "text/csv", "text/html", query=SELECT, format="csv"),
    get("output for people", 200, "text/turtle", "text/html", query=CONSTRUCT, output="ttl"),
    get("format before Accept", 200, "text/csv", JSON, query=SELECT, format="csv"),
    get("a triple term of RDF 1.2", 200, JSON, query="ASK { <<( ?s ?p ?o )>> ?q ?r }"),
    get("no query: description", 200, "text/turtle"),
    get("no query: description in RDF/XML", 200, "application/rdf+xml", "application/rdf+xml"),
    get("no query: description in JSON-LD", 200, "application/ld+json", "application/ld+json"),
    get("no query: description as N-Triples", 200, "application/n-", "application/n-triples"),
    Case("no query by HEAD: description", 200, "HEAD", answer="text/turtle"),
    get("no query, nothing acceptable", 406, PROBLEM, "image/png"),
    get("malformed query", 400, PROBLEM, query="SELECT ?x WHERE {"),
    get("nonsense", 400, PROBLEM, query="hello"),
    get("an undeclared prefix", 400, PROBLEM, query="ASK { x:y ?p ?o }"),
    get("empty query", 400, PROBLEM, query=""),
    get("two queries by GET", 400, PROBLEM, query=[ASK, ASK]),
    Case("two queries, URL and form", 400, "POST", {"query": ASK}, body={"query": ASK}),
    Case("not UTF-8 by GET", 400, raw="query=ASK%7B%7D%23%FF"),
    post("not UTF-8 by form", 400, b"query=ASK%7B%7D%23%FF", FORM),
    post("not UTF-8 posted directly", 400, b"ASK {} # \xff", QUERY),
    post("UTF-16 posted directly", 415, "ASK {}".encode("utf-16"), f"{QUERY}; charset=utf-16"),
    post("missing query by form", 400, {"other": "x"}),
    post("empty form", 400, b"", FORM),
    Case("query in the URL of a form", 400, "POST", {"query": ASK}, body=b"", headers=AS_FORM),
    post("a version that nobody knows", 415, ASK.encode(), f"{QUERY}; version=9"),
    post("a version that is known", 200, ASK.encode(), f"{QUERY}; version=1.2"),
    post("empty query posted directly", 400, b"", QUERY),
    get("relative default graph", 400, PROBLEM, query=ASK, **{"default-graph-uri": "x"}),
    get("graph without a query", 400, PROBLEM, **{"default-graph-uri": G1}),
    get("a null byte", 400, PROBLEM, query="ASK {\0}"),
    post("update by form", 403, {"update": INSERT}),
    post("update posted directly", 403, INSERT.encode(), UPDATE),
    post("update as a query by form", 403, {"query": INSERT}),
    post("update as a query posted directly", 403, INSERT.encode(), QUERY),
    get("update by GET", 403, PROBLEM, update=INSERT),
    get("update as a query by GET", 403, PROBLEM, query=INSERT),
    post("query and update", 403, {"query": ASK, "update": INSERT}),
    get("SERVICE", 403, PROBLEM, query="ASK { SERVICE <http://x/> {} }"),
    Case("PUT", 405, "PUT", {"query": ASK}),
    Case("DELETE", 405, "DELETE", {"query": ASK}),
    Case("PATCH", 405, "PATCH", {"query": ASK}),
    get("not acceptable", 406, PROBLEM, "image/png", query=SELECT),
    get("a graph format for solutions", 406, PROBLEM, "text/turtle", query=ASK),
    get("an unknown format", 406, PROBLEM, query=SELECT, format="docx"),
    post("text/plain", 415, ASK.encode(), "text/plain"),
    post("JSON body", 415, b'{"query": "ASK {}"}', "application/json"),
    post("multipart form", 415, b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    post("no content type", 415, ASK.encode()),
    post("compressed body", 415, gzip.compress(ASK.encode()), QUERY, **GZIPPED),
    post("a body of 2 MB", 413, b" " * 2_000_000, QUERY),
    post("a query of 200 kB", 413, b"ASK {} #" + b"x" * 200_000, QUERY),
    get("a query nested 10,000 deep", 400, PROBLEM, query="ASK " + "{" * 10_000),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_protocol(server: Served, case: Case) -> None:
    url = f"{server.sparql}?{case.raw}" if case.raw else server.sparql
    response = httpx.request(
        case.method,
        url,
        params=case.parameters or None,  # type: ignore[arg-type]
        content=case.body if isinstance(case.body, bytes) else None,
        data=case.body if isinstance(case.body, Mapping) else None,  # type: ignore[arg-type]
        headers=case.headers,
        timeout=30,
    )
    assert response.status_code == case.status
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in response.headers
    if case.answer:
        assert response.headers["content-type"].startswith(case.answer)
    if case.status >= 400 and case.method != "HEAD":
        problem = response.json()
        assert response.headers["content-type"] == PROBLEM
        assert problem["status"] == case.status
        assert problem["title"]
        assert problem["detail"]
        assert "Traceback" not in response.text
    if case.status == 405:
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_solutions_read_alike_in_every_format(server: Served) -> None:
    query = "SELECT ?o { <https://w3id.org/regeerakkoord/id/thing/1> ?p ?o } ORDER BY ?o"
    answers = {
        name: httpx.get(server.sparql, params={"query": query, "format": name})
        for name in ("json", "xml", "csv", "tsv")
    }
    expected = [f"waarde {n} in first" for n in range(10, 16)]
    expected += ["waarde 8 in first", "waarde 9 in first"]
    bindings = answers["json"].json()["results"]["bindings"]
    assert [row["o"]["value"] for row in bindings] == expected
    tree = ET.fromstring(answers["xml"].content)
    names = {"r": "http://www.w3.org/2005/sparql-results#"}
    assert [found.text for found in tree.iterfind(".//r:literal", names)] == expected
    assert answers["csv"].text.splitlines() == ["o", *expected]
    assert answers["tsv"].text.splitlines() == ["?o", *(f'"{value}"@nl' for value in expected)]


def test_graphs_of_the_request_override_from(server: Served) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{G1}> {{ ?s ?p ?o }}"
    plain = httpx.get(server.sparql, params={"query": query, "format": "csv"})
    parameters = {"query": query, "format": "csv", "default-graph-uri": [G1, G2]}
    both = httpx.get(server.sparql, params=parameters)
    assert plain.text.split() == ["n", "400"]
    assert both.text.split() == ["n", "800"]


def test_head_tells_the_length_and_sends_nothing(server: Served) -> None:
    full = httpx.get(server.sparql, params={"query": SELECT})
    head = httpx.head(server.sparql, params={"query": SELECT})
    assert head.content == b""
    assert head.headers["content-length"] == str(len(full.content))
    assert head.headers["etag"] == full.headers["etag"]


def test_a_preflight_lets_anyone_read(server: Served) -> None:
    headers = {"origin": "https://elsewhere", "access-control-request-method": "POST"}
    response = httpx.options(server.sparql, headers=headers)
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]


def test_a_known_etag_is_answered_304_and_another_not(server: Served) -> None:
    first = httpx.get(server.sparql, params={"query": SELECT})
    for etag, status in ((first.headers["etag"], 304), ('W/"x", *', 304), ('"other"', 200)):
        headers = {"if-none-match": etag}
        again = httpx.get(server.sparql, params={"query": SELECT}, headers=headers)
        assert again.status_code == status
        assert again.headers["etag"] == first.headers["etag"]
        assert bool(again.content) == (status == 200)


def test_an_answer_is_compressed_for_who_takes_that(server: Served) -> None:
    parameters = {"query": "SELECT * { ?s ?p ?o } LIMIT 100"}
    plain, packed, best, refusing = (
        httpx.get(server.sparql, params=parameters, headers={"accept-encoding": accepted})
        for accepted in ("identity", "zstd;q=0.9, gzip", "gzip, br, zstd", "gzip;q=0")
    )
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refusing.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert best.headers["content-encoding"] == "zstd"
    assert packed.content == best.content == plain.content
    assert packed.headers["etag"] != best.headers["etag"]
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == "Accept, Accept-Encoding"


def test_a_volatile_answer_is_nobodys_to_keep(server: Served) -> None:
    query = "SELECT (STRUUID() AS ?x) {}"
    first, second = (httpx.get(server.sparql, params={"query": query}) for _ in range(2))
    assert first.text != second.text
    assert first.headers["cache-control"] == "no-store"


def test_turtle_abbreviates_with_the_querys_prefixes(server: Served) -> None:
    query = "PREFIX t: <https://w3id.org/regeerakkoord/id/thing/> CONSTRUCT WHERE { t:1 ?p ?o }"
    response = httpx.get(server.sparql, params={"query": query})
    assert "\nt:1 " in response.text
    assert len(list(pyoxigraph.parse(response.content, pyoxigraph.RdfFormat.TURTLE))) == 8


def test_the_form_gets_its_answer_or_its_refusal_as_a_page(server: Served) -> None:
    parameters = {"query": SELECT, "format": "table", "lang": "nl"}
    found = httpx.get(server.sparql, params=parameters)
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.text.count("<tr><td>") == 3
    again = {"if-none-match": found.headers["etag"]}
    assert httpx.get(server.sparql, params=parameters, headers=again).status_code == 304
    refused = httpx.get(server.sparql, params={**parameters, "query": INSERT})
    assert (refused.status_code, refused.headers["content-type"][:9]) == (403, "text/html")
    assert "Dit endpoint kan alleen gelezen worden." in refused.text
    assert refused.headers["content-security-policy"]


def test_a_browser_gets_a_page(server: Served) -> None:
    headers = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for parameters in ({}, {"query": ASK}):
        response = httpx.get(server.sparql, params=parameters, headers=headers, timeout=30)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_an_answer_on_its_way_is_compressed_for_who_takes_that(server: Served, coding: str) -> None:
    query = "SELECT * { ?s ?p ?o }"
    plain, packed = (
        server.select(f"{query} # {accepted}", headers={"accept-encoding": accepted})
        for accepted in ("identity", coding)
    )
    assert "content-length" not in packed.headers
    assert packed.headers["content-encoding"] == coding
    assert packed.headers["vary"] == "Accept, Accept-Encoding"
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded < len(plain.content) / 5


NOT_XML = {
    "a predicate without a name at its end": "CONSTRUCT { ?s <urn:x/1> ?o } { ?s ?p ?o } LIMIT 2",
    "a predicate of RDF/XML's own": (
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
        "CONSTRUCT { ?s rdf:li ?o } { ?s ?p ?o } LIMIT 2"
    ),
    "a character that XML has not": "CONSTRUCT { <a:a> <a:a> '\\u0001' } {}",
    "such a character in solutions": "SELECT ('\\uFFFE' AS ?x) {}",
}


@pytest.mark.parametrize("name", NOT_XML)
def test_what_xml_cannot_say_is_refused(server: Served, name: str) -> None:
    parameters = {"query": NOT_XML[name], "format": "xml"}
    response = httpx.get(server.sparql, params=parameters)
    assert response.status_code == 406
    assert "ask for " in response.json()["detail"]
    assert httpx.get(server.sparql, params={"query": NOT_XML[name]}).status_code == 200


def test_what_xml_cannot_say_breaks_off_an_answer_on_its_way(server: Served) -> None:
    query = (
        "CONSTRUCT { ?s ?p ?o } "
        "{ { ?s ?p ?o } UNION { BIND (<urn:s> AS ?s) BIND (<urn:x/1> AS ?p) BIND (1 AS ?o) } } "
        "ORDER BY ?p"
    )
    parameters = {"query": query, "format": "xml"}
    with httpx.stream("GET", server.sparql, params=parameters, timeout=30) as response:
        assert response.status_code == 200
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            response.read()


def test_problems_point_to_the_endpoints_page(server: Served) -> None:
    page = httpx.get(server.sparql, headers={"accept": "text/html"}, timeout=30).text
    problem = httpx.get(server.sparql, params={"query": "hello"}).json()["type"]
    path, _, anchor = problem.partition("#")
    assert path == "/sparql"
    assert f'id="{anchor}"' in page


def test_openapi_documents_the_route(server: Served) -> None:
    document = httpx.get(f"{server.url}/openapi.json", timeout=30).json()
    assert set(document["paths"]["/sparql"]) == {"get", "post"}


def test_health_and_metrics_tell_the_state(server: Served) -> None:
    health = httpx.get(f"{server.url}/health")
    assert health.status_code == 200
    health = health.json()
    assert health.pop("intact") in (True, None)  # its files are still being read
    assert health == {"live": True, "ready": True, "release": "first"}
    httpx.get(server.sparql, params={"query": "ASK { SERVICE <http://x/> {} }"})
    metrics = httpx.get(f"{server.url}/metrics").text
    for line in (
        'akkoord_problems_total{type="service-refused"}',
        'akkoord_requests_total{kind="query",status="403"}',
        'akkoord_request_seconds_bucket{kind="query",le="+Inf"}',
        'akkoord_release_info{id="first"} 1',
        'akkoord_workers{state="idle"}',
    ):
        assert line in metrics


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/health", "/metrics", "/dumps/", "/id/x", "/openapi.json"])
def test_elsewhere_only_reading_is_served(server: Served, method: str, path: str) -> None:
    response = httpx.request(method, f"{server.url}{path}", content=b"x")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/", "/health", "/dumps/regeerakkoord.nt", "/doc/x"])
def test_elsewhere_a_preflight_allows_reading_from_anywhere(server: Served, path: str) -> None:
    response = httpx.options(f"{server.url}{path}")
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response.headers["access-control-allow-headers"]


@pytest.mark.parametrize("path", ["/", "/health", "/metrics", "/sparql", "/nowhere"])
def test_every_response_is_secured(server: Served, path: str) -> None:
    headers = httpx.get(f"{server.url}{path}", timeout=30).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_line_is_logged_for_each_request_without_text_or_client(
    serve: Callable[[Path], Served], new_release: Callable[..., Path], tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, quads=8))
    httpx.get(served.sparql, params={"query": "ASK { # secret\n}"}, timeout=30)
    served.process.terminate()
    served.process.wait(10)
    log = (tmp_path / "server.log").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert lines[-1]["path"] == "/sparql"
    assert lines[-1]["status"] == 200
    assert len(lines[-1]["query"]) == 12
    assert "secret" not in log
    assert "127.0.0.1" not in log
