"""Statements back in paragraphs, lists and headings."""

from __future__ import annotations

import pytest

from akkoord.app.pages.body import Statement, blocks
from akkoord.app.pages.report import ReportPage
from akkoord.app.pages.thing import Link


def statement(line: int, markdown: str, role: str = "explanation", position: int = 1) -> Statement:
    return Statement(f"urn:{position}", position, role, line, "Tekst.", markdown, (), (), ())


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
        ("   - Onder", "item", 1, ""),
        ("\t- Onder", "item", 1, ""),
        ("                         - Diep", "item", 3, ""),
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


def test_items_that_follow_each_other_are_one_list() -> None:
    source = ["Voor.", "1. Een", "2. Twee", "Tussen.", "- Drie", "Na."]
    found = blocks([statement(line, markdown) for line, markdown in enumerate(source)])
    page = ReportPage("", Link("", ""), "", None, "", "", "", found, (), (), (), None)
    assert [len(part) for part in page.parts] == [1, 2, 1, 1, 1]
    assert [block.marker for block in page.parts[1]] == ["1", "2"]
