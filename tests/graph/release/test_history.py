"""When releases were published: beside their content, never in it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.release.history import HISTORY, history, record
from akkoord.graph.release.layout import Release, open_release

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
A, B = "a" * 16, "b" * 16


def release(folder: Path, name: str, written: datetime = FIRST) -> Release:
    (folder / name).mkdir()
    manifest = folder / name / "release.json"
    manifest.write_text(json.dumps({"id": name, "base": "https://example.org/"}))
    os.utime(manifest, (written.timestamp(), written.timestamp()))
    return open_release(folder / name)


def told(release: Release) -> list[tuple[str, datetime]]:
    return [(each.release.id, each.time) for each in history(release)]


def test_publications_come_in_order_of_time(tmp_path: Path) -> None:
    a = release(tmp_path, A)
    record(a, FIRST)
    b = release(tmp_path, B)
    record(b, FIRST + timedelta(days=1))
    assert told(b) == [(A, FIRST), (B, FIRST + timedelta(days=1))]
    assert history(b)[1].stamp == "20260102000000"
    assert history(b)[1].iso == "2026-01-02T00:00:00Z"


def test_the_same_release_again_is_no_new_publication(tmp_path: Path) -> None:
    a = release(tmp_path, A)
    record(a, FIRST)
    record(a, FIRST + timedelta(days=1))
    assert told(a) == [(A, FIRST)]


def test_a_release_that_comes_back_is_published_again(tmp_path: Path) -> None:
    a = release(tmp_path, A)
    record(a, FIRST)
    record(release(tmp_path, B), FIRST + timedelta(days=1))
    record(a, FIRST + timedelta(days=2))
    assert [name for name, _ in told(a)] == [A, B, A]


def test_no_two_publications_have_the_same_time_even_if_the_clock_goes_back(
    tmp_path: Path,
) -> None:
    a = release(tmp_path, A)
    record(a, FIRST)
    b = release(tmp_path, B)
    record(b, FIRST - timedelta(days=1))
    assert told(b) == [(A, FIRST), (B, FIRST + timedelta(seconds=1))]


@pytest.mark.parametrize("content", [None, "{", '[{"release": 1}]', '["x"]'])
def test_without_a_readable_file_a_release_counts_from_when_it_was_written(
    tmp_path: Path, content: str | None
) -> None:
    b, a = release(tmp_path, B), release(tmp_path, A, FIRST + timedelta(hours=1))
    if content is not None:
        (tmp_path / HISTORY).write_text(content)
    assert told(a) == [(B, FIRST), (A, FIRST + timedelta(hours=1))]
    record(b, FIRST + timedelta(days=3))
    assert told(b)[-1] == (B, FIRST + timedelta(days=3))


def test_a_release_that_was_removed_is_no_longer_told_of(tmp_path: Path) -> None:
    a = release(tmp_path, A)
    record(a, FIRST)
    b = release(tmp_path, B)
    record(b, FIRST + timedelta(days=1))
    (a.path / "release.json").unlink()
    a.path.rmdir()
    assert [name for name, _ in told(b)] == [B]


def test_a_release_that_never_became_current_was_not_published(tmp_path: Path) -> None:
    a = release(tmp_path, A)
    record(a, FIRST)
    release(tmp_path, B)
    assert told(a) == [(A, FIRST)]
