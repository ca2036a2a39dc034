"""Which IRIs can stand in a release, and name what is in it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from akkoord.graph.iri_check import is_base, is_iri
from akkoord.graph.vocabulary import DEFAULT_BASE


@pytest.mark.parametrize(
    "base", [DEFAULT_BASE, "http://127.0.0.1:8000/", "https://x/", "https://x/é/%41/", "https://x:65535/"]
)  # fmt: skip
def test_things_can_be_named_under(base: str) -> None:
    assert is_base(base)


@pytest.mark.parametrize(
    "base",
    ["https://x/%zz/", "https://x/%/", "https://x/\uffff/", "https://x:65536/", "https://x:0/",
     "https://x/a", "https://x", "https://u@x/", "https://x/?a/", f"https://x:{'9' * 5000}/"],
)  # fmt: skip
def test_nothing_can_be_named_under(base: str) -> None:
    assert not is_base(base)


@given(st.text())
@example("%a")
@example("\ue000")
@example("\ufdd0")
def test_whatever_is_a_base_can_be_written(text: str) -> None:
    base = f"https://x/{text}/"
    assert not is_base(base) or NamedNode(f"{base}id/x").value == f"{base}id/x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("https://example.org/a?b#c", True), ("https://[::1]/", True), ("https://[/", False),
     ("https://example.org/%zz", False), ("mailto:a@example.org", False), ("", False)],
)  # fmt: skip
def test_an_iri_is_absolute_and_sound(text: str, expected: bool) -> None:
    assert is_iri(text) is expected
