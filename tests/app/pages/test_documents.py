"""Dereferencing: things, documents, and what programs see of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from akkoord.app.pages import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import StoreEndpoint
    from flask.testing import FlaskClient

BASE = "https://w3id.org/regeerakkoord/"
RA = "https://w3id.org/regeerakkoord/ns#"
REPORT = "report/2019-2024/buitenlands-beleid-en-toerisme/4.10"
SECTION = "section/2019-2024/buitenlands-beleid-en-toerisme/4.10"
DECISION = "decision/2021-06-18/plan-export-1111111111"
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}
EVERY_KIND = [
    "agreement/2019-2024",
    SECTION,
    REPORT,
    f"{REPORT}/source",
    f"{REPORT}/generation",
    f"{REPORT}/statement/2",
    f"{REPORT}/reference/2",
    DECISION,
    "meeting/2021-06-18T0800Z",
    "agency/flanders-investment-trade",
    "agent/language-model",
    "domain/buitenlands-beleid-en-toerisme",
    "theme/internationaal",
    "topic/digitalisatie",
    "scheme/domains",
    "graph/agencies",
    "distribution/regeerakkoord.ttl",
]


def triples(content: bytes) -> set[ox.Triple]:
    return {q.triple for q in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("path", EVERY_KIND)
def test_a_thing_answers_303_to_the_document_about_it(client: FlaskClient, path: str) -> None:
    response = client.get(f"/id/{path}")
    assert response.status_code == 303
    assert response.headers["Location"] == f"/doc/{path}"
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_redirect_keeps_extension_and_language(client: FlaskClient) -> None:
    response = client.get(f"/id/{DECISION}.ttl?lang=en")
    assert response.headers["Location"] == f"/doc/{DECISION}.ttl?lang=en"


@pytest.mark.parametrize("path", EVERY_KIND)
@pytest.mark.parametrize("extension", MEDIA_TYPES)
def test_every_kind_of_thing_has_every_format(
    client: FlaskClient, path: str, extension: str
) -> None:
    by_extension = client.get(f"/doc/{path}.{extension}")
    negotiated = client.get(f"/doc/{path}", headers={"Accept": MEDIA_TYPES[extension]})
    for response in (by_extension, negotiated):
        assert response.status_code == 200
        assert response.mimetype == MEDIA_TYPES[extension]
        assert len(response.data) > 200
    if extension != "html":
        assert by_extension.data == negotiated.data


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's
@pytest.mark.parametrize("path", [REPORT, DECISION, "agency/flanders-investment-trade"])
def test_all_formats_say_the_same(client: FlaskClient, path: str) -> None:
    formats = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    graphs = [
        Graph().parse(data=client.get(f"/doc/{path}.{extension}").text, format=name)
        for extension, name in formats.items()
    ]
    assert len(graphs[0]) > 5
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_a_report_is_described_by_its_whole_named_graph(
    own_client: FlaskClient, endpoint: StoreEndpoint
) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE}id/{REPORT}> {{ ?s ?p ?o }} }}"
    expected = triples(endpoint.construct(query))
    assert triples(own_client.get(f"/doc/{REPORT}.nt").data) > expected


def test_a_decision_tells_which_statements_and_reports_rest_on_it(client: FlaskClient) -> None:
    found = client.get(f"/doc/{DECISION}.nt").text
    decision, statement = f"<{BASE}id/{DECISION}>", f"<{BASE}id/{REPORT}/statement/2>"
    assert f"{statement} <{RA}evidence> {decision} ." in found
    assert f"<{BASE}id/{REPORT}> <{RA}cites> {decision} ." in found
    assert f"<{RA}precededBy> {decision} ." in found


def test_what_a_description_names_has_its_label_and_class(client: FlaskClient) -> None:
    found = client.get(f"/doc/{DECISION}.nt").text
    meeting = f"<{BASE}id/meeting/2021-06-18T0800Z>"
    assert f"{meeting} <http://www.w3.org/2000/01/rdf-schema#label>" in found
    assert f"{meeting} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{RA}Meeting> ." in found


def test_the_same_description_has_the_same_bytes(client: FlaskClient) -> None:
    first, second = (client.get(f"/doc/{DECISION}.ttl").data for _ in range(2))
    assert first == second


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0"])
def test_a_format_that_does_not_exist_answers_406_and_says_which_do(
    client: FlaskClient, accept: str
) -> None:
    response = client.get(f"/doc/{DECISION}", headers={"Accept": accept})
    assert response.status_code == 406
    assert response.mimetype == "application/problem+json"
    assert "text/turtle" in json.loads(response.data)["available"]


def test_what_the_client_has_is_not_made_again(
    own_client: FlaskClient, endpoint: StoreEndpoint
) -> None:
    first = own_client.get(f"/doc/{REPORT}.ttl")
    endpoint.queries.clear()
    again = own_client.get(f"/doc/{REPORT}.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert not endpoint.queries
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert own_client.get(f"/doc/{REPORT}.ttl", headers=since).status_code == 304


def test_each_representation_has_a_validator_of_its_own(client: FlaskClient) -> None:
    addresses = [f"/doc/{DECISION}{e}" for e in (".ttl", ".nt", ".jsonld", "?lang=nl", "?lang=en")]
    tags = [client.get(address).headers["ETag"] for address in addresses]
    languages = [
        client.get(f"/doc/{DECISION}", headers={"Accept-Language": tag}).headers["ETag"]
        for tag in ("nl", "en")
    ]
    assert len({*tags, *languages}) == len(tags) + len(languages)


def test_links_lead_to_the_other_formats_and_the_thing(client: FlaskClient) -> None:
    response = client.get(f"/doc/{DECISION}", headers={"Accept": "text/html"})
    links = response.headers["Link"]
    assert f'<http://localhost/doc/{DECISION}>; rel="canonical"' in links
    assert f'</doc/{DECISION}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert f'</doc/{DECISION}.ttl>; rel="describedby"' in links
    assert f'<{BASE}id/{DECISION}>; rel="describes"' in links
    assert 'rel="license"' in links
    assert {"Accept", "Accept-Language"} <= {*response.headers["Vary"].split(", ")}


def test_every_origin_may_read(client: FlaskClient) -> None:
    assert client.get(f"/doc/{DECISION}.ttl").headers["Access-Control-Allow-Origin"] == "*"


def test_head_answers_as_get_without_content(client: FlaskClient) -> None:
    head, get = client.head(f"/doc/{DECISION}.ttl"), client.get(f"/doc/{DECISION}.ttl")
    assert head.data == b""
    assert head.headers["ETag"] == get.headers["ETag"]


@pytest.mark.parametrize("base", ["http://localhost:9000/", "https://example.org/deep/er/"])
def test_a_release_under_another_base_is_served_at_the_same_paths(
    serve: Callable[[str], FlaskClient], base: str
) -> None:
    client = serve(base)
    found = client.get(f"/doc/{DECISION}.nt").text
    assert f"<{base}id/{DECISION}> <{RA}meeting> <{base}id/meeting/2021-06-18T0800Z> ." in found
    page = client.get(f"/doc/{DECISION}").text
    assert f"{base}id/{DECISION}" in page
    assert 'href="/doc/meeting/2021-06-18T0800Z"' in page


@pytest.mark.parametrize(
    "path",
    [
        "agency/x> ?p ?o } DELETE { ?s ?p ?o } #",
        "agency/x%3E%20%3Fp",
        "agency/x%22",
        "agency/x%7B%7D",
        "agency/x%5C",
        "agency/x%0A",
        "agency/x%00",
        "agency/%C3%A9",
        "agency//x",
    ],
)
@pytest.mark.parametrize("kind", ["id", "doc"])
def test_what_is_no_iri_of_ours_is_not_found_and_not_asked_for(
    own_client: FlaskClient, endpoint: StoreEndpoint, kind: str, path: str
) -> None:
    response = own_client.get(f"/{kind}/{path}", headers={"Accept": "text/turtle"})
    assert response.status_code in {404, 308}
    asked = [q for q in endpoint.queries if "agency/" in q]
    assert all(f"<{BASE}id/agency/>" in q for q in asked)


def test_a_page_made_while_the_release_is_switched_is_kept_by_nobody(
    own_client: FlaskClient, endpoint: StoreEndpoint, switch: Callable[[], None]
) -> None:
    ask = endpoint.select

    def ask_and_switch(query: str) -> object:
        switch()
        return ask(query)

    endpoint.select = ask_and_switch  # type: ignore[method-assign, assignment]
    response = own_client.get(f"/doc/{DECISION}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_switched_release_changes_the_validator(
    own_client: FlaskClient, switch: Callable[[], None]
) -> None:
    before = own_client.get(f"/doc/{DECISION}.ttl").headers["ETag"]
    switch()
    response = own_client.get(f"/doc/{DECISION}.ttl", headers={"If-None-Match": before})
    assert response.status_code == 200


def test_the_class_of_a_thing_is_told_in_a_header(client: FlaskClient) -> None:
    links = client.get(f"/doc/{DECISION}.ttl").headers.getlist("Link")
    assert f'<{RA}Decision>; rel="type"' in links


def test_the_document_says_by_whom_and_under_which_licence(client: FlaskClient) -> None:
    found = client.get(f"/doc/{DECISION}.nt").text
    document = f"<{BASE}doc/{DECISION}>"
    for said in ("provenance", "license"):
        assert f"{document} <http://purl.org/dc/terms/{said}> <" in found
    assert "written by a language model" in client.get(f"/doc/{DECISION}.ttl").text.splitlines()[0]


def test_many_links_come_in_pages(endpoint: StoreEndpoint) -> None:
    thing = ox.NamedNode(f"{BASE}id/theme/popular")
    links = {
        ox.Quad(ox.NamedNode(f"{BASE}id/topic/{n}"), ox.NamedNode(f"{RA}theme"), thing)
        for n in range(1200)
    }
    endpoint._store.extend(links)
    client = create_app(endpoint).test_client()
    pages = [client.get(f"/doc/theme/popular.nt?page={n}") for n in (1, 2, 3, 4)]
    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    found = [triples(page.data) & {link.triple for link in links} for page in pages[:3]]
    assert [len(each) for each in found] == [500, 500, 200]
    assert set.union(*found) == {link.triple for link in links}
    document = f"{BASE}doc/theme/popular"
    following = f"<http://www.w3.org/ns/hydra/core#next> <{document}?page=2> ."
    assert f"<{document}?page=1> {following}" in pages[0].text
    assert "core#next" not in pages[2].text
    assert "core#previous" in pages[2].text


def test_the_pages_of_a_description_name_each_other_in_their_heads(endpoint: StoreEndpoint) -> None:
    thing, linked = ox.NamedNode(f"{BASE}id/theme/liked"), ox.NamedNode(f"{RA}theme")
    endpoint._store.extend(
        ox.Quad(ox.NamedNode(f"{BASE}id/topic/{n}"), linked, thing) for n in range(700)
    )
    client = create_app(endpoint).test_client()
    first, last = (client.get(f"/doc/theme/liked.ttl?page={n}").headers for n in (1, 2))
    assert '<?page=2>; rel="next"' in first.getlist("Link")
    assert {'<?page=1>; rel="first"', '<?page=1>; rel="prev"'} <= set(last.getlist("Link"))
    assert not any('rel="next"' in link for link in last.getlist("Link"))


def test_turtle_begins_with_the_thing_itself_and_its_classes(client: FlaskClient) -> None:
    body = client.get(f"/doc/{DECISION}.ttl").text
    subjects = [line for line in body.splitlines() if line[:1] not in {"", "#", "@", "\t"}]
    assert "foaf:Document" in subjects[0]
    assert subjects[1].split()[1] == "a"
    assert subjects[1].startswith(f"<{BASE}id/{DECISION}> ")


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "999999999", "٣", ""])
def test_a_page_that_is_none_is_not_found(client: FlaskClient, number: str) -> None:
    assert client.get(f"/doc/{DECISION}.ttl", query_string={"page": number}).status_code == 404


def test_the_context_is_served(client: FlaskClient) -> None:
    response = client.get("/ns/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert json.loads(response.data)["@context"]["evidence"]["@type"] == "@id"
