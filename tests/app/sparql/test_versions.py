"""Terms of RDF 1.2 reach clients that asked for them, and nobody else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import httpx
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.sparql import worker
from akkoord.app.sparql.frames import Task
from akkoord.app.sparql.versions import TooNewError, VersionWriter, may_be_new

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Served

TERM = "<<( <http://x/a> <http://x/b> 'c' )>>"
TERMS = (
    f"SELECT ({TERM} AS ?t) {{}}",
    "SELECT (TRIPLE(<http://x/a>, <http://x/b>, STRLANGDIR('c', 'ar', 'rtl')) AS ?t) {}",
    f"SELECT * {{ VALUES ?t {{ {TERM} }} }}",
    f"SELECT * {{ BIND({TERM} AS ?t) }}",
    "SELECT (Triple(<http://x/a>, <http://x/b>, 1) AS ?t) ?x { VALUES ?x { 1 2 3 } }",
)
DIRECTIONS = (
    "SELECT (STRLANGDIR('c', 'ar', 'rtl') AS ?t) {}",
    "SELECT ('c'@ar--rtl AS ?t) {}",
    "SELECT (CONCAT('c'@ar--rtl, 'd'@ar--rtl) AS ?t) {}",
    "SELECT * { VALUES (?t ?x) { ('c'@en--ltr 1) } }",
)
TERM_GRAPHS = (
    f"CONSTRUCT {{ <http://x/s> <http://x/p> {TERM} }} {{}}",
    "CONSTRUCT { <http://x/s> <http://x/p> 'c' {| <http://x/q> 1 |} } {}",
    "CONSTRUCT { <http://x/s> <http://x/p> 'c' ~ <http://x/r> } {}",
    "CONSTRUCT { <http://x/s> <http://x/p> << <http://x/a> <http://x/b> 'c' >> } {}",
)
DIRECTION_GRAPHS = ("CONSTRUCT { <http://x/s> <http://x/p> 'c'@ar--rtl } {}",)
OLD = (
    "SELECT (isTRIPLE(1) AS ?t) {}",
    f"SELECT (SUBJECT({TERM}) AS ?t) {{}}",
    f"SELECT * {{ BIND(1 AS ?t) FILTER(isTRIPLE({TERM})) }}",
    "SELECT (STR(STRLANGDIR('c', 'ar', 'rtl')) AS ?t) {}",
    """SELECT ('<triple> "type":"triple" "its:dir": its:dir="ltr" @en--ltr' AS ?t) {}""",
    r"""SELECT ("a\t<<( b )>>\n<<( c \"@en--ltr\t\"d\"@en--rtl\n" AS ?t) {}""",
    "SELECT * { VALUES (?type ?value) { ('triple' '--ltr') } }",
)
OLD_GRAPHS = (
    "CONSTRUCT { <http://x/s> <http://x/p~> '<<( ~ )>>'@en } {}",
    f"CONSTRUCT {{ <http://x/s> <http://x/p> ?p }} {{ BIND(PREDICATE({TERM}) AS ?p) }}",
)
TELLING = ("json", "xml", "tsv")


def answered(query: str, format_name: str, version: str = "") -> bytes:
    output = io.BytesIO()
    loaded = worker.Loaded(pyoxigraph.Store(), "http://x/")
    task = Task(query, format_name, version=version)
    worker.answer(loaded, task, output)  # type: ignore[arg-type]
    return output.getvalue()


@pytest.mark.parametrize("format_name", TELLING)
@pytest.mark.parametrize("query", [*TERMS, *DIRECTIONS])
@pytest.mark.parametrize("version", ["", "1.1"])
def test_solutions_with_new_terms_are_refused_to_an_old_client(
    query: str, format_name: str, version: str
) -> None:
    with pytest.raises(TooNewError, match=r"version=1\.2"):
        answered(query, format_name, version)


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "nquads", "trig", "rdfxml", "n3"])
@pytest.mark.parametrize("query", [*TERM_GRAPHS, *DIRECTION_GRAPHS])
@pytest.mark.parametrize("version", ["", "1.1"])
def test_graphs_with_new_terms_are_refused_to_an_old_client(
    query: str, format_name: str, version: str
) -> None:
    with pytest.raises(TooNewError, match=r"version=1\.2"):
        answered(query, format_name, version)


@pytest.mark.parametrize("query", [*TERMS, *TERM_GRAPHS])
def test_whoever_asks_for_the_basic_version_gets_no_triple_terms(query: str) -> None:
    with pytest.raises(TooNewError, match="triple term"):
        answered(query, "json" if query in TERMS else "turtle", "1.2-basic")


@pytest.mark.parametrize("query", [*DIRECTIONS, *DIRECTION_GRAPHS])
def test_whoever_asks_for_the_basic_version_gets_directions(query: str) -> None:
    answer = answered(query, "tsv" if query in DIRECTIONS else "turtle", "1.2-basic")
    assert b"--rtl" in answer or b"--ltr" in answer


@pytest.mark.parametrize("format_name", TELLING)
@pytest.mark.parametrize("query", [*TERMS, *DIRECTIONS])
def test_whoever_asks_for_the_new_version_gets_all(query: str, format_name: str) -> None:
    assert answered(query, format_name, "1.2")


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "nquads", "trig", "rdfxml", "n3"])
@pytest.mark.parametrize("query", [*TERM_GRAPHS, *DIRECTION_GRAPHS])
def test_whoever_asks_for_a_new_graph_gets_it(query: str, format_name: str) -> None:
    assert answered(query, format_name, "1.2")


@pytest.mark.parametrize("query", [*TERM_GRAPHS, *DIRECTION_GRAPHS])
@pytest.mark.parametrize("version", ["", "1.2"])
def test_json_ld_has_no_new_terms_in_any_version(query: str, version: str) -> None:
    with pytest.raises(TooNewError, match="ask for Turtle"):
        answered(query, "jsonld", version)


@pytest.mark.parametrize("format_name", [*TELLING, "csv"])
@pytest.mark.parametrize("query", OLD)
def test_new_terms_that_do_not_reach_the_answer_are_nobodys_business(
    query: str, format_name: str
) -> None:
    assert answered(query, format_name) == answered(query, format_name, "1.2") != b""


@pytest.mark.parametrize("format_name", ["turtle", "jsonld", "rdfxml"])
@pytest.mark.parametrize("query", OLD_GRAPHS)
def test_graphs_that_only_look_new_are_given(query: str, format_name: str) -> None:
    if format_name != "rdfxml" or "p~" not in query:
        assert answered(query, format_name)


@pytest.mark.parametrize("query", [*TERMS, *DIRECTIONS])
def test_csv_has_texts_only_which_everybody_reads(query: str) -> None:
    assert answered(query, "csv")


@given(st.lists(st.integers(1, 30)), st.sampled_from(TELLING))
def test_a_term_is_found_wherever_the_writer_splits_it(sizes: list[int], format_name: str) -> None:
    query = f"SELECT ?t {{ VALUES ?t {{ 'ordinary text' {TERM} }} }}"
    output = io.BytesIO()
    results = pyoxigraph.Store().query(query)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    results.serialize(output, worker.RESULTS[format_name])
    checked = VersionWriter(io.BytesIO(), format_name, "")
    parts = split(output.getvalue(), sizes)
    with pytest.raises(TooNewError):
        list(map(checked.write, parts))


def split(whole: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield whole[start : start + size]
        start += size
    yield whole[start:]


@pytest.mark.parametrize(
    "query", [*TERMS, *DIRECTIONS, *TERM_GRAPHS, *DIRECTION_GRAPHS, *OLD[:5], *OLD_GRAPHS]
)
def test_a_query_that_could_make_a_new_term_is_known_by_its_text(query: str) -> None:
    assert may_be_new(query)


def test_an_ordinary_query_is_not_looked_through() -> None:
    query = "PREFIX ra: <https://w3id.org/regeerakkoord/ns#> SELECT * { ?s ra:p ?o FILTER(?o < 3) }"
    assert not may_be_new(query)


JSON = "application/sparql-results+json"


@pytest.mark.parametrize("query", [TERMS[0], DIRECTIONS[0]])
def test_the_server_says_how_to_ask_for_a_new_answer(server: Served, query: str) -> None:
    refused = server.select(query, headers={"accept": JSON})
    assert refused.status_code == 406
    assert refused.json()["type"].endswith("#problem-not-acceptable")
    assert "format=json;version=1.2" in refused.json()["detail"]
    given_so = server.select(query, headers={"accept": f"{JSON}; version=1.2"})
    assert given_so.status_code == 200
    assert given_so.headers["content-type"] == f"{JSON}; version=1.2"
    named = httpx.get(
        server.sparql, params={"query": query, "format": "json;version=1.2"}, timeout=60
    )
    assert (named.status_code, named.content) == (200, given_so.content)
