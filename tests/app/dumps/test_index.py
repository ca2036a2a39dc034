"""The list of all files, for programs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from .conftest import MADE, TURTLE, get


def test_the_index_lists_every_file_with_its_checksum(release: Path) -> None:
    entries = get(release, "/dumps/index.json").json()
    assert [entry["name"] for entry in entries] == [
        "SHA256SUMS",
        "regeerakkoord.nq",
        "regeerakkoord.nt",
        "regeerakkoord.parquet",
        "regeerakkoord.rdf.gz",
        "regeerakkoord.rdf.zst",
        "regeerakkoord.ttl",
        "regeerakkoord.ttl.gz",
        "release.json",
        *sorted(MADE),
    ]
    turtle = next(entry for entry in entries if entry["name"] == "regeerakkoord.ttl")
    assert turtle["sha256"] == hashlib.sha256(TURTLE).hexdigest()
    assert turtle["size"] == len(TURTLE)


def test_every_listed_file_is_served_as_the_index_says(two: Path) -> None:
    for entry in get(two, "/dumps/index.json").json():
        answer = get(two, entry["url"])
        assert len(answer.content) == entry["size"]
        if entry["name"] != "SHA256SUMS":
            assert hashlib.sha256(answer.content).hexdigest() == entry["sha256"]
        assert answer.headers["content-type"].partition(";")[0] == entry["mediaType"]


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_the_index_is_sent_compressed_and_not_twice(two: Path, encoding: str) -> None:
    plain = get(two, "/dumps/index.json")
    packed = get(two, "/dumps/index.json", accept_encoding=encoding)
    assert packed.headers["content-encoding"] == encoding
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    tag = packed.headers["etag"]
    again = get(two, "/dumps/index.json", accept_encoding=encoding, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
