from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.sparql.negotiation import Form, named, negotiated, prefers_html
from akkoord.app.sparql.problems import Kind, Problem

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("application/sparql-results+xml", "xml"),
        ("application/xml", "xml"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("TEXT/TAB-SEPARATED-VALUES", "tsv"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "tsv"),
        ("text/csv, */*;q=0.1", "csv"),
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("application/*;q=0.2, text/csv;q=0.1", "json"),
        ("text/csv;q=nonsense, text/tab-separated-values", "tsv"),
        ("garbage, ;;, text/csv", "csv"),
        ("text/turtle, application/sparql-results+xml;q=0.1", "xml"),
    ],
)
def test_solutions_take_the_format_that_the_client_likes_best(accept: str, name: str) -> None:
    assert negotiated(accept, Form.SELECT).format.name == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "turtle"),
        ("text/*", "turtle"),
        ("application/n-triples", "ntriples"),
        ("application/n-quads", "nquads"),
        ("application/trig", "trig"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/rdf+xml", "rdfxml"),
        ("text/n3", "n3"),
    ],
)
def test_graphs_take_the_format_that_the_client_likes_best(accept: str, name: str) -> None:
    assert negotiated(accept, Form.DESCRIBE).format.name == name


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "text/turtle", "text/csv;q=0"])
def test_what_nothing_meets_is_not_acceptable(accept: str) -> None:
    with pytest.raises(Problem) as caught:
        negotiated(accept, Form.SELECT)
    assert caught.value.kind is Kind.NOT_ACCEPTABLE
    assert "text/csv" in caught.value.detail


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        (
            "application/sparql-results+json; version=1.2",
            "application/sparql-results+json; version=1.2",
        ),
        ('text/csv; version="1.1"; q=0.5', "text/csv; charset=utf-8; version=1.1"),
    ],
)
def test_a_version_that_was_asked_for_is_told(accept: str, content_type: str) -> None:
    assert negotiated(accept, Form.SELECT).content_type == content_type


def test_a_version_that_does_not_exist_is_not_acceptable() -> None:
    with pytest.raises(Problem):
        negotiated("application/sparql-results+json; version=7", Form.SELECT)


@pytest.mark.parametrize(
    ("name", "form", "found"),
    [
        ("csv", Form.SELECT, "csv"),
        ("JSON", Form.ASK, "json"),
        ("json", Form.CONSTRUCT, "jsonld"),
        ("ttl", Form.CONSTRUCT, "turtle"),
        ("xml", Form.CONSTRUCT, "rdfxml"),
        ("application/n-triples", Form.DESCRIBE, "ntriples"),
    ],
)
def test_people_name_formats_shortly(name: str, form: Form, found: str) -> None:
    assert named(name, form).format.name == found


@pytest.mark.parametrize(
    ("name", "form"), [("ttl", Form.SELECT), ("csv", Form.DESCRIBE), ("", Form.ASK)]
)
def test_a_format_that_does_not_fit_is_not_acceptable(name: str, form: Form) -> None:
    with pytest.raises(Problem) as caught:
        named(name, form)
    assert caught.value.kind is Kind.NOT_ACCEPTABLE


def test_browsers_prefer_html_and_programs_do_not() -> None:
    assert prefers_html(FIREFOX)
    assert prefers_html("text/html")
    assert not prefers_html("*/*")
    assert not prefers_html("")
    assert not prefers_html("application/sparql-results+json, text/html;q=0.5")
    assert not prefers_html("text/turtle, text/html")


@given(st.text(max_size=100), st.sampled_from(Form))
def test_any_accept_header_is_met_or_refused(accept: str, form: Form) -> None:
    with contextlib.suppress(Problem):
        assert negotiated(accept, form).content_type.isprintable()
