import pytest

from akkoord.graph.reports.document import LineMap, decode
from akkoord.graph.reports.findings import FindingLog


def test_title_section_and_body_are_told_apart(write, read) -> None:
    report, findings = read(write("Een zin."))
    assert report
    assert not findings
    assert report.title == "FIT promoot Vlaanderen"
    assert report.section.text == "4.3.2 FIT promoot Vlaanderen De tekst."
    assert report.section.line == 5
    assert [s.text for s in report.statements] == ["Een zin."]
    assert len(report.sha256) == 64


@pytest.mark.parametrize("change", ["\r\n", "\r"])
def test_other_line_ends_and_a_byte_order_mark_change_nothing(write, read, change) -> None:
    text = write("Een zin.\n\n- **A**: b \\[0\\].")
    plain, _ = read(text)
    other, findings = read(b"\xef\xbb\xbf" + text.replace("\n", change).encode())
    assert not findings
    assert other.statements == plain.statements
    assert other.references == plain.references


def test_bytes_that_are_not_utf_8_are_told_with_line_and_byte(write, read) -> None:
    data = write("Een zin.").encode() + b"caf\xe9"
    report, findings = read(data)
    assert report is None
    finding = findings["not-utf-8"]
    assert finding.line == data.count(b"\n") + 1
    assert f"byte {len(data)} " in finding.message
    assert "0xE9" in finding.message


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(read, content) -> None:
    report, findings = read(content)
    assert report is None
    assert list(findings) == ["empty-file"]


def test_a_nul_byte_is_told_with_its_line(write, read) -> None:
    report, findings = read(write("Een\n\nzin\x00."))
    assert report is None
    assert findings["control-character"].line == 10


def test_a_form_feed_is_a_blank(write, read) -> None:
    report, findings = read(write("Een\x0czin."))
    assert not findings
    assert report.statements[0].text == "Een zin."


def test_a_file_cut_off_in_its_references_is_told(write, read) -> None:
    whole = write("Een zin.")
    report, findings = read(whole[: whole.rindex("</details>")])
    assert report is None
    assert findings["unclosed-details"].line == 10


def test_a_file_cut_off_in_its_body_has_no_references(write, read) -> None:
    whole = write("Een zin.")
    report, findings = read(whole[: whole.rindex("<details>")])
    assert report is None
    assert "cut off" not in findings["references-missing"].message
    assert findings["references-missing"].line == 8


def test_a_file_without_blocks_misses_section_and_references(read) -> None:
    report, findings = read("# Titel\n\nEen zin.\n")
    assert report is None
    assert set(findings) == {"section-missing", "references-missing"}


def test_a_file_without_title_is_told(write, read) -> None:
    report, findings = read(write(title="Geen kop"))
    assert report is None
    assert "title-missing" in findings


def test_a_title_of_unreasonable_length_is_told(write, read) -> None:
    report, findings = read(write(title="# " + "a" * 2000))
    assert report is None
    assert "title-too-long" in findings


def test_markup_in_the_title_is_not_shown(write, read) -> None:
    report, _ = read(write(title=r"# *FIT* \& `co` ##"))
    assert report.title == "FIT & co"


def test_a_section_without_number_is_told_with_its_line(write, read) -> None:
    report, findings = read(write(section="FIT promoot Vlaanderen"))
    assert report is None
    assert findings["section-number-missing"].line == 5


def test_an_unclosed_paragraph_is_taken_with_a_warning(write, read) -> None:
    report, findings = read(write().replace("</p>", ""))
    assert report.section.text == "4.3.2 FIT promoot Vlaanderen De tekst."
    assert list(findings) == ["unclosed-paragraph"]


def test_a_section_over_several_lines_is_folded_and_its_entities_read(write, read) -> None:
    report, _ = read(write(section="4.3.2 FIT promoot\n  Vlaanderen O&amp;O\u00a0&O"))
    assert report.section.text == "4.3.2 FIT promoot Vlaanderen O&O &O"


def test_text_after_the_references_belongs_to_the_body(write, read) -> None:
    report, _ = read(write("Een zin.") + "Nog een zin.\n")
    assert [s.text for s in report.statements] == ["Een zin.", "Nog een zin."]
    assert report.statements[1].line == write("Een zin.").count("\n") + 1


def test_all_paragraphs_of_the_section_are_its_text(write, read) -> None:
    section = "<b>4.3.2</b> FIT promoot Vlaanderen</p>\n<p>De tekst.<br>Meer.</p><p>Nog meer."
    report, findings = read(write(section=section))
    assert report.section.text == "4.3.2 FIT promoot Vlaanderen De tekst. Meer. Nog meer."
    assert report.section.number == "4.3.2"
    assert not findings


@pytest.mark.parametrize("summary", ["", "<SUMMARY class=a><b>Bronnen</b>\n</SUMMARY >"])
def test_the_summary_of_the_references_may_be_any(write, read, summary: str) -> None:
    report, findings = read(write().replace("<summary> Referenties</summary>", summary))
    assert len(report.references) == 3
    assert not findings


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<b>Een</b> zin<sup class='a'>\\[0\\]</sup>.", ["Een zin."]),
        ("Een.<br>Twee<BR />drie.", ["Een.", "Twee drie."]),
        ("Een <x> en <script>a</script>.", ["Een <x> en <script>a</script>."]),
        ("`<b>` en \\<b>.", ["<b> en <b>."]),
        ("<details><summary>Meer</summary>\n<p>x</p>\n</details>", ["Meer x"]),
    ],
)
def test_of_html_only_the_tags_that_lay_text_out_are_markup(statements, body, shown) -> None:
    assert [s.text for s in statements(body) if s.text] == shown


def test_a_line_map_finds_the_line_of_every_offset() -> None:
    text = "a\n\nbc\n"
    lines = [LineMap(text).line(offset) for offset in range(len(text))]
    assert lines == [1, 1, 2, 3, 3, 3]


def test_decoding_says_nothing_of_a_sound_text() -> None:
    log = FindingLog("a.md")
    assert decode("é\r\nb".encode(), log) == "é\nb"
    assert not log.findings()


def test_a_file_of_more_lines_than_any_report_has_is_refused_at_once() -> None:
    log = FindingLog("long.md")
    assert decode(b"- a\n" * 400_000, log) is None
    (finding,) = log.findings()
    assert (finding.code, finding.line) == ("too-many-lines", 5_001)
