"""Dutch and English."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from akkoord.app.pages import language

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PAGES = Path(language.__file__).parent


def placeholders(forms: str | list[str]) -> list[set[str]]:
    each = [forms] if isinstance(forms, str) else forms
    return [{name for _, name, _, _ in Formatter().parse(form) if name} for form in each]


@pytest.mark.parametrize("key", language.messages())
def test_every_message_says_the_same_in_both_languages(key: str) -> None:
    forms = language.messages()[key]
    assert set(forms) == set(language.LANGUAGES)
    assert placeholders(forms["nl"]) == placeholders(forms["en"])


def test_every_message_that_a_template_names_exists_and_none_is_left_over() -> None:
    sources = "\n".join(
        p.read_text("utf-8") for p in PAGES.rglob("*") if p.suffix in {".html", ".py", ".xml"}
    )
    keys = set(language.messages())
    named = set(re.findall(r"""["']([a-z]+(?:\.[A-Za-z0-9]+)+)["']""", sources))
    composed = set(re.findall(r"""["']([a-z]+(?:\.[a-z]+)*\.)["'] [~+]""", sources)) | {"error."}
    used = {key for key in keys if key in named or key.startswith(tuple(composed))}
    asked = set(re.findall(r"""_\(["']([A-Za-z0-9.]+)["']""", sources))
    assert {key for key in asked if not key.endswith(".")} <= keys
    assert keys - used - {"months"} == set()


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        ("", "", "nl"),
        ("", "en", "en"),
        ("", "fr", "nl"),
        ("", "fr, en-GB;q=0.8, nl;q=0.5", "en"),
        ("", "nl-BE, en;q=0.9", "nl"),
        ("?lang=en", "nl", "en"),
        ("?lang=nl", "en", "nl"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_the_address_chooses_the_language_or_else_the_browser(
    client: FlaskClient, asked: str, accepted: str, expected: str
) -> None:
    response = client.get(f"/{asked}", headers={"Accept-Language": accepted})
    assert f'<html lang="{expected}">' in response.text
    assert response.headers["Content-Language"] == expected


def test_a_language_that_was_asked_for_is_carried_on_to_other_pages(client: FlaskClient) -> None:
    assert 'href="/doc/agreement/2019-2024?lang=en"' in client.get("/?lang=en").text
    assert 'href="/doc/agreement/2019-2024"' in client.get("/").text


def test_labels_dates_and_numbers_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    meeting = "/doc/meeting/2021-06-18T0800Z"
    assert "18 juni 2021" in client.get(f"{meeting}?lang=nl").text
    assert "18 June 2021" in client.get(f"{meeting}?lang=en").text
    section = "/doc/section/2019-2024/buitenlands-beleid-en-toerisme/4.10"
    assert "Foreign policy and tourism" in client.get(f"{section}?lang=en").text
    assert "Buitenlands beleid en toerisme" in client.get(f"{section}?lang=nl").text


@pytest.mark.parametrize(("tag", "shown"), [("nl", "1.234.567"), ("en", "1,234,567")])
def test_thousands_are_set_apart(client: FlaskClient, tag: str, shown: str) -> None:
    with client.application.test_request_context(f"/?lang={tag}"):
        client.application.preprocess_request()
        assert language.numeral(1234567) == shown
        assert language.long_date("no date") == "no date"


@pytest.mark.parametrize(("tag", "shown"), [("nl", "6 mrt"), ("en", "6 Mar")])
def test_months_are_shortened_as_people_do(client: FlaskClient, tag: str, shown: str) -> None:
    with client.application.test_request_context(f"/?lang={tag}"):
        client.application.preprocess_request()
        assert language.short_date("2020-03-06") == shown


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2021-06-18T08:00:00Z", "10:00 uur (08:00 UTC)"),
        ("2021-01-15T09:00:00Z", "10:00 uur (09:00 UTC)"),
        ("2021-01-15T09:00:00", "2021-01-15T09:00:00"),
        ("no time", "no time"),
    ],
)
def test_a_clock_shows_the_time_where_the_government_meets(
    client: FlaskClient, iso: str, shown: str
) -> None:
    with client.application.test_request_context("/?lang=nl"):
        client.application.preprocess_request()
        assert language.clock(iso) == shown


def test_a_span_of_one_month_names_it_once(client: FlaskClient) -> None:
    with client.application.test_request_context("/?lang=en"):
        client.application.preprocess_request()
        assert language.span("2020-03-06", "2020-03-27") == "March 2020"
        assert language.span("2020-03-06", "2021-03-06") == "March 2020 – March 2021"


def test_messages_stand_in_order_so_that_additions_merge() -> None:
    assert list(language.messages()) == sorted(language.messages())
