"""``akkoord build``: what it prints, where, and with which exit code."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.app.cli import run
from akkoord.graph import registers
from akkoord.graph.building import EXAMPLES as EXAMPLE_REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., subprocess.CompletedProcess[str]]
    CallOnTerminal = Callable[..., tuple[int, bytes]]

ADOPTION = next(EXAMPLE_REPORTS.rglob("Adoptie.md"))


@pytest.mark.parametrize(
    "base",
    [
        "https://example.org/akkoord",
        "example.org/",
        "/akkoord/",
        "ftp://example.org/",
        "urn:akkoord/",
        "https:///akkoord/",
        "https://example.org/a b/",
        "https://example.org/<x>/",
        "https://example.org/?q=/",
        "https://example.org/#/",
        "https://example.org/\n/",
        "https://example.org/%zz/",
        "https://example.org:99999/",
        "",
    ],
)
def test_a_base_under_which_nothing_can_be_named_is_refused(
    base: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--base-iri", base, "--out", str(tmp_path / "out")]) == 2
    assert "absolute http or https IRI" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_build_prints_its_release_and_tells_warnings_on_standard_error(
    call: Call, tmp_path: Path
) -> None:
    source = tmp_path / "Brussel" / "Vlaamse dienstverlening.md"
    source.parent.mkdir()
    shutil.copy(EXAMPLE_REPORTS / "Brussel" / "Vlaamse dienstverlening.md", source)
    done = call("build", "Brussel", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == f"{Path('out/releases') / (tmp_path / 'out/current').resolve().name}\n"
    warning, tally, summary = done.stderr.splitlines()
    assert warning.startswith("Brussel/Vlaamse dienstverlening.md:")
    assert warning.endswith("[citation-beyond-references]")
    assert tally == "1 warning in 1 file"
    assert summary.startswith("release ")
    assert ": 1 report in " in summary


def test_a_report_is_built_from_standard_input_under_another_base(
    call: Call, tmp_path: Path
) -> None:
    arguments = [
        "build",
        "-",
        "--out",
        "out",
        "--base-iri",
        "https://example.org/é/",
        "--jobs",
        "1",
    ]
    done = call(*arguments, cwd=tmp_path, input=ADOPTION.read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    dumped = call("dump", "--data", "out", "--format", "ntriples", cwd=tmp_path)
    assert "<https://example.org/é/id/report/2019-2024/welzijn/1.2.1.2>" in dumped.stdout


def test_all_faults_are_told_in_order_and_exit_with_1(call: Call, tmp_path: Path) -> None:
    (tmp_path / "b.md").write_bytes(b"\xff")
    (tmp_path / "a.md").write_text("# Nothing\n")
    done = call("build", "b.md", "a.md", "--out", "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    *findings, last = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in findings] == sorted(
        line.partition(":")[0] for line in findings
    )
    assert {"a.md", "b.md"} == {line.partition(":")[0] for line in findings}
    assert all(": error: " in line for line in findings)
    assert last.startswith("error: ")
    assert not (tmp_path / "out" / "current").exists()


def test_a_fault_of_a_register_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(registers.ONTOLOGY_FOLDER, folder)
    themes = folder / "themes.ttl"
    themes.write_text(themes.read_text("utf-8").replace("theme:SOCI", "theme:XXXX", 1), "utf-8")
    monkeypatch.setattr(registers, "ONTOLOGY_FOLDER", folder)
    assert run(["build", "--out", str(tmp_path / "out")]) == 1
    (told,) = capfd.readouterr().err.splitlines()
    assert told.startswith(f"{themes}:")
    assert told.endswith("[unknown-eu-theme]")


def test_quarantine_releases_the_rest_and_exits_with_1(call: Call, tmp_path: Path) -> None:
    shutil.copy(ADOPTION, tmp_path / "good.md")
    (tmp_path / "bad.md").write_text("# Nothing\n")
    done = call("build", "bad.md", "good.md", "--out", "out", "--quarantine", cwd=tmp_path)
    assert done.returncode == 1
    assert "bad.md: left out" in done.stderr.splitlines()
    assert (tmp_path / "out" / "current" / "regeerakkoord.ttl").exists()


def test_control_characters_of_a_source_do_not_reach_the_terminal(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "evil\x1b[31m.md").write_text("# \x1b]0;title\x07\n")
    done = call("build", "evil\x1b[31m.md", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "evil\\x1b[31m.md" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_build_on_a_terminal_shows_progress(
    call_on_terminal: CallOnTerminal, tmp_path: Path
) -> None:
    code, shown = call_on_terminal("build", str(ADOPTION), "--out", str(tmp_path))
    assert code == 0
    assert b"validate" in shown


def test_a_build_that_watches_tells_each_release_and_ends_with_an_interrupt(
    program: tuple[str, ...], tmp_path: Path
) -> None:
    reports = tmp_path / "reports" / "Brussel"
    shutil.copytree(EXAMPLE_REPORTS / "Brussel", reports)
    with subprocess.Popen(
        [*program, "build", "reports", "--watch", "--out", "out"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        report = reports / "Vlaamse dienstverlening.md"
        head, details, rest = report.read_text("utf-8").rpartition("<details>")
        report.write_text(f"{head}Er is een zin bij.\n\n{details}{rest}", "utf-8")
        second = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert first != second
    assert Path(second.strip()).name == (tmp_path / "out/current").resolve().name
