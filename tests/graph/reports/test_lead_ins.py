import pytest


def themes(statements) -> list[tuple[str, str | None]]:
    return [(statement.text, statement.lead_in) for statement in statements]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("- **Zorg en welzijn**: tekst.", "Zorg en welzijn: tekst."),
        ("- **Zorg en welzijn:** tekst.", "Zorg en welzijn: tekst."),
        ("- *Zorg en welzijn*: tekst.", "Zorg en welzijn: tekst."),
        ("- ***Zorg en welzijn***: tekst.", "Zorg en welzijn: tekst."),
        ("- **Zorg en welzijn** \\[0\\]\\[1\\]: tekst.", "Zorg en welzijn: tekst."),
        ("- **Zorg en welzijn \\[0\\]**: tekst.", "Zorg en welzijn: tekst."),
        ("- **Zorg \\[0\\] en welzijn \\[1\\]**: tekst.", "Zorg en welzijn: tekst."),
        ("- **Zorg en welzijn** – tekst.", "Zorg en welzijn – tekst."),
        ("1. **Zorg en welzijn**: tekst.", "Zorg en welzijn: tekst."),
        ("**Zorg en welzijn**: tekst.", "Zorg en welzijn: tekst."),
    ],
)
def test_a_lead_in_names_the_theme_and_stays_in_the_sentence(statements, body, shown) -> None:
    assert themes(statements("Kop\n\n" + body))[1:] == [(shown, "Zorg en welzijn")]


def test_its_markers_are_the_sentences(statements) -> None:
    (statement,) = statements("- **Zorg** (\\[0\\], \\[1\\]): tekst \\[2\\].")
    assert statement.lead_in == "Zorg"
    assert statement.citations == (0, 1, 2)


def test_it_governs_all_of_its_item_and_what_nests_in_it(statements) -> None:
    body = "1. **Zorg**: een. Twee.\n\n   Drie.\n   - vier\n     - vijf\n2. zes"
    assert [lead_in for _, lead_in in themes(statements(body))] == ["Zorg"] * 5 + [None]


def test_a_nested_lead_in_goes_before_the_outer_one(statements) -> None:
    body = "- **Zorg**:\n  - **Kinderen**: een.\n  - twee\n- **Werk**: drie"
    assert [lead_in for _, lead_in in themes(statements(body))] == [
        "Zorg",
        "Kinderen",
        "Zorg",
        "Werk",
    ]


def test_alone_on_its_line_it_is_a_statement_of_its_own(statements) -> None:
    expected = [("Zorg:", "Zorg"), ("Een zin.", "Zorg"), ("Nog een.", "Zorg")]
    assert themes(statements("- **Zorg**:\n  Een zin. Nog een.")) == expected
    assert themes(statements("- **Zorg**:  \n  Een zin. Nog een.")) == expected
    assert themes(statements("Kop\n\n**Zorg**:\nEen zin. Nog een."))[1:] == expected
    assert themes(statements("- **Zorg**:\n\n  Een zin. Nog een.")) == expected


def test_each_line_of_a_paragraph_may_have_one(statements) -> None:
    found = statements("Kop\n\n**Zorg**: een \\[0\\]\n**Werk**: twee \\[1\\]")[1:]
    assert themes(found) == [("Zorg: een", "Zorg"), ("Werk: twee", "Werk")]
    assert [s.citations for s in found] == [(0,), (1,)]


@pytest.mark.parametrize(
    "body",
    [
        "- **De regering** keurde het goed.",
        "- De **regering**: zij keurde het goed.",
        "- **De regering keurde het goed.**",
        "- **" + "lang " * 60 + "**: tekst",
        "- **12**: tekst",
        "- **Conclusie**: tekst",
        "- **Samenvatting:** tekst",
    ],
)
def test_other_bold_text_names_no_theme(statements, body: str) -> None:
    assert {lead_in for _, lead_in in themes(statements(body))} == {None}


def test_a_full_stop_in_it_does_not_part_it(statements) -> None:
    (statement,) = statements("- **Plan 2.0. Een begin**: tekst.")
    assert statement.lead_in == "Plan 2.0. Een begin"


def test_a_bold_line_of_its_own_is_a_heading_without_theme(statements) -> None:
    assert themes(statements("Kop\n\n**Zorg**\n\nTekst."))[1:] == [("Zorg", None), ("Tekst.", None)]
