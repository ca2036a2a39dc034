"""A checksum moved past bytes is what zlib adds to the sum of those bytes."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.release.crc import moved


@given(st.binary(), st.binary())
def test_the_sum_of_a_whole_follows_from_those_of_its_parts(first: bytes, second: bytes) -> None:
    joined = moved(zlib.crc32(first), len(second)) ^ zlib.crc32(second)
    assert joined == zlib.crc32(first + second)


@given(st.integers(0, 0xFFFFFFFF), st.integers(0, 1 << 33), st.integers(0, 1 << 33))
def test_moving_twice_is_moving_once_as_far(check: int, near: int, far: int) -> None:
    assert moved(moved(check, near), far) == moved(check, near + far)
    assert moved(check, 0) == check
