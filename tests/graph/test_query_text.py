"""Calls of other services and deep nesting, found before a query is parsed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from akkoord.graph.query_text import MAX_DEPTH, TooDeepError, calls_service, words

CALLS = (
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service silent ?s { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://x/>{ ?s ?p ?o } }",
    "PREFIX ex: <http://x/> SELECT * { SERVICEex:a{ ?s ?p ?o } }",
    "PREFIX ex: <http://x/> SELECT * { SERVICEex:a # so\n { ?s ?p ?o } }",
    "BASE <http://b/> SELECT * { ?s <it's> ?o . SERVICE <http://x/> { } ?s <it's> ?o }",
    "SELECT * { FILTER(?a<'>') SERVICE <http://x/> { } #'\n }",
    "SELECT * { ?s ?p 'it\\'s' SERVICE <http://x/> { } }",
    'SELECT * { ?s ?p """a"b""" SERVICE <http://x/> { } }',
    "BASE <http://b/> SELECT * { ?s <it's> ?o . SERVICE SILENT ex:a # c\n { } ?s <it's> ?o }",
)
CALMS = (
    "SELECT * { ?s ?p ?o FILTER CONTAINS(?o, 'service') }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ASK { ?s a sd:Service }",
    "PREFIX service: <http://x/> SELECT * { ?s service:kind ?service }",
    "SELECT * { ?s <http://x/it's/service> ?o }",
    "SELECT * { ?s ?p '''it's a service''' }",
    "SELECT * { ?s ?service <http://x/> FILTER(?s < ?o && ?o != 'dienst service') }",
)


@pytest.mark.parametrize("query", CALLS)
def test_a_call_of_a_service_is_found(query: str) -> None:
    assert calls_service(query)


@pytest.mark.parametrize("query", CALMS)
def test_the_word_in_a_text_a_name_or_a_comment_is_no_call(query: str) -> None:
    assert not calls_service(query)


# Port 9 is refused by Oxigraph itself, so that a call shows as an error and none goes out.
CALL = st.sampled_from(
    [
        "SERVICE<http://127.0.0.1:9/>{?a ?b ?c}",
        "service ex:a{?a ?b ?c}",
        "SERVICE ex:a #c\n{?a ?b ?c}",
        "SERVICE\n<http://127.0.0.1:9/it's>{?a ?b ?c}",
    ]
)
BESIDE = (
    *("true", "?s ?p 1", "?s ?p ex:a.", "?s ?p 'x'@nl", "FILTER(?a<?b)", "FILTER(?a<'>')", " "),
    *("<it's> ?p ?o.", "?s ?p ?o.", "#'\n", "?s ?p '''a'b''' .", "?s ?p ex:it\\'s."),
)
AROUND = st.lists(st.sampled_from(BESIDE), max_size=2).map("".join)


@given(AROUND, CALL, AROUND)
def test_what_oxigraph_would_send_is_found(before: str, call: str, after: str) -> None:
    store = Store()
    store.add(Quad(NamedNode("http://a/a"), NamedNode("http://a/b"), Literal(1)))
    query = f"BASE <http://b/> PREFIX ex: <http://127.0.0.1:9/> SELECT * {{{before}{call}{after}}}"
    try:
        list(store.query(query))
    except OSError:
        assert calls_service(query)
    except SyntaxError:
        pass


def test_a_query_may_nest_to_the_limit_and_no_deeper() -> None:
    def nested(depth: int) -> str:
        return "ASK " + "{" * depth + "}" * depth

    words(nested(MAX_DEPTH))
    with pytest.raises(TooDeepError, match=f"line 1, column {len('ASK ') + MAX_DEPTH + 1}"):
        words(nested(MAX_DEPTH + 1))


def test_brackets_side_by_side_are_not_deep() -> None:
    words("ASK {" + "{ ?s ?p ?o } " * 1000 + "}")
    words(f"ASK {{ ?s ?p '{'(' * 1000}' }}")
