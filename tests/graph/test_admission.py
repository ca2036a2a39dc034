"""What a release takes in, and what stays out of it and why."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from akkoord.graph import BuildOptions, Release, build, conversion, current_release
from akkoord.graph.errors import (
    InvalidGraphError,
    ReportError,
    Severity,
)
from akkoord.graph.release.write import is_whole
from akkoord.graph.terms import DATE, day_literal, ra

if TYPE_CHECKING:
    from collections.abc import Callable

    from akkoord.graph.model import Report

    PutReport = Callable[..., Path]

BRUSSEL = "https://w3id.org/regeerakkoord/id/report/2019-2024/brussel"


def sums(release: Release) -> str:
    assert is_whole(release.path)
    return (release.path / "SHA256SUMS").read_text()


def one_job(out: Path) -> BuildOptions:
    return BuildOptions(out, jobs=1)


def leaving_out(out: Path) -> BuildOptions:
    return BuildOptions(out, jobs=1, quarantine=True)


def test_an_error_in_a_source_stops_the_build_and_tells_of_all(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    kept = build([put_report(tmp_path / "in", "5.8")], one_job(out)).release
    put_report(tmp_path / "in", "5.5").write_bytes(b"\xff\xfe")
    put_report(tmp_path / "in", "5.1").write_text("# Titel\n\nafgebroken")
    with pytest.raises(ReportError, match="errors in the sources; nothing was released") as caught:
        build([tmp_path / "in"], one_job(out))
    errors = [each for each in caught.value.findings if each.severity is Severity.ERROR]
    assert {Path(each.path).name for each in errors} == {"Muntpunt.md", "Uitdagingen en visie.md"}
    assert list(errors) == sorted(errors)
    assert current_release(out) == kept


def test_quarantine_leaves_out_what_is_faulty_or_invalid_and_lists_it(
    tmp_path: Path, out: Path, put_report: PutReport, counted: Callable[[], tuple[int, int]]
) -> None:
    put_report(tmp_path / "in", "5.8")
    faulty = put_report(tmp_path / "in", "5.5")
    faulty.write_bytes(b"\xff\xfe")
    invalid = put_report(tmp_path / "in", "5.10", day="2018-01-12")
    built = build([tmp_path / "in"], leaving_out(out))
    assert built.reports == (f"{BRUSSEL}/5.8",)
    assert built.quarantined == tuple(sorted(map(str, (faulty, invalid))))
    told = {finding.path: finding for finding in built.findings}
    assert told[str(faulty)].code == "not-utf-8"
    assert told[str(invalid)].code == "invalid-graph"
    assert "shapes#WithinTerm" in told[str(invalid)].message
    listed = json.loads((built.release.path / "findings.json").read_text("utf-8"))
    assert {each["path"] for each in listed} == {"Brussel/Muntpunt.md", "Brussel/Sport.md"}
    files = sorted(path.name for path in (built.release.path / "reports").rglob("*.ttl"))
    assert files == ["5.8.ttl"]
    assert b"2018-01-12" not in built.release.file("nq").read_bytes()

    assert counted() == (3, 2)
    again = build([tmp_path / "in"], leaving_out(out))
    assert again == built
    assert counted() == (1, 0)
    shutil.move(tmp_path / "in", tmp_path / "elsewhere")
    elsewhere = build([tmp_path / "elsewhere"], leaving_out(tmp_path / "other"))
    assert sums(elsewhere.release) == sums(built.release)


def test_quarantine_gives_what_a_build_without_those_reports_gives(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    sound = put_report(tmp_path / "in", "5.8")
    put_report(tmp_path / "in", "5.10", day="2018-01-12")
    quarantined = build([tmp_path / "in"], leaving_out(out)).release
    alone = build([sound], one_job(tmp_path / "other")).release
    names = ("regeerakkoord.nq", "void.ttl", "validation.ttl")
    for name in names:
        assert (quarantined.path / name).read_bytes() == (alone.path / name).read_bytes()


def test_an_invalid_graph_stops_the_build(tmp_path: Path, out: Path, put_report: PutReport) -> None:
    kept = build([put_report(tmp_path / "in", "5.8")], one_job(out)).release
    put_report(tmp_path / "in", "5.10", day="2018-01-12")
    with pytest.raises(InvalidGraphError, match=r"violations? of the shapes; nothing") as caught:
        build([tmp_path / "in"], one_job(out))
    assert {result.focus for result in caught.value.results} == {f"{BRUSSEL}/5.10"}
    assert current_release(out) == kept


def test_a_decision_on_another_day_than_its_meeting_stops_the_build(
    tmp_path: Path, out: Path, put_report: PutReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert = conversion.convert

    def a_day_off(report: Report, *args: Any) -> tuple[ox.Quad, ...]:
        quads = convert(report, *args)
        meetings = {quad.subject for quad in quads if quad.object == ra("Meeting")}
        day = report.references[0].date
        assert day
        wrong = day_literal(day.replace(day=19))
        return tuple(
            ox.Quad(q.subject, DATE, wrong, q.graph_name)
            if q.predicate == DATE and q.subject in meetings
            else q
            for q in quads
        )

    monkeypatch.setattr(conversion, "convert", a_day_off)
    with pytest.raises(InvalidGraphError) as caught:
        build([put_report(tmp_path, "5.8")], one_job(out))
    shapes = {result.shape.rpartition("#")[2] for result in caught.value.results}
    assert shapes == {"MeetingDay", "DecisionMeetingDay"}
    assert not (out / "current").exists()


def test_two_reports_on_one_section_are_told_of_each_other(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    first = put_report(tmp_path / "a")
    second = put_report(tmp_path / "b", body="Anders.")
    with pytest.raises(ReportError) as caught:
        build([first, second], one_job(out))
    assert [(each.path, each.line, each.code) for each in caught.value.findings] == [
        (str(first), 5, "two-reports-on-one-section"),
        (str(second), 5, "two-reports-on-one-section"),
    ]
    assert str(second) in caught.value.findings[0].message
    with pytest.raises(ReportError) as again:
        build([first, second], one_job(out))
    assert again.value.findings == caught.value.findings
    sound = put_report(tmp_path / "c", "5.8")
    built = build([sound, second, first], leaving_out(out))
    assert built.quarantined == (str(first), str(second))
    assert built.reports == (f"{BRUSSEL}/5.8",)


def test_the_same_report_handed_over_twice_is_two_reports_on_one_section(
    tmp_path: Path, out: Path, put_report: PutReport
) -> None:
    path = put_report(tmp_path / "a")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "Brussel/Muntpunt.md")
    for jobs in (1, 2):
        with pytest.raises(ReportError) as caught:
            build([path, tmp_path / "a.zip"], BuildOptions(out, jobs=jobs))
        codes = [each.code for each in caught.value.findings]
        assert codes == ["two-reports-on-one-section"] * 2
    assert build([path, path], one_job(out)).reports == (f"{BRUSSEL}/5.5",)


@pytest.mark.parametrize("options", [one_job, leaving_out])
def test_a_folder_without_reports_is_an_error(
    tmp_path: Path, out: Path, options: Callable[[Path], BuildOptions]
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReportError, match="nothing was released") as caught:
        build([tmp_path / "empty"], options(out))
    assert [each.code for each in caught.value.findings] == ["no-reports"]
    assert not (out / "current").exists()


@pytest.mark.parametrize("fault", ["not UTF-8", "invalid"])
def test_where_quarantine_would_leave_nothing_the_old_release_stays(
    tmp_path: Path, out: Path, put_report: PutReport, fault: str
) -> None:
    kept = build([put_report(tmp_path / "a", "5.8")], one_job(out)).release
    path = put_report(tmp_path / "b", "5.8", day="2018-01-12")
    if fault == "not UTF-8":
        path.write_bytes(b"\xff")
    with pytest.raises(ReportError, match="no report is left to release"):
        build([path], leaving_out(out))
    assert current_release(out) == kept
