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
        pause = sentences.PAUSE * (marker.end - marker.start)
        masked = masked[: marker.start] + pause + masked[marker.end :]
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


@pytest.mark.parametrize(
    "passage",
    [
        ["De stappen zijn klein. [1]", "tweede zonder hoofdletter. [2]"],
        ["De stappen zijn klein.[1][2]", "tweede zonder hoofdletter."],
        ["Het kost 5 mln. [1]", "Vlaamse scholen krijgen het."],
        ["Is dat waar? [1]", "volgens de minister wel."],
    ],
)
def test_citations_after_a_full_stop_part_sentences_as_a_capital_does(passage: list[str]) -> None:
    assert parted(" ".join(passage)) == passage


@pytest.mark.parametrize(
    "sentence",
    [
        "Het besluit m.b.t. [1] subsidies is er.",
        "Dit geldt voor scholen, crèches, enz. [1] in de stad.",
        "De steun van 5 mln. [1] euro is goedgekeurd.",
        "Minister J. [1] van der Weyden keurde dit goed.",
        "Het staat in het decreet. [1] en [2] bevestigen dat.",
        "Zie o.a. [1] Vlaamse Veerkracht.",
        "In dec. [1] keurde de regering het goed.",
    ],
)
def test_citations_after_an_abbreviation_part_nothing(sentence: str) -> None:
    assert parted(sentence) == [sentence]


@pytest.mark.parametrize(
    "abbreviation",
    [
        "hfdst.",
        "hst.",
        "tab.",
        "burg.",
        "zog.",
        "onderv.",
        "milj.",
        "Vl.",
        "Fed.",
        "mln.",
        "mld.",
        "sept.",
        "aug.",
        "dec.",
        "tel.",
        "jl.",
    ],
)
@pytest.mark.parametrize("following", ["4", "Vlaamse", "meer"])
def test_no_sentence_ends_in_an_abbreviation(abbreviation: str, following: str) -> None:
    sentence = f"Zij besliste {abbreviation} {following} maatregelen."
    assert parted(sentence) == [sentence]


@pytest.mark.parametrize("abbreviation", ["mln.", "mld.", "milj.", "sept.", "dec.", "jl."])
def test_one_that_may_end_a_sentence_does_where_another_clearly_begins(abbreviation: str) -> None:
    passage = [f"Het gebeurde 5 {abbreviation}", "De regering keurde het goed."]
    assert parted(" ".join(passage)) == passage


def test_nothing_before_the_start_is_looked_at() -> None:
    text = "A. B. De zin. Nog een."
    assert sentences.boundaries(text, 6, len(text)) == [14]


def test_long_runs_of_marks_take_no_time() -> None:
    assert sentences.boundaries("." * 50_000, 0, 50_000) == []
    assert len(sentences.boundaries("A. " * 10_000, 0, 30_000)) < 10_000
