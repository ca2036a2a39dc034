"""What people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from akkoord.graph.search.asking import MOST, completed, read
from akkoord.graph.search.spelling import suggestions

if TYPE_CHECKING:
    from akkoord.graph.search.reading import Index


def found(index: Index, asked: str) -> list[str]:
    return sorted(
        iri.removeprefix("https://x.example/id/")
        for iri, _ in index.iris(index.ranked(read(asked)))
    )


@pytest.mark.parametrize(
    ("asked", "things"),
    [
        ("gemeente", ["decision/2", "statement/1"]),
        ("GEINTEGREERD", ["statement/1"]),
        ("gemeente woning", ["statement/1"]),
        ("gemeente AND woning", ["statement/1"]),
        ("woning OR fitness", ["decision/2", "statement/1"]),
        ("woning | fitness", ["decision/2", "statement/1"]),
        ("gemeente -fitness", ["statement/1"]),
        ("gemeente NOT fitness", ["statement/1"]),
        ('gemeente -"sociale woning"', ["decision/2"]),
        ('"sociale woningen"', ["statement/1"]),
        ("“sociale woningen”", ["statement/1"]),
        ('"woningen sociale"', []),
        ("fit", ["agency/fit", "decision/2"]),
        ("fit*", ["agency/fit", "decision/2"]),
        ("fitn*", ["decision/2"]),
        ("export", ["agency/fit", "domain/export"]),
        ("export*", ["agency/fit", "decision/1", "domain/export"]),
        ("e-loket", ["decision/1"]),
        ("eloket", ["decision/1"]),
        ("e loket", ["decision/1"]),
        ("5.4", ["section/5.4"]),
        ("54", []),
        ("housing", ["domain/wonen"]),
        ("FIT Export", ["agency/fit"]),
        ('"FIT Export"', []),
        ("-gemeente", []),
        ("", []),
    ],
)
def test_a_question_finds(index: Index, asked: str, things: list[str]) -> None:
    assert found(index, asked) == things


@pytest.mark.parametrize(
    "asked",
    [
        *('"', "*", "NEAR(", "woning OR", "OR woning", "text:woning", "'; DROP TABLE entry; --"),
        *(
            "\x00",
            "-",
            "--",
            "^woning",
            "a AND OR NOT",
            "(((",
            "{a}",
            "NOT",
            "- -",
            "“",
            '""',
            '-"',
        ),
    ],
)
def test_no_question_is_an_error(index: Index, asked: str) -> None:
    index.ranked(read(asked))
    index.ranked(read(completed(asked)))


@given(
    st.text()
    | st.lists(st.sampled_from(['"', "-", "*", "OR", "NOT", " ", "woning", "é", "("])).map("".join)
)
@example('"a*')
@example("x" * 10_000)
@example("a-b " * 1000)
def test_any_text_is_a_question(index: Index, asked: str) -> None:
    index.ranked(read(asked))
    index.ranked(read(completed(asked)))
    suggestions(index, read(completed(asked)))


@given(st.text(st.characters(categories=["L", "N", "P"])))
def test_what_a_question_says_without_operators_is_looked_for(asked: str) -> None:
    expression = read(asked.replace('"', "").removeprefix("-"))
    assert bool(expression.match) == bool(expression.stems)


@pytest.mark.parametrize("asked", ["gem", "sociale gemeen", "woning gemeen"])
def test_the_last_word_can_go_on_while_it_is_typed(asked: str) -> None:
    assert read(completed(asked)).beginnings == (asked.rpartition(" ")[2],)
    assert read(asked).beginnings == ()


@pytest.mark.parametrize(
    "asked", ["ge", "gemeente ", '"sociale gemeen', "wonen -gem", "a OR", "5.4"]
)
def test_what_is_finished_short_or_unwanted_does_not_go_on(asked: str) -> None:
    assert completed(asked) == asked


def test_a_long_question_is_read_to_a_limit() -> None:
    words = [f"w{n}" for n in range(2 * MOST)]
    assert len(read(" ".join(words)).words) == MOST
