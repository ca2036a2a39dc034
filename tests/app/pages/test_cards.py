"""What other sites show beside a link to a page."""

from __future__ import annotations

import html
import re
import struct
from typing import TYPE_CHECKING, Any

import pytest

from akkoord.app.drawing.renderer import BusyError, Renderer
from akkoord.app.pages import create_app
from akkoord.app.pages.cards import SIZE

from .test_drawings import Broken

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from .conftest import StoreEndpoint

DECISION = "/doc/decision/2021-06-18/plan-export-1111111111"
REPORT = "/doc/report/2019-2024/buitenlands-beleid-en-toerisme/4.10"
PAGES = ("/", "/docs", "/agencies", "/doc/agency/flanders-investment-trade", "/search?q=plan")


def properties(content: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', content))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_all_that_a_link_to_it_needs(client: FlaskClient, page: str) -> None:
    told = properties(client.get(page, headers={"Accept-Language": "en"}).text)
    assert told["og:title"]
    assert told["og:description"]
    assert told["og:type"] in {"website", "article"}
    assert (told["og:locale"], told["og:locale:alternate"]) == ("en_GB", "nl_BE")
    own = page.startswith("/doc/agency/")
    card = page.replace("/doc/", "/card/") if own else "/card"
    assert told["og:image"] == f"http://localhost{card}.png?lang=en"
    assert told["og:image:alt"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "nl", "en"])
def test_a_page_in_each_language_is_canonical_to_itself_and_names_the_others(
    client: FlaskClient, page: str, language: str
) -> None:
    address = f"https://example.org{page}"
    mark = "&" if "?" in page else "?"
    by_language = {each: f"{address}{mark}lang={each}" for each in ("nl", "en")}
    asked = f"{page}{mark}lang={language}" if language else page
    response = client.get(asked, base_url="https://example.org")
    canonical = by_language.get(language, address)
    content = html.unescape(response.text)
    assert properties(content)["og:url"] == canonical
    assert re.findall(r'<link rel="canonical" href="([^"]*)"', content) == [canonical]
    assert f'<{canonical}>; rel="canonical"' in response.headers["Link"]
    named = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', content)
    assert dict(named) == {**by_language, "x-default": address}


def test_a_description_and_a_failure_have_no_language(client: FlaskClient) -> None:
    turtle = client.get(f"{DECISION}?lang=en", headers={"Accept": "text/turtle"})
    assert f'<http://localhost{DECISION}>; rel="canonical"' in turtle.headers["Link"]
    assert 'rel="alternate" hreflang' not in client.get("/doc/none?lang=en").text


def test_a_page_of_a_description_is_canonical_and_a_page_for_people_is_whole(
    client: FlaskClient,
) -> None:
    address = f"{DECISION}?page=1"
    paged = client.get(address, headers={"Accept": "text/turtle"}).headers["Link"]
    assert f'<http://localhost{address}>; rel="canonical"' in paged
    whole = client.get(address, headers={"Accept": "text/html"}).headers["Link"]
    assert f'<http://localhost{DECISION}>; rel="canonical"' in whole


def test_the_picture_is_there_in_each_language_in_the_size_that_is_told(
    client: FlaskClient,
) -> None:
    images = []
    for language in ("nl", "en"):
        response = client.get(f"/card.png?lang={language}")
        assert response.mimetype == "image/png"
        assert struct.unpack(">II", response.data[16:24]) == SIZE
        images.append(response.data)
    assert images[0] != images[1]
    told = properties(client.get("/").text)
    assert (told["og:image:width"], told["og:image:height"]) == tuple(map(str, SIZE))


def test_what_pages_are_about_has_a_picture_of_its_own(client: FlaskClient) -> None:
    pages = ["/doc/agency/flanders-investment-trade", DECISION, REPORT, f"{REPORT}/statement/1"]
    images = set()
    for page in pages:
        address = properties(client.get(page, headers={"Accept": "text/html"}).text)["og:image"]
        response = client.get(address.removeprefix("http://localhost"))
        assert response.mimetype == "image/png"
        assert struct.unpack(">II", response.data[16:24]) == SIZE
        assert f'<{address.partition("?")[0]}>; rel="canonical"' in response.headers["Link"]
        images.add(response.data)
    assert len(images) == len(pages)


def test_nothing_has_no_picture(client: FlaskClient) -> None:
    assert client.get("/card/agency/none.png").status_code == 404
    assert client.get("/card/scheme/themes.png").status_code == 404


def test_an_error_is_not_shared(client: FlaskClient) -> None:
    assert not properties(client.get("/nowhere", headers={"Accept": "text/html"}).text)


def test_where_nothing_can_be_drawn_there_is_no_picture(endpoint: StoreEndpoint) -> None:
    client = create_app(endpoint, renderer=Broken()).test_client()
    assert client.get("/card.png").status_code == 404


class Busy(Broken):
    """Draws no image."""

    def png(self, chart: object, locale: str) -> bytes:
        raise BusyError(f"{chart}, {locale}")


def test_whoever_asks_for_too_many_cards_at_once_is_told_when_to_come_back(
    endpoint: StoreEndpoint,
) -> None:
    client = create_app(endpoint, renderer=Busy()).test_client()
    for card in ("/card.png", DECISION.replace("/doc/", "/card/") + ".png"):
        response = client.get(card)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "ETag" not in response.headers


class Watched(Renderer):
    """Draws nothing, and tells what it was to draw."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, Any] = {}

    def png(self, chart: Any, locale: str) -> bytes:
        self.asked = chart
        return locale.encode()


def drawn(endpoint: StoreEndpoint, path: str, language: str) -> dict[str, Any]:
    renderer = Watched()
    create_app(endpoint, renderer=renderer).test_client().get(f"{path}.png?lang={language}")
    return renderer.asked


@pytest.mark.parametrize(("language", "said"), [("nl", "taalmodel"), ("en", "language model")])
def test_every_card_says_in_its_language_who_wrote_the_assessments(
    endpoint: StoreEndpoint, language: str, said: str
) -> None:
    for path in ("/card", DECISION.replace("/doc", "/card"), REPORT.replace("/doc", "/card")):
        axis = drawn(endpoint, path, language)["encoding"]["x"]["axis"]
        assert said in axis["title"]


def test_what_has_no_time_line_shows_what_is_counted_and_no_axis(endpoint: StoreEndpoint) -> None:
    card = drawn(endpoint, DECISION.replace("/doc", "/card"), "en")
    shown = [(each["count"], each["words"]) for each in card["datasets"]["shown"]]
    assert shown[0][1] in {"report cites it", "reports cite it"}
    assert all(int(count) > 0 for count, _ in shown)
    assert card["encoding"]["x"]["axis"]["domain"] is False
    assert any("18 June 2021" in line for line in card["title"]["subtitle"])


def test_a_section_shows_the_decisions_of_its_report_over_time(endpoint: StoreEndpoint) -> None:
    reported, none = (
        drawn(endpoint, f"/card/section/2019-2024/buitenlands-beleid-en-toerisme/{n}", "nl")
        for n in ("4.10", "4")
    )
    assert all("from" in bar for bar in reported["datasets"]["shown"])
    assert not any("from" in bar for bar in none["datasets"]["shown"])
    domain = "Buitenlands beleid"
    assert any(domain in line for line in reported["title"]["subtitle"])
