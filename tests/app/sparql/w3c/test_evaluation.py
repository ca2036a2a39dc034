"""W3C's SPARQL 1.1 suite, from its manifests, through all that a request goes through.

Each test's data takes a release's place: loaded by a zygote, evaluated by a worker, negotiated
and serialised as ever; only the network is left out. Solutions are read back from JSON, XML and
TSV alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat

from .conftest import Endpoint
from .results import canonical, expected_of, solutions
from .suite import BASE, SUITE, W3cTest, manifest, needs_suite, ntriples, path_of, triples_of

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


def content_of(test: W3cTest) -> tuple[str, dict[str, str], str]:
    """Return the test's triples, its graphs by IRI, and its base."""
    graphs = {f"{BASE}{g.relative_to(SUITE).as_posix()}": ntriples(g) for g in test.graphs}
    base = f"{BASE}{test.query.relative_to(SUITE).as_posix()}"
    return "".join(map(ntriples, test.data)), graphs, base


QUERY = (b"content-type", b"application/sparql-query")


def check_evaluation(endpoint: Endpoint, test: W3cTest) -> None:
    assert test.result is not None
    content, body = content_of(test), test.query.read_bytes()
    expected = expected_of(test.result)
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
    assert found != expected_of(test.result)
