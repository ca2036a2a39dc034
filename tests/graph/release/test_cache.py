"""What a build keeps for the next one: whole entries or none."""

from __future__ import annotations

import errno
from importlib.metadata import version
from pathlib import Path

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release import cache

ENTRY = b'{"notes": {}}\n' + bytes(range(256)) * 40


def test_what_was_stored_is_loaded(tmp_path: Path) -> None:
    cache.store(tmp_path / "new" / "folder", "name", ENTRY)
    cache.store(tmp_path / "new" / "folder", "empty", b"")
    assert cache.load(tmp_path / "new" / "folder", "name") == ENTRY
    assert cache.load(tmp_path / "new" / "folder", "empty") == b""


def test_what_was_never_stored_is_absent(tmp_path: Path) -> None:
    assert cache.load(tmp_path, "name") is None
    assert cache.load(tmp_path / "nowhere", "name") is None
    (tmp_path / "folder").mkdir()
    assert cache.load(tmp_path, "folder") is None


def test_a_newer_entry_takes_the_place_of_the_older(tmp_path: Path) -> None:
    cache.store(tmp_path, "name", ENTRY)
    cache.store(tmp_path, "name", b"newer")
    assert cache.load(tmp_path, "name") == b"newer"
    assert [path.name for path in tmp_path.iterdir()] == ["name"]


@pytest.mark.parametrize("place", [0, 3, 4, 17, 5000, -1])
def test_one_flipped_bit_makes_an_entry_absent(tmp_path: Path, place: int) -> None:
    cache.store(tmp_path, "name", ENTRY)
    damaged = bytearray((tmp_path / "name").read_bytes())
    damaged[place] ^= 4
    (tmp_path / "name").write_bytes(damaged)
    assert cache.load(tmp_path, "name") is None


@pytest.mark.parametrize("size", [0, 1, 4, 100, len(ENTRY) + 3])
def test_an_entry_cut_short_is_absent(tmp_path: Path, size: int) -> None:
    cache.store(tmp_path, "name", ENTRY)
    kept = (tmp_path / "name").read_bytes()
    (tmp_path / "name").write_bytes(kept[:size])
    assert cache.load(tmp_path, "name") is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReleaseError, match=r"file/cache: cannot be written \(Not a directory\)"):
        cache.store(tmp_path / "file" / "cache", "name", ENTRY)


def test_keys_tell_their_parts_apart() -> None:
    keys = {cache.key(b"ab", b"c"), cache.key(b"a", b"bc"), cache.key(b"abc"), cache.key()}
    assert len(keys) == 4
    assert cache.key(b"ab", b"c") == cache.key(b"ab", b"c")


def test_a_key_covers_program_registers_shapes_and_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        "graph/reports/a.py",
        "graph/derive/b.rq",
        "graph/search/s.sql",
        "ontology/c.ttl",
        "shapes/d.ttl",
    ]
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    fingerprint = cache.program_fingerprint.__wrapped__
    seen = {fingerprint()}
    for name in files:
        (tmp_path / name).write_text("changed")
        seen.add(fingerprint())
    (tmp_path / "libraries" / "pyoxigraph-99.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "libraries")
    seen.add(fingerprint())
    assert len(seen) == 1 + len(files) + 1


def test_a_library_is_known_by_its_metadata_wherever_that_lies(tmp_path: Path) -> None:
    for name in ("Markdown_It_Py-4.3.0.dist-info", "pyshacl-0.40.1.egg-info", "other-1.dist-info"):
        (tmp_path / name).mkdir()
    found = cache._installed([str(tmp_path / "nowhere"), str(tmp_path)])
    assert {"Markdown_It_Py-4.3.0.dist-info", "pyshacl-0.40.1.egg-info", version("rdflib")} < {
        *found
    }
    assert len(found) == len(cache.LIBRARIES)


def test_pruning_keeps_what_is_asked_for_and_clears_what_a_killed_build_left(
    tmp_path: Path,
) -> None:
    kept, old = cache.key(b"kept"), cache.key(b"old")
    for name in (kept, old, f"{old}.results"):
        cache.store(tmp_path, name, ENTRY)
    (tmp_path / f"{kept}.123.part").write_bytes(b"half")
    cache.prune(tmp_path, [kept, cache.key(b"never stored")])
    assert [path.name for path in tmp_path.iterdir()] == [kept]


def test_pruning_leaves_what_is_not_ours(tmp_path: Path) -> None:
    names = {"notes.md", "a" * 63, "A" * 64}
    for name in names:
        (tmp_path / name).touch()
    folders = {"folder", cache.key(b"folder")}
    for name in folders:
        (tmp_path / name).mkdir()
    cache.prune(tmp_path, [])
    assert {path.name for path in tmp_path.iterdir()} == names | folders


def test_an_entry_that_cannot_be_removed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    cache.store(tmp_path, cache.key(b"old"), ENTRY)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(ReleaseError, match=r"[0-9a-f]{64}: cannot be removed \(Permission den"):
        cache.prune(tmp_path, [])


def test_pruning_where_there_is_no_cache_does_nothing(tmp_path: Path) -> None:
    cache.prune(tmp_path / "nowhere", [])
    assert not (tmp_path / "nowhere").exists()
