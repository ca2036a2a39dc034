"""Words as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.search.words import WORD, compounds, folded, marked_words, stem, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gemeente", "gemeenten"),
        ("Vlaams", "Vlaamse"),
        ("bedrijf", "bedrijven"),
        ("huis", "huizen"),
        ("plan", "plannen"),
        ("subsidie", "subsidies"),
        ("beslissing", "beslissingen"),
        ("kind", "kinderen"),
        ("stad", "steden"),
        ("overheid", "overheden"),
        ("geïntegreerd", "GEINTEGREERDE"),
        ("regio", "regio's"),
        ("foto", "foto’s"),
        ("dienstverlening", "dienst\u00adverlening"),
        ("cafe", "cafe\u0301"),
        ("export", "ex\u202eport"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("beleid", "begeleiding"),
        ("gewoon", "wonen"),
        ("overheid", "over"),
        ("eenheid", "een"),
        ("steden", "steeds"),
        ("openbaar", "open"),
    ],
)
def test_words_of_other_meaning_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_section_number_is_one_word() -> None:
    assert stems("zie 4.3.2, en 2020.") == "zie 4.3.2 en 2020"


def test_what_is_written_in_parts_is_one_word_as_well() -> None:
    assert compounds("Vlaams-Brabant, de V.R.T. en O&O&I sinds 1.2.3") == "vlaamsbrabant vrt ooi"


def test_words_are_told_with_their_places() -> None:
    text = "De foto’s, geïntegreerd"
    assert [text[start:end] for start, end, _ in marked_words(text)] == [
        "De",
        "foto’s",
        "geïntegreerd",
    ]


@given(st.text())
def test_stems_hold_nothing_that_parts_words_or_ends_a_phrase(text: str) -> None:
    for word in (stems(text) + " " + compounds(text)).split():
        assert word.replace(".", "").isalnum()


@given(st.text())
def test_places_cover_the_words_in_their_order(text: str) -> None:
    places = list(marked_words(text))
    assert [text[start:end] for start, end, _ in places] == WORD.findall(text)
    assert [found for *_, found in places] == [stem(word) for word in WORD.findall(text)]


@given(st.text(st.characters(categories=["L", "M", "N"]), min_size=1))
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in WORD.findall(text):
        assert folded(folded(word)) == folded(word)
