"""The home page and the query form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_the_home_page_says_what_this_is_and_who_wrote_the_assessments(
    client: FlaskClient,
) -> None:
    found = client.get("/?lang=en").text
    assert "written by a language model" in found
    assert "not those of the Flemish Government" in found
    told = ((1, "report"), (4, "statements"), (2, "decisions"), (3, "citations"))
    for count, what in (*told, (1, "agency named")):  # of the two in the register
        assert f"<dt>{what}</dt><dd>{count}</dd>" in found
    assert found.count("/sparql?query=") > 10


def test_the_query_form_opens_with_the_query_of_its_address(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK { ?s ?p '</textarea><b>' }"})
    assert "ASK { ?s ?p &#39;&lt;/textarea&gt;&lt;b&gt;&#39; }" in response.text
    assert 'name="query"' in response.text
    assert 'name="format"' in response.text


def test_a_browser_that_asks_for_an_icon_gets_the_mark(client: FlaskClient) -> None:
    response = client.get("/favicon.ico")
    assert response.mimetype == "image/svg+xml"
    response.close()


@pytest.mark.parametrize("path", ["/catalog", "/.well-known/void", "/ns", "/shapes"])
@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
    ],
)
def test_metadata_and_vocabulary_are_negotiated(
    client: FlaskClient, path: str, media_type: str
) -> None:
    response = client.get(path, headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.headers["ETag"]


def test_the_base_iri_leads_to_the_catalogue_whoever_asks_for_rdf(client: FlaskClient) -> None:
    for media_type in ("text/turtle", "application/ld+json"):
        response = client.get("/", headers={"Accept": media_type})
        assert (response.status_code, response.headers["Location"]) == (303, "/catalog")
        assert "Accept" in response.headers["Vary"]
    for accept in ("", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png"):
        assert client.get("/", headers={"Accept": accept}).mimetype == "text/html"


def test_the_page_of_a_graph_says_what_it_is_in_its_head(client: FlaskClient) -> None:
    head = client.get("/doc/graph/agencies").text.partition("<body")[0]
    assert "<title>agencies · Benoemde graaf" in head
    assert 'content="De benoemde graaf agencies, met' in head
    assert "ra:Agency (2)" in head


def test_void_is_rdf_for_whoever_does_not_ask_for_a_page(client: FlaskClient) -> None:
    assert client.get("/.well-known/void", headers={"Accept": "*/*"}).mimetype == "text/turtle"


def test_every_term_has_a_place_on_the_page_of_the_ontology(client: FlaskClient) -> None:
    found = client.get("/ns?lang=en", headers={"Accept": "text/html"}).text
    for term in ("Decision", "meeting", "heading"):
        assert f'id="{term}"' in found
    assert "A decision." in found
    assert client.get("/ns/0.1.0").status_code == 303


def test_every_shape_has_a_place_on_the_page_of_the_shapes(client: FlaskClient) -> None:
    found = client.get("/shapes?lang=en", headers={"Accept": "text/html"}).text
    assert "ra:Decision" in found
    assert 'id="Agency"' in found


def test_the_licence_told_is_that_of_the_release(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept": "text/html"})
    assert 'href="https://spdx.org/licenses/MIT" rel="license"' in answer.text


def test_a_term_tells_what_leads_to_it_how_often_it_is_used_and_its_other_language(
    client: FlaskClient,
) -> None:
    found = client.get("/ns?lang=en", headers={"Accept": "text/html"}).text
    term = found.split('id="Decision"', 1)[1].split("</section>", 1)[0]
    assert 'lang="nl"' in term
    assert "used 2 times" in term
    assert "/sparql?query=" in term
