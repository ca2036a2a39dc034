"""The command fetch: where the address comes from, and what is told."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    (folder / "Brussel").mkdir(parents=True)
    (folder / "Brussel/Titel.md").write_text("# Titel\n")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        settings = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", *settings, "-C", str(folder), *words], check=True)
    return folder


def test_without_an_address_the_user_is_told_how_to_give_one(call: Call, tmp_path: Path) -> None:
    done = call("fetch", cwd=tmp_path)
    assert done.returncode == 2
    assert "--url" in done.stderr
    assert "akkoord.toml" in done.stderr


def test_the_address_may_be_configured(call: Call, tmp_path: Path, origin: Path) -> None:
    (tmp_path / "akkoord.toml").write_text(f'[reports]\nurl = "{origin.as_uri()}"\n')
    done = call("fetch", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "reports\n")
    assert "1 report\n" in done.stderr
    assert "--revision " in done.stderr
    assert (tmp_path / "reports/Brussel/Titel.md").is_file()


def test_a_report_that_was_changed_is_left_as_it_is_and_the_remedy_told(
    call: Call, tmp_path: Path, origin: Path
) -> None:
    call("fetch", "--url", origin.as_uri(), cwd=tmp_path)
    report = tmp_path / "reports/Brussel/Titel.md"
    report.write_text("# Mijn titel\n")
    done = call("fetch", "--url", origin.as_uri(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "left as it is: Brussel/Titel.md" in done.stderr
    assert "move that out of the folder" in done.stderr
    assert report.read_text() == "# Mijn titel\n"


def test_a_repository_that_is_not_there_is_the_datas_fault(call: Call, tmp_path: Path) -> None:
    done = call("fetch", "--url", (tmp_path / "absent").as_uri(), cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_bad_configuration_is_refused_by_every_command(call: Call, tmp_path: Path) -> None:
    (tmp_path / "akkoord.toml").write_text('licence = "MIT"\n')
    for command in ("build", "serve", "query"):
        done = call(command, "ASK {}" if command == "query" else "--out=x", cwd=tmp_path)
        assert done.returncode == 2
        assert "licence: 'MIT' cannot be; give the licence's IRI" in done.stderr
    assert not (tmp_path / "x").exists()
