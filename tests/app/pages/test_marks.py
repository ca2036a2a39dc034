"""A text cut where it names something."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.pages.marks import Mark, Piece, pieces

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
