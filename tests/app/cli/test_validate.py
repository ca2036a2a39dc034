"""``akkoord validate``: verdicts on reports and releases."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, parse

from akkoord.app.cli import run
from akkoord.graph import vocabulary as v
from akkoord.graph.building import EXAMPLES as EXAMPLE_REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from akkoord.graph.release.layout import Release

    Call = Callable[..., subprocess.CompletedProcess[str]]

ADOPTION = next(EXAMPLE_REPORTS.rglob("Adoptie.md"))


def test_all_missing_paths_are_named_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "here/", "there.md"]) == 2
    assert "no such file or folder: here/, there.md" in capfd.readouterr().err


def test_reports_are_validated_without_being_released(call: Call, tmp_path: Path) -> None:
    shutil.copy(ADOPTION, tmp_path / "adoption.md")
    done = call("validate", "adoption.md", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["conforms"] is True
    assert {total["metric"] for total in told["quality"]} > {"statements-without-evidence"}
    assert done.stderr.splitlines()[-1].startswith("valid: 1 report, ")
    assert [path.name for path in tmp_path.iterdir()] == ["adoption.md"]


def test_a_report_that_cannot_be_converted_is_not_valid(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# Nothing\n")
    done = call("validate", "bad.md", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("not valid: 0 reports, ")


def test_a_violated_shape_is_told_with_file_and_line(call: Call, tmp_path: Path) -> None:
    text = ADOPTION.read_text("utf-8").replace("(20", "(19").replace("startDate=20", "startDate=19")
    (tmp_path / "early.md").write_text(text, "utf-8")
    done = call("validate", "early.md", cwd=tmp_path)
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if ": violation: " in line]
    assert told
    lines = text.split("\n")
    for line in told:
        file, number, _ = line.split(":", 2)
        assert file == "early.md"
        assert "(19" in lines[int(number) - 1]
    done = call("validate", "early.md", "--format", "json", cwd=tmp_path)
    violated = [each for each in json.loads(done.stdout)["results"] if each["line"]]
    assert {each["file"] for each in violated} == {"early.md"}


def test_a_release_is_valid_until_it_is_damaged(
    call: Call, example_release: Release, tmp_path: Path
) -> None:
    data = tmp_path / "public"
    shutil.copytree(example_release.path.parent.parent, data, symlinks=True)
    done = call("validate", "--data", str(data), "--format", "turtle")
    assert done.returncode == 0, done.stderr
    told = [*parse(done.stdout, format=RdfFormat.TURTLE)]
    assert any(
        quad.predicate.value.endswith("#conforms") and quad.object.value == "true" for quad in told
    )
    assert v.DQV + "value" in {quad.predicate.value for quad in told}
    quads = data / "current" / "regeerakkoord.nq"
    position = "<https://w3id.org/regeerakkoord/ns#position> "
    kept = [line for line in quads.read_text("utf-8").splitlines(True) if position not in line]
    quads.write_text("".join(kept), "utf-8")
    done = call("validate", "--data", str(data))
    assert done.returncode == 1
    assert ": violation: " in done.stdout
    assert done.stdout.splitlines()[-1].split() == ["Statements", "without", "evidence", "55"]
    assert done.stderr.splitlines()[-1].startswith("not valid: ")


def test_validating_both_reports_and_a_release_is_a_wrong_call(
    data: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(ADOPTION), "--data", data]) == 2
    assert "not both" in capfd.readouterr().err
