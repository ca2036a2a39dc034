"""Queries that want too much: each is cut, refused or answered, as documented."""

from __future__ import annotations

import time
from typing import Protocol

import httpx
import pytest

SECONDS = 0.4
"""The time limit of the server under attack; see conftest.py."""


class Target(Protocol):
    @property
    def url(self) -> str: ...

    def query(self, query: str | bytes, timeout: float = 20) -> httpx.Response: ...

    def settled(self, seconds: float = 10) -> bool: ...


TWICE = "?a ?b ?c . ?d ?e ?f"
THRICE = f"{TWICE} . ?g ?h ?i"


def chain(step: str, length: int, first: str) -> str:
    """Return BINDs of which each makes something longer of what the last one made."""
    steps = (f"BIND({step.replace('?s', f'?s{n}')} AS ?s{n + 1})" for n in range(length))
    return (
        f"SELECT (STRLEN(?s{length}) AS ?n) {{ BIND('{first}' AS ?s0) "
        + " ".join(steps)
        + f" FILTER(STRLEN(?s{length}) > 0) }}"
    )


CUT = {
    "a three-way product": f"SELECT (COUNT(*) AS ?n) {{ {THRICE} FILTER(?c < ?f && ?f < ?i) }}",
    "a three-way product of graphs": "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } "
    "GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } FILTER(?c < ?f && ?f < ?i) }",
    "a product in EXISTS": "SELECT * { ?s ?p ?o FILTER NOT EXISTS { "
    "?a ?b ?c FILTER EXISTS { ?d ?e ?f FILTER(?c < ?f && ?o < ?a) } } }",
    "a product in MINUS": f"ASK {{ ?s ?p ?o MINUS {{ ?s ?p ?o . {TWICE} FILTER(?c < ?f) }} }}",
    "a product in DESCRIBE": f"DESCRIBE ?x {{ {{ SELECT (MIN(?c) AS ?x) {{ {THRICE} }} }} }}",
    "a product in CONSTRUCT": f"CONSTRUCT {{ <a:a> <a:b> ?n }} {{ "
    f"{{ SELECT (COUNT(*) AS ?n) {{ {THRICE} FILTER(?c < ?f && ?f < ?i) }} }} }}",
    "a sorted product": f"SELECT * {{ {TWICE} }} ORDER BY ?f DESC(?c)",
    "sorts of sorted products": f"SELECT * {{ {{ SELECT * {{ {TWICE} }} ORDER BY ?c ?f }} "
    f"{{ SELECT * {{ {TWICE} }} ORDER BY ?f ?c }} }} ORDER BY ?a",
    "distinct rows of a product": "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?c ?f "
    f"{{ {TWICE} }} }} }}",
    "groups of a product": f"SELECT ?c ?f (COUNT(*) AS ?n) {{ {TWICE} }} GROUP BY ?c ?f "
    "ORDER BY ?n",
    "a GROUP_CONCAT bomb": "SELECT (STRLEN(GROUP_CONCAT(?x; separator='----------')) AS ?n) "
    f"{{ {TWICE} BIND(CONCAT(STR(?a), STR(?c), STR(?f)) AS ?x) }}",
    "GROUP_CONCAT of DISTINCT": "SELECT (STRLEN(GROUP_CONCAT(DISTINCT ?x)) AS ?n) "
    f"{{ {TWICE} BIND(CONCAT(STR(?a), STR(?c), STR(?f)) AS ?x) }}",
    "a doubling string": chain("CONCAT(?s, ?s)", 40, "0123456789"),
    "a string that REPLACE repeats": chain("REPLACE(?s, 'a', 'aaaaaaaa')", 40, "aa"),
    "a string that ENCODE_FOR_URI triples": chain("ENCODE_FOR_URI(CONCAT(?s, ?s))", 30, "%%%%"),
    "paths in all directions": "SELECT (COUNT(*) AS ?n) "
    "{ ?x (<a:a>|!<a:a>|^!<a:a>)+ ?y . ?y (<a:a>|!<a:a>)* ?z }",
    "a path of nested stars": "SELECT (COUNT(*) AS ?n) { ?x ((((!<a:a>|^!<a:a>)*)*)*)* ?y }",
    "a path from everywhere to everywhere": "SELECT (COUNT(*) AS ?n) "
    "{ ?a (!<a:a>|^!<a:a>)* ?b . ?c (!<a:a>|^!<a:a>)* ?d FILTER(?a != ?d) }",
    "a path of 14,000 steps": "ASK { ?s " + "/".join(["<a:a>"] * 14_000) + " ?o }",
    "10,000 times the same triple": "SELECT * { " + "?a ?b ?c." * 10_000 + " }",
    "4,000 triples of other variables": "SELECT * { "
    + "".join(f"?a{n} ?b{n} ?c{n}." for n in range(4_000))
    + " }",
    "a chain of 4,000 triples": "SELECT * { "
    + "".join(f"?a{n} ?p{n} ?a{n + 1}." for n in range(4_000))
    + " }",
    "4,000 OPTIONALs": "SELECT * { ?s ?p ?o " + "OPTIONAL{?a ?b ?c} " * 4_000 + " }",
    "40,000 additions": "ASK { FILTER(0=" + "+".join(["1"] * 40_000) + ") }",
    "90,000 negations": "ASK { FILTER(" + "!" * 90_000 + "true) }",
    "the same regular expression, slowly, for a product": "SELECT (COUNT(?x) AS ?n) "
    f"{{ {TWICE} BIND(REGEX(CONCAT(STR(?c), STR(?f)), '(a|aa)+.*(w|wa)*x$') AS ?x) }}",
}


@pytest.mark.parametrize("name", CUT)
def test_a_query_that_wants_too_much_is_cut_with_advice(target: Target, name: str) -> None:
    began = time.monotonic()
    response = target.query(CUT[name])
    took = time.monotonic() - began
    assert response.status_code == 503, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    assert int(response.headers["retry-after"]) >= 1
    problem = response.json()
    assert problem["type"] in ("/sparql#problem-time-limit", "/sparql#problem-memory-limit")
    assert "/dumps/" in problem["detail"]
    assert took < SECONDS + 3


ENDLESS = {
    "rows of a product": f"SELECT * {{ {THRICE} }}",
    "a graph of a product": f"CONSTRUCT {{ ?a ?b ?f . ?d ?e ?i }} {{ {THRICE} }}",
    "twenty lists of a thousand values": "SELECT * { "
    + " ".join(f"VALUES ?x{n} {{ {' 1' * 1000} }}" for n in range(20))
    + " }",
    "descriptions of a product": f"DESCRIBE * {{ {THRICE} }}",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_cut_on_its_way_never_looks_whole(target: Target, name: str) -> None:
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        target.query(ENDLESS[name])


DEEP = {
    "(": "ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "{": "ASK " + "{" * 10_000 + "}" * 10_000,
    "[": "ASK { " + "[<a:a> " * 10_000 + "1" + "]" * 10_000 + " }",
    "{ without an end": "ASK " + "{" * 10_000,
    "( of a list": "ASK { " + "(" * 10_000 + ")" * 10_000 + " ?p ?o }",
    "( of a path": "ASK { ?s " + "(" * 10_000 + "<a:a>" + ")" * 10_000 + " ?o }",
    "unions": "ASK " + "{{} UNION " * 9_000 + "{}" + "}" * 9_000,
    "OPTIONALs": "ASK " + "{OPTIONAL" * 9_000 + "{}" + "}" * 9_000,
    "filters": "ASK {" + "FILTER(1=" * 9_000 + "1" + ")" * 9_000 + "}",
    "NOT EXISTS": "ASK {" + "FILTER NOT EXISTS{" * 5_000 + "}" * 5_000 + "}",
    "subqueries": "ASK {" + "{SELECT*{" * 9_000 + "}}" * 4_500 + "}",
    "functions": "ASK { FILTER(" + "STR(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "GRAPHs": "ASK " + "{GRAPH<a:a>" * 8_000 + "{}" + "}" * 8_000,
    "MINUSes": "ASK " + "{MINUS" * 10_000 + "{}" + "}" * 10_000,
    "triple terms": "ASK { " + "<<( ?s ?p " * 6_000 + "?o" + ")>>" * 6_000 + " ?p ?o }",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_nests_thousands_deep_is_refused(target: Target, name: str) -> None:
    response = target.query(DEEP[name])
    assert response.status_code == 400
    assert response.json()["type"] == "/sparql#problem-query-too-deep"
    assert "line 1, column" in response.json()["detail"]


REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "10 MB": ("SELECT * { ?s ?p '" + "a" * 10_000_000 + "' }", 413, "body-too-large"),
    "a million tokens": ("ASK {" + " ?a" * 1_000_000 + "}", 413, "body-too-large"),
    "300,000 tokens": ("ASK {" + " ?a" * 300_000 + "}", 413, "query-too-long"),
    "a comment of 200 kB": ("ASK {} #" + "a" * 200_000, 413, "query-too-long"),
    "a null byte": ("ASK\0{}", 400, "malformed-query"),
    "random bytes": (bytes(range(256)) * 40, 400, "malformed-request"),
    "overlong UTF-8": (b"ASK { ?s ?p '\xc0\xaf' }", 400, "malformed-request"),
    "a surrogate in UTF-8": (b"ASK { ?s ?p '\xed\xa0\x80' }", 400, "malformed-request"),
    "beyond Unicode": (b"ASK { ?s ?p '\xf4\x90\x80\x80' }", 400, "malformed-request"),
    "half a character": (b"ASK { ?s ?p '\xc3", 400, "malformed-request"),
    "a surrogate by escape": (r"ASK { ?s ?p '\uD800' }", 400, "malformed-query"),
    "a string without an end": ("ASK { ?s ?p '''" + "''a" * 30_000, 400, "malformed-query"),
    "a number too large for LIMIT": ("SELECT * {} LIMIT " + "9" * 50, 400, "malformed-query"),
    "90,000 inverses": ("ASK { ?s " + "^" * 90_000 + "<a:a> ?o }", 400, "malformed-query"),
    "90,000 minus signs": ("ASK { FILTER(1=" + "-" * 90_000 + "1) }", 400, "malformed-query"),
    "nothing but brackets": ("}" * 90_000, 400, "malformed-query"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_reasonable_query_is_refused(target: Target, name: str) -> None:
    query, status, kind = REFUSED[name]
    response = target.query(query)
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == f"/sparql#problem-{kind}"
    assert len(response.content) < 1500


ANY = {
    "10,000 unions": "SELECT * { " + " UNION ".join(["{}"] * 10_000) + " }",
    "6,000 filters": "SELECT * { ?s ?p ?o " + "FILTER(?s!=?o) " * 6_000 + " } LIMIT 1",
    "48,000 values to be in": "ASK { ?s ?p ?o FILTER(?o IN (" + "1," * 48_000 + "1)) }",
    "12,000 alternatives": "ASK { FILTER(" + "||".join(["false"] * 12_000) + ") }",
    "14,000 paths": "ASK { ?s " + "|".join(["<a:a>"] * 14_000) + " ?o }",
    "40,000 values": "SELECT * { VALUES ?x {" + " 1" * 40_000 + "} }",
    "8,000 variables": "SELECT " + " ".join(f"?v{n}" for n in range(8_000)) + " {}",
    "4,000 prefixes": "".join(f"PREFIX p{n}: <a:b>\n" for n in range(4_000)) + "ASK {}",
    "45 subqueries": "SELECT * " + "{ SELECT * " * 45 + "{ ?s ?p ?o }" + "}" * 45,
    "everything along a path": "SELECT (COUNT(*) AS ?n) { ?x (<a:a>|!<a:a>)* ?y }",
    "8,000 alternatives in a pattern": "SELECT (REGEX('aaa','"
    + "|".join(f"a{n}.*" for n in range(8_000))
    + "') AS ?r) {}",
    "a pattern of a billion states": "SELECT (REGEX('a','((a{1,999}){1,999}){1,999}') AS ?r) {}",
    "50,000 digits": "SELECT (" + "9" * 50_000 + " * 1." + "9" * 40_000 + " AS ?x) {}",
    "a string with a null": "SELECT ('a\0b' AS ?x) {}",
    "the end of numbers": "SELECT (SUBSTR('abc', -9223372036854775808, 9223372036854775807) AS "
    "?x) (9223372036854775807 + 1 AS ?y) (1 / 0 AS ?z) (-9223372036854775808 / -1 AS ?u) {}",
    "the last rows": "SELECT * { ?s ?p ?o } LIMIT 18446744073709551615 OFFSET 18446744073709551615",
}


@pytest.mark.parametrize("name", ANY)
def test_a_large_query_is_answered_or_cut(target: Target, name: str) -> None:
    """Whether it ends in time depends on the machine; that something documented comes does not."""
    response = target.query(ANY[name])
    if response.status_code != 200:
        assert response.status_code == 503
        assert "retry-after" in response.headers
        assert response.json()["type"].startswith("/sparql#problem-")


BACKTRACKING = {
    "(a+)+$": "a",
    "^(a+)+b$": "a",
    "^(a|aa)+$": "a",
    "(x+x+)+y": "x",
    "^(([a-z])+.)+[A-Z]([a-z])+$": "a",
    "(.*)*(.*)*(.*)*=": "b",
    "^(a?){30}a{30}$": "a",
}


@pytest.mark.parametrize("pattern", BACKTRACKING)
def test_a_pattern_that_blows_up_elsewhere_takes_linear_time(target: Target, pattern: str) -> None:
    """At 60,000 characters, steps that double with each would outlast the universe."""
    text = BACKTRACKING[pattern] * 60_000
    response = target.query(f"SELECT (REGEX(CONCAT('{text}', '!'), '{pattern}') AS ?found) {{}}")
    assert response.status_code == 200, response.text
    (binding,) = response.json()["results"]["bindings"]
    assert binding["found"]["value"] == "false"


TEXTS = ["now #", "NOW ", "SERVICE ", "<a", "<h://", "'\\", '"""', "[]a ", "PREFIX a: <", "#\n"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_that_is_hard_to_look_over_holds_nobody_up(target: Target, text: str) -> None:
    """Queries are looked over on the event loop, where everyone would wait."""
    query = text * (99_000 // len(text))
    began = time.monotonic()
    response = target.query(query)
    assert time.monotonic() - began < 2
    assert response.status_code in (400, 403)


def test_a_crowd_of_endless_queries_is_cut_or_sent_away(target: Target) -> None:
    from concurrent.futures import ThreadPoolExecutor

    queries = [f"{query} # {n}" for n in range(2) for query in CUT.values()]
    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(target.query, queries[:40]))
    assert {answer.status_code for answer in answers} == {503}
    assert all("retry-after" in answer.headers for answer in answers)
    kinds = {answer.json()["type"].removeprefix("/sparql#problem-") for answer in answers}
    assert kinds <= {"time-limit", "memory-limit", "busy"}
    assert target.settled()
