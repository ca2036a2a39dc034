"""Guesses at misspelt words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from akkoord.graph.search.asking import completed, read
from akkoord.graph.search.spelling import suggestions

if TYPE_CHECKING:
    from akkoord.graph.search.reading import Index


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("exprotsteun", {"exprotsteun": "exportsteun"}),
        ("gemeetne", {"gemeetne": "gemeenten"}),
        ("gemeente exprotsteun", {"exprotsteun": "exportsteun"}),
        ("zzzzzzz", {}),
        ("gemeente", {}),
        ("fti", {}),
        ("", {}),
    ],
)
def test_a_word_that_no_text_holds_is_guessed(
    index: Index, asked: str, meant: dict[str, str]
) -> None:
    assert suggestions(index, read(completed(asked))) == meant
