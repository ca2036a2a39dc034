"""The verb validate: SHACL on reports or on a release, with nothing kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, parse

from akkoord.graph import vocabulary as v
from akkoord.graph.building import EXAMPLES
from akkoord.graph.errors import Finding, ReleaseError, Severity
from akkoord.graph.release.layout import open_release
from akkoord.graph.results import VIOLATION, Result
from akkoord.graph.validity import Total, Validated, validate, validate_release

if TYPE_CHECKING:
    from pathlib import Path

    from akkoord.graph.release.layout import Release

    from .conftest import PutReport

BASE = "https://example.org/"
WARNING = Finding("a.md", 1, Severity.WARNING, "code", "message", "remedy")
ERROR = Finding("a.md", 1, Severity.ERROR, "code", "message", "remedy")
BROKEN = Result(VIOLATION, f"{BASE}f", "", "", f"{BASE}s", f"{BASE}c", "fout", "wrong")
DOUBTFUL = replace(BROKEN, severity="http://www.w3.org/ns/shacl#Warning")


def test_a_report_is_validated_under_the_base_asked_for() -> None:
    told: list[tuple[str, int, int]] = []
    source = EXAMPLES / "Dierenwelzijn.md"
    validated = validate([source], BASE, 1, lambda *step: told.append(step))
    assert validated.conforms
    assert validated.reports == 1
    assert validated.base == BASE
    assert all(result.focus.startswith(BASE) for result in validated.results)
    assert ("convert", 1, 1) in told
    assert [total.label for total in validated.quality] == [
        "Citations without a reference",
        "Pointers to unknown sections",
        "References without a decision",
        "Statements without evidence",
    ]


def test_warnings_conform_and_errors_and_violations_do_not() -> None:
    assert Validated(BASE, 1, (WARNING,), (DOUBTFUL,)).conforms
    assert not Validated(BASE, 0, (ERROR,), ()).conforms
    assert not Validated(BASE, 1, (), (BROKEN,)).conforms


def test_the_report_in_turtle_tells_the_verdict_and_the_remedy() -> None:
    quality = (Total("unresolved-citations", "Citations", 3),)
    turtle = Validated(BASE, 1, (), (BROKEN,), quality).turtle()
    quads = [*parse(turtle, format=RdfFormat.TURTLE)]
    objects = {quad.predicate.value.partition("#")[2]: quad.object.value for quad in quads}
    assert objects["conforms"] == "false"
    assert objects["resultMessage"] in {"fout", "wrong"}
    (measured,) = (quad for quad in quads if quad.predicate.value == f"{v.DQV}value")
    assert measured.subject.value == f"{BASE}id/dataset/quality/unresolved-citations"
    assert measured.object.value == "3"


def test_two_reports_on_one_section_are_not_valid(tmp_path: Path) -> None:
    content = (EXAMPLES / "Dierenwelzijn.md").read_bytes()
    for name in ("one.md", "other.md"):
        (tmp_path / name).write_bytes(content)
    validated = validate([tmp_path], jobs=1)
    assert {finding.code for finding in validated.findings} >= {"two-reports-on-one-section"}
    assert not validated.conforms


def test_results_tell_the_file_and_the_line(tmp_path: Path, put_report: PutReport) -> None:
    paths = [put_report(tmp_path / name, "5.10", day="1999-01-12") for name in ("a", "b")]
    results = [result for result in validate(paths, jobs=1).results if result.is_violation]
    assert {result.file for result in results} == {str(path) for path in paths}
    assert {result.line for result in results} == {13}
    assert replace(results[0], file="") == results[0]
    assert repr(replace(results[0], file="")) == repr(results[0])


def test_a_release_is_validated_as_its_files_stand(example_release: Release) -> None:
    validated = validate_release(example_release, jobs=1)
    assert validated.conforms
    assert validated.reports == 15
    again = validate([], jobs=1)
    assert validated.quality == again.quality
    assert validated.results == again.results


def test_what_is_derived_is_validated_in_a_release_as_well(
    example_release: Release, tmp_path: Path
) -> None:
    release = open_release(shutil.copytree(example_release.path, tmp_path / "release"))
    text = release.file("nq").read_text("utf-8")
    for passage, replacement in (
        (f"<{v.DCTERMS}type> <{release.base}id/finding-kind/", f"<{v.DCTERMS}type> <urn:x:"),
        (f'<{v.OA}exact> "', f'<{v.OA}exact> "x'),
        (f'<{v.DQV}value> "', f'<{v.DQV}value> "-1'),
    ):
        assert passage in text
        text = text.replace(passage, replacement)
    release.file("nq").write_text(text, "utf-8")
    validated = validate_release(release, jobs=1)
    shapes = {result.shape.partition("#")[2] for result in validated.results if result.is_violation}
    assert shapes == {"FindingKind", "MentionSpan", "MeasurementValue"}
    assert validated.quality == ()


@pytest.mark.parametrize("name", ["regeerakkoord.ttl.gz", "reports/vlaamse-rand/6.1.ttl"])
def test_a_file_that_is_not_what_its_checksum_says_is_told(
    example_release: Release, tmp_path: Path, name: str
) -> None:
    release = open_release(shutil.copytree(example_release.path, tmp_path / "release"))
    assert validate_release(release, jobs=1).findings == ()
    content = bytearray((release.path / name).read_bytes())
    content[-1] ^= 1
    (release.path / name).write_bytes(content)
    (release.path / "void.ttl").unlink()
    validated = validate_release(release, jobs=1)
    assert {finding.path for finding in validated.findings} == {
        str(release.path / name),
        str(release.path / "void.ttl"),
    }
    assert not validated.conforms


def test_a_release_that_lost_its_quads_is_damaged(tiny_release: Release) -> None:
    tiny_release.file("nq").unlink()
    with pytest.raises(ReleaseError, match=r"regeerakkoord\.nq: cannot be read"):
        validate_release(tiny_release)
