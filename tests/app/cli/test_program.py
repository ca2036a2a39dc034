"""What holds for every command: help, exit codes, what is loaded."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from akkoord.app.cli import COMMANDS, EXAMPLES, akkoord, run
from akkoord.app.cli.examples import Command

if TYPE_CHECKING:
    from akkoord.graph.release.layout import Release


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


def test_a_reader_that_leaves_early_is_not_an_error(
    program: tuple[str, ...], example_release: Release
) -> None:
    data = str(example_release.path.parent.parent)
    with subprocess.Popen(
        [*program, "dump", "--data", data], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_help_imports_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys; from akkoord.app.cli import run; run(['--help']);"
        "print(sorted({'pyoxigraph', 'rdflib', 'rich', 'flask', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
