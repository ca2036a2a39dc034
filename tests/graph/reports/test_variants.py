r"""What a report says does not depend on how its Markdown happens to be written.

Each variant rewrites the example reports as another author, editor or model would; the statements
must say the same words and cite the same references as before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from akkoord.graph.model import Report, SourceFile
from akkoord.graph.registers import load_registers
from akkoord.graph.reports import Contents, read_sources
from akkoord.graph.reports.parsing import parse
from akkoord.graph.vocabulary import DEFAULT_BASE

EXAMPLES = Path(__file__).parents[3] / "graph" / "examples"
RUN = re.compile(r"(?:\\\[\d+\\\])+")
WORD = re.compile(r"(?<= )regering(?= )")

Rewrite = Callable[[str], str]


def numbers(run: re.Match[str]) -> list[str]:
    return re.findall(r"\d+", run[0])


def listed(run: re.Match[str]) -> str:
    cited = numbers(run)
    return f"[Beslissing{'en' if cited[1:] else ''} {', '.join(cited)}]"


def ranged(run: re.Match[str]) -> str:
    cited = [*map(int, numbers(run))]
    in_row = cited[1:] and cited == [*range(cited[0], cited[-1] + 1)]
    return f"[{cited[0]}-{cited[-1]}]" if in_row else run[0]


def everywhere(pattern: str, replacement: str) -> Rewrite:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.sub(replacement, text)


BODIES: dict[str, Rewrite] = {
    "citations in one bracket": lambda body: RUN.sub(listed, body),
    "citations as a range": lambda body: RUN.sub(ranged, body),
    "citations without backslashes": everywhere(r"\\\[(\d+)\\\]", r"[\1]"),
    "citations apart": everywhere(r"\\\](?=\\\[)", r"\\] "),
    "citations with commas": everywhere(r"\\\](?=\\\[)", r"\\], "),
    "blanks that do not break": everywhere(r"(?<=\w) (?=\w)", "\u00a0"),
    "accents apart": lambda body: unicodedata.normalize("NFD", body),
    "entities": lambda body: body.replace("é", "&eacute;").replace("ë", "&#235;"),
    "emphasis inside words": everywhere(r"\b([a-z]{4})([a-z]{4,})\b", r"\1*\2*"),
    "code": lambda body: WORD.sub("`regering`", body),
    "links": lambda body: WORD.sub('[regering](https://example.org/a_(b) "t")', body),
    "strong words": lambda body: WORD.sub("__regering__", body),
    "quotation marks": lambda body: WORD.sub("„regering”", body),
    "stars as bullets": everywhere(r"^(\s*)- ", r"\1* "),
    "numbers with brackets": everywhere(r"^(\s*\d+)\. ", r"\1) "),
    "tabs after bullets": everywhere(r"^(-|\d+\.) ", "\\1\t"),
    "deep headings": everywhere(r"^#+ ", "###### "),
    "closed headings": everywhere(r"^(#+) (.*)$", r"\1 \2 \1"),
    "indented": everywhere(r"^(?=\S)", "   "),
    "blanks at the ends of lines": everywhere("$", "  "),
    "a blank line more": everywhere("^$", "\n"),
}
FILES: dict[str, Rewrite] = {
    "lines as Windows ends them": lambda text: text.replace("\n", "\r\n"),
    "lines as old Macs end them": lambda text: text.replace("\n", "\r"),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "capitals in tags": everywhere(r"(</?)(details|summary|p)>", lambda m: m[0].upper()),
    "attributes": everywhere("<(details|p|summary)>", r'<\1 class="a b" open>'),
    "tags not indented": everywhere(r"^[ \t]+(?=<)", ""),
    "no line before the references": everywhere(r"\n+(?=<details>\s*<summary> ?Ref)", "\n"),
}


def in_body(rewrite: Rewrite) -> Rewrite:
    def rewritten(text: str) -> str:
        begin, end = text.index("</details>") + 10, text.rindex("<details>")
        return text[:begin] + rewrite(text[begin:end]) + text[end:]

    return rewritten


VARIANTS = {**{name: in_body(rewrite) for name, rewrite in BODIES.items()}, **FILES}


@cache
def contents() -> Contents:
    return Contents(load_registers(DEFAULT_BASE).rows)


@cache
def examples() -> tuple[tuple[SourceFile, Report], ...]:
    sources, _ = read_sources([EXAMPLES])
    return tuple((source, parsed(source)) for source in sources)


def parsed(source: SourceFile) -> Report:
    report, findings = parse(source, contents())
    assert report, findings
    return report


def words(report: Report) -> str:
    said = (report.title, report.section.text, *(each.text for each in report.statements))
    return re.sub(r"[\W_]+", "", "".join(said))


def cited(report: Report) -> list[int]:
    return sorted(n for each in report.statements for n in (*each.citations, *each.unresolved))


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_report_written_otherwise_says_the_same(variant: str) -> None:
    changed = 0
    for source, report in examples():
        before = source.content.decode()
        text = VARIANTS[variant](before)
        changed += text != before
        again = parsed(replace(source, content=text.encode()))
        assert words(again) == words(report)
        assert cited(again) == cited(report)
        told = [(each.number, each.date, each.url, each.title) for each in report.references]
        assert [(e.number, e.date, e.url, e.title) for e in again.references] == told
    assert changed, "the variant rewrites no example"
