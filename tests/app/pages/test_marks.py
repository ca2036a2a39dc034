"""A text cut where it names something."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.pages.marks import Mark, Piece, citing, pieces
from akkoord.graph.reports.places import Place

MARKS = st.builds(
    Mark, st.integers(-2, 30), st.integers(-2, 30), st.just("urn:a"), st.just("agency")
)


@given(st.text(max_size=25), st.lists(MARKS, max_size=6))
def test_no_character_is_lost_or_shown_twice(text: str, marks: list[Mark]) -> None:
    assert "".join(piece.text for piece in pieces(text, marks)) == text


def test_what_is_named_is_a_piece_of_its_own() -> None:
    found = pieces("Plan: FIT helpt.", [Mark(6, 9, "urn:fit", "agency"), Mark(0, 4, "", "topic")])
    assert found == (
        Piece("Plan", "", "topic"),
        Piece(": "),
        Piece("FIT", "urn:fit", "agency"),
        Piece(" helpt."),
    )


def test_of_two_marks_that_overlap_the_first_counts() -> None:
    found = pieces(
        "Departement Wonen", [Mark(12, 17, "urn:b", "agency"), Mark(0, 17, "urn:a", "agency")]
    )
    assert found == (Piece("Departement Wonen", "urn:a", "agency"),)


def test_citations_follow_the_words_that_they_back() -> None:
    found = citing([Piece("Plan", "", "topic"), Piece(": water, bos.")], [Place(11, (2, 1))])
    assert found == (Piece("Plan", "", "topic"), Piece(": water", cited=(2, 1)), Piece(", bos."))


def test_a_name_that_is_cited_within_is_cut_there() -> None:
    found = citing([Piece("Bos en water", "urn:a", "topic")], [Place(3, (1,)), Place(12, (2,))])
    assert found == (
        Piece("Bos", "urn:a", "topic", (1,)),
        Piece(" en water", "urn:a", "topic", (2,)),
    )


def test_citations_before_any_word_and_without_words_are_shown() -> None:
    assert citing([Piece("Zin.")], [Place(0, (3,))]) == (Piece("", cited=(3,)), Piece("Zin."))
    assert citing([], [Place(0, (3,)), Place(0, (1,))]) == (Piece("", cited=(3, 1)),)


PLACES = st.lists(st.builds(Place, st.integers(0, 30), st.tuples(st.integers(0, 9))), max_size=6)


@given(st.text(max_size=25), st.lists(MARKS, max_size=6), PLACES)
def test_citations_keep_their_order_and_change_no_word(
    text: str, marks: list[Mark], places: list[Place]
) -> None:
    ordered = sorted(places, key=lambda place: place.index)
    found = citing(pieces(text, marks), ordered)
    assert "".join(piece.text for piece in found) == text
    numbers = [number for place in ordered for number in place.numbers]
    assert [number for piece in found for number in piece.cited] == numbers
