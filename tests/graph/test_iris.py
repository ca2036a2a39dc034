"""Names of things: stable, readable, and the same for every spelling of the same title."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akkoord.graph.iris import (
    HASH_LENGTH,
    SLUG_LENGTH,
    Names,
    digest,
    normalised_title,
    slug,
)
from akkoord.graph.vocabulary import DEFAULT_BASE

NAMES = Names(DEFAULT_BASE)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DECISION = re.compile(
    r"(?P<base>.+/)id/decision/(?P<day>\d{4}-\d\d-\d\d)/"
    rf"(?P<slug>{SLUG.pattern})-(?P<hash>[0-9a-f]{{{HASH_LENGTH}}})"
)
DAY = date(2021, 6, 18)
START = datetime(2021, 6, 18, 8, 0, tzinfo=UTC)
TITLE = "Plan Vlaamse Veerkracht: FIT – Datagedreven organisatie & Digitalisering dienstverlening"

DUTCH = st.text(st.sampled_from("aeiounrst ëéïçĳœ’‘“”–&:()/+-.,0123456789ABZ\u00a0\u00ad\n\t"))
"""Texts made of what titles of decisions are made of, so that collisions and runs occur."""
TEXT = st.text() | DUTCH
STARTS = st.datetimes(
    min_value=datetime(2019, 10, 2),
    max_value=datetime(2024, 9, 30),
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(second=0, microsecond=0))

quickly = settings(deadline=None)
"""Hypothesis's time limit per example says nothing on a machine that is busy elsewhere."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Financiën en begroting", "financien-en-begroting"),
        ("Mobiliteit en openbare werken", "mobiliteit-en-openbare-werken"),
        ("Cultuur, jeugd en sport", "cultuur-jeugd-en-sport"),
        ("  “Slimme” mobiliteit – innovatie ", "slimme-mobiliteit-innovatie"),
        ("O&O&I-systeem", "o-o-i-systeem"),
        ("Geïntegreerd beleid (2020-2024)", "geintegreerd-beleid-2020-2024"),
        ("\u0132zervallei", "ijzervallei"),
        ("Straße", "strasse"),
        ("Flanders’ Care", "flanders-care"),
        ("Merkteken™ nr. №5", "merktekentm-nr-no5"),
        ("Malmø", "malm"),
    ],
)
def test_a_slug_reads_like_its_text(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize("text", ["", " ", "–", "…", "日本", "\u00a0\u00ad", "\u0301"])
def test_a_text_without_letters_or_digits_still_has_a_slug(text: str) -> None:
    assert slug(text) == digest(text)
    assert SLUG.fullmatch(slug(text))


def test_texts_without_letters_keep_slugs_of_their_own() -> None:
    assert slug("日本") != slug("中国")


@quickly
@given(TEXT)
def test_a_slug_holds_only_letters_digits_and_single_hyphens(text: str) -> None:
    assert SLUG.fullmatch(slug(text))


@quickly
@given(TEXT)
def test_a_slug_of_a_slug_is_that_slug(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@quickly
@given(DUTCH)
def test_a_slug_does_not_depend_on_case(text: str) -> None:
    if re.search("[a-z0-9]", slug(text)) and slug(text) != digest(text):
        assert slug(text.upper()) == slug(text.lower()) == slug(text)


@quickly
@given(TEXT)
def test_a_slug_does_not_depend_on_the_normal_form(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    if slug(composed) != digest(composed):
        assert slug(unicodedata.normalize("NFD", text)) == slug(composed)


def test_a_digest_is_the_head_of_the_sha_256_in_hexadecimal() -> None:
    # printf abc | sha256sum
    assert digest("abc") == "ba7816bf8f"


@pytest.mark.parametrize(
    "variant",
    [
        "Oproep 2022:  preventie",
        "Oproep 2022: \u00a0preventie",
        "Oproep 2022:\npreventie",
        " Oproep\t2022: preventie\n\n",
        "Oproep 2022: pre\u00adventie",
    ],
)
def test_titles_that_look_alike_are_normalised_alike(variant: str) -> None:
    assert normalised_title(variant) == "Oproep 2022: preventie"


def test_a_soft_hyphen_between_a_letter_and_its_accent_leaves_no_trace() -> None:
    assert normalised_title("cafe\u00ad\N{COMBINING ACUTE ACCENT}") == "café"


@quickly
@given(TEXT)
def test_normalising_a_title_again_changes_nothing(title: str) -> None:
    once = normalised_title(title)
    assert normalised_title(once) == once


@quickly
@given(TEXT)
def test_a_normalised_title_is_composed_and_has_single_blanks_only(title: str) -> None:
    normal = normalised_title(title)
    assert unicodedata.is_normalized("NFC", normal)
    assert "\u00ad" not in normal
    assert normal == " ".join(normal.split())


def test_normalising_keeps_case_and_punctuation() -> None:
    assert normalised_title(TITLE) == TITLE


@quickly
@given(TEXT, TEXT, STARTS, STARTS)
def test_decisions_are_one_only_if_title_and_time_are(
    title: str, other: str, start: datetime, later: datetime
) -> None:
    same = normalised_title(title) == normalised_title(other) and start == later
    first = NAMES.decision(title, start.date(), start)
    assert (first == NAMES.decision(other, later.date(), later)) is same


@quickly
@given(DUTCH, STARTS)
def test_a_decision_is_one_however_its_title_is_spelt(title: str, start: datetime) -> None:
    expected = NAMES.decision(title, start.date(), start)
    for spelling in (
        unicodedata.normalize("NFD", title),
        title.replace(" ", "\u00a0"),
        title.replace(" ", "\n "),
        f" {title}\n\n",
        "\u00ad".join(title),
    ):
        assert NAMES.decision(spelling, start.date(), start) == expected


def test_a_title_on_two_days_is_two_decisions() -> None:
    week_later = START + timedelta(days=7)
    assert NAMES.decision(TITLE, DAY, START) != NAMES.decision(TITLE, week_later.date(), week_later)


def test_a_title_in_two_meetings_of_one_day_is_two_decisions() -> None:
    assert NAMES.decision(TITLE, DAY, START) != NAMES.decision(
        TITLE, DAY, START + timedelta(hours=1)
    )


def test_titles_that_differ_only_beyond_the_slug_are_two_decisions() -> None:
    one, two = TITLE + " (eerste fase)", TITLE + " (tweede fase)"
    assert slug(one)[:SLUG_LENGTH] == slug(two)[:SLUG_LENGTH]
    assert NAMES.decision(one, DAY, START) != NAMES.decision(two, DAY, START)


def test_a_decision_without_a_known_meeting_is_named_after_its_day() -> None:
    unknown = NAMES.decision(TITLE, DAY, None)
    assert unknown != NAMES.decision(TITLE, DAY, START)
    assert unknown != NAMES.decision(TITLE, DAY + timedelta(days=1), None)
    assert unknown == NAMES.decision(TITLE, DAY, None)


def test_the_meetings_time_zone_does_not_matter() -> None:
    brussels = START.astimezone(timezone(timedelta(hours=2)))
    assert NAMES.decision(TITLE, DAY, brussels) == NAMES.decision(TITLE, DAY, START)
    assert NAMES.meeting(brussels) == NAMES.meeting(START)


@quickly
@given(TEXT, STARTS)
def test_a_decisions_iri_is_day_short_slug_and_hash(title: str, start: datetime) -> None:
    parts = DECISION.fullmatch(NAMES.decision(title, start.date(), start))
    assert parts
    assert parts["day"] == start.date().isoformat()
    assert len(parts["slug"]) <= SLUG_LENGTH == 60
    assert slug(normalised_title(title)).startswith(parts["slug"])


def test_the_iris_are_those_of_the_design() -> None:
    base = "https://w3id.org/regeerakkoord/"
    fit = "buitenlands-beleid-en-toerisme/4.3.2"
    domain = "Buitenlands beleid en toerisme"
    assert NAMES.agreement() == f"{base}id/agreement/2019-2024"
    assert NAMES.section(domain, "4.3.2") == f"{base}id/section/2019-2024/{fit}"
    assert NAMES.report(domain, "4.3.2") == f"{base}id/report/2019-2024/{fit}"
    assert NAMES.domain(domain) == f"{base}id/domain/buitenlands-beleid-en-toerisme"
    assert NAMES.theme("Economie") == f"{base}id/theme/economie"
    assert NAMES.topic("Data en diensten") == f"{base}id/topic/data-en-diensten"
    assert NAMES.agency("Kind en Gezin") == f"{base}id/agency/kind-en-gezin"
    assert NAMES.meeting(START) == f"{base}id/meeting/2021-06-18T0800Z"
    assert NAMES.graph("domains") == f"{base}id/graph/domains"


def test_a_decisions_iri_is_the_same_on_every_machine() -> None:
    # printf '%s\n2021-06-18T0800Z' "$TITLE" | sha256sum
    assert NAMES.decision(TITLE, DAY, START) == (
        "https://w3id.org/regeerakkoord/id/decision/2021-06-18/"
        "plan-vlaamse-veerkracht-fit-datagedreven-organisatie-digital-42a6f2e3f0"
    )


def every_name(names: Names, text: str, start: datetime) -> list[str]:
    return [
        names.agreement(),
        names.section(text, "1.2.4.3"),
        names.domain(text),
        names.theme(text),
        names.topic(text),
        names.report(text, "1.2.4.3"),
        names.decision(text, start.date(), start),
        names.meeting(start),
        names.agency(text),
        names.graph("derived"),
    ]


@quickly
@given(TEXT, STARTS, st.sampled_from([DEFAULT_BASE, "http://127.0.0.1:8000/", "urn:akkoord:/"]))
def test_every_iri_stands_under_its_base_and_needs_no_escaping(
    text: str, start: datetime, base: str
) -> None:
    for iri in every_name(Names(base), text, start):
        assert iri.startswith(base + "id/")
        assert re.fullmatch(r"[A-Za-z0-9./-]+", iri.removeprefix(base))
        assert "//" not in iri.removeprefix(base)
        assert not urlsplit(iri).query


@quickly
@given(TEXT, STARTS)
def test_another_base_changes_nothing_but_the_base(text: str, start: datetime) -> None:
    here = every_name(NAMES, text, start)
    there = every_name(Names("http://example.org/"), text, start)
    assert [iri.removeprefix(DEFAULT_BASE) for iri in here] == [
        iri.removeprefix("http://example.org/") for iri in there
    ]


@quickly
@given(DUTCH, STARTS)
def test_things_of_different_kinds_never_share_an_iri(text: str, start: datetime) -> None:
    names = every_name(NAMES, text, start)
    assert len(set(names)) == len(names)
