"""Full text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from akkoord.app.pages.search import Index
from akkoord.app.sparql.client import Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import StoreEndpoint
    from flask.testing import FlaskClient


def index(*texts: str) -> Index:
    return Index(
        {
            "class": Term("uri", "https://w3id.org/regeerakkoord/ns#Decision"),
            "thing": Term("uri", f"urn:{place}"),
            "label": Term("literal", text),
            "text": Term("literal", text),
        }
        for place, text in enumerate(texts)
    )


def found(index: Index, asked: str) -> list[str]:
    return [hit.link.label for group in index.find(asked) for hit in group.hits]


@pytest.mark.parametrize(
    "asked", ["geïntegreerd", "GEINTEGREERD", "geintegr", "Geïntegreerd beleid"]
)
def test_case_and_diacritics_do_not_matter(asked: str) -> None:
    assert found(index("Geïntegreerd beleid", "Ander beleid"), asked) == ["Geïntegreerd beleid"]


def test_all_words_must_be_there() -> None:
    assert found(index("plan export", "plan wonen", "export"), "export plan") == ["plan export"]


@pytest.mark.parametrize(
    "asked",
    ["", "   ", '"', "*", "NEAR(", "a OR", "text:x", "'; DROP TABLE thing; --", "\x00", "-"],
)
def test_no_query_is_an_error(asked: str) -> None:
    assert found(index("plan"), asked) == []


def test_hits_are_marked_in_the_text() -> None:
    (group,) = index("het plan voor export").find("plan")
    assert group.hits[0].snippet == ("het ", "plan", " voor export")


def test_a_text_cannot_mark_itself() -> None:
    (group,) = index("een \ue000vals\ue001 plan").find("plan")
    assert group.hits[0].snippet == ("een vals ", "plan", "")


@pytest.mark.parametrize(
    ("asked", "link"),
    [
        ("plan export", "/doc/decision/2021-06-18/plan-export-1111111111"),
        ("geintegreerd", "/statement/4"),
        ("toerisme", "/doc/section/2019-2024/buitenlands-beleid-en-toerisme/4.9"),
        ("FIT", "/doc/agency/flanders-investment-trade"),
    ],
)
def test_every_kind_is_found(client: FlaskClient, asked: str, link: str) -> None:
    response = client.get("/search", query_string={"q": asked})
    assert response.status_code == 200
    assert link in response.text


def test_what_is_not_found_is_said(client: FlaskClient) -> None:
    response = client.get("/search?q=<b>xyzzy</b>")
    assert "&lt;b&gt;xyzzy&lt;/b&gt;" in response.text
    assert "<b>xyzzy" not in response.text


def test_one_release_is_indexed_once_and_a_new_one_again(
    own_client: FlaskClient, endpoint: StoreEndpoint, switch: Callable[[], None]
) -> None:
    def indexed() -> int:
        return sum("GROUP_CONCAT" in query for query in endpoint.queries)

    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda word: own_client.application.test_client().get(f"/search?q={word}"), "abcd"
            )
        )
    assert indexed() == 1
    switch()
    own_client.get("/search?q=plan")
    assert indexed() == 2
