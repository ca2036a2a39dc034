"""When releases were published: beside their content, never in it."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.history import history, last_published, until
from akkoord.graph.release.layout import Release, open_release
from akkoord.graph.release.recorded import HISTORY, record
from akkoord.graph.release.write import switch

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
A, B = "a" * 16, "b" * 16


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "releases").mkdir()
    return tmp_path


def release(out: Path, name: str, written: datetime = FIRST) -> Release:
    folder = out / "releases" / name
    folder.mkdir()
    (folder / "release.json").write_text(json.dumps({"id": name, "base": "https://example.org/"}))
    os.utime(folder / "release.json", (written.timestamp(), written.timestamp()))
    return open_release(folder)


def link(out: Path, name: str, time: datetime) -> None:
    """Make a release the current one, and go no further, like a build that is killed."""
    (out / "current").unlink(missing_ok=True)
    (out / "current").symlink_to(f"releases/{name}")
    os.utime(out / "current", (time.timestamp(), time.timestamp()), follow_symlinks=False)


def publish(out: Path, name: str, time: datetime) -> None:
    link(out, name, time)
    record(out)


def told(release: Release) -> list[tuple[str, datetime]]:
    return [(each.release.id, each.time) for each in history(release)]


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def test_publications_come_in_order_of_time(out: Path) -> None:
    release(out, A)
    publish(out, A, FIRST)
    b = release(out, B)
    publish(out, B, day(1))
    assert told(b) == [(A, FIRST), (B, day(1))]
    assert history(b)[1].stamp == "20260102000000"
    assert history(b)[1].iso == "2026-01-02T00:00:00Z"


def test_the_same_release_again_is_no_new_publication(out: Path) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    publish(out, A, day(1))
    assert told(a) == [(A, FIRST)]


def test_a_release_that_comes_back_is_published_again(out: Path) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    release(out, B)
    publish(out, B, day(1))
    publish(out, A, day(2))
    assert told(a) == [(A, FIRST), (B, day(1)), (A, day(2))]


def test_no_two_publications_have_the_same_time_even_if_the_clock_goes_back(out: Path) -> None:
    release(out, A)
    publish(out, A, FIRST)
    b = release(out, B)
    publish(out, B, day(-1))
    assert told(b) == [(A, FIRST), (B, FIRST + timedelta(seconds=1))]


@pytest.mark.parametrize("noted", [True, False])
def test_a_switch_tells_when_it_was_even_before_it_is_noted(out: Path, noted: bool) -> None:
    release(out, A)
    (publish if noted else link)(out, A, FIRST)
    b = release(out, B, day(1))
    link(out, B, day(2))
    before = told(b)
    record(out)
    assert told(b) == before == [(A, FIRST), (B, day(2))]


def test_a_switch_that_was_not_noted_is_noted_before_the_next(out: Path) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    release(out, B, day(1))
    link(out, B, day(1))
    switch(out, a)
    assert told(a)[:2] == [(A, FIRST), (B, day(1))]
    assert told(a)[2][0] == A


def test_a_release_that_did_not_become_current_is_not_noted(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    b = release(out, B)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "symlink_to", full)
    with pytest.raises(ReleaseError, match="cannot be made to point to the new release"):
        switch(out, b)
    assert told(a) == [(A, FIRST)]
    assert B not in (out / "releases" / HISTORY).read_text()


def test_without_a_file_a_release_counts_from_when_it_was_written(out: Path) -> None:
    release(out, B)
    a = release(out, A, day(1))
    assert told(a) == [(B, FIRST), (A, day(1))]
    link(out, A, day(2))
    release(out, "c" * 16, day(3))  # written after that, and not switched to
    assert told(a) == [(B, FIRST), (A, day(2))]
    publish(out, B, day(4))
    assert told(a)[-1] == (B, day(4))


@pytest.mark.parametrize("content", ["{", '[{"release": 1}]', '["x"]', '[{"published": "x"}]'])
def test_a_file_that_cannot_be_read_is_not_written_anew(out: Path, content: str) -> None:
    a = release(out, A)
    file = out / "releases" / HISTORY
    file.write_text(content)
    link(out, A, FIRST)
    assert told(a) == [(A, FIRST)]
    for noting in (lambda: record(out), lambda: switch(out, a)):
        with pytest.raises(ReleaseError, match=r"history\.json: cannot be read .* restore it, or"):
            noting()
    assert file.read_text() == content


def test_a_full_disk_leaves_the_file_as_it_was(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release(out, A)
    publish(out, A, FIRST)
    b = release(out, B)
    before = (out / "releases" / HISTORY).read_text()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    link(out, B, day(1))
    with pytest.raises(ReleaseError, match=r"history\.json: cannot be written \(No space left"):
        record(out)
    assert (out / "releases" / HISTORY).read_text() == before
    assert told(b) == [(A, FIRST), (B, day(1))]


def test_a_release_that_was_removed_is_no_longer_told_of(out: Path) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    b = release(out, B)
    publish(out, B, day(1))
    (a.path / "release.json").unlink()
    a.path.rmdir()
    assert told(b) == [(B, day(1))]


def test_a_release_that_never_became_current_was_not_published(out: Path) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    release(out, B)
    assert told(a) == [(A, FIRST)]


def test_a_release_that_is_still_served_knows_which_follows_and_which_it_is(out: Path) -> None:
    a = release(out, A)
    publish(out, A, FIRST)
    release(out, B)
    link(out, B, day(1))
    assert told(a) == [(A, FIRST), (B, day(1))]
    assert [each.release.id for each in until(a)] == [A]


def test_moving_the_link_to_another_release_and_back_makes_a_release_later(out: Path) -> None:
    a, b = release(out, A), release(out, B)
    publish(out, A, FIRST)
    publish(out, B, day(1))
    assert last_published(b) == day(1)
    link(out, A, day(2))
    assert (last_published(a), last_published(b)) == (day(2), day(1))
    link(out, B, day(3))
    assert last_published(b) == day(3)


def test_a_release_that_nothing_tells_of_is_as_old_as_its_files(out: Path) -> None:
    assert last_published(release(out, "elsewhere", day(4))) == day(4)
