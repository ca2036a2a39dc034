"""``akkoord dump``: files, named graphs, and what stands in the way."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import parse

from akkoord.app.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from akkoord.graph.release.layout import Release

    Call = Callable[..., subprocess.CompletedProcess[str]]


def test_a_dump_is_the_file_of_the_release(call: Call, tiny_release: Release, data: str) -> None:
    done = call("dump", "--data", data)
    assert done.stdout == tiny_release.file("ttl").read_text("utf-8")


def test_one_graph_is_dumped_to_a_file(call: Call, data: str, tmp_path: Path) -> None:
    out = tmp_path / "agencies.nq"
    arguments = ["--graph", "id/graph/agencies", "--format", "nquads", "--out", str(out)]
    assert call("dump", "--data", data, *arguments).stdout == ""
    assert len(list(parse(path=out))) == 1


def test_a_dump_to_where_nothing_can_be_written_is_a_wrong_call(
    data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["dump", "--data", data, "--out", str(tmp_path / "no" / "such.ttl")]) == 2
    assert "such.ttl: cannot be written (No such file or directory)" in capfd.readouterr().err
