"""Which content coding a client gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.codings import GZIP, IDENTITY, is_dense, preferred

OFFERED = ("zstd", "br", GZIP)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=0.2", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br;q=0.9", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br"),
        ("*", "zstd"),
        ("zstd;q=0, *", "br"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
    ],
)
def test_the_coding_that_the_client_likes_best_is_preferred(accepted: str, coding: str) -> None:
    assert preferred(accepted, OFFERED) == coding


@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "compress", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=high", "gzip;q=2",
     "gzip;q=0.5, identity", "gzip;level=9"],
)  # fmt: skip
def test_content_goes_out_as_it_is_where_no_coding_is_wanted(accepted: str) -> None:
    assert preferred(accepted, OFFERED) == IDENTITY


@given(st.text(alphabet="gzipbrstdq=;,.* 01x-", max_size=60))
def test_any_header_gets_a_coding_that_is_offered_or_none(accepted: str) -> None:
    assert preferred(accepted, OFFERED) in {*OFFERED, IDENTITY}


@pytest.mark.parametrize(
    ("content_type", "dense"),
    [("image/png", True), ("IMAGE/PNG; q=1", True), ("image/svg+xml", False), ("", False)],
)
def test_what_is_compressed_in_itself_is_known_by_its_media_type(
    content_type: str, dense: bool
) -> None:
    assert is_dense(content_type) is dense
