"""A release on disk: whole or not there, one writer at a time, switched in one step."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release import write
from akkoord.graph.release.assemble import Assembled, assembled
from akkoord.graph.release.layout import current_release
from akkoord.graph.release.write import exclusive, is_whole, switch, write_release

BASE = "https://w3id.org/regeerakkoord/"


def release(content: bytes = b"a") -> Assembled:
    files = {"regeerakkoord.nt": content, "regeerakkoord.nt.gz": content, "reports/x/1.ttl": b"x"}
    return assembled(files, (), (), BASE)


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with exclusive(tmp_path):
        pass
    return tmp_path


def test_a_written_release_verifies_with_sha256sum(out: Path) -> None:
    written = write_release(out, release())
    assert written.path == out / "releases" / release().id
    assert entries(out / "releases") == {release().id}
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=written.path, check=True)
    files = {str(p.relative_to(written.path)) for p in written.path.rglob("*") if p.is_file()}
    assert files == {*release().files, "SHA256SUMS"}


def test_others_may_read_a_release(out: Path) -> None:
    folder = write_release(out, release()).path
    assert folder.stat().st_mode & 0o777 == 0o755


def test_what_is_current_changes_with_the_switch_alone(out: Path) -> None:
    first = write_release(out, release())
    switch(out, first)
    second = write_release(out, release(b"b"))
    assert current_release(out) == first
    switch(out, second)
    assert current_release(out) == second
    assert (out / "current").readlink() == Path("releases") / second.id
    assert entries(out) == {"releases", "current", ".lock"}


def test_a_link_that_a_killed_build_left_does_not_matter(out: Path) -> None:
    (out / ".current").symlink_to("nowhere")
    switch(out, write_release(out, release()))
    assert current_release(out).id == release().id
    assert not (out / ".current").is_symlink()


def test_the_same_content_is_not_written_again(out: Path) -> None:
    folder = write_release(out, release()).path
    before = {path: path.stat().st_ino for path in folder.rglob("*")}
    write_release(out, release())
    assert {path: path.stat().st_ino for path in folder.rglob("*")} == before


def test_the_same_content_compressed_otherwise_leaves_the_served_release_alone(out: Path) -> None:
    folder = write_release(out, release()).path
    other = release()
    other.files["regeerakkoord.nt.gz"] = b"packed by another zlib"
    write_release(out, other)
    assert (folder / "regeerakkoord.nt.gz").read_bytes() == b"a"
    assert is_whole(folder)


@pytest.mark.parametrize("damage", ["cut", "gone", "changed", "no sums", "bad sums", "empty sums"])
def test_a_damaged_release_is_not_whole_and_is_written_anew(out: Path, damage: str) -> None:
    folder = write_release(out, release()).path
    sums, file = folder / "SHA256SUMS", folder / "reports" / "x" / "1.ttl"
    {
        "cut": lambda: file.write_bytes(b""),
        "gone": file.unlink,
        "changed": lambda: file.write_bytes(b"y"),
        "no sums": sums.unlink,
        "bad sums": lambda: sums.write_bytes(b"\xff\n"),
        "empty sums": lambda: sums.write_bytes(b""),
    }[damage]()
    assert not is_whole(folder)
    write_release(out, release())
    assert is_whole(folder)
    assert file.read_bytes() == b"x"
    assert entries(out / "releases") == {folder.name}


def test_what_a_killed_build_left_is_cleared(out: Path) -> None:
    (out / "releases" / ".unfinished-x" / "reports").mkdir(parents=True)
    with exclusive(out):
        assert entries(out / "releases") == set()


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


def test_a_disk_that_is_full_leaves_what_was_current_and_no_debris(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(out, write_release(out, release()))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReleaseError, match=r"cannot be written \(No space left on device\)"):
        write_release(out, release(b"b"))
    assert entries(out / "releases") == {release().id}
    assert current_release(out).id == release().id
    assert is_whole(current_release(out).path)


def test_a_file_that_the_system_will_not_let_grow_is_told(out: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from akkoord.graph.errors import ReleaseError\n"
        "from akkoord.graph.release.assemble import assembled\n"
        "from akkoord.graph.release.write import write_release\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "whole = assembled({'regeerakkoord.nt': bytes(5000)}, (), (), 'https://x.example/')\n"
        "try: write_release(Path(sys.argv[1]), whole)\n"
        "except ReleaseError as error: print(error)\n"
    )
    command = [sys.executable, "-c", program, str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cannot be written (File too large); what was current still is" in done.stdout
    assert entries(out / "releases") == set()


def test_a_link_that_cannot_be_moved_is_told(out: Path) -> None:
    (out / "current").mkdir()
    (out / "current" / "mine").touch()
    with pytest.raises(ReleaseError, match="current: cannot be made to point"):
        switch(out, write_release(out, release()))
