"""Where a release lies, and which one is current."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import Release, current_release, open_release

if TYPE_CHECKING:
    from pathlib import Path


def test_the_current_release_is_opened_where_it_really_lies(tiny_release: Release) -> None:
    out = tiny_release.path.parent.parent
    release = current_release(out)
    assert release == tiny_release
    assert release.path == out / "releases" / "0123456789abcdef"
    assert release.file("nq").name == "regeerakkoord.nq"


def test_an_opened_release_stays_when_the_link_moves(tiny_release: Release) -> None:
    out = tiny_release.path.parent.parent
    release = current_release(out)
    (out / "current").unlink()
    assert open_release(release.path) == release


def test_without_a_build_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"no release to be read here .* run “akkoord build"):
        current_release(tmp_path)


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", "null", '{"id": "x"}', json.dumps({"base": "x"}), "\udcff"]
)
def test_a_folder_that_is_no_release_is_an_error(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "release.json").write_bytes(manifest.encode("utf-8", "surrogateescape"))
    with pytest.raises(ReleaseError, match="no release to be read here"):
        open_release(tmp_path)


def test_a_link_to_nowhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("releases/gone")
    with pytest.raises(ReleaseError, match="no release to be read here"):
        current_release(tmp_path)
