"""The program: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from akkoord.app.cli import COMMANDS, EXAMPLES, akkoord, run
from akkoord.app.cli.examples import Command
from akkoord.graph.building import EXAMPLES as EXAMPLE_REPORTS

if TYPE_CHECKING:
    from akkoord.graph.release.layout import Release

PROGRAM = (sys.executable, "-c", "from akkoord.app.cli import main; main()")
ADOPTION = next(EXAMPLE_REPORTS.rglob("Adoptie.md"))


def call(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False, **options
    )  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def data(tiny_release: Release) -> str:
    """Return the folder of a tiny release."""
    return str(tiny_release.path.parent.parent)


def test_every_command_is_listed_with_what_it_does(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capfd.readouterr().out
    listed = shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert "Exit codes: 0 done" in shown
    assert EXAMPLES[0] in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_ends_in_examples(name: str) -> None:
    shown = CliRunner().invoke(akkoord, [name, "--help"]).output
    assert f"Examples:\n  akkoord {name}" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_name_options_that_exist(name: str) -> None:
    command = akkoord.get_command(akkoord.make_context("akkoord", [name]), name)
    assert isinstance(command, Command)
    known = {option for parameter in command.params for option in parameter.opts}
    used = {word for example in command.examples for word in example.split() if word[:2] == "--"}
    assert used <= known


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["build", "--unknown"],
        ["build", "nowhere/"],
        ["build", "--jobs", "0"],
        ["build", "--jobs", "many"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["serve", "--timeout", "0"],
        ["serve", "--workers", "0"],
        ["serve", "--engine", "ftp://example.org/"],
        ["serve", "--data", "nowhere"],
        ["query"],
        ["query", "ASK {}", "--data", "nowhere"],
        ["query", "-f", "nowhere.rq"],
        ["query", "ASK {}", "--format", "yaml"],
        ["dump", "--data", "nowhere"],
        ["validate", "--data", "nowhere"],
        ["completion", "tcsh"],
    ],
)
def test_a_wrong_call_exits_with_2_and_tells_why(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    shown = capfd.readouterr()
    assert "error: " in shown.err.lower()
    assert "Traceback" not in shown.err
    assert shown.out == ""


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
        "",
    ],
)
def test_a_base_under_which_nothing_can_be_named_is_refused(
    base: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--base-iri", base, "--out", str(tmp_path / "out")]) == 2
    assert "absolute http or https IRI" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_all_missing_paths_are_named_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "here/", "there.md"]) == 2
    assert "no such file or folder: here/, there.md" in capfd.readouterr().err


def test_a_build_prints_its_release_and_tells_warnings_on_standard_error(tmp_path: Path) -> None:
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


def test_a_report_is_built_from_standard_input_under_another_base(tmp_path: Path) -> None:
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


def test_all_faults_are_told_in_order_and_exit_with_1(tmp_path: Path) -> None:
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


def test_quarantine_releases_the_rest_and_exits_with_1(tmp_path: Path) -> None:
    shutil.copy(ADOPTION, tmp_path / "good.md")
    (tmp_path / "bad.md").write_text("# Nothing\n")
    done = call("build", "bad.md", "good.md", "--out", "out", "--quarantine", cwd=tmp_path)
    assert done.returncode == 1
    assert "bad.md: left out" in done.stderr.splitlines()
    assert (tmp_path / "out" / "current" / "regeerakkoord.ttl").exists()


def test_control_characters_of_a_source_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "evil\x1b[31m.md").write_text("# \x1b]0;title\x07\n")
    done = call("build", "evil\x1b[31m.md", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "evil\\x1b[31m.md" in done.stderr
    assert "\x1b" not in done.stderr


def test_reports_are_validated_without_being_released(tmp_path: Path) -> None:
    shutil.copy(ADOPTION, tmp_path / "adoption.md")
    done = call("validate", "adoption.md", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["conforms"] is True
    assert done.stderr.splitlines()[-1].startswith("valid: 1 report, ")
    assert [path.name for path in tmp_path.iterdir()] == ["adoption.md"]


def test_a_report_that_cannot_be_converted_is_not_valid(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# Nothing\n")
    done = call("validate", "bad.md", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("not valid: 0 reports, ")


def test_a_release_is_valid_until_it_is_damaged(example_release: Release, tmp_path: Path) -> None:
    data = tmp_path / "public"
    shutil.copytree(example_release.path.parent.parent, data, symlinks=True)
    done = call("validate", "--data", str(data), "--format", "turtle")
    assert done.returncode == 0, done.stderr
    assert any(
        quad.predicate.value.endswith("#conforms") and quad.object.value == "true"
        for quad in parse(done.stdout, format=RdfFormat.TURTLE)
    )
    quads = data / "current" / "regeerakkoord.nq"
    position = "<https://w3id.org/regeerakkoord/ns#position> "
    kept = [line for line in quads.read_text("utf-8").splitlines(True) if position not in line]
    quads.write_text("".join(kept), "utf-8")
    done = call("validate", "--data", str(data))
    assert done.returncode == 1
    assert ": violation: " in done.stdout
    assert done.stderr.splitlines()[-1].startswith("not valid: ")


def test_validating_both_reports_and_a_release_is_a_wrong_call(
    data: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(ADOPTION), "--data", data]) == 2
    assert "not both" in capfd.readouterr().err


LABELS = "SELECT ?label { ?agency rdfs:label ?label } ORDER BY DESC(?label)"


def test_a_query_answers_in_tsv_to_a_pipe(data: str) -> None:
    done = call("query", LABELS, "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == '?label\n"FIT"@nl\n"Export & België"@nl\n'


def test_a_query_is_read_from_a_file_or_standard_input(data: str, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(f"\ufeff{LABELS}", "utf-8")
    from_file = call("query", "-f", str(tmp_path / "q.rq"), "--format", "csv", "--data", data)
    from_input = call("query", "-f", "-", "--format", "csv", "--data", data, input=LABELS)
    assert from_file.stdout == from_input.stdout == "label\nFIT\nExport & België\n"


def test_text_and_file_at_once_are_a_wrong_call(
    data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.rq").write_text("ASK {}")
    assert run(["query", "ASK {}", "-f", str(tmp_path / "q.rq"), "--data", data]) == 2
    assert "either as TEXT or as a file" in capfd.readouterr().err


def test_a_query_that_is_not_utf_8_is_a_wrong_call(
    data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.rq").write_bytes(b"ASK { ?s ?p '\xff' }")
    assert run(["query", "-f", str(tmp_path / "q.rq"), "--data", data]) == 2
    assert "byte 13 is not UTF-8" in capfd.readouterr().err


def test_a_table_in_a_pipe_is_as_wide_as_needed_and_has_prefixes(data: str) -> None:
    wide = "x" * 300
    text = f"SELECT ?agency ('{wide}' AS ?wide) (1 AS ?n) ?none {{ ?agency rdfs:label 'FIT'@nl }}"
    done = call("query", text, "--format", "table", "--data", data)
    row = next(line for line in done.stdout.splitlines() if "agency:fit" in line)
    assert row.split() == ["agency:fit", wide, "1"]
    assert done.stdout.rstrip().endswith("1 row")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("ASK { ?s ?p 'FIT'@nl }", "true"),
        ("CONSTRUCT WHERE { ?s rdfs:label 'FIT'@nl }", "agency:fit"),
    ],
)
def test_every_form_of_query_has_a_table(data: str, text: str, row: str) -> None:
    assert row in call("query", text, "--format", "table", "--data", data).stdout


def test_an_answer_on_a_terminal_is_a_table_whose_texts_do_not_steer_it(data: str) -> None:
    text = r"SELECT ('a\u001B[31mb' AS ?evil) {}"
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "query", text, "--data", data],
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm"},
    ) as process:
        os.close(terminal)
        shown = b""
        while chunk := _read(controller):
            shown += chunk
    os.close(controller)
    assert process.returncode == 0
    assert b"a\\x1b[31mb" in shown
    assert b"\x1b[31mb" not in shown


def _read(controller: int) -> bytes:
    try:
        return os.read(controller, 65536)
    except OSError:  # Linux says so when the other side has closed
        return b""


def test_a_build_on_a_terminal_shows_progress(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "build", str(ADOPTION), "--out", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm"},
    ) as process:
        os.close(terminal)
        shown = b""
        while chunk := _read(controller):
            shown += chunk
    os.close(controller)
    assert process.returncode == 0
    assert b"validate" in shown


def test_a_dump_is_the_file_of_the_release(tiny_release: Release, data: str) -> None:
    done = call("dump", "--data", data)
    assert done.stdout == tiny_release.file("ttl").read_text("utf-8")


def test_one_graph_is_dumped_to_a_file(data: str, tmp_path: Path) -> None:
    out = tmp_path / "agencies.nq"
    arguments = ["--graph", "id/graph/agencies", "--format", "nquads", "--out", str(out)]
    assert call("dump", "--data", data, *arguments).stdout == ""
    assert len(list(parse(path=out))) == 1


def test_a_dump_to_where_nothing_can_be_written_is_a_wrong_call(
    data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["dump", "--data", data, "--out", str(tmp_path / "no" / "such.ttl")]) == 2
    assert "such.ttl: cannot be written (No such file or directory)" in capfd.readouterr().err


def test_a_reader_that_leaves_early_is_not_an_error(example_release: Release) -> None:
    data = str(example_release.path.parent.parent)
    with subprocess.Popen(
        [*PROGRAM, "dump", "--data", data], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_interrupt_ends_a_query_at_once_and_quietly(example_release: Release) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    data = str(example_release.path.parent.parent)
    with subprocess.Popen(
        [*PROGRAM, "query", endless, "--data", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        time.sleep(2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=5) == (b"", b"")
    assert process.returncode in {-2, 130}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_AKKOORD_COMPLETE" in capfd.readouterr().out


def test_a_shell_completes_commands_and_formats() -> None:
    environment = {**os.environ, "_AKKOORD_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    done = call(env={**environment, "COMP_WORDS": "akkoord dump --format t"})
    assert done.stdout.split() == ["plain,turtle", "plain,trig"]


def test_help_imports_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys; from akkoord.app.cli import run; run(['--help']);"
        "print(sorted({'pyoxigraph', 'rdflib', 'rich', 'flask', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_release_is_served_until_an_interrupt(example_release: Release) -> None:
    data = str(example_release.path.parents[1])
    with subprocess.Popen(
        [*PROGRAM, "serve", "--data", data, "--port", "0", "--timeout", "5", "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        announced = process.stderr.readline().split()
        assert announced[:3] == ["serving", data, "at"]
        with urllib.request.urlopen(f"{announced[3]}/health", timeout=10) as answer:
            assert json.load(answer)["release"] == example_release.id
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_a_wrong_call(data: str, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--data", data, "--port", port]) == 2
    assert f"listening on 127.0.0.1:{port} is in use" in capfd.readouterr().err
