"""Full text."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from akkoord.graph.release.layout import SEARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import StoreEndpoint
    from flask.testing import FlaskClient

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def found(client: FlaskClient, query: str) -> dict[str, Any]:
    response = client.get(f"/search?{query}&format=json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    answer: dict[str, Any] = json.loads(response.data)
    return answer


def links(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', html)]


@pytest.mark.parametrize(
    ("asked", "link"),
    [
        ("plan export", "/doc/decision/2021-06-18/plan-export-1111111111"),
        ("plannen", "/doc/decision/2021-06-18/plan-export-1111111111"),
        ("GEINTEGREERDE", "/statement/4"),
        ("geintegr", "/statement/4"),
        ("toerisme", "/doc/section/2019-2024/buitenlands-beleid-en-toerisme/4.9"),
        ("4.10", "/doc/section/2019-2024/buitenlands-beleid-en-toerisme/4.10"),
        ("FIT", "/doc/agency/flanders-investment-trade"),
        ("tourism", "/doc/domain/buitenlands-beleid-en-toerisme"),
        ("verslag", "/doc/report/2019-2024/buitenlands-beleid-en-toerisme/4.10"),
        ("internationaal", "/doc/theme/internationaal"),
        ("digitalisatie", "/doc/topic/digitalisatie"),
    ],
)
def test_every_kind_is_found(client: FlaskClient, asked: str, link: str) -> None:
    response = client.get("/search", query_string={"q": asked})
    assert response.status_code == 200
    assert f'{link}"' in response.text


def test_an_empty_search_shows_what_can_be_asked(client: FlaskClient) -> None:
    page = client.get("/search").text
    assert "/search?q=fiets" in links(page)
    assert 'class="found"' not in page


def test_hits_are_marked(client: FlaskClient) -> None:
    page = client.get("/search?q=plan").text
    assert "<mark>Plan</mark> export" in page
    assert "De uitvoer kreeg een <mark>plan</mark>." in page


def test_what_is_not_found_is_said(client: FlaskClient) -> None:
    response = client.get("/search?q=<b>xyzzy</b>")
    assert "&lt;b&gt;xyzzy&lt;/b&gt;" in response.text
    assert "<b>xyzzy" not in response.text


def test_a_likelier_spelling_is_offered(client: FlaskClient) -> None:
    assert "/search?q=samenvatting+-plan" in links(client.get("/search?q=samenvattign+-plan").text)
    assert found(client, "q=samenvattign")["suggestion"] == "samenvatting"
    assert found(client, "q=samenvatting")["suggestion"] is None


@pytest.mark.parametrize("text", ["script", "alert", "onmouseover", "raise", "gnirts"])
def test_a_text_of_a_report_is_text(client: FlaskClient, text: str) -> None:
    page = client.get(f"/search?q={text}").text
    assert "<script>" not in page
    assert "&lt;<mark>script</mark>&gt;" in page or "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\u202e" not in page
    hit = found(client, f"q={text}")["results"][0]
    assert "".join(piece["text"] for piece in hit["snippet"]).startswith("<script>alert(1)")


@pytest.mark.parametrize(("address", "name"), [("/search", "q"), ("/sparql", "query")])
def test_what_was_asked_is_sent_back_as_it_was(
    client: FlaskClient, address: str, name: str
) -> None:
    asked = "SELECT \u202e\u2066<a&b>"
    page = client.get(address, query_string={name: asked}, headers={"Accept": "text/html"})
    assert "\u202e" not in page.text
    assert "&#8238;&#8294;&lt;a&amp;b&gt;" in page.text


def test_the_words_cannot_leave_the_query_that_is_shown(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"} SERVICE <http://x> {"'}).text
    (query,) = [each for each in links(page) if each.startswith("/sparql?query=")]
    assert "%5C%22%7D+SERVICE" in query


def test_choices_are_counted_and_narrow(client: FlaskClient) -> None:
    everything = found(client, "q=plan")
    kinds = {each["value"]: each["count"] for each in everything["facets"]["kind"]}
    assert kinds == {"decision": 2, "statement": 1}
    narrowed = found(client, "q=plan&kind=decision&year=2021")
    assert [hit["kind"] for hit in narrowed["results"]] == ["Decision"]
    assert {each["value"] for each in narrowed["facets"]["year"]} == {"2021", "2022"}
    assert [each["value"] for each in narrowed["facets"]["year"] if each["chosen"]] == ["2021"]


def test_choices_add_up_and_can_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/search?q=plan&kind=decision&year=2021").text
    there = links(page)
    assert "/search?q=plan&kind=decision&year=2021&year=2022" in there
    assert "/search?q=plan&year=2021" in there
    assert "/search?q=plan&kind=decision" in there
    assert "/search?q=plan" in there


def test_a_choice_is_called_as_the_reader_calls_it(client: FlaskClient) -> None:
    query = "q=agentschap&domain=buitenlands-beleid-en-toerisme"
    assert "Foreign policy and tourism" in client.get(f"/search?{query}&lang=en").text
    assert "Buitenlands beleid en toerisme" in client.get(f"/search?{query}&lang=nl").text


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing",
        "domain=../../etc",
        "year=%00",
        "agency=<b>",
        "theme=" + "x" * 5000,
        "&".join(f"year={n}" for n in range(500)),
    ],
)
def test_a_choice_that_nothing_has_leaves_nothing_and_can_be_taken_back(
    client: FlaskClient, query: str
) -> None:
    response = client.get(f"/search?q=plan&{query}")
    assert response.status_code == 200
    assert "/search?q=plan" in " ".join(links(response.text))
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        *("start=0", "start=-1", "start=x", "start=²", "start=99999999999999999999", "count=0"),
        *("count=1e9", "count=", "start=&count=", "page=3"),
    ],
)
def test_a_number_that_makes_no_sense_is_passed_over(client: FlaskClient, query: str) -> None:
    assert client.get(f"/search?q=plan&{query}").status_code == 200


def test_results_come_in_pages(client: FlaskClient) -> None:
    first = found(client, "q=plan&count=2")
    assert (first["total"], first["start"], first["count"]) == (3, 1, 2)
    assert first["previous"] is None
    second = json.loads(client.get(first["next"]).data)
    assert (second["total"], second["start"], second["count"]) == (3, 3, 1)
    assert second["next"] is None
    assert json.loads(client.get(second["previous"]).data)["results"] == first["results"]
    shown = [hit["iri"] for hit in (*first["results"], *second["results"])]
    assert len(set(shown)) == 3
    page = client.get("/search?q=plan&count=2&start=3").text
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page


def test_the_json_has_the_shape_that_is_documented(client: FlaskClient) -> None:
    answer = found(client, "q=uitvoer")
    assert {"query", "total", "start", "count", "suggestion", "results", "facets"} <= set(answer)
    statement = next(hit for hit in answer["results"] if hit["kind"] == "Statement")
    report = (
        "https://w3id.org/regeerakkoord/id/report/2019-2024/buitenlands-beleid-en-toerisme/4.10"
    )
    assert statement["iri"] == f"{report}/statement/2"
    assert statement["partOf"] == {"iri": report, "label": "Verslag over export"}
    assert statement["snippet"] == [
        {"text": "De ", "hit": False},
        {"text": "uitvoer", "hit": True},
        {"text": " kreeg een plan.", "hit": False},
    ]
    assert statement["score"] > 0


def test_json_is_negotiated(client: FlaskClient) -> None:
    asked = {"Accept": "application/json"}
    assert client.get("/search?q=plan", headers=asked).mimetype == "application/json"
    assert client.get("/search?q=plan", headers={"Accept": "*/*"}).mimetype == "text/html"
    assert client.get("/search?q=plan", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/search?q=plan&format=html", headers=asked).mimetype == "text/html"
    link = client.get("/search?q=plan").headers["Link"]
    assert '</search?q=plan&format=json>; rel="alternate"; type="application/json"' in link
    assert '<http://localhost/search?q=plan>; rel="canonical"' in link


def test_a_repeated_search_is_not_made_again(client: FlaskClient) -> None:
    tags = {
        client.get(f"/search?q=plan{more}").headers["ETag"]
        for more in ("", "&lang=en", "&format=json", "&format=json&lang=en")
    }
    assert len(tags) == 4
    tag = client.get("/search?q=plan").headers["ETag"]
    assert client.get("/search?q=plan", headers={"If-None-Match": tag}).status_code == 304


def test_a_long_text_is_cut(client: FlaskClient) -> None:
    assert client.get("/search", query_string={"q": "plan " * 5000}).status_code == 200


def test_browsers_are_told_how_to_search(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<link rel="search" type="application/opensearchdescription+xml"' in page
    response = client.get("/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    described = ET.fromstring(response.data)
    urls = {each.get("type"): each.get("template") for each in described.iter(f"{OPENSEARCH}Url")}
    assert len(described.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    for media_type in ("text/html", "application/json"):
        template = urls[media_type]
        assert template is not None
        asked = template.replace("{searchTerms}", "plan").replace("{startIndex?}", "")
        answer = client.get(asked.replace("{count?}", "").removeprefix("http://localhost"))
        assert answer.mimetype == media_type
        assert "plan-export" in answer.text


def test_a_new_release_is_searched_after_a_switch(
    own_client: FlaskClient, endpoint: StoreEndpoint, switch: Callable[[], None]
) -> None:
    assert own_client.get("/search?q=plan").status_code == 200
    (endpoint.release.path / SEARCH).unlink()
    assert own_client.get("/search?q=toerisme").status_code == 200
    switch()
    assert own_client.get("/search?q=plan").status_code == 200


def test_a_release_without_an_index_says_so(
    own_client: FlaskClient, endpoint: StoreEndpoint
) -> None:
    (endpoint.release.path / SEARCH).unlink()
    assert own_client.get("/search?q=plan").status_code == 503
