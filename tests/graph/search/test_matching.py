"""``ra:textMatch`` in queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.errors import UsageError
from akkoord.graph.release.spelling import prefixes
from akkoord.graph.search.asking import read
from akkoord.graph.search.matching import MOST, matched, rewritten

if TYPE_CHECKING:
    from akkoord.graph.search.document import Document
    from akkoord.graph.search.reading import Index

BASE = "https://x.example/"
KNOWN = prefixes(BASE) | {"x": f"{BASE}id/"}
TEXT_MATCH = "<https://w3id.org/regeerakkoord/ns#textMatch>"
WONING = {"statement/1"}
GEMEENTE = {"statement/1", "decision/2"}


@pytest.fixture(scope="session")
def store(documents: tuple[Document, ...]) -> ox.Store:
    """Return a store that says kind and year of each document, in a graph of its own and in all."""
    filled = ox.Store()
    ra = "https://w3id.org/regeerakkoord/ns#"
    for each in documents:
        thing, graph = ox.NamedNode(each.iri), ox.NamedNode(f"{BASE}graph/{each.kind}")
        kind = ox.NamedNode(f"{ra}{each.kind}")
        a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        triples = [(a, kind)]
        triples += [
            (ox.NamedNode(f"{ra}year"), ox.Literal(year)) for year in each.facets.get("year", ())
        ]
        for place in (graph, ox.DefaultGraph()):
            filled.extend(ox.Quad(thing, predicate, value, place) for predicate, value in triples)
    return filled


class Asking:
    """Asks the store what the rewritten query asks."""

    def __init__(self, store: ox.Store, index: Index) -> None:
        self._store = store
        self._index = index

    def results(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        text = matched(query, self._index, BASE, KNOWN)
        return self._store.query(text, base_iri=BASE, prefixes=KNOWN)

    def rows(self, query: str) -> list[tuple[str, ...]]:
        found = self.results(query)
        assert isinstance(found, ox.QuerySolutions)
        return [
            tuple("" if each is None else each.value.removeprefix(f"{BASE}id/") for each in row)
            for row in found
        ]

    def things(self, query: str) -> set[str]:
        return {row[0] for row in self.rows(query)}


@pytest.fixture(scope="session")
def asking(store: ox.Store, index: Index) -> Asking:
    return Asking(store, index)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?t { ?t ra:textMatch "woning" }',
        "SELECT ?t { ?t ra:textMatch 'woning'@nl . }",
        'SELECT ?t { ?t ra:textMatch """woning""" ; }',
        "SELECT ?t { ?t ra:textMatch '''woning'''^^xsd:string }",
        'SELECT ?t { ?t ra:textMatch "\\u0077oning" }',
        'SELECT ?t { ?t ra:textMatch ("woning") }',
        'SELECT ?t { (?t ?score) ra:textMatch "woning" }',
        f'SELECT ?t {{ ?t {TEXT_MATCH} "woning" }}',
        'PREFIX words: <https://w3id.org/regeerakkoord/ns#> SELECT ?t{?t words:textMatch"woning"}',
        'SELECT ?t { ?t a ra:Statement ; ra:textMatch "gemeente" }',
        'SELECT ?t { ?t ra:textMatch "gemeente" ; a ra:Statement }',
        'SELECT ?t { ?t ra:textMatch "gemeente" ; ra:textMatch "woning" ; ; a ra:Statement ; . }',
        'SELECT ?t { ?t a ?c ; ra:textMatch "gemeente" ; ra:year "2021", "2020" . ?t a ?c }',
        'SELECT ?t { ?t ra:textMatch "gemeente" . ?t ra:year "2021" . FILTER (?t != 1) }',
        'SELECT ?t { ?t ra:year "2021" FILTER (1 < 2) ?t ra:textMatch "gemeente" }',
        'SELECT ?t { ?t ra:textMatch "gemeente" . ?t ra:textMatch "woning" }',
        'SELECT ?t { BIND (1 AS ?one) ?t ra:textMatch "woning" }',
        'SELECT ?t { VALUES ?x { 1 } . ?t ra:textMatch "woning" }',
        'SELECT ?t { { ?t ra:textMatch "woning" } }',
        'SELECT ?t { { SELECT ?t { ?t ra:textMatch "woning" } LIMIT 5 } }',
        'SELECT ?t { { ?t ra:textMatch "woning" } UNION { ?t ra:textMatch "zzz" } }',
        'SELECT ?t { GRAPH <graph/Statement> { ?t ra:textMatch "gemeente" . ?t a ?c } }',
        'SELECT ?t { ?t ra:textMatch "gemeente" MINUS { ?t ra:textMatch "fitness" } }',
        'SELECT ?t { ?t a ra:Statement FILTER EXISTS { ?t ra:textMatch "woning" } }',
        'SELECT ?t { ?t ra:textMatch "gemeente" FILTER NOT EXISTS { ?t ra:textMatch "fitness" } }',
        'SELECT ?t { ?t ra:textMatch "gemeente" FILTER (!EXISTS { ?t ra:textMatch "fitness" }) }',
        'SELECT ?t { ?t ra:textMatch "woning" } GROUP BY ?t HAVING (COUNT(*) > 0) ORDER BY ?t',
        'SELECT ?t WHERE { # ?t ra:textMatch "fitness" \n ?t ra:textMatch "woning" }',
        'SELECT ?t { ?t ra:textMatch "woning" FILTER ("ra:textMatch" != \'?t ra:textMatch "x"\') }',
        'SELECT ?t { _:b ra:year "2021" . ?t ra:textMatch "woning" . _:b a ra:Statement }',
        'SELECT ?t { ?t ra:textMatch "woning" . [] a ra:Statement . ?t (a|^ra:year)/a? ?c }',
    ],
)
def test_a_match_is_a_join_wherever_it_stands(asking: Asking, query: str) -> None:
    assert asking.things(query) == WONING


def test_what_is_optional_stays_so(asking: Asking) -> None:
    optional = '?t ra:textMatch "fitness" ; ra:year ?year'
    rows = asking.rows(f"SELECT ?t ?year {{ ?t a ra:Decision OPTIONAL {{ {optional} }} }}")
    assert sorted(rows) == [("decision/1", ""), ("decision/2", "2020")]


def test_a_match_after_an_optional_joins_what_it_left(asking: Asking) -> None:
    query = 'SELECT ?t { OPTIONAL { ?t ra:year "1999" } . ?t ra:textMatch "gemeente" . }'
    assert asking.things(query) == GEMEENTE


def test_scores_rank_as_the_index_does(asking: Asking, index: Index) -> None:
    query = (
        "SELECT ?t ?score "
        '{ (?t ?score) ra:textMatch ("export* OR gemeente" 3) } ORDER BY DESC(?score)'
    )
    best = index.iris(index.ranked(read("export* OR gemeente"))[:3])
    rows = asking.rows(query)
    assert [float(score) for _, score in rows] == [score for _, score in best]
    assert {f"{BASE}id/{thing}" for thing, _ in rows} == {iri for iri, _ in best}


def test_a_thing_can_be_given(asking: Asking) -> None:
    assert asking.results('ASK { <id/statement/1> a ?c . x:agency\\/fit ra:textMatch "FIT" }')
    assert not asking.results('ASK { x:agency\\/fit ra:textMatch "woning" }')
    assert asking.rows('SELECT * { (x:agency\\/fit ?s) ra:textMatch "FIT" }')


def test_nothing_found_is_no_solution(asking: Asking) -> None:
    assert asking.rows('SELECT * { ?t ra:textMatch "zzz" }') == []
    assert asking.rows('SELECT * { ?t ra:textMatch "" }') == []


def test_no_variable_of_ours_is_selected(asking: Asking) -> None:
    found = asking.results('SELECT * { ?t ra:textMatch "woning" ; a ?c }')
    assert isinstance(found, ox.QuerySolutions)
    assert {each.value for each in found.variables} == {"t", "c"}


def test_a_template_is_left_as_it_is(asking: Asking) -> None:
    query = 'CONSTRUCT { ?t ra:textMatch "woning" } WHERE { ?t ra:textMatch "woning" }'
    found = asking.results(query)
    assert isinstance(found, ox.QueryTriples)
    assert [triple.object for triple in found] == [ox.Literal("woning")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ra:textMatch rdfs:label ?label }",
        "SELECT * { ?p rdfs:subPropertyOf ra:textMatch ; rdfs:label ra:textMatch, ?x }",
        "SELECT * { VALUES ?p { ra:a ra:textMatch ra:b } ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER (?p = ra:textMatch) }",
        'SELECT * { ?s ra:text "ra:textMatch" } # ra:textMatch',
        "SELECT ?textMatch { ?s ra:textMatches ?textMatch }",
        "DESCRIBE ra:textMatch",
        "PREFIX ra: <http://other.example/> SELECT * { ?s ra:textMatch ?words }",
    ],
)
def test_what_only_names_the_property_is_left_as_it_is(index: Index, query: str) -> None:
    assert rewritten(query, index, KNOWN) == query


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT * { ?t ra:textMatch ?words }", "line 1, column 28: .* written out"),
        ('SELECT * {\n ?t ra:textMatch "a", "b" }', "line 2, column 18: .* one text"),
        ("SELECT * { ?t ra:textMatch ra:text }", "written out"),
        ('SELECT * { ?t ra:textMatch ("a" ?n) }', "whole number"),
        ('SELECT * { ?t ra:textMatch ("a" 1.5) }', "whole number"),
        ('SELECT * { ?t ra:textMatch ("a" 1 2) }', "one text"),
        ('SELECT * { ?t ra:textMatch+ "a" }', "property path"),
        ('SELECT * { ?t ^ra:textMatch "a" }', "property path"),
        ('SELECT * { ?t ra:text/ra:textMatch "a" }', "property path"),
        ('SELECT * { [] ra:textMatch "a" }', "a variable or an IRI"),
        ('SELECT * { _:b ra:textMatch "a" }', "a variable or an IRI"),
        ('SELECT * { [ ra:textMatch "a" ] a ?c }', "a variable or an IRI"),
        ('SELECT * { ?s ra:text [ a ?c ; ra:textMatch "a" ] }', "a variable or an IRI"),
        ('SELECT * { (?t ?s ?u) ra:textMatch "a" }', "a thing and a score"),
        ('SELECT * { (?t ?t) ra:textMatch "a" }', "a variable of its own"),
        ('SELECT * { (?t 1) ra:textMatch "a" }', "a variable of its own"),
        ('SELECT * { (?t ?s) ra:textMatch "a" ; a ?c }', "no other property"),
        ('CONSTRUCT WHERE { ?t ra:textMatch "a" }', "CONSTRUCT WHERE"),
        ('SELECT * { ?t ra:textMatch "a" . <<?a ?b ?c>> ra:text ?t }', "not read beside it"),
        ("SELECT * { " + '?t ra:textMatch "a" . ' * (MOST + 1) + "}", "at most"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_place_and_remedy(
    index: Index, query: str, reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        rewritten(query, index, KNOWN)


def test_a_query_that_is_not_valid_is_told_as_one(index: Index) -> None:
    with pytest.raises(SyntaxError, match="1:28"):
        matched("SELECT * { ?t ra:textMatch }", index, BASE, KNOWN)


def test_without_an_index_the_remedy_is_told() -> None:
    with pytest.raises(UsageError, match="build again"):
        rewritten('SELECT * { ?t ra:textMatch "a" }', None, KNOWN)


_NODES = st.sampled_from(["?t", "?u", "ra:Decision", '"2021"', "<id/decision/1>"])
_TRIPLES = st.builds("{} {} {} .".format, st.sampled_from(["?t", "?u"]), st.just("?p"), _NODES)
_MATCHES = st.builds(
    '{} ra:textMatch "{}" .'.format,
    st.sampled_from(["?t", "?u"]),
    st.sampled_from(["gemeente", "woning", "export*", "zzz"]),
)
_PATTERNS = st.recursive(
    st.lists(_TRIPLES | _MATCHES, max_size=3).map(" ".join),
    lambda inner: st.one_of(
        st.builds("{{ {} }}".format, inner),
        st.builds("{} OPTIONAL {{ {} }}".format, inner, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{} MINUS {{ {} }}".format, inner, inner),
        st.builds("{} FILTER EXISTS {{ {} }}".format, inner, inner),
        st.builds("{{ SELECT ?t {{ {} }} }}".format, inner),
        st.builds("{} {}".format, inner, inner),
    ),
    max_leaves=4,
)


@given(_PATTERNS)
def test_a_match_is_what_a_stored_triple_would_be(
    store: ox.Store, index: Index, pattern: str
) -> None:
    """Compare with a store that holds what the index finds as triples of another property."""
    stored = ox.Store()
    stored.extend(quad for quad in store if quad.graph_name == ox.DefaultGraph())
    hit = ox.NamedNode("urn:hit")
    truth = ox.Store()
    truth.extend(stored)
    for words in ("gemeente", "woning", "export*"):
        for iri, _ in index.iris(index.ranked(read(words))):
            truth.add(ox.Quad(ox.NamedNode(iri), hit, ox.Literal(words)))
    query = f"SELECT ?t ?u {{ {pattern} }}"
    told = rewritten(query, index, KNOWN).replace("?p", "a")
    direct = query.replace("ra:textMatch", "<urn:hit>").replace("?p", "a")
    assert counted(stored, told) == counted(truth, direct)


def counted(store: ox.Store, query: str) -> dict[str, int]:
    found = store.query(query, base_iri=BASE, prefixes=KNOWN)
    assert isinstance(found, ox.QuerySolutions)
    counts: dict[str, int] = {}
    for row in found:
        key = str(tuple(row))
        counts[key] = counts.get(key, 0) + 1
    return counts


@given(st.text() | st.text(st.sampled_from("{}[]()<>?\"'.;,^/ \n#a:1ra:textMatch")))
def test_any_text_is_refused_or_rewritten(index: Index, text: str) -> None:
    for query in (text, f"SELECT * {{ ?t ra:textMatch {text} }}", f"ra:textMatch {text}"):
        try:
            rewritten(query, index, KNOWN)
        except UsageError:
            continue
