"""``akkoord diff``: which releases, and in which form."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from akkoord.app.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from akkoord.graph.release.layout import Release

    Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def former(tiny_release: Release) -> str:
    """Write an older release of one triple less beside the tiny one, and return its name."""
    path = tiny_release.path.with_name("fedcba9876543210")
    shutil.copytree(tiny_release.path, path)
    *_, first, _ = (path / "regeerakkoord.nq").read_text("utf-8").splitlines()
    (path / "regeerakkoord.nq").write_text(f"{first}\n", "utf-8")
    (path / "release.json").write_text(
        (path / "release.json").read_text().replace(tiny_release.id, path.name)
    )
    os.utime(path / "release.json", (0, 0))
    return path.name


def test_releases_are_named_in_any_of_four_ways(call: Call, data: str, former: str) -> None:
    by_id = call("diff", former, "0123456789abcdef", "--data", data)
    assert (by_id.returncode, by_id.stderr) == (0, "")
    assert by_id.stdout.startswith(f"{former} → 0123456789abcdef: 1 quads came, 0 went\n")
    path = f"{data}/releases/{former}"
    for before, after in (("previous", "current"), (former[:4], "0123"), (path, "current")):
        assert call("diff", before, after, "--data", data).stdout == by_id.stdout


def test_the_patch_and_the_update_come_as_bytes(call: Call, data: str, former: str) -> None:
    patch = call("diff", former, "current", "--format", "patch", "--data", data).stdout
    assert "\nA <https://w3id.org/regeerakkoord/id/agency/fit> " in patch
    update = call("diff", former, "current", "--format", "update", "--data", data).stdout
    assert update.startswith("INSERT DATA {\n  GRAPH <")


def test_an_unknown_or_ambiguous_release_is_refused_with_those_there_are(
    data: str, former: str, tiny_release: Release, capfd: pytest.CaptureFixture[str]
) -> None:
    twin = tiny_release.path.with_name(f"{former[:-1]}f")
    shutil.copytree(tiny_release.path.with_name(former), twin)
    manifest = (twin / "release.json").read_text()
    (twin / "release.json").write_text(manifest.replace(former, twin.name))
    os.utime(twin / "release.json", (0, 0))
    for name, told in (("nope", "no release"), (former[:4], "several releases")):
        assert run(["diff", name, "current", "--data", data]) == 2
        error = capfd.readouterr().err
        assert told in error
        assert f"  {former}\n" in error


def test_without_another_release_nothing_was_previous(
    data: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", "previous", "current", "--data", data]) == 2
    assert "no release of the name 'previous'" in capfd.readouterr().err


def test_a_folder_without_releases_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", "a", "b", "--data", str(tmp_path / "none")]) == 2
    assert "run “akkoord build" in capfd.readouterr().err


def test_control_characters_of_a_report_do_not_reach_the_terminal(
    call: Call, data: str, former: str, tiny_release: Release
) -> None:
    title = "<http://purl.org/dc/terms/title>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    with tiny_release.file("nq").open("a", encoding="utf-8") as file:
        file.write(f"<x:d> {kind} <https://w3id.org/regeerakkoord/ns#Decision> <x:g> .\n")
        file.write(f'<x:d> {title} "\\u001B[31mrood"@nl <x:g> .\n')
    told = call("diff", former, "current", "--data", data).stdout
    assert "+ \\x1b[31mrood" in told
