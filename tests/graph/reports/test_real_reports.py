r"""The 93 published reports against another reading of their Markdown.

The reading below shares nothing with the parser: no Markdown library, only regular expressions
made for these very files. Where the two agree, nothing was lost and nothing invented.
"""

import csv
import datetime as dt
import re
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlparse

import pytest

from akkoord.graph.errors import Severity
from akkoord.graph.model import Report, Role, SourceFile
from akkoord.graph.reports import Contents, read_sources
from akkoord.graph.reports.parsing import parse

SHARED = Path(__file__).resolve().parents[4] / "shared"
REPORTS = SHARED / "reports"

pytestmark = pytest.mark.skipif(
    not REPORTS.is_dir(), reason="the published reports are not beside the repository"
)

ENTRY = re.compile(r"^\*\*\[\\\[(\d+)\\\]\](?:\((\S*)\))?\*\* : \*\*\((.*?)\)\*\*", re.MULTILINE)
RUN = re.compile(
    r"\\\[(\d+)\\\](?:-|–| tot en met )(?=\\\[(\d+)\\\])"
    r"|\\\[(\d+)\\\]"
    r"|\[(\d+)-(\d+)\]"
    r"|\[Beslissing(?:en)? ([\d, ]+)\]"
)
MARKER = re.compile(r"\\\[\d+\\\]|\[\d+-\d+\]|\[Beslissing(?:en)? [\d, ]+\]")


def rows() -> list[SimpleNamespace]:
    with (SHARED / "reference" / "agreement-toc.tsv").open(encoding="utf-8", newline="") as file:
        return [
            SimpleNamespace(**row)
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def read_all() -> list[tuple[str, str, Report]]:
    if not REPORTS.is_dir():
        return []
    contents = Contents(rows())
    sources, findings = read_sources([REPORTS])
    assert not findings
    result = []
    for source in sources:
        report, findings = parse(source, contents)
        assert report, findings
        assert not [finding for finding in findings if finding.severity is Severity.ERROR]
        name = "/".join((*source.folders, source.name))
        result.append((name, source.content.decode(), report))
    return result


PARSED = read_all()
each_report = pytest.mark.parametrize(
    ("text", "report"), [entry[1:] for entry in PARSED], ids=[entry[0] for entry in PARSED]
)


def body_of(text: str) -> str:
    return text[text.index("</details>") + 10 : text.rindex("<details>")]


def cited_in(markdown: str) -> list[int]:
    numbers: list[int] = []
    for match in RUN.finditer(markdown):
        begin, end, single, first, last, listed = match.groups()
        if begin:
            numbers += range(int(begin), int(end) + 1)
        elif first:
            numbers += range(int(first), int(last) + 1)
        elif listed:
            numbers += [int(number) for number in listed.split(",")]
        else:
            numbers.append(int(single))
    return numbers


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def visible(body: str) -> str:
    lines = []
    for line in body.split("\n"):
        if line.strip() == "---":
            continue
        bare = re.sub(r"^\s*(?:#{1,6} +|- +|\d+\. +)", "", line)
        lines.append(MARKER.sub("", bare).replace("*", ""))
    return squeezed("".join(lines))


def test_there_are_93_reports() -> None:
    assert len(PARSED) == 93


@each_report
def test_title_section_and_domain_are_those_of_the_file(text: str, report: Report) -> None:
    assert report.title.split() == text.split("\n", 1)[0].split()[1:]
    paragraph = re.search(r"<p>(.*?)</p>", text, re.DOTALL)
    assert paragraph
    assert squeezed(report.section.text) == squeezed(paragraph.group(1))
    assert report.section.number == paragraph.group(1).split()[0]
    assert text.split("\n")[report.section.line - 1].lstrip().startswith("<p>")
    listed = [row for row in rows() if row.number == report.section.number]
    titles = [row.title for row in listed if row.domain == report.domain]
    assert len(titles) == 1
    assert report.section.title.casefold().startswith(titles[0].casefold()[:20])
    assert f"/{report.domain}" in report.path


@each_report
def test_every_reference_is_read_with_number_date_address_and_title(
    text: str, report: Report
) -> None:
    block = text[text.rindex("<details>") : text.rindex("</details>")]
    found = list(ENTRY.finditer(block))
    ends = [match.start() for match in found[1:]] + [len(block)]
    assert len(found) == len(report.references)
    for match, end, reference in zip(found, ends, report.references, strict=True):
        number, url, day = match.groups()
        title = " ".join(block[match.end() : end].replace("\u00ad", "").split())
        assert reference.number == int(number)
        assert reference.url == (url or None)
        assert reference.date == (dt.date.fromisoformat(day) if day else None)
        assert reference.title == (title or None)
        assert squeezed(reference.text) == squeezed(f"({day}){block[match.end() : end]}")
        assert text.split("\n")[reference.line - 1].startswith(rf"**[\[{number}\]]")
        if url:
            query = parse_qs(urlparse(url).query)
            start = reference.meeting_start
            assert start
            assert start.strftime("%Y-%m-%dT%H:%M:%SZ") == query["startDate"][0]
            assert start.utcoffset() == dt.timedelta(0)


@each_report
def test_no_visible_text_is_lost(text: str, report: Report) -> None:
    shown = "".join(statement.text for statement in report.statements)
    assert squeezed(shown) == visible(body_of(text))


@each_report
def test_the_statements_markdown_covers_the_body(text: str, report: Report) -> None:
    verbatim = "".join(squeezed(statement.markdown) for statement in report.statements)
    body = "\n".join(line for line in body_of(text).split("\n") if line.strip() != "---")
    assert verbatim == squeezed(body)


@each_report
def test_every_citation_is_kept_where_it_stands(text: str, report: Report) -> None:
    held = {reference.number for reference in report.references}
    for statement in report.statements:
        numbers = list(dict.fromkeys(cited_in(statement.markdown)))
        assert list(statement.citations) == [number for number in numbers if number in held]
        assert sorted(statement.unresolved) == sorted(n for n in numbers if n not in held)
    of_statements = [number for s in report.statements for number in cited_in(s.markdown)]
    assert of_statements == cited_in(body_of(text))


@each_report
def test_source_lines_point_at_the_statement(text: str, report: Report) -> None:
    lines = text.split("\n")
    for statement in report.statements:
        line = squeezed(lines[statement.line - 1])
        assert squeezed(statement.markdown.split("\n")[0]) in line
    places = [statement.line for statement in report.statements]
    assert places == sorted(places)
    positions = [statement.position for statement in report.statements]
    assert positions == list(range(1, len(positions) + 1))


@each_report
def test_pointers_to_the_agreement_stay_in_the_text(text: str, report: Report) -> None:
    pointing = re.findall(r"\[(?:[Rr]egeerakkoord[^\]]*|\d+(?:\.\d+)+)\]", body_of(text))
    shown = [s for s in report.statements if s.pointers]
    assert sum(s.text.count("[") for s in report.statements) == len(pointing)
    for pointer in pointing:
        number = re.search(r"\d+(?:\.\d+)*", pointer)
        wanted = number.group() if number else ""
        assert any(pointer in s.text and wanted in s.pointers for s in shown)


@each_report
def test_each_item_of_a_list_begins_a_statement(text: str, report: Report) -> None:
    items = re.findall(r"^\s*(?:- |\d+\. ) *(?=\S)", body_of(text), re.MULTILINE)
    begun = [s for s in report.statements if re.match(r"\s*(?:- |\d+\. )", s.markdown)]
    assert len(begun) == len(items)


@each_report
def test_each_heading_is_one_statement(text: str, report: Report) -> None:
    headings = re.findall(r"^#{1,6} .*", body_of(text), re.MULTILINE)
    marked = [s for s in report.statements if s.markdown.startswith("#")]
    assert [s.markdown for s in marked] == [heading.strip() for heading in headings]
    assert {s.role for s in marked} <= {Role.HEADING}
    conclusions = [h for h in headings if re.match(r"#+ (?:\w+ )?[Cc]onclusie", h)]
    if conclusions:
        assert Role.CONCLUSION in {s.role for s in report.statements}


def test_each_of_them_alone_finds_the_section_that_its_folder_tells() -> None:
    contents = Contents(rows())
    for _, text, report in PARSED:
        lone, findings = parse(SourceFile("x.txt", (), "x.txt", text.encode()), contents)
        assert lone, findings
        assert (lone.domain, lone.section) == (report.domain, report.section)


def test_all_of_them_are_parsed_in_little_processor_time() -> None:
    contents = Contents(rows())
    sources, _ = read_sources([REPORTS])
    begun = time.process_time()
    for source in sources:
        parse(source, contents)
    assert time.process_time() - begun < 2
