"""Snippets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.search.asking import completed, read
from akkoord.graph.search.snippets import CUT, LENGTH, snippet

LONG = "voor " * 100 + "het exportplan van de regering, en nog een exportplan " + "na " * 100


def hits(text: str, asked: str) -> list[str]:
    return [piece.text for piece in snippet(text, read(asked)) if piece.hit]


def test_a_short_text_is_shown_whole() -> None:
    pieces = snippet("Het plan voor gemeenten.", read("gemeente"))
    assert pieces == (("Het plan voor ", False), ("gemeenten", True), (".", False))


def test_words_are_marked_as_they_are_written() -> None:
    assert hits("De Gemeénten en de gemeente", "gemeenten") == ["Gemeénten", "gemeente"]


def test_what_begins_so_is_marked() -> None:
    assert hits("exportsteun en export", "export*") == ["exportsteun", "export"]


def test_what_is_unwanted_is_not_marked() -> None:
    assert hits("plan zonder export", "plan -steun OR export") == ["plan", "export"]


def test_a_long_text_is_cut_where_most_hits_are() -> None:
    pieces = snippet(LONG, read("exportplan"))
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.hit] == ["exportplan", "exportplan"]
    assert shown.startswith(CUT)
    assert shown.endswith(CUT)
    assert len(shown) <= LENGTH + 2
    assert shown.strip(CUT) in LONG


def test_a_text_cannot_mark_itself() -> None:
    text = "een \ue000vals\ue001 <mark>plan</mark>"
    assert "".join(piece.text for piece in snippet(text, read("niets"))) == text
    assert hits(text, "plan") == ["plan"]


@given(st.text(), st.text())
def test_pieces_are_the_text_or_a_stretch_of_it(text: str, asked: str) -> None:
    pieces = snippet(text, read(completed(asked)))
    shown = "".join(piece.text for piece in pieces)
    assert shown in text or shown.strip(CUT) in text
    assert len(shown) <= LENGTH + 2
    assert all(piece.text for piece in pieces)
