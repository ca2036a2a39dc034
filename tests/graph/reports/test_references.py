import time
from datetime import UTC, date, datetime

import pytest

from akkoord.graph.reports.document import Passage
from akkoord.graph.reports.findings import FindingLog
from akkoord.graph.reports.references import read_references

SITE = "https://beslissingenvlaamseregering.vlaanderen.be/"
START = "startDate=2021-06-18T08%3A00%3A00Z"


def read(text: str):
    log = FindingLog("a.md")
    references = read_references(Passage(text, 10), log)
    return references, {finding.code: finding for finding in log.findings()}


def test_a_full_entry_is_read() -> None:
    url = f"{SITE}?search=Plan%20X&dateOption=select&{START}"
    (reference,), findings = read(rf"**[\[7\]]({url})** : **(2021-06-18)** Plan X ")
    assert not findings
    assert reference.number == 7
    assert reference.url == url
    assert reference.date == date(2021, 6, 18)
    assert reference.title == "Plan X"
    assert reference.text == "(2021-06-18) Plan X"
    assert reference.meeting_start == datetime(2021, 6, 18, 8, tzinfo=UTC)
    assert reference.line == 10


def test_an_entry_without_anything_keeps_its_number() -> None:
    (reference,), findings = read(r"**[\[3\]]** : **()**")
    assert (reference.number, reference.url, reference.date, reference.title) == (
        3,
        None,
        None,
        None,
    )
    assert reference.text == "()"
    assert set(findings) == {
        "reference-without-url",
        "reference-without-date",
        "reference-without-title",
    }
    assert {finding.severity for finding in findings.values()} == {"warning"}


def test_a_title_over_several_lines_is_folded() -> None:
    (first, second), _ = read(
        "**[\\[0\\]]** : **(2020-01-31)** Aanstelling\n\n \u00a0van de rege\u00adrings\nraad \n\n"
        "**[\\[1\\]]** : **(2020-01-31)** B"
    )
    assert first.title == "Aanstelling van de regerings raad"
    assert first.text == "(2020-01-31) Aanstelling\n\n \u00a0van de rege\u00adrings\nraad"
    assert second.line == 15


def test_a_title_that_only_the_address_has_is_taken_with_a_warning() -> None:
    (reference,), findings = read(
        rf"**[\[0\]]({SITE}?search=Plan%20X%0A&{START})** : **(2021-06-18)** "
    )
    assert reference.title == "Plan X"
    assert list(findings) == ["title-from-address"]


def test_a_title_unlike_the_address_is_told() -> None:
    (reference,), findings = read(
        rf"**[\[0\]]({SITE}?search=Plan%20Y&{START})** : **(2021-06-18)** Plan X"
    )
    assert reference.title == "Plan X"
    assert list(findings) == ["title-differs-from-address"]


@pytest.mark.parametrize("day", ["2021-02-30", "2021-13-01", "18-06-2021", "gisteren", "20210618"])
def test_an_impossible_date_is_an_error(day: str) -> None:
    _, findings = read(rf"**[\[0\]]** : **({day})** Plan")
    assert findings["impossible-date"].severity == "error"
    assert day in findings["impossible-date"].message


def test_a_date_that_is_not_the_meetings_day_in_brussels_stands_without_a_meeting() -> None:
    references, findings = read(rf"**[\[0\]]({SITE}?search=A&{START})** : **(2021-06-19)** A")
    finding = findings["date-contradicts-address"]
    assert finding.severity == "warning"
    assert "2021-06-19" in finding.message
    assert "2021-06-18" in finding.message
    assert (str(references[0].date), references[0].meeting_start) == ("2021-06-19", None)


def test_a_meeting_late_in_the_evening_falls_on_the_next_day_in_brussels() -> None:
    url = f"{SITE}?search=A&startDate=2021-06-17T22%3A30%3A00Z"
    _, findings = read(rf"**[\[0\]]({url})** : **(2021-06-18)** A")
    assert not findings
    url = f"{SITE}?search=A&startDate=2021-12-17T22%3A30%3A00Z"
    _, findings = read(rf"**[\[0\]]({url})** : **(2021-12-17)** A")
    assert not findings


@pytest.mark.parametrize(
    "value", ["2021-02-30T08%3A00%3A00Z", "2021-06-18", "nu", "9999-12-31T23%3A59%3A59Z"]
)
def test_an_impossible_start_is_an_error(value: str) -> None:
    _, findings = read(rf"**[\[0\]]({SITE}?search=A&startDate={value})** : **(2021-06-18)** A")
    assert [*findings] == ["impossible-date"]
    assert findings["impossible-date"].severity == "error"


def test_a_number_given_twice_is_an_error_naming_the_first_line() -> None:
    _, findings = read("**[\\[0\\]]** : **()** A\n\n**[\\[0\\]]** : **()** B")
    finding = findings["duplicate-reference"]
    assert finding.severity == "error"
    assert finding.line == 12
    assert "line 10" in finding.message


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org/",
        "https://",
        "https:///pad",
        "//example.org/",
        "https://exa mple.org/",
        "https://example.org/<a>",
        "https://example.org/%zz",
        "https://example.org/{a}",
        "https://example.org/a#b#c",
        "https://example.org:99999/",
        "https://[::1/",
        "https://user@example.org/",
        "https://example.org/\u202eabc",
        "beslissing",
    ],
)
def test_a_malformed_address_is_an_error(url: str) -> None:
    (reference,), findings = read(rf"**[\[0\]]({url})** : **(2021-06-18)** A")
    assert reference.url is None
    assert findings["malformed-url"].severity == "error"


def test_another_host_is_a_warning() -> None:
    (reference,), findings = read(
        r"**[\[0\]](https://example.org/a_(b)?q=é#c)** : **(2021-06-18)** A"
    )
    assert reference.url == "https://example.org/a_(b)?q=é#c"
    assert findings["other-host"].severity == "warning"


def test_an_expected_address_without_start_is_told() -> None:
    (reference,), findings = read(rf"**[\[0\]]({SITE}?search=A)** : **(2021-06-18)** A")
    assert reference.meeting_start is None
    assert list(findings) == ["no-start-date"]


@pytest.mark.parametrize(
    "entry", [r"**[\[1\]](https://a.be : **(2021-06-18)** A", r"[\[1\]] A", r"**\[1\]** A"]
)
def test_an_entry_that_cannot_be_read_is_an_error_with_its_line(entry: str) -> None:
    _, findings = read("**[\\[0\\]]** : **()** A\n\n" + entry)
    assert findings["malformed-reference"].line == 12


def test_a_title_may_go_on_with_a_bracket_or_a_hyphen() -> None:
    (reference,), _ = read("**[\\[0\\]]** : **()** Plan\n[2020] herzien\n- deel 2")
    assert reference.title == "Plan [2020] herzien - deel 2"


def test_text_before_the_first_entry_is_an_error() -> None:
    _, findings = read("\n  Zomaar tekst\n")
    assert findings["text-among-references"].line == 11


def test_a_block_without_entries_is_a_warning() -> None:
    references, findings = read("\n \n")
    assert references == ()
    assert findings["references-empty"].severity == "warning"


PLAN_X = f"{SITE}?search=Plan%20X&{START}"


@pytest.mark.parametrize(
    "entry",
    [
        r"**[\[7\]]({})**: **(2021-06-18)** Plan X",
        r"**[\[7\]]({})** **(2021-06-18)** Plan X",
        r"**[\[7\]]({})** – **(2021-06-18)** Plan X",
        r"**[\[7\]]({})** : (2021-06-18) Plan X",
        r"**[\[7\]]({})** : **(2021-06-18)**: Plan X",
        r"** [ \[ 7 \] ] ({}) **  :  ** (2021-06-18) **  Plan X".replace("] (", "]("),
        r"[\[7\]]({}) : (2021-06-18) Plan X",
        r"**[7]({})** : **(2021-06-18)** Plan X",
        r"**[[07]]({})** : **(2021-06-18)** Plan X",
        r"* **[\[7\]]({})** : **(2021-06-18)** Plan X<br>",
        r"3. **[\[7\]](<{}>)** : **(2021-06-18)** Plan X",
        r'> **[\[7\]]({} "besluit")** : **(2021-06-18)** Plan&nbsp;X',
        "Referenties:\n\n" + r"**[\[7\]]({})** : **(2021-06-18)** Plan X",
    ],
)
def test_an_entry_written_otherwise_says_the_same(entry: str) -> None:
    (reference,), findings = read(entry.format(PLAN_X))
    assert not findings
    assert (reference.number, reference.url, reference.title) == (7, PLAN_X, "Plan X")
    assert reference.date == date(2021, 6, 18)


def test_an_address_may_hold_brackets_and_capitals() -> None:
    url = f"HTTPS://{SITE[8:].upper()}?search=Plan%20(a)-b&startDate=2021-06-18T10:00:00%2B02:00"
    (reference,), findings = read(rf"**[\[0\]]({url})** : **(2021-06-18)** Plan (a)-b")
    assert not findings
    assert reference.url == url
    assert reference.meeting_start == datetime(2021, 6, 18, 8, tzinfo=UTC)


def test_entries_that_share_a_line_are_each_read() -> None:
    entry = r"**[\[{0}\]]({1})** : **(2021-06-18)** Plan X"
    references, findings = read(" ".join(entry.format(n, PLAN_X) for n in (0, 1, 2)))
    assert not findings
    assert [(each.number, each.title) for each in references] == [(n, "Plan X") for n in range(3)]


def test_a_title_that_begins_with_years_in_brackets_has_no_date() -> None:
    (reference,), findings = read(r"**[\[0\]]** : **()** (2020-2024) Plan")
    assert reference.title == "(2020-2024) Plan"
    assert "reference-without-date" in findings


@pytest.mark.parametrize("blanks", [" " * 19_000, '"' * 19_000, ' "' * 9_500, "(" * 19_000])
def test_a_line_of_any_kind_is_read_in_little_time(blanks: str) -> None:
    begun = time.process_time()
    read(rf"**[\[0\]](https://a.be{blanks}")
    assert time.process_time() - begun < 1
