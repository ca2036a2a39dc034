"""What is kept of a source is found again as that source's, and forgotten when it is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.conversion import convert_source
from akkoord.graph.converted import Shelf, entries_of
from akkoord.graph.reports import read_sources
from akkoord.graph.vocabulary import DEFAULT_BASE
from akkoord.graph.workshop import Workshop, workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from akkoord.graph.model import SourceFile

Kept = tuple[Workshop, "SourceFile"]


@pytest.fixture
def kept(tmp_path: Path, put_report: Callable[..., Path]) -> Kept:
    """Return a source, with a citation beyond its references, and the cache that has it."""
    path = put_report(tmp_path / "in", "5.1", body="Een zin \\[7\\].")
    ((source,), _) = read_sources([path])
    shop = workshop(DEFAULT_BASE, tmp_path / "cache")
    convert_source(source, shop)
    return shop, source


def test_of_two_sources_alike_each_has_its_own_findings(kept: Kept) -> None:
    shop, source = kept
    shelf = Shelf()
    for _ in range(2):
        shelf.begin()
        for path in ("a.md", "b.md"):
            found = shelf.recalled(replace(source, path=path), shop)
            assert found is not None
            assert found[0].path == path
            assert {each.path for each in found[0].findings} == {path}


def test_what_is_kept_is_read_once_until_a_build_is_done_without_it(kept: Kept) -> None:
    shop, source = kept
    shelf = Shelf()
    known = shelf.recalled(source, shop)
    assert known is not None
    for name in entries_of(known[0].key):
        (shop.cache / name).unlink()
    shelf.begin()
    assert shelf.recalled(source, shop) is known
    shelf.begin()
    shelf.begin()
    assert shelf.recalled(source, shop) is None


def test_what_was_never_kept_is_not_found_later_either(kept: Kept) -> None:
    shop, source = kept
    shelf = Shelf()
    assert shelf.recalled(replace(source, content=source.content + b"\n"), shop) is None
    assert shelf.recalled(source, shop) is not None
