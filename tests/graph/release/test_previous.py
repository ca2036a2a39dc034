"""What a new file has in common with an old one, as runs of stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.release import cache
from akkoord.graph.release.layout import Release
from akkoord.graph.release.previous import (
    Previous,
    Run,
    Written,
    entry_name,
    recalled,
    remember,
    runs,
)

if TYPE_CHECKING:
    from pathlib import Path

letters = st.text("abcde", max_size=12)


def written(keys: str) -> Written:
    return Written("0" * 64, tuple(keys), tuple(range(1, len(keys) + 1)), (0,) * len(keys))


@given(letters, letters)
def test_runs_cover_a_file_once_and_find_all_that_the_old_one_has(new: str, old: str) -> None:
    found = list(runs(new, written(old)))
    at = 0
    for run in found:
        assert (run.first, run.count > 0) == (at, True)
        at += run.count
        told = new[run.first : run.first + run.count]
        if run.old is None:
            assert not set(told) & set(old)
        else:
            assert old[run.old : run.old + run.count] == told
    assert at == len(new)


def test_a_changed_stretch_parts_a_file_in_three() -> None:
    assert list(runs("a}bx}c}", written("a}b}c}"))) == [
        Run(0, 3, 0), Run(3, 1, None), Run(4, 3, 3)
    ]  # fmt: skip


def test_without_an_old_file_all_is_new() -> None:
    assert list(runs("abc", None)) == [Run(0, 3, None)]
    assert list(runs("", None)) == []


def test_what_is_remembered_of_a_release_is_recalled(tmp_path: Path) -> None:
    release = Release("0123456789abcdef", "https://example.org/", tmp_path / "0123456789abcdef")
    release.path.mkdir()
    files = {"regeerakkoord.nt": written("abc"), "release.json": written("")}
    sums = "".join(f"{file.sha256}  {name}\n" for name, file in files.items())
    (release.path / "SHA256SUMS").write_text(sums)
    packed = {"regeerakkoord.nt.zst": written("abc")}  # not as the release has it
    name = remember(tmp_path, release, files | packed)
    assert name == entry_name(release.id)
    assert recalled(tmp_path, release.path) == Previous(release.path, files)
    assert (files["regeerakkoord.nt"].size, files["release.json"].size) == (3, 0)


def test_a_release_of_which_nothing_is_known_has_nothing_to_copy(tmp_path: Path) -> None:
    assert recalled(tmp_path, tmp_path / "other") == Previous(tmp_path / "other")
    cache.store(tmp_path, entry_name("other"), b"[1, 2]")
    assert recalled(tmp_path, tmp_path / "other") == Previous(tmp_path / "other")
