import pytest

from akkoord.graph.reports import citations
from akkoord.graph.reports.citations import Known
from akkoord.graph.reports.findings import FindingLog


def cited(text: str, references: int = 100) -> list[int]:
    markers, _ = citations.find(text)
    numbers, unknown = citations.resolve(markers, Known.of(range(references)), 1, FindingLog("a"))
    return [*numbers, *unknown]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Een zin [0].", [0]),
        ("Een zin [0][2][1].", [0, 2, 1]),
        ("Zie [Beslissing 0].", [0]),
        ("Zie [Beslissingen 1, 5, 7].", [1, 5, 7]),
        ("Zie [beslissingen: 1,5 en 7].", [1, 5, 7]),
        ("Zie [BESLUIT 4].", [4]),
        ("Zie [besluiten 4 en 6].", [4, 6]),
        ("Zie [Referenties 4; 6].", [4, 6]),
        ("Zie [ref. 4].", [4]),
        ("Zie [beslissing 1, beslissing 2].", [1, 2]),
        ("Zie [zie beslissing 3].", [3]),
        ("Zie [0-5].", [0, 1, 2, 3, 4, 5]),
        ("Zie [0–2].", [0, 1, 2]),
        ("Zie [3 tot en met 5].", [3, 4, 5]),
        ("Zie [3 t.e.m. 5].", [3, 4, 5]),
        ("Zie [Bes\u00adlissingen\u00a03, 4].", [3, 4]),
        ("Zie [3 t/m 5].", [3, 4, 5]),
        ("Zie [1,2,3].", [1, 2, 3]),
        ("Zie [1, 5-7].", [1, 5, 6, 7]),
        ("Zie [ 3 ].", [3]),
        ("Zie [0]-[3].", [0, 1, 2, 3]),
        ("Zie [0] – [3].", [0, 1, 2, 3]),
        ("Zie [1] tot en met [4].", [1, 2, 3, 4]),
        ("Zie [0], [2] en [3].", [0, 2, 3]),
        ("Zie [2][2][2].", [2]),
        ("Zie [01], [02].", [1, 2]),
        ("Zie [Beslissing #1, #3].", [1, 3]),
        ("Zie [Beslissingen1-3].", [1, 2, 3]),
        ("Zie [Beslissingen 1, 2, ...].", [1, 2]),
        ("Zie [Decisions 1, 2].", [1, 2]),
        ("Zie [citaties 1 en 2, enz.].", [1, 2]),
        ("Zie [index 4].", [4]),
    ],
)
def test_a_marker_cites_its_numbers(text: str, numbers: list[int]) -> None:
    assert cited(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Een [bijlage].",
        "Zie [noot a3b].",
        "Zie [].",
        "Zie 3] en [3",
        "Zie [stap 3]",
        "[van 2 naar]",
        "Altijd bereikbaar [7/7], [24/7].",
        "De nota [01/02/2021].",
        "Een budget van [10 000] euro.",
        "In [2019, 2020 en 2021].",
        "Agent [007].",
    ],
)
def test_other_brackets_cite_nothing(text: str) -> None:
    assert citations.find(text) == ([], [])


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("[Regeerakkoord: 4.3.2]", ("4.3.2",)),
        ("[Regeerakkoord Punt 1.3]", ("1.3",)),
        ("[regeerakkoord]", ("",)),
        ("[Regeerakkoord 2019-2024]", ("",)),
        ("[Regeerakkoord, p. 12-13]", ("",)),
        ("[Regeerakkoord 2019-2024, punt 4.3, blz. 7]", ("4.3",)),
        ("[RA 4.3.2]", ("4.3.2",)),
        ("[secties 4.3 en 4.4]", ("4.3", "4.4")),
        ("[Regeerakkoord: 4.3.2 en 4.4]", ("4.3.2", "4.4")),
        ("[Regeerakkoord punt 3]", ("3",)),
        ("[1.2.4.3]", ("1.2.4.3",)),
        ("[5.1]", ("5.1",)),
        ("[Sectie 5.1]", ("5.1",)),
    ],
)
def test_a_pointer_to_the_agreement_is_no_citation(text: str, sections: tuple[str, ...]) -> None:
    markers, pointers = citations.find(f"Zie {text}.")
    assert not markers
    assert [pointer.sections for pointer in pointers] == [sections]


def resolve(text: str, numbers: list[int]):
    log = FindingLog("a.md")
    markers, _ = citations.find(text)
    return *citations.resolve(markers, Known.of(numbers), 7, log), log.findings()


def test_a_number_beyond_the_references_is_kept_apart_and_told_with_its_line() -> None:
    known, unknown, (finding,) = resolve("[0][9]", [0, 1])
    assert (known, unknown) == ((0,), (9,))
    assert finding.code == "citation-beyond-references"
    assert finding.line == 7
    assert "0 to 1" in finding.message


def test_a_huge_range_ends_with_the_references_and_keeps_its_end() -> None:
    known, unknown, findings = resolve("[0-999999999999]", [0, 1, 2])
    assert (known, unknown) == ((0, 1, 2), (999999999999,))
    assert len(findings) == 1


def test_a_range_somewhat_too_long_tells_each_missing_number() -> None:
    known, unknown, _ = resolve("[0-5]", [0, 1, 3])
    assert (known, unknown) == ((0, 1, 3), (2, 4, 5))


def test_huge_joined_markers_do_not_explode() -> None:
    known, unknown, _ = resolve("[0] tot en met [888888888888]", [0, 1])
    assert (known, unknown) == ((0, 1), (888888888888,))


def test_a_range_that_runs_backwards_cites_its_ends() -> None:
    known, unknown, findings = resolve("[3-1]", [1, 2, 3])
    assert (known, unknown) == ((3, 1), ())
    assert [finding.code for finding in findings] == ["reversed-range"]


def test_a_report_without_references_says_so() -> None:
    _, unknown, (finding,) = resolve("[0]", [])
    assert unknown == (0,)
    assert "none at all" in finding.message


def test_a_year_or_a_term_of_office_in_brackets_is_text() -> None:
    text = "Het decreet [2022], de regeerperiode [2019-2024] en beslissing [20]."
    markers, pointers = citations.find(text)
    assert [marker.spans[0].first for marker in markers] == [20]
    assert pointers == []


def test_what_a_marker_cites_keeps_its_order_and_its_repetitions() -> None:
    markers, _ = citations.find("Zie [5, 1, 5], dan [0-3] of [9-7].")
    known = Known.of((0, 1, 3, 5, 7, 9))
    assert [citations.held(marker, known) for marker in markers] == [(5, 1, 5), (0, 1, 3), (9, 7)]


def test_the_number_that_a_joint_begins_with_is_that_of_the_marker_before() -> None:
    markers, _ = citations.find("Zie [0] tot en met [2], [5]-[4, 1].")
    known = Known.of(range(6))
    assert [citations.held(marker, known) for marker in markers] == [(0,), (1, 2), (5,), (4, 1)]
