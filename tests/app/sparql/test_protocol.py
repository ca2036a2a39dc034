from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind, Problem
from akkoord.app.sparql.protocol import (
    DIRECT,
    FORM,
    HttpRequest,
    NoQuery,
    QueryRequest,
    TableRequest,
    query_request,
    read,
)

LIMITS = Limits()
ASK = "ASK {}"


def asked(request: HttpRequest) -> QueryRequest:
    found = read(request, LIMITS)
    assert isinstance(found, QueryRequest)
    return found


def refused(request: HttpRequest) -> Kind:
    with pytest.raises(Problem) as caught:
        read(request, LIMITS)
    return caught.value.kind


def outcome(request: HttpRequest) -> QueryRequest | TableRequest | NoQuery | Kind:
    try:
        return read(request, LIMITS)
    except Problem as problem:
        return problem.kind


def url(**parameters: str | list[str]) -> bytes:
    names = {name.replace("_", "-"): value for name, value in parameters.items()}
    return urlencode(names, doseq=True).encode()


def get(accept: str = "", **parameters: str | list[str]) -> HttpRequest:
    return HttpRequest("GET", url(**parameters), accept)


def form(query_string: bytes = b"", content_type: str = FORM, **parameters: str) -> HttpRequest:
    return HttpRequest("POST", query_string, "", content_type, "", url(**parameters))


def direct(body: bytes, content_type: str = DIRECT, query_string: bytes = b"") -> HttpRequest:
    return HttpRequest("POST", query_string, "", content_type, "", body)


def test_the_three_ways_of_asking_mean_the_same() -> None:
    query = "SELECT ?é { ?é <http://x/a+b> '&=%' }"
    ways = [get(query=query), form(query=query), direct(query.encode())]
    assert {asked(way) for way in ways} == {asked(ways[0])}
    assert asked(ways[0]).query == query


def test_head_asks_as_get_does() -> None:
    assert asked(HttpRequest("HEAD", url(query=ASK))) == asked(get(query=ASK))


@pytest.mark.parametrize(
    "content_type",
    [
        "application/sparql-query; charset=utf-8",
        'Application/SPARQL-Query;charset="UTF-8"',
        "application/sparql-query;charset=us-ascii",
        'application/sparql-query; version="1.2"',
    ],
)
def test_a_query_may_be_posted_with_its_charset(content_type: str) -> None:
    assert asked(direct(ASK.encode(), content_type)).query == ASK


def test_graphs_come_repeated_from_the_url_and_the_form_together() -> None:
    request = form(
        url(default_graph_uri=["http://a/", "http://b/"], named_graph_uri="http://c/"),
        query=ASK,
        default_graph_uri="http://d/",
    )
    assert asked(request).default_graphs == ("http://a/", "http://b/", "http://d/")
    assert asked(request).named_graphs == ("http://c/",)


def test_graphs_come_in_the_url_of_a_query_posted_directly() -> None:
    request = direct(ASK.encode(), query_string=url(default_graph_uri="http://a/"))
    assert asked(request).default_graphs == ("http://a/",)


def test_a_graph_named_twice_counts_once() -> None:
    request = get(query=ASK, named_graph_uri=["http://a/", "http://a/"])
    assert asked(request).named_graphs == ("http://a/",)


@pytest.mark.parametrize("iri", ["relative", "", "http://a b/", "http://x/>", "//x/", "é:"])
def test_a_graph_that_is_no_absolute_iri_is_malformed(iri: str) -> None:
    assert refused(get(query=ASK, default_graph_uri=iri)) is Kind.MALFORMED_REQUEST


@pytest.mark.parametrize(
    "request_",
    [
        get(query=[ASK, ASK]),
        form(url(query=ASK), query=ASK),
        form(url(query=ASK)),
        direct(ASK.encode(), query_string=url(query=ASK)),
        HttpRequest("POST", b"", "", FORM, "", b"query=ASK+%7B%7D&query=ASK+%7B%7D"),
    ],
)
def test_a_doubled_query_is_malformed(request_: HttpRequest) -> None:
    assert refused(request_) is Kind.MALFORMED_REQUEST


@pytest.mark.parametrize(
    "request_",
    [
        get(query=""),
        get(query="  \n"),
        get(default_graph_uri="http://a/"),
        form(other="x"),
        HttpRequest("POST", b"", "", FORM),
        direct(b""),
    ],
)
def test_a_missing_query_is_malformed(request_: HttpRequest) -> None:
    assert refused(request_) is Kind.MALFORMED_REQUEST


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("GET", b"query=ASK%7B%7D%23%FF"),
        HttpRequest("GET", b"query=ASK\xff"),
        HttpRequest("POST", b"", "", FORM, "", b"query=%C3%28"),
        direct("ASK {} # é".encode("latin-1")),
        direct("ASK {}".encode("utf-16")),
        HttpRequest("GET", b"query=ASK+%7B%7D%23%ED%A0%80"),
    ],
)
def test_text_that_is_not_utf8_is_malformed(request_: HttpRequest) -> None:
    assert refused(request_) is Kind.MALFORMED_REQUEST


@pytest.mark.parametrize(
    "request_",
    [
        form(update="INSERT DATA {}"),
        form(query=ASK, update="INSERT DATA {}"),
        form(update=""),
        get(update="CLEAR ALL"),
        get(query="INSERT DATA { <a:a> <a:a> <a:a> }"),
        direct(b"CLEAR ALL"),
        direct(b"CLEAR ALL", "application/sparql-update"),
        direct(b"CLEAR ALL", "application/sparql-update; charset=utf-8"),
    ],
)
def test_updates_are_refused_in_any_dress(request_: HttpRequest) -> None:
    assert refused(request_) is Kind.UPDATE_REFUSED


@pytest.mark.parametrize(
    "request_",
    [
        direct(ASK.encode(), "text/plain"),
        direct(ASK.encode(), ""),
        direct(ASK.encode(), "application/sparql-query; charset=utf-16"),
        direct(ASK.encode(), "application/sparql-query; version=9"),
        form(content_type="multipart/form-data; boundary=x", query=ASK),
        form(content_type=FORM + "; charset=iso-8859-1", query=ASK),
        HttpRequest("POST", b"", "", DIRECT, "gzip", b"\x1f\x8b"),
    ],
)
def test_other_bodies_are_not_supported(request_: HttpRequest) -> None:
    assert refused(request_) is Kind.MEDIA_TYPE


def test_a_request_without_a_query_is_for_the_endpoint_itself() -> None:
    assert read(HttpRequest("GET"), LIMITS) == NoQuery(html=False)
    assert read(HttpRequest("GET", b"", "text/turtle"), LIMITS) == NoQuery(html=False)
    assert read(HttpRequest("GET", b"lang=en", "text/html"), LIMITS) == NoQuery(html=True)
    assert read(HttpRequest("GET", b"format=turtle", "text/html"), LIMITS) == NoQuery(html=False)


def test_a_browser_gets_the_page_unless_it_names_a_format() -> None:
    assert read(get("text/html", query=ASK), LIMITS) == NoQuery(html=True)
    assert asked(get("text/html", query=ASK, format="csv")).choice.format.name == "csv"
    assert asked(get("text/html", query=ASK, output="xml")).choice.format.name == "xml"


def test_the_form_asks_for_a_table_whatever_the_query_is_and_a_program_cannot() -> None:
    for query in (ASK, "", "INSERT DATA {}"):
        request = get("text/html", query=query, format="table", lang="nl")
        assert read(request, LIMITS) == TableRequest(query)
    assert refused(form(query=ASK, format="table")) is Kind.NOT_ACCEPTABLE
    of_graph = get(query=ASK, format="table", default_graph_uri="http://x/")
    assert refused(of_graph) is Kind.NOT_ACCEPTABLE
    assert refused(get(query=[ASK, ASK], format="table")) is Kind.MALFORMED_REQUEST
    assert refused(get(query="INSERT DATA {}", format="table", update="x")) is Kind.UPDATE_REFUSED


def test_too_many_parameters_are_malformed() -> None:
    assert refused(HttpRequest("GET", b"query=x" + b"&a=b" * 300)) is Kind.MALFORMED_REQUEST


def test_requests_that_differ_in_the_answer_have_different_keys() -> None:
    requests = [
        query_request(ASK, LIMITS),
        query_request(ASK, LIMITS, accept="text/csv"),
        query_request(ASK, LIMITS, default_graphs=("http://a/",)),
        query_request(ASK, LIMITS, named_graphs=("http://a/",)),
        query_request("ASK { ?s ?p ?o }", LIMITS),
    ]
    assert len({request.key for request in requests}) == len(requests)
    assert query_request(" ASK  {} ", LIMITS).key == requests[0].key


@given(
    st.sampled_from(["GET", "HEAD", "POST"]),
    st.binary(max_size=80),
    st.text(max_size=20),
    st.sampled_from([FORM, DIRECT, "text/plain", "", "a/b; charset", ";=;", FORM + ";charset=é"]),
    st.binary(max_size=80),
)
def test_any_request_is_read_or_refused(
    method: str, query_string: bytes, accept: str, content_type: str, body: bytes
) -> None:
    request = HttpRequest(method, query_string, accept, content_type, "", body)
    met = outcome(request)
    assert not isinstance(met, Kind) or 400 <= met.status.value < 500


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=200))
def test_any_query_text_arrives_as_it_was_sent(comment: str) -> None:
    text = f"ASK {{}} #{comment}"
    requests = [HttpRequest("GET", f"query={quote(text)}".encode()), direct(text.encode())]
    for request in requests:
        met = outcome(request)
        assert isinstance(met, QueryRequest)
        assert met.query == text
