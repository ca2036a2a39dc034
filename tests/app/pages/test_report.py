"""Statements back in paragraphs, lists and headings."""

from __future__ import annotations

import pytest

from akkoord.app.pages.body import Item, Statement, blocks
from akkoord.app.pages.report import ReportPage
from akkoord.app.pages.thing import Link


def statement(line: int, markdown: str, role: str = "explanation", position: int = 1) -> Statement:
    return Statement(f"urn:{position}", position, role, line, "Tekst.", markdown, (), ())


def test_sentences_of_one_line_are_one_paragraph() -> None:
    found = blocks([statement(3, "Een."), statement(3, "Twee."), statement(5, "Drie.")])
    assert [(b.kind, len(b.statements)) for b in found] == [("paragraph", 2), ("paragraph", 1)]


@pytest.mark.parametrize(
    ("markdown", "kind", "level", "marker"),
    [
        ("Gewoon.", "paragraph", 0, ""),
        ("1. Eerste", "item", 0, "1"),
        ("12) Twaalfde", "item", 0, "12"),
        ("- Punt", "item", 0, ""),
        ("* Punt", "item", 0, ""),
        ("   - Ingesprongen", "item", 0, ""),
        ("**Vet**: gewoon", "paragraph", 0, ""),
        ("2021 was een jaar", "paragraph", 0, ""),
    ],
)
def test_the_beginning_of_the_line_tells_the_kind_of_block(
    markdown: str, kind: str, level: int, marker: str
) -> None:
    (found,) = blocks([statement(1, markdown)])
    assert (found.kind, found.level, found.marker) == (kind, level, marker)


@pytest.mark.parametrize(("markdown", "level"), [("# Een", 1), ("### Drie", 3), ("**Vet**", 2)])
def test_a_heading_has_the_level_of_its_marks(markdown: str, level: int) -> None:
    (found,) = blocks([statement(1, markdown, "heading")])
    assert (found.kind, found.level) == ("heading", level)


def test_a_heading_and_a_sentence_on_one_line_are_two_blocks() -> None:
    found = blocks([statement(1, "## Kop", "heading"), statement(1, "Tekst.")])
    assert [b.kind for b in found] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("role", "bare"),
    [("explanation", True), ("conclusion", True), ("heading", False), ("reference-list", False)],
)
def test_only_what_claims_something_can_lack_evidence(role: str, bare: bool) -> None:
    assert statement(1, "Tekst.", role).bare is bare


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        (["- Een", "  - Twee", "    - Drie", "  - Twee"], [0, 1, 2, 1]),
        (["1. Een", "   - Twee", "      - Drie", "2. Een"], [0, 1, 2, 0]),
        (["1. Een", "  - Twee", "     * Drie"], [0, 1, 2]),
        (["- Een", "\t- Twee", "\t\t- Drie"], [0, 1, 2]),
        (["- Een", " - Een", "- Een"], [0, 0, 0]),
        ([" 9. Een", "10. Een"], [0, 0]),
        (["    - Een", "    - Een", "  - Een"], [0, 0, 0]),
        (["- Een", "      - Twee", "   - Twee"], [0, 1, 1]),
        ([f"{'  ' * depth}- Punt" for depth in range(8)], list(range(8))),
    ],
)
def test_an_item_lies_below_the_one_that_it_is_indented_from(
    source: list[str], levels: list[int]
) -> None:
    found = blocks([statement(line, markdown) for line, markdown in enumerate(source)])
    assert [block.level for block in found] == levels


def test_text_between_two_lists_parts_them_unless_it_lies_in_an_item() -> None:
    source = ["- Een", "  Nog in een.", "  - Twee", "Tussen.", "  - Een"]
    found = blocks([statement(line, markdown) for line, markdown in enumerate(source)])
    assert [b.level for b in found if b.kind == "item"] == [0, 1, 0]


def test_lines_indented_ever_further_lie_no_deeper_than_lists_can() -> None:
    source = [f"{'  ' * depth}- Punt" for depth in range(3_000)]
    found = blocks([statement(line, markdown) for line, markdown in enumerate(source)])
    assert max(block.level for block in found) == 29


def test_a_heading_that_is_an_item_keeps_its_number_and_what_lies_below_it() -> None:
    source = [("2. **Kop**:", "heading"), ("   - Punt", "explanation"), ("3. Punt", "explanation")]
    found = blocks([statement(line, *written) for line, written in enumerate(source)])
    assert [(b.kind, b.marker, b.level) for b in found] == [
        ("heading", "2", 2),
        ("item", "", 1),
        ("item", "3", 0),
    ]
    heading, below, after = page(source).parts
    assert heading == found[0]
    assert (below, after) == ((Item(found[1], ()),), (Item(found[2], ()),))


def page(source: list[tuple[str, str]]) -> ReportPage:
    found = blocks([statement(line, *written) for line, written in enumerate(source)])
    return ReportPage("", Link("", ""), "", None, "", "", "", found, (), (), (), None)


def test_items_that_follow_each_other_are_one_list() -> None:
    source = ["Voor.", "1. Een", "2. Twee", "Tussen.", "- Drie", "  - Vier", "Na."]
    found = page([(markdown, "explanation") for markdown in source])
    before, numbered, between, bulleted, after = found.parts
    assert isinstance(numbered, tuple)
    assert [item.block.marker for item in numbered] == ["1", "2"]
    assert (before, between, after) == (found.blocks[0], found.blocks[3], found.blocks[6])
    assert bulleted == (Item(found.blocks[4], (Item(found.blocks[5], ()),)),)
