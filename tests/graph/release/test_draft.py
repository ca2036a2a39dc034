"""A release being written: whole or not there, and the same bytes wherever they come from."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.assemble import finished
from akkoord.graph.release.cache import LostError
from akkoord.graph.release.draft import Draft
from akkoord.graph.release.layout import Release, current_release
from akkoord.graph.release.previous import Previous
from akkoord.graph.release.stretch import Stretch, text
from akkoord.graph.release.write import is_whole, switch

BASE = "https://w3id.org/regeerakkoord/"

Drafted = Callable[[], Draft]


def layout(*contents: bytes) -> list[Stretch]:
    return [text(content) for content in contents]


def release(begun: Draft, content: bytes = b"a") -> Release:
    with begun:
        begun.add_dumps({"regeerakkoord.nt": layout(content)})
        begun.add({"reports/x/1.ttl": b"x"})
        return finished(begun, (), ())


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_written_release_verifies_with_sha256sum(out: Path, draft: Drafted) -> None:
    begun = draft()
    written = release(begun)
    assert written.path == out / "releases" / written.id
    assert entries(out / "releases") == {written.id}
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=written.path, check=True)
    files = {str(p.relative_to(written.path)) for p in written.path.rglob("*") if p.is_file()}
    assert files == {*begun.files, "SHA256SUMS"}
    assert "regeerakkoord.nt.gz" in files


def test_others_may_read_a_release(draft: Drafted) -> None:
    assert release(draft()).path.stat().st_mode & 0o777 == 0o755


def test_the_same_content_is_not_written_again(draft: Drafted) -> None:
    folder = release(draft()).path
    before = {path: path.stat().st_ino for path in folder.rglob("*")}
    release(draft())
    assert {path: path.stat().st_ino for path in folder.rglob("*")} == before


def test_the_same_content_compressed_otherwise_leaves_the_served_release_alone(
    draft: Drafted,
) -> None:
    folder = release(draft()).path
    before = (folder / "regeerakkoord.nt.gz").read_bytes()
    with draft() as begun:
        begun.add({"regeerakkoord.nt": b"a", "regeerakkoord.nt.gz": b"packed by another zlib"})
        begun.add({"reports/x/1.ttl": b"x"})
        assert finished(begun, (), ()).path == folder
    assert (folder / "regeerakkoord.nt.gz").read_bytes() == before
    assert is_whole(folder)


@pytest.mark.parametrize("damage", ["cut", "gone", "changed", "no sums", "bad sums", "empty sums"])
def test_a_damaged_release_is_not_whole_and_is_written_anew(
    out: Path, draft: Drafted, damage: str
) -> None:
    folder = release(draft()).path
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
    release(draft())
    assert is_whole(folder)
    assert file.read_bytes() == b"x"
    assert entries(out / "releases") == {folder.name}


def test_a_draft_that_is_not_finished_leaves_nothing(out: Path, draft: Drafted) -> None:
    with draft() as begun:
        begun.add({"regeerakkoord.nt": b"a"})
    assert entries(out / "releases") == set()


def test_a_draft_can_begin_anew(draft: Drafted) -> None:
    with draft() as begun:
        begun.add({"reports/x/1.ttl": b"x"})
        begun.clear()
        begun.add({"regeerakkoord.nt": b"a"})
        written = finished(begun, (), ())
    assert not (written.path / "reports").exists()
    assert is_whole(written.path)


# Compressed.


def test_a_compressed_file_is_one_gzip_member_of_the_plain_one(draft: Drafted) -> None:
    contents = [b"abc" * 1000, b"", b"\n", bytes(range(256)) * 300]
    with draft() as begun:
        begun.add_dumps({"regeerakkoord.ttl": layout(*contents), "regeerakkoord.nt": []})
        folder = finished(begun, (), ()).path
    for name, expected in (("regeerakkoord.ttl", b"".join(contents)), ("regeerakkoord.nt", b"")):
        packed = (folder / f"{name}.gz").read_bytes()
        assert (folder / name).read_bytes() == expected == gzip.decompress(packed)
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        stream.decompress(packed)
        assert stream.eof
        assert stream.unused_data == b""
        assert packed[3:9] == bytes(6)  # neither flags, nor a name, nor a time


@pytest.mark.skipif(not shutil.which("gzip"), reason="gzip(1) is not installed")
def test_gzip_itself_unpacks_what_we_packed(draft: Drafted) -> None:
    with draft() as begun:
        begun.add_dumps({"regeerakkoord.ttl": layout(b"abc" * 1000, b"def")})
        folder = finished(begun, (), ()).path
    command = ["gzip", "-dc", str(folder / "regeerakkoord.ttl.gz")]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == b"abc" * 1000 + b"def"
    assert not done.stderr


# Copied from the release before.


FIRST = [b"head\n", b"one " * 999, b"two " * 999, b"}\n", b"three " * 999, b"}\n"]
CHANGES = {
    "nothing": FIRST,
    "one in the middle": [*FIRST[:2], b"zwei " * 999, *FIRST[3:]],
    "the first": [b"other head\n", *FIRST[1:]],
    "the last": [*FIRST[:-1], b"]\n"],
    "one less": [*FIRST[:2], *FIRST[3:]],
    "one more": [*FIRST[:2], b"new " * 999, *FIRST[2:]],
    "the order": [FIRST[0], FIRST[4], FIRST[5], FIRST[2], FIRST[3], FIRST[1]],
    "everything": [b"x", b"y"],
    "all gone": [],
}


def previous(out: Path, begun: Draft) -> Previous:
    with begun:
        begun.add_dumps({"regeerakkoord.trig": layout(*FIRST)})
        begun.add_files({"reports/x/1.ttl": layout(*FIRST[:2]), "reports/x/2.ttl": layout(b"2")})
        return Previous(finished(begun, (), ()).path, begun.files)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_copied_gives_the_bytes_and_sums_of_what_is_written(
    out: Path, draft: Drafted, change: str
) -> None:
    last = previous(out, draft())
    told = []
    for begin in (lambda: Draft(out, last, BASE), draft):
        begun = begin()
        begun.add_dumps({"regeerakkoord.trig": layout(*CHANGES[change])})
        begun.wait()
        path = next((out / "releases").glob(".unfinished-*"))
        content = {each.name: each.read_bytes() for each in path.iterdir()}
        told.append((content, begun.files))
        begun.__exit__()
    assert told[0] == told[1]
    assert told[0][0]["regeerakkoord.trig"] == b"".join(CHANGES[change])


def test_what_the_last_release_has_is_not_made_again(out: Path, draft: Drafted) -> None:
    def refused() -> bytes:
        raise AssertionError

    last = previous(out, draft())
    known = [Stretch(stretch.key, refused, refused) for stretch in layout(*FIRST)]
    with Draft(out, last, BASE) as begun:
        changed = [*known[:2], text(b"new"), *known[3:]]
        begun.add_dumps({"regeerakkoord.trig": changed})
        begun.wait()
        path = next((out / "releases").glob(".unfinished-*")) / "regeerakkoord.trig"
        assert path.read_bytes() == b"".join([*FIRST[:2], b"new", *FIRST[3:]])


def test_a_file_that_is_the_same_takes_no_room_of_its_own(out: Path, draft: Drafted) -> None:
    last = previous(out, draft())
    with Draft(out, last, BASE) as begun:
        begun.add_files({"reports/x/1.ttl": layout(b"other"), "reports/x/2.ttl": layout(b"2")})
        folder = finished(begun, (), ()).path
    names = ("reports/x/1.ttl", "reports/x/2.ttl")
    same = [(folder / name).samefile(last.folder / name) for name in names]
    assert same == [False, True]
    assert is_whole(folder)
    assert is_whole(last.folder)


@pytest.mark.parametrize("damaged", ["reports/x/1.ttl", "SHA256SUMS", "regeerakkoord.trig"])
def test_a_release_that_is_built_again_is_looked_at_where_it_shares_nothing(
    out: Path, draft: Drafted, damaged: str
) -> None:
    last = previous(out, draft())
    content = (last.folder / damaged).read_bytes()
    kept = last.folder / "kept"
    (last.folder / damaged).rename(kept)
    (last.folder / damaged).write_bytes(content.translate(bytes.maketrans(b"e1", b"1e")))
    source = Previous(out / "elsewhere", last.files)
    shutil.copytree(last.folder, source.folder, copy_function=os.link)
    kept.replace(source.folder / damaged)
    assert not is_whole(last.folder)
    assert previous(out, Draft(out, source, BASE)).folder == last.folder
    assert is_whole(last.folder)
    assert (last.folder / "reports/x/2.ttl").samefile(source.folder / "reports/x/2.ttl")


def test_a_file_that_others_may_not_read_is_not_handed_on(out: Path, draft: Drafted) -> None:
    last = previous(out, draft())
    files = [last.folder / "reports/x/2.ttl", last.folder / "regeerakkoord.trig"]
    for file in files:
        file.chmod(0o600)
    expected = (last.folder / "SHA256SUMS").stat().st_mode
    with Draft(out, last, BASE) as begun:
        begun.add_dumps({"regeerakkoord.trig": layout(*FIRST)})
        begun.add_files({"reports/x/2.ttl": layout(b"2")})
        folder = finished(begun, (), ()).path
    assert is_whole(folder)
    for file in files:
        copied = folder / file.relative_to(last.folder)
        assert copied.stat().st_mode == expected
        assert not copied.samefile(file)


def test_where_the_disk_has_no_links_a_file_is_copied(
    out: Path, draft: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    last = previous(out, draft())
    monkeypatch.setattr(Path, "hardlink_to", refused)
    with Draft(out, last, BASE) as begun:
        begun.add_files({"reports/x/2.ttl": layout(b"2")})
        folder = finished(begun, (), ()).path
    assert (folder / "reports/x/2.ttl").read_bytes() == b"2"
    assert not (folder / "reports/x/2.ttl").samefile(last.folder / "reports/x/2.ttl")


@pytest.mark.parametrize("name", ["regeerakkoord.trig", "regeerakkoord.trig.gz"])
@pytest.mark.parametrize("change", ["nothing", "one in the middle", "one more", "the order"])
def test_a_release_that_was_damaged_since_is_noticed(
    out: Path, draft: Drafted, name: str, change: str
) -> None:
    last = previous(out, draft())
    content = bytearray((last.folder / name).read_bytes())
    content[20] ^= 1
    (last.folder / name).write_bytes(content)
    with Draft(out, last, BASE) as begun:
        begun.add_dumps({"regeerakkoord.trig": layout(*CHANGES[change])})
        with pytest.raises(LostError):
            begun.wait()


def test_a_release_that_was_cut_short_is_noticed(out: Path, draft: Drafted) -> None:
    last = previous(out, draft())
    path = last.folder / "regeerakkoord.trig"
    path.write_bytes(path.read_bytes()[:-3])
    with Draft(out, last, BASE) as begun:
        begun.add_dumps({"regeerakkoord.trig": layout(b"x", *FIRST)})
        with pytest.raises(LostError):
            begun.wait()


def test_a_file_of_the_last_release_that_is_gone_is_noticed(out: Path, draft: Drafted) -> None:
    last = previous(out, draft())
    (last.folder / "regeerakkoord.trig").unlink()
    with Draft(out, last, BASE) as begun:
        begun.add_dumps({"regeerakkoord.trig": layout(b"x", *FIRST)})
        with pytest.raises(LostError):
            begun.wait()


# What can go wrong.


def test_a_disk_that_is_full_leaves_what_was_current_and_no_debris(
    out: Path, draft: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = release(draft())
    switch(out, kept)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReleaseError, match=r"cannot be written \(No space left on device\)"):
        release(draft(), b"b")
    assert entries(out / "releases") == {kept.id, "history.json"}
    assert current_release(out) == kept
    assert is_whole(kept.path)


def test_a_damaged_release_that_cannot_be_replaced_keeps_its_name(
    out: Path, draft: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = release(draft())
    switch(out, kept)
    (kept.path / "regeerakkoord.nt").write_bytes(b"damaged")
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name.startswith(".unfinished-"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(ReleaseError, match="what was current still is"):
        release(draft())
    assert entries(out / "releases") == {kept.id, "history.json"}
    assert current_release(out) == kept
    assert (kept.path / "regeerakkoord.nt").read_bytes() == b"damaged"


def test_a_file_that_the_system_will_not_let_grow_is_told(out: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from akkoord.graph.errors import ReleaseError\n"
        "from akkoord.graph.release.draft import Draft\n"
        "from akkoord.graph.release.previous import Previous\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "out = Path(sys.argv[1])\n"
        "try:\n"
        "    with Draft(out, Previous(out), 'https://x.example/') as draft:\n"
        "        draft.add({'regeerakkoord.nt': bytes(5000)})\n"
        "        draft.wait()\n"
        "except ReleaseError as error: print(error)\n"
    )
    command = [sys.executable, "-c", program, str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cannot be written (File too large); what was current still is" in done.stdout
    assert entries(out / "releases") == set()
