"""Parts of files, whether on disk or made."""

from __future__ import annotations

from pathlib import Path

from .conftest import TURTLE, get


def test_a_range_is_a_part_of_the_file_itself(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", range="bytes=2-5", accept_encoding="gzip")
    assert response.status_code == 206
    assert response.headers["content-range"] == f"bytes 2-5/{len(TURTLE)}"
    assert response.content == TURTLE[2:6]


def test_a_range_beyond_the_end_cannot_be_satisfied(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", range=f"bytes={len(TURTLE)}-")
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{len(TURTLE)}"


def test_several_ranges_at_once_get_the_whole_file(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", range="bytes=0-1,5-6")
    assert response.status_code == 200
    assert response.content == TURTLE


def test_a_range_of_another_version_gets_the_whole_file(release: Path) -> None:
    response = get(
        release, "/dumps/regeerakkoord.ttl", range="bytes=0-1", if_range='"something-else"'
    )
    assert response.status_code == 200
