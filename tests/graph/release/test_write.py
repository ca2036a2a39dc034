"""The folder of releases: one writer at a time, switched in one step."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release import write
from akkoord.graph.release.assemble import finished
from akkoord.graph.release.draft import Draft
from akkoord.graph.release.layout import Release, current_release
from akkoord.graph.release.write import exclusive, is_whole, switch

Write = Callable[[bytes], Release]


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def written(draft: Callable[[], Draft]) -> Write:
    def write(content: bytes) -> Release:
        with draft() as begun:
            begun.add({"regeerakkoord.nt": content})
            return finished(begun, (), ())

    return write


def test_what_is_current_changes_with_the_switch_alone(out: Path, written: Write) -> None:
    first = written(b"a")
    switch(out, first)
    second = written(b"b")
    assert current_release(out) == first
    switch(out, second)
    assert current_release(out) == second
    assert (out / "current").readlink() == Path("releases") / second.id
    assert entries(out) == {"releases", "current", ".lock"}


def test_a_link_that_a_killed_build_left_does_not_matter(out: Path, written: Write) -> None:
    (out / ".current").symlink_to("nowhere")
    release = written(b"a")
    switch(out, release)
    assert current_release(out) == release
    assert not (out / ".current").is_symlink()


def test_what_a_killed_build_left_is_cleared(out: Path) -> None:
    (out / "releases" / ".unfinished-x" / "reports").mkdir(parents=True)
    with exclusive(out):
        assert entries(out / "releases") == set()


def test_what_a_killed_build_moved_aside_gets_its_name_back(out: Path, written: Write) -> None:
    release = written(b"a")
    release.path.rename(out / "releases" / f".replaced-{release.id}")
    with exclusive(out):
        assert entries(out / "releases") == {release.id}
    assert is_whole(release.path)


def test_what_a_killed_build_replaced_is_cleared(out: Path, written: Write) -> None:
    release = written(b"a")
    (out / "releases" / f".replaced-{release.id}" / "reports").mkdir(parents=True)
    with exclusive(out):
        assert entries(out / "releases") == {release.id}
    assert is_whole(release.path)


def test_a_second_build_is_refused_while_one_is_at_work(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "PATIENCE", 0.01)
    with (
        exclusive(out),
        pytest.raises(ReleaseError, match="another build is writing here; wait for it to end"),
        exclusive(out),
    ):
        pytest.fail("two builds at once")
    with exclusive(out):
        pass


def test_a_second_build_in_another_process_is_refused_too(out: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from akkoord.graph.errors import ReleaseError\n"
        "from akkoord.graph.release import write\n"
        "write.PATIENCE = 0.01\n"
        "try:\n"
        "    with write.exclusive(Path(sys.argv[1])): print('no')\n"
        "except ReleaseError as error: print(error)\n"
    )
    with exclusive(out):
        command = [sys.executable, "-c", program, str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "another build is writing here" in done.stdout


def test_an_error_within_lets_the_next_build_in(out: Path) -> None:
    with pytest.raises(KeyError), exclusive(out):
        raise KeyError
    with exclusive(out):
        pass


def test_a_file_in_the_place_of_the_folder_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ReleaseError, match=r"file: cannot be written \(.*\); choose another --out"),
        exclusive(tmp_path / "file"),
    ):
        pytest.fail("held")


def test_a_folder_in_which_nobody_may_write_is_an_error_that_says_so() -> None:
    with (
        pytest.raises(ReleaseError, match=r"akkoord: cannot be written \(.*\); choose another"),
        exclusive(Path("/proc/self/akkoord")),
    ):
        pytest.fail("held")


def test_a_link_that_cannot_be_moved_is_told(out: Path, written: Write) -> None:
    (out / "current").mkdir()
    (out / "current" / "mine").touch()
    with pytest.raises(ReleaseError, match="current: cannot be made to point"):
        switch(out, written(b"a"))
