"""The index, read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import SEARCH
from akkoord.graph.search import reading
from akkoord.graph.search.asking import completed, read
from akkoord.graph.search.reading import NAMED, Index, load_index
from akkoord.graph.search.writing import written

if TYPE_CHECKING:
    from akkoord.graph import Release
    from akkoord.graph.search.document import Document

    Documents = tuple[Document, ...]

WONEN = "https://x.example/id/domain/wonen"
EXPORT = "https://x.example/id/domain/export"


def first(index: Index, asked: str) -> str:
    ranked = index.ranked(read(completed(asked)))
    return index.shown([ranked[0].document])[ranked[0].document].label


def test_what_is_called_so_comes_first(example_index: Index) -> None:
    assert first(example_index, "VRT") == "Vlaamse Radio- en Televisieomroeporganisatie"
    assert first(example_index, "dierenwelzijn") == "Dierenwelzijn"
    assert first(example_index, "5.4 Vlaamse dienstverlening") == "5.4 Vlaamse dienstverlening"
    assert example_index.ranked(read("dierenwelzijn"))[0].score > NAMED


def test_better_matches_come_first(index: Index) -> None:
    scores = [match.score for match in index.ranked(read("gemeente OR woning OR export"))]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 2


def test_counts_tell_what_each_further_choice_would_leave(index: Index) -> None:
    found = index.find(read("gemeente"), {})
    assert found.counts["kind"] == {"Decision": 1, "Statement": 1}
    assert found.counts["domain"] == {WONEN: 2, EXPORT: 1}
    assert found.counts["year"] == {"2020": 2, "2021": 1}


def test_a_choice_narrows_what_is_found_and_counted_but_not_its_own_facet(
    index: Index, documents: Documents
) -> None:
    found = index.find(read("gemeente"), {"domain": frozenset({EXPORT})})
    assert [documents[match.document].kind for match in found.matches] == ["Decision"]
    assert found.counts["kind"] == {"Decision": 1}
    assert found.counts["domain"] == {WONEN: 2, EXPORT: 1}


def test_values_of_one_facet_add_up_and_facets_narrow(index: Index) -> None:
    either = {"year": frozenset({"2020", "2021"}), "kind": frozenset({"Decision"})}
    assert len(index.find(read("gemeente OR exportsteun"), either).matches) == 2
    both = {"year": frozenset({"2021"}), "kind": frozenset({"Statement"})}
    assert len(index.find(read("gemeente OR exportsteun"), both).matches) == 1


def test_a_value_that_nothing_has_leaves_nothing(index: Index) -> None:
    chosen = {"domain": frozenset({"https://x.example/nowhere"}), "colour": frozenset({"red"})}
    assert index.find(read("gemeente"), chosen).matches == ()


def test_things_are_told_by_iri(index: Index) -> None:
    assert index.named([WONEN, "https://x.example/nowhere"])[WONEN].english == "Housing"


def test_threads_may_share_an_index(index: Index) -> None:
    with ThreadPoolExecutor(4) as pool:
        counts = set(pool.map(lambda _: len(index.ranked(read("gemeente"))), range(100)))
    assert counts == {2}


def test_a_release_without_an_index_has_none(tiny_release: Release) -> None:
    assert load_index(tiny_release) is None


def test_an_index_by_another_version_counts_as_none(
    tiny_release: Release, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tiny_release.path / SEARCH).write_bytes(written(documents).content)
    monkeypatch.setattr(reading, "version", lambda: "2")
    assert load_index(tiny_release) is None


@pytest.mark.parametrize("damage", ["cut", "other", "empty"])
def test_a_damaged_index_is_refused(
    tiny_release: Release, documents: Documents, damage: str
) -> None:
    content = written(documents).content
    damaged = {"cut": content[:5000], "other": b"no database" * 500, "empty": b""}[damage]
    (tiny_release.path / SEARCH).write_bytes(damaged)
    with pytest.raises(ReleaseError, match="build again"):
        load_index(tiny_release)


def test_an_index_cannot_be_written(index: Index) -> None:
    with pytest.raises(Exception, match="readonly"):
        index._rows("DELETE FROM document")
