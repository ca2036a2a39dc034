"""The README is true: its commands run, its answers are right, its links lead somewhere."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from pyoxigraph import RdfFormat, parse

from akkoord.graph.building import EXAMPLES
from akkoord.graph.release.spelling import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import Release

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PROGRAM = f"{shlex.quote(sys.executable)} -c 'from akkoord.app.cli import main; main()'"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def dialogues() -> list[tuple[str, str]]:
    """Return each command of the console blocks with the answer under it."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            ends = re.search(r"'\n|(?<!\{)\n(?! )", part)
            assert ends is not None
            found.append((part[: ends.end()].rstrip(), part[ends.end() :]))
    return found


@pytest.fixture
def folder(example_release: Release, tmp_path: Path) -> Path:
    """Return a folder with reports, an archive of one, and the release of the examples."""
    shutil.copytree(example_release.path.parents[1], tmp_path / "public", symlinks=True)
    shutil.copytree(EXAMPLES / "Brussel", tmp_path / "reports" / "Brussel")
    with ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.write(EXAMPLES / "Dierenwelzijn.md", "Dierenwelzijn.md")
    return tmp_path


@pytest.fixture(scope="module")
def address(example_release: Release) -> Iterator[str]:
    """Serve the examples and return the address."""
    data = shlex.quote(str(example_release.path.parents[1]))
    with subprocess.Popen(
        f"exec {PROGRAM} serve --data {data} --port 0",
        shell=True,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split()[-1]
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.parametrize(("command", "answer"), dialogues())
def test_a_command_gives_the_answer_under_it(
    command: str, answer: str, folder: Path, address: str
) -> None:
    program = command.split(maxsplit=1)[0]
    assert program in {"akkoord", "curl"}
    if program == "curl" and shutil.which("curl") is None and "CI" not in os.environ:
        pytest.skip("curl is not installed")
    called = command.replace("akkoord ", f"{PROGRAM} ").replace("http://127.0.0.1:8000", address)
    if command.startswith("akkoord query") and "--format" not in command:
        called += " --format table"  # as on a terminal
    done = subprocess.run(
        called, shell=True, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--out" in command or ">" in command
    if answer:
        assert [line.rstrip() for line in done.stdout.splitlines()] == answer.splitlines()


def test_the_python_example_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (example,) = blocks("python")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(example, "README.md", "exec"), {})
    assert "1 reports" in printed.getvalue()
    assert "id/report/2019-2024/brussel/5.4" in printed.getvalue()


def test_the_report_shown_converts_without_a_warning(tmp_path: Path) -> None:
    (report,) = blocks("markdown")
    done = subprocess.run(
        f"{PROGRAM} validate -",
        shell=True,
        cwd=tmp_path,
        input=report,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stdout + done.stderr


def test_every_target_named_is_one_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`", README)) | {"serve"}
    assert "make -C akkoord serve" in README
    assert named <= targets


def test_the_turtle_shown_is_in_the_release(example_release: Release) -> None:
    quads = {
        (quad.subject, quad.predicate, quad.object)
        for quad in parse(path=str(example_release.path / "regeerakkoord.nt"))
    }
    declared = "".join(
        f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes(example_release.base).items()
    )
    assert len(blocks("turtle")) > 1
    for block in blocks("turtle"):
        for quad in parse((declared + block).encode(), RdfFormat.TURTLE):
            assert (quad.subject, quad.predicate, quad.object) in quads


def test_every_link_leads_to_a_file_or_a_heading() -> None:
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    anchors = {f"#{heading.lower().replace(' ', '-')}" for heading in headings}
    links = re.findall(r"\]\(([^)\s]+)\)", prose)
    assert links
    missing = [link for link in links if link not in anchors and not (ROOT / link).exists()]
    assert missing == []
