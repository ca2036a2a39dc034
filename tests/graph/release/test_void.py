"""Every count of the VoID description is one that a query over the endpoint confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from akkoord.graph.release.chunk import NamedGraph, chunk_of, merged
from akkoord.graph.release.store import load
from akkoord.graph.release.void import void
from akkoord.graph.terms import LABEL, A

if TYPE_CHECKING:
    from akkoord.graph import Release

VOID = "PREFIX void: <http://rdfs.org/ns/void#>\nPREFIX dcterms: <http://purl.org/dc/terms/>\n"
BASE = "https://w3id.org/regeerakkoord/"
DATASET = NamedNode(f"{BASE}id/dataset")

ASKED = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
}
PARTITIONS = {
    "SELECT ?of ?n { ?d void:classPartition [ void:class ?of ; void:entities ?n ] }": (
        "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of"
    ),
    "SELECT ?of ?n { ?d void:propertyPartition [ void:property ?of ; void:triples ?n ] }": (
        "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of"
    ),
    "SELECT ?of ?n { ?d void:subset [ dcterms:source ?of ; void:triples ?n ] }": (
        "SELECT ?of (COUNT(*) AS ?n) { GRAPH ?of { ?s ?p ?o } } GROUP BY ?of"
    ),
}


@pytest.fixture(scope="module")
def served(example_release: Release) -> ox.Store:
    return load(example_release)


@pytest.fixture(scope="module")
def described(example_release: Release) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=example_release.path / "void.ttl")
    return store


def asked(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(VOID + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted(tuple(term.value for term in solution) for solution in solutions)


@pytest.mark.parametrize("count", ASKED)
def test_a_query_confirms(count: str, served: ox.Store, described: ox.Store) -> None:
    told = asked(described, f"SELECT ?n {{ {DATASET} void:{count} ?n }}")
    assert told == asked(served, ASKED[count])


@pytest.mark.parametrize("partition", PARTITIONS)
def test_a_query_confirms_every_part(partition: str, served: ox.Store, described: ox.Store) -> None:
    told = asked(described, partition)
    assert told == asked(served, PARTITIONS[partition])
    assert len(told) > 20


def test_the_description_names_everything_and_leaves_nothing_blank(described: ox.Store) -> None:
    for quad in described:
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
    labelled = {quad.subject for quad in described.quads_for_pattern(None, LABEL, None)}
    assert {quad.subject for quad in described} == labelled


def test_what_two_graphs_say_counts_once_in_the_union_and_in_each_graph() -> None:
    names = [NamedNode(f"{BASE}id/graph/{letter}") for letter in "ab"]
    said = [(DATASET, A, DATASET), (DATASET, LABEL, Literal("x"))]
    chunks = [
        chunk_of(
            NamedGraph(name.value, tuple(Quad(s, p, o, name) for s, p, o in said)),
            BASE,
            lambda _: False,
        )
        for name in names
    ]
    counts = merged(chunks, BASE).counts
    store = ox.Store()
    store.extend(Quad(*triple) for triple in void(chunks, counts, BASE))
    assert asked(store, f"SELECT ?n {{ {DATASET} void:triples ?n }}") == [("2",)]
    sizes = asked(store, f"SELECT ?n {{ {DATASET} void:subset [ void:triples ?n ] }}")
    assert sizes == [("2",), ("2",)]


def test_each_linkset_counts_what_a_query_counts(described: ox.Store, served: ox.Store) -> None:
    linksets = asked(
        described,
        "SELECT ?by ?to ?n { [] a void:Linkset ; void:linkPredicate ?by ; "
        "void:objectsTarget ?to ; void:subjectsTarget ?ours ; void:triples ?n }",
    )
    assert {target for _, target, _ in linksets} == {
        "http://themis.vlaanderen.be/",
        "http://publications.europa.eu/resource/authority/",
    }
    for predicate, target, number in linksets:
        found = asked(
            served,
            f"SELECT (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o "
            f"FILTER(STRSTARTS(STR(?o), '{target}')) }}",
        )
        assert found == [(number,)]
