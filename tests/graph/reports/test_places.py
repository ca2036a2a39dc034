"""Where in a statement's text its citations stand."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.reports import places
from akkoord.graph.reports.places import Place


def shown(markdown: str, text: str, numbers: Collection[int]) -> str:
    """Return ``text`` with each citation where it is placed."""
    parts, done = [], 0
    for place in places.find(markdown, text, numbers):
        parts += [text[done : place.index], *(f"[{number}]" for number in place.numbers)]
        done = place.index
    return "".join([*parts, text[done:]])


@pytest.mark.parametrize(
    ("markdown", "text", "wanted"),
    [
        (r"Water \[25\]\[26\], energie \[27\].", "Water, energie.", "Water[25][26], energie[27]."),
        (r"Eerst \[14\]\[4\].", "Eerst.", "Eerst[14][4]."),
        (r"Bos \[4\] en natuur \[4\].", "Bos en natuur.", "Bos[4] en natuur[4]."),
        (r"\[0\] toont dit.", "toont dit.", "[0]toont dit."),
        (r"Dit is zo. \[4\]", "Dit is zo.", "Dit is zo.[4]"),
        (r"Dit (zie \[3\]) is zo.", "Dit (zie) is zo.", "Dit (zie[3]) is zo."),
        ("Besluiten [0-2] tonen.", "Besluiten tonen.", "Besluiten[0][1][2] tonen."),
        ("Dit [Beslissingen 5, 1] en [7].", "Dit en.", "Dit[5][1] en[7]."),
        (r"Van \[0\] tot en met \[2\].", "Van tot en met.", "Van[0] tot en met[1][2]."),
        (r"Van \[5\]-\[2\].", "Van-.", "Van[5]-[2]."),
        (r"Wat [5.1] zegt \[1\].", "Wat [5.1] zegt.", "Wat [5.1] zegt[1]."),
        (r"1. **Thema** \[0\]: in 1 jaar \[1\].", "Thema: in 1 jaar.", "Thema[0]: in 1 jaar[1]."),
        (r"   - *Punt* \[2\]", "Punt", "Punt[2]"),
        (r"## Kop \[2\]", "Kop", "Kop[2]"),
        (r"| Water \[1\] | bos \[2\] |", "Water bos", "Water[1] bos[2]"),
        ("Eén\nzin \\[1\\]\nop drie.", "Eén zin op drie.", "Eén zin[1] op drie."),
        ("Punt \\[1\\].\n\n\\[2\\]", "Punt.", "Punt[1].[2]"),
        (r"Een [link](https://a.be) \[1\] ook.", "Een link ook.", "Een link[1] ook."),
        (r"Lijst <b>[1]</b> en <!-- [2] --> zo.", "Lijst en zo.", "Lijst[1] en zo.[2]"),
        ("Cafe\u0301 \\[1\\] open.", "Café open.", "Café[1] open."),
    ],
)
def test_a_citation_stands_after_the_words_it_follows_in_the_source(
    markdown: str, text: str, wanted: str
) -> None:
    numbers = {int(number) for number in wanted.replace("]", "[").split("[") if number.isdecimal()}
    assert shown(markdown, text, numbers) == wanted


@pytest.mark.parametrize(
    ("markdown", "text", "wanted"),
    [
        (r"**Een \[1\] deel \[2\].", "Een deel.", "Een[1] deel[2]."),
        (r"Nog een \[1\] deel \[2\].**", "Nog een deel.", "Nog een[1] deel[2]."),
    ],
)
def test_a_sentence_cut_out_of_bold_text_keeps_its_places(
    markdown: str, text: str, wanted: str
) -> None:
    assert shown(markdown, text, {1, 2}) == wanted


def test_what_the_markdown_does_not_tell_stands_at_the_end_in_its_order() -> None:
    assert shown(r"Iets \[3\] anders \[1\].", "Deze zin.", {1, 3, 9}) == "Deze zin.[3][1][9]"


def test_a_bracket_that_cites_nothing_is_text() -> None:
    assert shown(r"Zie [4] en \[1\].", "Zie [4] en.", {1}) == "Zie [4] en[1]."


def test_without_citations_nothing_is_read() -> None:
    assert places.find("Zin [0].", "Zin [0].", ()) == ()


def test_a_range_without_end_holds_what_the_statement_cites() -> None:
    assert places.find("Zin [0-999999999].", "Zin.", {0, 7, 999999999}) == (
        Place(3, (0, 7, 999999999)),
    )


@given(st.text("[]\\()*`<>|0123-, \n.ab", max_size=40), st.text("ab[]. *", max_size=20))
def test_whatever_is_written_each_number_is_placed_within_the_text(
    markdown: str, text: str
) -> None:
    found = places.find(markdown, text, {0, 1, 2, 3})
    assert {number for place in found for number in place.numbers} == {0, 1, 2, 3}
    indices = [place.index for place in found]
    assert indices == sorted(indices)
    assert all(0 <= index <= len(text) for index in indices)
