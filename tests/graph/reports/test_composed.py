"""Whole reports of every form in random combination convert and read back."""

import unicodedata
from types import SimpleNamespace

from hypothesis import given, settings

from akkoord.graph.model import SourceFile
from akkoord.graph.reports import Contents
from akkoord.graph.reports.parsing import parse

from .composed import NUMBER, QUOTED, Composed, reports

CONTENTS = Contents([SimpleNamespace(domain="Wonen", number=NUMBER, title="Uitdagingen en visie")])


@given(reports())
@settings(max_examples=80, deadline=None)
def test_a_report_of_any_form_reads_back_whole_and_in_order(written: Composed) -> None:
    report, findings = parse(SourceFile("a.md", (), "a.md", written.text.encode()), CONTENTS)
    assert report, findings
    assert report.title == "Uitdagingen en visie"
    assert (report.section.number, report.section.text) == (NUMBER, QUOTED)
    shown = [unicodedata.normalize("NFC", text) for text, _ in written.said]
    assert [each.text for each in report.statements] == shown
    held = {each.number for each in written.entries}
    for statement, (_, cited) in zip(report.statements, written.said, strict=True):
        assert statement.citations == tuple(number for number in cited if number in held)
        assert statement.unresolved == tuple(number for number in cited if number not in held)
    read = [(each.number, each.date, each.title, each.url) for each in report.references]
    assert read == [(each.number, each.day, each.title, each.url) for each in written.entries]
