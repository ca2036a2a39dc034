"""W3C's SPARQL 1.1 suite, from its manifests, through all that a request goes through.

Each test's data takes a release's place: loaded by a zygote, evaluated by a worker, negotiated
and serialised as ever; only the network is left out. Solutions are read back from JSON, XML and
TSV alike.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple

from akkoord.app.exchange import Exchange
from akkoord.app.sparql.answers import Answers
from akkoord.app.sparql.endpoint import SparqlEndpoint
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.pool import Pool
from akkoord.graph.release.layout import open_release

SUITE = Path(__file__).parents[4] / "shared" / "reference" / "w3c-sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"

TESTS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#>
SELECT ?test ?kind ?query ?result (COALESCE(GROUP_CONCAT(DISTINCT STR(?d)), "") AS ?data)
       (COALESCE(GROUP_CONCAT(DISTINCT STR(?g)), "") AS ?graphs) WHERE {
  ?test a ?kind ; mf:action ?action .
  OPTIONAL { ?action qt:query ?q }
  BIND(COALESCE(?q, ?action) AS ?query)
  OPTIONAL { ?action qt:data ?d }
  OPTIONAL { ?action qt:graphData ?g }
  OPTIONAL { ?test mf:result ?result }
  FILTER(?kind IN (mf:QueryEvaluationTest, mf:CSVResultFormatTest,
                   mf:PositiveSyntaxTest11, mf:NegativeSyntaxTest11))
} GROUP BY ?test ?kind ?query ?result ORDER BY ?test
"""

_EMPTY_PATH = "Oxigraph finds no path of length zero from a term that is not in the graph"
_GRAPH_SCOPE = "Oxigraph leaves ?g of GRAPH ?g out of a nested group's scope"
_LANGUAGE = "Oxigraph's GROUP_CONCAT keeps the language that all its strings share"
KNOWN = {
    "aggregates/agg-empty-group-count-graph": _GRAPH_SCOPE,
    "aggregates/agg-groupconcat-04": _LANGUAGE,
    "aggregates/agg-groupconcat-06": _LANGUAGE,
    "bindings/graph": _GRAPH_SCOPE,
    "csv-tsv-res/tsv03": "Oxigraph stores xsd:negativeInteger as xsd:integer",
    "functions/bnode01": "Oxigraph's BNODE(string) gives one node per query, not per solution",
    "negation/graph-minus": _GRAPH_SCOPE,
    "property-path/zero_or_more_set_end": _EMPTY_PATH,
    "property-path/zero_or_more_set_start": _EMPTY_PATH,
    "property-path/zero_or_one_set_end": _EMPTY_PATH,
    "property-path/zero_or_one_set_start": _EMPTY_PATH,
}
"""Tests that fail, and why. Each fails in Oxigraph itself, which a test of its own proves."""


@dataclass(frozen=True)
class W3cTest:
    """A test of the suite, its files as paths."""

    name: str
    kind: str
    query: Path
    result: Path | None
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]


@dataclass
class Response:
    """What an ASGI callable sent."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


def manifest(folder: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    content = (folder / "manifest.ttl").read_bytes()
    store.load(content, RdfFormat.TURTLE, base_iri=f"{BASE}{folder.name}/manifest.ttl")
    return store


def path_of(iri: str) -> Path:
    return SUITE / iri.removeprefix(BASE)


def cases() -> Iterator[Any]:
    for folder in sorted(SUITE.iterdir()) if SUITE.is_dir() else ():
        if not (folder / "manifest.ttl").exists():
            continue
        for row in manifest(folder).query(TESTS):  # type: ignore[union-attr]
            name = f"{folder.name}/{row['test'].value.rpartition('#')[2]}"
            test = W3cTest(
                name,
                row["kind"].value.rpartition("#")[2],
                path_of(row["query"].value),
                path_of(row["result"].value) if row["result"] else None,
                tuple(path_of(iri) for iri in row["data"].value.split()),
                tuple(path_of(iri) for iri in row["graphs"].value.split()),
            )
            marks = [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
            yield pytest.param(test, id=name, marks=marks)


class Endpoint:
    """Endpoints on the data of tests, each on a pool of its own, kept for the next test."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._loop = asyncio.new_event_loop()
        self._pools: dict[str, tuple[Pool, SparqlEndpoint]] = {}

    def ask(
        self,
        content: tuple[str, dict[str, str], str],
        method: str = "POST",
        query_string: bytes = b"",
        headers: tuple[tuple[bytes, bytes], ...] = (),
        body: bytes = b"",
    ) -> Response:
        """Send a request to an endpoint that serves ``content``: triples, graphs, base."""
        scope = {"method": method, "query_string": query_string, "headers": list(headers)}
        return self._loop.run_until_complete(self._ask(content, scope, body))

    async def _ask(self, content: Any, scope: dict[str, Any], body: bytes) -> Response:
        response = Response()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                response.status = message["status"]
                response.headers = dict(message["headers"])
            else:
                response.body += message["body"]

        request = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            if not request:
                await asyncio.Event().wait()  # the client stays and says no more
            return request.pop()

        exchange = Exchange(scope["method"], "/sparql", send)
        await (await self._endpoint(content))(scope, receive, exchange)
        return response

    async def _endpoint(self, content: tuple[str, dict[str, str], str]) -> SparqlEndpoint:
        key = hashlib.sha256(repr(content).encode()).hexdigest()[:16]
        if key not in self._pools:
            release = open_release(self._written(key, *content))
            limits = Limits(workers=1, seconds=60)
            pool = await Pool.start(release, limits)
            answers = Answers(lambda: pool, limits)

            async def nothing(*_: Any) -> None:
                raise AssertionError("no query")

            self._pools[key] = (pool, SparqlEndpoint(answers, nothing, nothing))
            if len(self._pools) > 3:
                old, _ = self._pools.pop(next(iter(self._pools)))
                await old.close()
        return self._pools[key][1]

    def _written(self, key: str, triples: str, graphs: dict[str, str], base: str) -> Path:
        folder = self._scratch / key
        folder.mkdir()
        quads = [
            f"{line.rstrip()[:-1]} <{graph}> .\n"
            for graph, lines in graphs.items()
            for line in lines.splitlines()
        ]
        files = {
            "regeerakkoord.nt": triples,
            "regeerakkoord.nq": "".join(quads),
            "release.json": json.dumps({"id": key, "base": base}),
        }
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
        sums = (f"{hashlib.sha256(files[n].encode()).hexdigest()}  {n}\n" for n in files)
        (folder / "SHA256SUMS").write_text("".join(sums))
        return folder

    def close(self) -> None:
        for pool, _ in self._pools.values():
            self._loop.run_until_complete(pool.close())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    made = Endpoint(tmp_path_factory.mktemp("w3c"))
    yield made
    made.close()


XSD = "http://www.w3.org/2001/XMLSchema#"
BOOLEANS = {"0": "false", "1": "true"}
NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}
FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
}


def triples_of(path: Path) -> list[Triple]:
    base = f"{BASE}{path.relative_to(SUITE).as_posix()}"
    parsed = pyoxigraph.parse(path.read_bytes(), FORMATS[path.suffix], base_iri=base)
    return [quad.triple for quad in parsed]


def ntriples(path: Path) -> str:
    return "".join(f"{triple} .\n" for triple in triples_of(path))


def content_of(test: W3cTest) -> tuple[str, dict[str, str], str]:
    """Return the test's triples, its graphs by IRI, and its base."""
    graphs = {f"{BASE}{g.relative_to(SUITE).as_posix()}": ntriples(g) for g in test.graphs}
    base = f"{BASE}{test.query.relative_to(SUITE).as_posix()}"
    return "".join(map(ntriples, test.data)), graphs, base


def canonical(triples: list[Triple]) -> list[str]:
    """Return triples in a form that is equal for equal graphs, whatever blank nodes bear."""
    dataset = pyoxigraph.Dataset(
        pyoxigraph.Quad(t.subject, t.predicate, by_value(t.object)) for t in triples
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def by_value(term: Any) -> Any:
    """Return a literal spelled by its value: Oxigraph stores ``1.0`` and ``1`` as one."""
    if not isinstance(term, Literal):
        return term
    if term.datatype.value == f"{XSD}boolean" and term.value in BOOLEANS:
        return Literal(BOOLEANS[term.value], datatype=term.datatype)
    if term.datatype.value in NUMBERS:
        with contextlib.suppress(ValueError):
            return Literal(repr(float(term.value)), datatype=term.datatype)
    return term


def rows_of(variables: list[str], rows: list[dict[str, Any]]) -> Any:
    triples = []
    for row in rows:
        node = BlankNode()
        triples.append(Triple(node, NamedNode("urn:in"), NamedNode("urn:results")))
        triples += [Triple(node, NamedNode(f"urn:{name}"), term) for name, term in row.items()]
    return sorted(variables), canonical(triples)


def solutions(content: bytes, fmt: QueryResultsFormat) -> Any:
    """Return results in a form that is equal for equal multisets."""
    results = pyoxigraph.parse_query_results(io.BytesIO(content), fmt)
    if isinstance(results, pyoxigraph.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]  # type: ignore[union-attr]
    rows = [{n: row[n] for n in names if row[n] is not None} for row in results]  # type: ignore[union-attr]
    return rows_of(names, rows)


RESULT_SET = """
PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
SELECT ?solution ?variable ?value WHERE {
  ?set a rs:ResultSet ; rs:solution ?solution .
  OPTIONAL { ?solution rs:binding [ rs:variable ?variable ; rs:value ?value ] }
}
"""
VARIABLES = "PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> " + (
    "SELECT ?variable { ?set rs:resultVariable ?variable }"
)


def result_set(path: Path) -> Any | None:
    """Return solutions written as a graph; ``None`` if the graph is no set of solutions."""
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in triples_of(path))
    names = [row["variable"].value for row in store.query(VARIABLES)]  # type: ignore[union-attr]
    rows: dict[str, dict[str, Any]] = {}
    for found in store.query(RESULT_SET):  # type: ignore[union-attr]
        row = rows.setdefault(str(found["solution"]), {})
        if found["variable"] is not None:
            row[found["variable"].value] = found["value"]
    return rows_of(names, list(rows.values())) if names else None


SUFFIXES = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}
QUERY = (b"content-type", b"application/sparql-query")


def check_evaluation(endpoint: Endpoint, test: W3cTest) -> None:
    assert test.result is not None
    content, body = content_of(test), test.query.read_bytes()
    if test.result.suffix in SUFFIXES:
        expected = solutions(test.result.read_bytes(), SUFFIXES[test.result.suffix])
    else:
        expected = result_set(test.result)
    if expected is None:
        accept = (b"accept", b"application/n-triples")
        response = endpoint.ask(content, headers=(QUERY, accept), body=body)
        assert response.status == 200, response.body
        found = [q.triple for q in pyoxigraph.parse(response.body, RdfFormat.N_TRIPLES)]
        assert canonical(found) == canonical(triples_of(test.result))
        return
    for name, fmt in (
        ("json", QueryResultsFormat.JSON),
        ("xml", QueryResultsFormat.XML),
        ("tsv", QueryResultsFormat.TSV),
    ):
        query_string = f"format={name}".encode()
        response = endpoint.ask(content, "POST", query_string, (QUERY,), body)
        assert response.status == 200, response.body
        assert solutions(response.body, fmt) == expected


def check_csv(endpoint: Endpoint, test: W3cTest) -> None:
    assert test.result is not None
    headers = (QUERY, (b"accept", b"text/csv"))
    response = endpoint.ask(content_of(test), headers=headers, body=test.query.read_bytes())
    assert response.headers[b"content-type"] == b"text/csv; charset=utf-8"
    assert csv_rows(response.body) == csv_rows(test.result.read_bytes())


def csv_rows(content: bytes) -> list[list[str]]:
    """Return the cells by column, numbers by value, blank nodes without their labels."""
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return sorted([f"{name}={cell_of(row[name])}" for name in sorted(row)] for row in rows)


def cell_of(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return "_:" if text.startswith("_:") else text


def check_syntax(endpoint: Endpoint, test: W3cTest) -> None:
    base = f"{BASE}{test.query.relative_to(SUITE).as_posix()}"
    response = endpoint.ask(("", {}, base), headers=(QUERY,), body=test.query.read_bytes())
    malformed = b"#problem-malformed-query" in response.body
    assert malformed == (test.kind == "NegativeSyntaxTest11"), response.body


needs_suite = pytest.mark.skipif(
    not SUITE.is_dir(), reason="the W3C suite is not beside the repository"
)


@needs_suite
@pytest.mark.parametrize("test", list(cases()))
def test_suite(endpoint: Endpoint, test: W3cTest) -> None:
    if test.kind.endswith("SyntaxTest11"):
        check_syntax(endpoint, test)
    elif test.kind == "CSVResultFormatTest":
        check_csv(endpoint, test)
    else:
        check_evaluation(endpoint, test)


@needs_suite
@pytest.mark.parametrize("test", [case.values[0] for case in cases() if case.id in KNOWN])
def test_what_fails_fails_in_oxigraph_itself(test: W3cTest) -> None:
    triples, graphs, base = content_of(test)
    store = pyoxigraph.Store()
    store.load(triples, RdfFormat.N_TRIPLES)
    for graph, lines in graphs.items():
        store.load(lines, RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
    results = store.query(test.query.read_text("utf-8"), base_iri=base)
    found = solutions(results.serialize(format=QueryResultsFormat.JSON), QueryResultsFormat.JSON)  # type: ignore[arg-type, union-attr]
    assert test.result is not None
    if test.result.suffix in SUFFIXES:
        expected = solutions(test.result.read_bytes(), SUFFIXES[test.result.suffix])
    else:
        expected = result_set(test.result)
    assert found != expected


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
