"""``akkoord query``: answers for people and for programs."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.app.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from akkoord.graph.release.layout import Release

    Call = Callable[..., subprocess.CompletedProcess[str]]
    CallOnTerminal = Callable[..., tuple[int, bytes]]

LABELS = "SELECT ?label { ?agency rdfs:label ?label } ORDER BY DESC(?label)"


def test_a_query_answers_in_tsv_to_a_pipe(call: Call, data: str) -> None:
    done = call("query", LABELS, "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == '?label\n"FIT"@nl\n"Export & België"@nl\n'


def test_a_query_is_read_from_a_file_or_standard_input(
    call: Call, data: str, tmp_path: Path
) -> None:
    (tmp_path / "q.rq").write_text(f"\ufeff{LABELS}", "utf-8")
    from_file = call("query", "-f", str(tmp_path / "q.rq"), "--format", "csv", "--data", data)
    from_input = call("query", "-f", "-", "--format", "csv", "--data", data, input=LABELS)
    assert from_file.stdout == from_input.stdout == "label\nFIT\nExport & België\n"


def test_a_chain_that_overflows_the_stack_is_a_wrong_call(
    call: Call, data: str, tmp_path: Path
) -> None:
    (tmp_path / "q.rq").write_text(f"ASK {{ FILTER({'-'.join(['true'] * 5_000)}) }}")
    done = call("query", "-f", str(tmp_path / "q.rq"), "--data", data)
    assert (done.returncode, done.stdout) == (2, "")
    assert "too many operators" in done.stderr


def test_a_query_that_is_long_and_flat_is_answered(call: Call, data: str, tmp_path: Path) -> None:
    numbers = " ".join(map(str, range(20_000)))
    query = f"SELECT (COUNT(?n) AS ?count) {{ VALUES ?n {{ {numbers} }} ?a rdfs:label 'FIT'@nl }}"
    (tmp_path / "q.rq").write_text(query)
    done = call("query", "-f", str(tmp_path / "q.rq"), "--format", "csv", "--data", data)
    assert (done.returncode, done.stdout) == (0, "count\n20000\n")


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


def test_a_table_in_a_pipe_is_as_wide_as_needed_and_has_prefixes(call: Call, data: str) -> None:
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
def test_every_form_of_query_has_a_table(call: Call, data: str, text: str, row: str) -> None:
    assert row in call("query", text, "--format", "table", "--data", data).stdout


def test_an_answer_on_a_terminal_is_a_table_whose_texts_do_not_steer_it(
    call_on_terminal: CallOnTerminal, data: str
) -> None:
    text = r"SELECT ('a\u001B[31mb' AS ?evil) {}"
    code, shown = call_on_terminal("query", text, "--data", data)
    assert code == 0
    assert b"a\\x1b[31mb" in shown
    assert b"\x1b[31mb" not in shown


def test_an_interrupt_ends_a_query_at_once_and_quietly(
    program: tuple[str, ...], example_release: Release
) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    data = str(example_release.path.parent.parent)
    with subprocess.Popen(
        [*program, "query", endless, "--data", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        time.sleep(2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=5) == (b"", b"")
    assert process.returncode in {-2, 130}
