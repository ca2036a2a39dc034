from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.sparql.lexer import glance
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.negotiation import Form
from akkoord.app.sparql.problems import Kind, Problem

LIMITS = Limits()


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("ask{}", Form.ASK),
        ("PREFIX select: <http://x/> CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("BASE <http://ask/> # SELECT\nDESCRIBE <x>", Form.DESCRIBE),
        ("PREFIXex:<http://x/>ASKWHERE{}", Form.ASK),
        ("SELECTDISTINCT?x{}", Form.SELECT),
        ("\n\tDescribe<x>", Form.DESCRIBE),
        ("ASK { ?s ?p 'SELECT' }", Form.ASK),
        ("As\u212a {}", Form.SELECT),
        ("", Form.SELECT),
    ],
)
def test_the_form_is_told_by_the_first_keyword_after_the_prologue(query: str, form: Form) -> None:
    assert glance(query, LIMITS).form is form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "select*{service<http://x/>{}}",
        "SELECT * { SERVICE SILENT <http://x/> {} }",
        "SELECT*{SERVICESILENT<http://x/>{}}",
        "SELECT * { ?s ?p trueSERVICE<http://x/>{} }",
        "SELECT * { ?s ?p 1SERVICE<http://x/>{} }",
        "SELECT * { ?s ?p 'a'SERVICE<http://x/>{} }",
        "SELECT * { ?s ?p true.SERVICE<http://x/>{} }",
        "PREFIX ex: <http://x/> SELECT*{SERVICEex:foo{}}",
        "PREFIX SERVICEex: <http://x/> SELECT*{SERVICEex:foo #c\n {}}",
        "PREFIX : <http://x/> SELECT*{SERVICE:foo{}}",
        "SELECT * { SERVICE ?x {} }",
        "SELECT * { FILTER(?a<?b)SERVICE?x#>\n{} }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://x/> {} } } } }",
        "SELECT * { FILTER EXISTS { SERVICE <http://x/> {} } }",
        "# nothing\nSELECT * {} VALUES ?x {} SERVICE",
    ],
)
def test_service_is_refused_in_any_position_and_spelling(query: str) -> None:
    with pytest.raises(Problem) as caught:
        glance(query, LIMITS)
    assert caught.value.kind is Kind.SERVICE_REFUSED


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/>' }",
        "SELECT * { ?s ?p '''a ' SERVICE ''' }",
        "SELECT * { ?s <http://x/SERVICE> ?o } # SERVICE <http://x/> {}",
        "SELECT * { ?service a ?SERVICE }",
        "PREFIX service: <http://x/> SELECT * { ?s a service:x . { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX x: <http://x/> SELECT * { ?s x:service ?o }",
        "SELECT * { ?s ?p 'a\\'SERVICE' }",
    ],
)
def test_what_only_looks_like_service_passes(query: str) -> None:
    assert glance(query, LIMITS).form is Form.SELECT


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "PREFIX x: <http://x/> delete where { ?s ?p ?o }",
        "# SELECT\nLOAD <http://x/>",
        "CLEAR ALL",
        "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DROP GRAPH <http://x/>",
    ],
)
def test_an_update_in_a_querys_place_is_refused(update: str) -> None:
    with pytest.raises(Problem) as caught:
        glance(update, LIMITS)
    assert caught.value.kind is Kind.UPDATE_REFUSED


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_brackets_nest_as_deep_as_the_limit_and_no_deeper(pair: str) -> None:
    opening, closing = pair
    glance(f"SELECT * {opening * 100}{closing * 100}", LIMITS)
    with pytest.raises(Problem) as caught:
        glance(f"SELECT *\n {opening * 101}{closing * 101}", LIMITS)
    assert caught.value.kind is Kind.QUERY_TOO_DEEP
    assert "line 2, column 102" in caught.value.detail


def test_brackets_in_strings_comments_and_iris_do_not_nest() -> None:
    glance(f"SELECT * {{ ?s <http://x/{'(' * 200}> '{'{' * 200}' }} # {'[' * 200}", LIMITS)


def test_the_length_limit_counts_bytes_not_characters() -> None:
    limits = Limits(query=100)
    glance("#" + "é" * 49, limits)
    with pytest.raises(Problem) as caught:
        glance("#" + "é" * 50, limits)
    assert caught.value.kind is Kind.QUERY_TOO_LONG


def test_a_string_without_an_end_is_told_by_its_place() -> None:
    with pytest.raises(Problem, match="line 2, column 6") as caught:
        glance('SELECT *\n{ ?s "abc }', LIMITS)
    assert caught.value.kind is Kind.MALFORMED_QUERY


def test_comments_and_white_space_make_no_other_query() -> None:
    tidy = glance("SELECT ?s WHERE { ?s <http://x/#p> 'a  b' }", LIMITS)
    loose = glance("# hello\nSELECT   ?s\n\tWHERE { ?s <http://x/#p> 'a  b' } # bye", LIMITS)
    assert tidy.text == loose.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASK { ?s ?p 'a b' }", "ASK { ?s ?p 'a  b' }"),
        ("ASK { ?s ?p '#a' }", "ASK { ?s ?p '#b' }"),
        ("ASK { ?s ?p ?o FILTER(?s<?p#>\n) }", "ASK { ?s ?p ?o FILTER(?s<?p#>  \n) }"),
        ("ASK { ?s <#a> ?o }", "ASK { ?s <#b> ?o }"),
        ("SELECT ?a ?b {}", "SELECT ?a?b {}"),
    ],
)
def test_queries_that_differ_in_more_than_white_space_stay_apart(one: str, other: str) -> None:
    assert glance(one, LIMITS).text != glance(other, LIMITS).text


@pytest.mark.parametrize("call", ["NOW()", "rand ()", "UUID # c\n()", "STRUUID()"])
def test_a_query_that_answers_differently_each_time_is_volatile(call: str) -> None:
    assert glance(f"SELECT ({call} AS ?x) {{}}", LIMITS).volatile


def test_a_plain_query_is_not_volatile() -> None:
    assert not glance("SELECT ?now { ?now <http://x/now> 'RAND' }", LIMITS).volatile


def test_a_graph_query_keeps_its_prefixes_for_the_answer() -> None:
    query = "prefix a: <http://a/> PREFIX : <http://b/> PREFIX c: <rel> CONSTRUCT WHERE {}"
    assert glance(query, LIMITS).prefixes == (("a", "http://a/"), ("", "http://b/"))


HOSTILE = [
    "()" * 50_000, '"\\' + '"\\' * 49_999, "a." * 50_000, "<a" * 50_000, '"""' * 33_333,
    "?" * 100_000, "a:b.." * 20_000, "@a-" * 33_333, "<h://" * 20_000, "\\" * 100_000,
    "'''" + "''a" * 33_000, "NOW " * 25_000, "PREFIX " * 14_000, "<" * 100_000, "service:" * 12_000,
    "now #" * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_takes_linear_time(text: str) -> None:
    began = time.perf_counter()
    for part in (text[: len(text) // 8], text):
        with contextlib.suppress(Problem):
            glance(part, Limits(query=200_000))
    assert time.perf_counter() - began < 2  # a quadratic scan takes minutes


@given(st.text(alphabet="SERVICE select{}()<>'\"\\#?$:.@^ \n\t\x00é\U0001f600a1_-%", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        seen = glance(text, LIMITS)
    except Problem:
        return
    assert glance(seen.text, LIMITS).form is seen.form


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    try:
        once = glance(text, LIMITS).text
    except Problem:
        return
    assert glance(once, LIMITS).text == once
