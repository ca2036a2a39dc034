from itertools import pairwise
from pathlib import Path

import pytest

from akkoord.graph.reports import citations, sentences

# One sentence a line, passages parted by blank lines; parted by hand.
GOLD = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8")
PASSAGES = [passage.split("\n") for passage in GOLD.strip().split("\n\n")]


def parted(text: str) -> list[str]:
    masked = text
    for marker in citations.find(text)[0]:
        blanks = " " * (marker.end - marker.start)
        masked = masked[: marker.start] + blanks + masked[marker.end :]
    places = [0, *sentences.boundaries(masked, 0, len(text)), len(text)]
    return [text[a:b].strip() for a, b in pairwise(places)]


def test_there_are_200_sentences() -> None:
    assert sum(len(passage) for passage in PASSAGES) == 200


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage[0][:40])
def test_sentences_are_parted_as_by_hand(passage: list[str]) -> None:
    assert parted(" ".join(passage)) == passage


@pytest.mark.parametrize("passage", PASSAGES[:20], ids=lambda passage: passage[0][:40])
def test_a_line_break_between_sentences_changes_nothing(passage: list[str]) -> None:
    assert parted("\n".join(passage)) == passage


def test_nothing_before_the_start_is_looked_at() -> None:
    text = "A. B. De zin. Nog een."
    assert sentences.boundaries(text, 6, len(text)) == [14]


def test_long_runs_of_marks_take_no_time() -> None:
    assert sentences.boundaries("." * 50_000, 0, 50_000) == []
    assert len(sentences.boundaries("A. " * 10_000, 0, 30_000)) < 10_000
