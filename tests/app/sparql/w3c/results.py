"""Results as the suite and our answers have them, in forms that can be compared."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Triple

from .suite import triples_of

XSD = "http://www.w3.org/2001/XMLSchema#"
BOOLEANS = {"0": "false", "1": "true"}
NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}
SUFFIXES = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}


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


def expected_of(path: Path) -> Any | None:
    """Return the solutions that a test expects; ``None`` where it expects a graph."""
    if path.suffix in SUFFIXES:
        return solutions(path.read_bytes(), SUFFIXES[path.suffix])
    return result_set(path)
