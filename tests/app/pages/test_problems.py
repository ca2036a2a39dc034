"""What goes wrong, and how little it tells of us."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from akkoord.app.sparql.problems import Kind, Problem

if TYPE_CHECKING:
    from conftest import StoreEndpoint
    from flask.testing import FlaskClient

DECISION = "/doc/decision/2021-06-18/plan-export-1111111111"


@pytest.mark.parametrize("kind", ["id", "doc"])
def test_a_thing_that_is_not_there_suggests_what_is_like_it(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/{kind}/decision/2021-06-18/plan-exprot-1111111111")
    assert response.status_code == 404
    assert f'href="{DECISION}"' in response.text
    as_data = client.get(
        f"/{kind}/agency/flanders-investment", headers={"Accept": "application/ld+json"}
    )
    assert as_data.mimetype == "application/problem+json"
    suggested = json.loads(as_data.data)["suggestions"][0]["iri"]
    assert suggested == "https://w3id.org/regeerakkoord/id/agency/flanders-investment-trade"


def test_a_cut_address_suggests_what_begins_so_and_nothing_unlike_it(client: FlaskClient) -> None:
    response = client.get("/doc/agency/flanders", headers={"Accept": "application/json"})
    suggested = [each["iri"] for each in json.loads(response.data)["suggestions"]]
    assert suggested == ["https://w3id.org/regeerakkoord/id/agency/flanders-investment-trade"]


def suggested(client: FlaskClient, path: str) -> list[str]:
    response = client.get(f"/doc/{path}", headers={"Accept": "application/json"})
    assert response.status_code == 404
    found = json.loads(response.data).get("suggestions", [])
    return [each["iri"].removeprefix("https://w3id.org/regeerakkoord/id/") for each in found]


def test_an_abbreviation_suggests_what_is_called_so(client: FlaskClient) -> None:
    assert suggested(client, "agency/fit") == ["agency/flanders-investment-trade"]
    assert suggested(client, "agency/FIT") == ["agency/flanders-investment-trade"]


def test_words_of_a_title_suggest_the_decision_of_any_day(client: FlaskClient) -> None:
    assert suggested(client, "decision/export-plan-0000000000")[0] == DECISION.removeprefix("/doc/")


def test_a_misspelt_name_suggests_what_has_that_name(client: FlaskClient) -> None:
    assert suggested(client, "agency/investmnet") == ["agency/flanders-investment-trade"]


def test_a_slip_in_an_address_suggests_what_lies_beside_it_first(client: FlaskClient) -> None:
    folder = "section/2019-2024/buitenlands-beleid-en-toerisme"
    assert suggested(client, f"{folder}/4.99")[0] == f"{folder}/4.9"


def test_a_term_that_the_ontology_lacks_is_not_found_and_suggests_one_it_has(
    client: FlaskClient,
) -> None:
    response = client.get("/ns/Decison", headers={"Accept": "application/json"})
    assert response.status_code == 404
    suggested = json.loads(response.data)["suggestions"][0]["iri"]
    assert suggested == "https://w3id.org/regeerakkoord/ns#Decision"
    assert client.get("/ns/qqqqqq").status_code == 404
    assert 'href="/ns#Decision"' in client.get("/ns/Decison").text


def test_what_is_like_nothing_suggests_nothing_but_what_lies_beside_it(client: FlaskClient) -> None:
    assert suggested(client, "agency/qqqqqq") == []
    beside = suggested(client, "decision/2021-06-18/qqqqqq")
    assert DECISION.removeprefix("/doc/") in beside
    assert suggested(client, "nothing/here") == []


def test_an_address_of_nothing_is_not_found(client: FlaskClient) -> None:
    assert client.get("/nowhere").status_code == 404
    assert client.get("/ns.pdf").status_code == 404


def test_a_site_that_can_only_be_read_says_so(client: FlaskClient) -> None:
    response = client.post(DECISION, headers={"Accept": "application/json"})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert json.loads(response.data)["status"] == 405


def test_a_redirect_is_no_problem(client: FlaskClient) -> None:
    response = client.get("/dumps")
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/dumps/")


def test_an_error_of_ours_tells_nothing_of_our_insides(
    own_client: FlaskClient, endpoint: StoreEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("secret in /home/someone")

    monkeypatch.setattr(endpoint, "select", fail)
    for accept in ("text/html", "text/turtle"):
        response = own_client.get(DECISION + ".html", headers={"Accept": accept})
        assert response.status_code == 500
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        assert response.headers["Cache-Control"] == "no-store"


def test_a_busy_endpoint_asks_to_come_back(
    own_client: FlaskClient, endpoint: StoreEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise Problem(Kind.BUSY, "All workers are busy.", ((b"retry-after", b"1"),))

    monkeypatch.setattr(endpoint, "select", refuse)
    response = own_client.get(DECISION, headers={"Accept": "text/html"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"


def test_without_a_release_there_is_an_error_page(
    own_client: FlaskClient, endpoint: StoreEndpoint
) -> None:
    del endpoint.release
    response = own_client.get("/", headers={"Accept": "text/html"})
    assert response.status_code == 500
    assert "<h1>" in response.text
