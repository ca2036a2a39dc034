"""Parts of files, whether on disk or made."""

from __future__ import annotations

from pathlib import Path

import pytest

from akkoord.app.dumps.ranges import Span, span_of

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


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=2-5", Span(2, 6)),
        ("bytes=2-", Span(2, 10)),
        ("bytes=2-99", Span(2, 10)),
        ("bytes=-4", Span(6, 10)),
        ("bytes=-99999999", Span(0, 10)),
        ("Bytes=0-0", Span(0, 1)),
        ("bytes=-0", Span(10, 10)),
        ("bytes=10-", Span(10, 10)),
        ("", None),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes", None),
        ("lines=1-2", None),
        (f"bytes={'9' * 5000}-", None),
    ],
)
def test_a_range_is_a_part_or_is_passed_over(asked: str, span: Span | None) -> None:
    assert span_of(asked, 10) == span


@pytest.mark.parametrize("name", ["regeerakkoord.ttl", "reports/brussel/5.1.nt"])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=-99999999", 206),
        ("bytes=-0", 416),
        ("bytes=9999999-", 416),
        ("bytes=x", 200),
        ("lines=1-2", 200),
        ("nonsense", 200),
    ],
)
def test_files_on_disk_and_files_made_follow_the_same_rules(
    two: Path, name: str, asked: str, status: int
) -> None:
    answer = get(two, f"/dumps/{name}", range=asked)
    assert answer.status_code == status
    if status != 416:
        assert answer.content == get(two, f"/dumps/{name}").content
    assert get(two, f"/dumps/{name}", "HEAD", range=asked).status_code == 200
