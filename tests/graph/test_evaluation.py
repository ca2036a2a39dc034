"""The verb query: one SPARQL query on a release."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.errors import ReleaseError, UsageError
from akkoord.graph.evaluation import query

if TYPE_CHECKING:
    from akkoord.graph.release.layout import Release


def test_a_select_is_answered_from_the_union_of_all_graphs(tiny_release: Release) -> None:
    answer = query(tiny_release, "SELECT ?label WHERE { agency:fit rdfs:label ?label }")
    found = json.loads(answer.written("json"))["results"]["bindings"]
    assert {row["label"]["value"] for row in found} == {"FIT", "Export & België"}


def test_a_named_graph_holds_what_it_alone_says(tiny_release: Release) -> None:
    text = (
        "SELECT ?label { GRAPH <https://w3id.org/regeerakkoord/id/graph/agencies> { ?s ?p ?label }}"
    )
    assert query(tiny_release, text).written("csv") == b"label\r\nFIT\r\n"


def test_an_ask_is_a_truth_value(tiny_release: Release) -> None:
    answer = query(tiny_release, "ASK { ?s ra:theme ?o }")
    assert json.loads(answer.written("json"))["boolean"] is False


def test_a_description_is_turtle_with_the_prefixes_that_it_uses(tiny_release: Release) -> None:
    written = query(tiny_release, "DESCRIBE agency:fit").written("turtle").decode()
    assert "agency:fit rdfs:label" in written
    assert [line.split()[1] for line in written.splitlines() if line.startswith("@")] == [
        "agency:",
        "rdfs:",
    ]


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld"])
def test_a_graph_comes_in_every_graph_format(tiny_release: Release, name: str) -> None:
    answer = query(tiny_release, "CONSTRUCT WHERE { ?s rdfs:label ?o }")
    assert "België" in answer.written(name).decode()


def test_a_format_for_another_form_of_query_is_refused_with_those_that_fit(
    tiny_release: Release,
) -> None:
    with pytest.raises(UsageError, match=r"SELECT or ASK answer has no format 'turtle'.*csv"):
        query(tiny_release, "ASK {}").written("turtle")
    with pytest.raises(UsageError, match=r"CONSTRUCT or DESCRIBE answer has no format.*jsonld"):
        query(tiny_release, "CONSTRUCT WHERE { ?s ?p ?o }").written("csv")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "PREFIX a: <a:>\n# why\nDELETE WHERE { ?s ?p ?o }",
        "clear all",
    ],
)
def test_an_update_is_refused_as_such(tiny_release: Release, update: str) -> None:
    with pytest.raises(UsageError, match="updates are refused"):
        query(tiny_release, update)


def test_a_call_of_a_service_is_refused_before_it_is_made(tiny_release: Release) -> None:
    with pytest.raises(UsageError, match="SERVICE is refused"):
        query(tiny_release, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_a_query_that_nests_too_deeply_is_refused(tiny_release: Release) -> None:
    with pytest.raises(UsageError, match="nests more than 100"):
        query(tiny_release, "ASK " + "{" * 50_000 + "}" * 50_000)


def test_a_syntax_error_names_line_and_column_and_shows_the_place(tiny_release: Release) -> None:
    with pytest.raises(UsageError) as refused:
        query(tiny_release, "SELECT * {\n ?s nope:x ?o }")
    assert str(refused.value) == (
        "not a SPARQL query: line 2, column 11: prefix not found\n   ?s nope:x ?o }\n            ^"
    )


@pytest.mark.parametrize("text", ["", "\n", "SELECT", "SELECT * { ?s ?p 'a", "hallo"])
def test_what_is_no_query_is_told_so(tiny_release: Release, text: str) -> None:
    with pytest.raises(UsageError, match="not a SPARQL query: line"):
        query(tiny_release, text)


def test_a_function_that_does_not_exist_is_told(tiny_release: Release) -> None:
    with pytest.raises(UsageError, match=r"cannot be evaluated.*<x:f>"):
        query(tiny_release, "SELECT (<x:f>() AS ?x) {}").written("csv")


def test_a_damaged_release_is_told_with_its_file(tiny_release: Release) -> None:
    tiny_release.file("nq").write_text("not quads")
    with pytest.raises(ReleaseError, match=r"regeerakkoord\.nq: cannot be loaded"):
        query(tiny_release, "ASK {}")
