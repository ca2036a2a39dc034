import pytest

from akkoord.graph.model import SourceFile
from akkoord.graph.reports.parsing import parse

ODD = [
    ("##\n\nTekst.", 8, "has no text"),
    ("Kop\n---\n\nTekst.", 8, "line beneath"),
    ("Kop\nop twee regels\n===\n\nTekst.", 8, "line beneath"),
    ("## Kop ##\n\nTekst.", 8, "ends in hashes"),
    ("- ## Kop\n\n  Tekst.", 8, "in a list"),
    ("- Een\n\n  ## Kop\n\n  Tekst.", 10, "in a list"),
    ("> ## Kop\n>\n> Tekst.", 8, "a quotation"),
    ("##### Kop\n\nTekst.", 8, "more than 4 hashes"),
    ("Tekst.\n\n# Kop\n\nTekst.", 10, "level of a title"),
    ("# Samenvatting\n\nTekst.\n\n### Kop\n\nTekst.", 12, "skips a level"),
    ("## Kop \\[0\\]\n\nTekst.", 8, "carries a citation"),
    ("## Dit is een zin.\n\nTekst.", 8, "a sentence"),
    (f"## {'Kop ' * 41}\n\nTekst.", 8, "a sentence"),
    ("## Kop\n\n## Kop twee\n\nTekst.", 8, "no text under it"),
    ("Tekst.\n\n## Kop", 10, "no text under it"),
    ("## Conclusie\n\nTekst.\n\n## Kop\n\nTekst.", 8, "announces a conclusion"),
    ("#Kop\n\nTekst.", 8, "looks like a heading"),
    ("Tekst.\n##Kop", 9, "looks like a heading"),
    ("####### Kop\n\nTekst.", 8, "looks like a heading"),
]


@pytest.mark.parametrize(("body", "line", "said"), ODD)
def test_an_unusual_heading_is_told_with_its_line(write, read, body, line, said) -> None:
    report, findings = read(write(body))
    assert report
    assert set(findings) == {"unusual-heading"}
    found = findings["unusual-heading"]
    assert (found.line, said in found.message) == (line, True)
    assert found.remedy
    assert found.message_nl


@pytest.mark.parametrize(
    "body",
    [
        "# Samenvatting\n\nTekst.\n\n## Kop\n\nTekst.\n\n## Conclusie\n\nTekst.",
        "### Kop\n\nTekst.\n\n#### Dieper\n\nTekst.\n\n## Conclusie:\n\nTekst.",
        "## Kop\n\n### Dieper\n\nTekst.\n\n## Besluit\n\nTekst.\n\n### Referenties\n\n\\[0\\]",
        "Tekst.\n\n## Conclusie\n\nTekst.\n\n### Dieper\n\nTekst.\n\n### Referenties",
        "**Kop**\n\nTekst.\n\n- **Lead-in**: tekst",
        "Een zin.\n---\nTekst.",
        "Nummer #1 en \\#kop.\n#2 is geen kop.",
        "```\n## code\n##code\n```",
        "| a | b |\n|---|---|\n| #c | d |",
    ],
)
def test_a_usual_heading_is_not_told(write, read, body: str) -> None:
    report, findings = read(write(body))
    assert report
    assert findings == {}


def test_all_that_is_unusual_about_a_heading_is_told(write, contents) -> None:
    source = SourceFile("a.md", (), "a.md", write("Tekst.\n\n# Kop \\[0\\]").encode())
    report, findings = parse(source, contents)
    assert report
    assert report.statements[1].citations == (0,)
    assert len(findings) == 3
    assert {finding.line for finding in findings} == {10}


def test_a_heading_without_text_makes_no_statement(statements) -> None:
    assert [s.text for s in statements("##\n\nEen.\n\n## ##\n\nTwee.")] == ["Een.", "Twee."]
