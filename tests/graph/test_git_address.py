"""Which addresses and commits of git repositories there can be."""

from __future__ import annotations

import pytest

from akkoord.graph.git_address import COMMIT, is_repository, without_user


@pytest.mark.parametrize(
    "url",
    ["https://example.org/x.git", "http://[::1]:8080/x", "git://example.org/é", "file:///srv/x"],
)
def test_a_repository_can_be_at(url: str) -> None:
    assert is_repository(url)


@pytest.mark.parametrize(
    "url",
    [
        "ssh://example.org/x",
        "ext::sh -c touch",
        "https://",
        "file://",
        "https://example.org:0/x",
        "https://example.org:port/x",
        "https://[::1/x",
        "https://example.org/a b",
        "https://example.org/\x00",
        "--upload-pack=x",
        "https://me@example.org/x.git",
        "https://me:secret@example.org/x.git",
        "",
    ],
)
def test_no_repository_can_be_at(url: str) -> None:
    assert not is_repository(url)


@pytest.mark.parametrize(("length", "is_name"), [(40, True), (64, True), (39, False), (41, False)])
def test_a_commit_has_a_full_name_of_either_hash(length: int, is_name: bool) -> None:
    assert bool(COMMIT.fullmatch("a" * length)) == is_name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:se@cret@example.org/a@b", "https://…@example.org/a@b"),
        ("ssh://me@example.org/x", "ssh://…@example.org/x"),
        ("https://example.org/@x", "https://example.org/@x"),
        ("data@example.org", "data@example.org"),
    ],
)
def test_an_address_is_shown_without_user_and_password(text: str, shown: str) -> None:
    assert without_user(text) == shown
