"""How alike titles are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akkoord.graph.reconcile.likeness import key, likeness

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïñôöùûüßæœ0123456789"
WORDS = st.text(LETTERS, min_size=1, max_size=12)
TITLES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ANY_TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    "noisy",
    [
        "BESLUIT “GROND- EN PANDENBELEID” 2020-2021",
        "Besluit \u201eGrond- en pandenbeleid\u201d 2020\u20132021",
        "Besluit «Grond\u2010 en pandenbeleid» 2020\u22122021",
        "Be\u00adsluit 'Grond- en panden\u00adbeleid' 2020-2021",
        "Besluit\u00a0'Grond- en\n pandenbeleid'  2020-2021 ",
        "\ufeffBesluit 'Grond- en panden\u200bbeleid' 2020-2021",
    ],
)
def test_case_quotes_dashes_and_what_is_not_seen_do_not_count(noisy):
    assert key(noisy) == key("Besluit 'Grond- en pandenbeleid' 2020-2021")


def test_accents_count_however_they_are_encoded():
    assert key("Cafe\u0301") == key("CAFÉ")
    assert key("Cafe") != key("Café")


@settings(deadline=None)
@given(ANY_TEXT)
def test_the_key_of_a_key_is_the_key(text):
    assert key(key(text)) == key(text)


@settings(deadline=None)
@given(TITLES, st.randoms(use_true_random=False))
def test_noise_leaves_the_key_alone(title, random):
    noisy = "".join(
        random.choice((c, c.upper(), c + "\u00ad", "\u00a0" if c == " " else c)) for c in title
    )
    assert key(noisy) == key(title)


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_likeness_does_not_depend_on_which_title_comes_first(one, other):
    forth, back = likeness(one, other), likeness(other, one)
    assert (forth.score, forth.same_words) == (back.score, back.same_words)
    assert 0 <= forth.score <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plan Vlaamse Veerkracht: dossier 67", "Plan Vlaamse Veerkracht dossier 67."),
        ("Oprichting van een innovatiefonds", "Oprichting van een inovatiefonds"),
        ("Subsidie voor de werking van FIT", "Subsidie werking FIT"),
    ],
)
def test_slips_points_and_little_words_leave_a_title_the_same(one, other):
    assert likeness(one, other).same_words


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Veerkracht: dossiernummer 123", "Veerkracht: dossiernummer 124", "“123” / “124”"),
        ("Steun aan deel II van het plan", "Steun aan deel III van het plan", "“ii” / “iii”"),
        (
            "Uitvoering dringende maatregelen voor het lerarenambt in het onderwijs",
            "Decreet dringende maatregelen voor het lerarenambt in het onderwijs",
            "“uitvoering” / “decreet”",
        ),
        ("Het plan wordt goedgekeurd", "Het plan wordt niet goedgekeurd", "“niet”"),
        (
            "Onteigeningsmachtiging voor de gemeente Aalst, fietspad langs de Dender",
            "Onteigeningsmachtiging voor de gemeente Geel, fietspad langs de Dender",
            "“aalst” / “geel”",
        ),
    ],
)
def test_a_number_or_a_word_of_its_own_makes_another_title(one, other, apart):
    found = likeness(one, other)
    assert found.score > 80
    assert not found.same_words
    assert apart in found.reason


def test_words_in_another_order_are_alike_but_not_the_same():
    found = likeness("Besluit wonen wijzigt besluit werken", "Besluit werken wijzigt besluit wonen")
    assert found.score == 100
    assert not found.same_words
    assert "order" in found.reason


def test_a_title_cut_off_is_part_of_the_other():
    whole = "Besluit tot toekenning van een subsidie aan de vzw Toerisme in de Westhoek voor 2021"
    found = likeness(whole[:40], whole)
    assert found.reason == "one title is part of the other"
    assert found.score == 90
    assert not found.same_words
