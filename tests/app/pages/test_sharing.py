"""Codes that carry a query."""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.pages import sharing
from akkoord.app.pages.examples import examples
from akkoord.app.pages.sharing import CodeError, code_of, query_of

LIMIT = 100_000
DIGESTS = {"a": "ca0bd24ceda0198633aeee994dbc7add894739217c43a26e4bf4d17fa259384e"}


@given(st.text())
def test_a_code_stands_for_the_query_it_was_made_of(query: str) -> None:
    assert query_of(code_of(query), LIMIT) == query


@given(st.text(max_size=80) | st.text("a-_0", max_size=40).map("a".__add__))
def test_any_other_code_is_refused_or_stands_for_some_query(code: str) -> None:
    with contextlib.suppress(CodeError):
        assert isinstance(query_of(code, LIMIT), str)


def test_a_code_cut_short_is_refused() -> None:
    code = code_of("SELECT * WHERE { ?decision ?property 'something not in any example' }")
    with pytest.raises(CodeError):
        query_of(code[:-8], LIMIT)


def test_a_small_code_does_not_unpack_to_a_large_text() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"#" * 10_000_000) + packer.flush()
    with pytest.raises(CodeError):
        query_of("a" + urlsafe_b64encode(packed).decode(), LIMIT)


def test_a_code_is_far_shorter_than_the_query_it_stands_for() -> None:
    for text in (each for example in examples() for each in example.texts.values()):
        assert len(code_of(f"{text}# my own\n")) < max(60, len(text) / 3)


def test_dictionaries_of_links_that_are_out_there_stay_as_they_are() -> None:
    for letter, digest in DIGESTS.items():
        path = Path(sharing.__file__).parent / f"sharing-{letter}.txt"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
