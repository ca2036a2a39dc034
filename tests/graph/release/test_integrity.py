"""Damage to any file of a release is found, and nothing is read twice for it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.release import integrity
from akkoord.graph.release.integrity import inspected

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"void.ttl": b"void", "graphs/a.ttl": b"a graph", "empty.csv": b""}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    sums = []
    for name, content in FILES.items():
        path = tmp_path / "one" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
    (tmp_path / "one" / "SHA256SUMS").write_text("".join(sums))
    return tmp_path / "one"


def linked(release: Path) -> Path:
    other = release.with_name("two")
    for path in release.rglob("*"):
        if path.is_file():
            target = other / path.relative_to(release)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(path)
    return other


def test_a_release_as_it_was_written_is_sound(release: Path) -> None:
    found = inspected(release)
    assert found.damaged == ()
    assert len(found.sound) == len(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_changed_is_damaged(release: Path, name: str) -> None:
    (release / name).write_bytes(b"other")
    assert inspected(release).damaged == (name,)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_damaged(release: Path, name: str) -> None:
    (release / name).unlink()
    assert inspected(release).damaged == (name,)


@pytest.mark.parametrize("content", [None, b"\xff", b"no digest"])
def test_checksums_that_cannot_be_read_are_damaged(release: Path, content: bytes | None) -> None:
    sums = release / "SHA256SUMS"
    sums.unlink() if content is None else sums.write_bytes(content.replace(b" ", b""))
    assert inspected(release).damaged == ("SHA256SUMS",)


def test_what_is_linked_from_a_sound_release_is_not_read_again(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = inspected(release).sound
    other = linked(release)
    read: list[str] = []
    monkeypatch.setattr(integrity, "digest_of", lambda path: read.append(path.name))
    assert inspected(other, sound).damaged == ()
    assert read == []


def test_a_linked_file_that_changed_since_is_read_again(release: Path) -> None:
    sound = inspected(release).sound
    other = linked(release)
    (other / "void.ttl").write_bytes(b"vold")
    assert inspected(other, sound).damaged == ("void.ttl",)
