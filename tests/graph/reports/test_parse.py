"""Properties of the whole parser, on generated reports and on anything at all."""

import re
from datetime import date
from types import SimpleNamespace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from akkoord.graph.model import SourceFile
from akkoord.graph.reports import Contents
from akkoord.graph.reports.parsing import parse

CONTENTS = Contents([SimpleNamespace(domain="Wonen", number="4.1", title="Uitdagingen en visie")])
HEAD = (
    "# Uitdagingen en visie\n\n<details>\n        <summary>Regeerakkoord Sectie </summary>\n"
    "        <p>4.1 Uitdagingen en visie Wonen is een recht.</p>\n        </details> \n\n"
)
TAIL = (
    "\n\n<details>\n        <summary> Referenties</summary>\n        \n"
    "{} \n\n        </details> \n\n"
)
WORDS = st.lists(st.text("abcdeéïqz", min_size=2, max_size=8), min_size=1, max_size=6).map(
    lambda words: " ".join([*words, "zaak"])
)
TITLES = st.text("Aanpak vóór & 'x' (2020-2024): €", min_size=1, max_size=40).filter(
    lambda text: text.strip() and not text.strip().startswith("(")
)
DAYS = st.dates(min_value=date(2019, 10, 2), max_value=date(2024, 9, 30))
REFERENCES = st.lists(
    st.tuples(st.one_of(st.none(), DAYS), st.one_of(st.none(), TITLES)), min_size=1, max_size=12
)


def entry(number, day, title) -> str:
    url = f"(https://example.org/{number})" if number % 2 else ""
    return rf"**[\[{number}\]]{url}** : **({day or ''})** {title or ''}"


@st.composite
def reports(draw):
    """A report's text, with its references and statements as they must be read."""
    references = draw(REFERENCES)
    numbers = st.lists(st.integers(0, len(references) + 2), max_size=4, unique=True)
    lines, expected = [], []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["heading", "paragraph", "item", "lead-in"]))
        sentences = draw(st.lists(st.tuples(WORDS, numbers), min_size=1, max_size=3))
        if kind == "heading":
            sentences = sentences[:1]
        lead_in = draw(WORDS) if kind == "lead-in" else None
        mark = {"heading": "## ", "paragraph": "", "item": "- ", "lead-in": "1. "}[kind]
        shown = []
        for place, (words, cited) in enumerate(sentences):
            text = words.capitalize() + ("" if kind == "heading" else ".")
            if place == 0 and lead_in:
                text = f"**{lead_in}**: {text}"
            markers = "".join(rf"\[{number}\]" for number in cited)
            shown.append(re.sub(r"(\.?)$", rf" {markers}\1", text, count=1) if cited else text)
            expected.append((text.replace("**", ""), lead_in, tuple(cited)))
        lines.append(mark + " ".join(shown))
    entries = "\n\n".join(entry(n, *reference) for n, reference in enumerate(references))
    return HEAD + "\n\n".join(lines) + TAIL.format(entries), references, expected


@given(reports())
@settings(max_examples=150, deadline=None)
def test_a_report_reads_back_as_it_was_written(written) -> None:
    text, references, expected = written
    report, findings = parse(SourceFile("a.md", (), "a.md", text.encode()), CONTENTS)
    assert report, findings
    held = range(len(references))
    assert [
        (s.text, s.lead_in, tuple(n for n in (*s.citations, *s.unresolved)))
        for s in report.statements
    ] == [
        (shown, lead_in, (*(n for n in cited if n in held), *(n for n in cited if n not in held)))
        for shown, lead_in, cited in expected
    ]
    assert [(r.number, r.date) for r in report.references] == [
        (number, day) for number, (day, _) in enumerate(references)
    ]
    assert [r.title for r in report.references] == [
        " ".join(title.split()) if title else None for _, title in references
    ]


PIECES = [
    "# T\n",
    "<details>",
    "</details>",
    "<p>4.1 Uitdagingen en visie</p>",
    "<summary>x</summary>",
    "**[\\[0\\]](",
    ")** : **(2021-02-30)** a\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "**",
    "`",
    "[0-99]",
    "\\[0\\]",
    "](",
    "|a|b|\n|-|-|\n|c|d|",
    "\n---\n",
    "    ",
    "\t",
    "\u00a0",
    "&amp;",
    "\\",
    "Zin. ",
]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(b"")
@example(b"\xff\xfe#\x00")
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(content: bytes) -> None:
    report, findings = parse(SourceFile("a.md", (), "a.md", content), CONTENTS)
    assert (report is None) == any(finding.severity == "error" for finding in findings)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
@settings(max_examples=400, deadline=None)
def test_nothing_that_looks_like_a_report_raises_or_loses_text(text: str, framed: bool) -> None:
    content = HEAD + text + TAIL.format(entry(0, None, None)) if framed else text
    report, findings = parse(SourceFile("a.md", (), "a.md", content.encode()), CONTENTS)
    assert (report is None) == any(finding.severity == "error" for finding in findings)
    if report:
        positions = [statement.position for statement in report.statements]
        assert positions == list(range(1, len(positions) + 1))
        shown = "".join(statement.text for statement in report.statements)
        # What another <details> holds is no body; a link's address and a fence's language hide.
        hidden = any(mark in text for mark in ("details", "](", "```"))
        assert shown.count("Zin") == text.count("Zin") or hidden
