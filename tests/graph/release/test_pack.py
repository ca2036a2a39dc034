"""Chunks in the cache: what was kept comes back, and what is damaged counts as absent."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from akkoord.graph.release import cache
from akkoord.graph.release.cache import LostError
from akkoord.graph.release.chunk import Body, Chunk, NamedGraph, chunk_of, merged
from akkoord.graph.release.pack import body_name, keep, kept

BASE = "https://w3id.org/regeerakkoord/"
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
NOTES = {"findings": [], "facts": {"title": "Één\n\u2028"}}

names = st.sampled_from([NamedNode(f"{BASE}id/{name}") for name in ("a", "b", "c/d", "graph/x")])
values = names | st.text(st.characters(exclude_categories=["Cs"])).map(Literal)
contents = st.lists(st.tuples(names, names, values), unique=True, max_size=8)


def chunk(content: list[tuple[NamedNode, NamedNode, NamedNode | Literal]]) -> Chunk:
    graph = NamedNode(f"{BASE}id/graph/g")
    quads = tuple(Quad(s, p, o, graph) for s, p, o in content)
    return chunk_of(NamedGraph(graph.value, quads), BASE, lambda subject: subject.endswith("a"))


def nothing() -> Body:
    raise AssertionError


def known(chunks: tuple[Chunk, ...]) -> list[tuple[Chunk, Body]]:
    return [(replace(each, body=nothing), each.body()) for each in chunks]


SOME = (
    chunk([(NamedNode(f"{BASE}id/a"), LABEL, Literal("x")), (NamedNode("x:b"), LABEL, LABEL)]),
    chunk([]),
    chunk([(NamedNode("x:c"), LABEL, Literal("\n"))]),
)


@settings(deadline=None)
@given(st.lists(contents.map(chunk), max_size=4), st.dictionaries(st.text(), st.text()))
def test_what_was_kept_comes_back(chunks: list[Chunk], notes: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        keep(Path(folder), "entry", chunks, notes)
        found = kept(Path(folder), "entry")
        assert found
        assert (known(found[0]), found[1]) == (known(tuple(chunks)), notes)


def test_the_union_comes_back_as_well(tmp_path: Path) -> None:
    union = merged(SOME, BASE)
    keep(tmp_path, "entry", [union], {})
    found = kept(tmp_path, "entry")
    assert found
    assert known(found[0]) == known((union,))


def test_what_was_never_kept_is_absent(tmp_path: Path) -> None:
    assert kept(tmp_path, "entry") is None


@pytest.mark.parametrize("damage", [b"", b"no", b"{}\n", b'{"chunks": [{}], "lengths": [[]]}\n'])
def test_an_entry_that_is_none_of_ours_is_absent(tmp_path: Path, damage: bytes) -> None:
    cache.store(tmp_path, "entry", damage)
    assert kept(tmp_path, "entry") is None


def test_an_entry_whose_text_is_longer_than_told_is_absent(tmp_path: Path) -> None:
    keep(tmp_path, "entry", SOME, NOTES)
    content = cache.load(tmp_path, "entry")
    assert content
    cache.store(tmp_path, "entry", content + b"x")
    assert kept(tmp_path, "entry") is None


@pytest.mark.parametrize("damage", [None, b"", b"{}\n", b'{"subjects": [], "lengths": [[]]}\n'])
def test_text_that_is_lost_is_noticed_when_it_is_needed(
    tmp_path: Path, damage: bytes | None
) -> None:
    keep(tmp_path, "entry", SOME, NOTES)
    found = kept(tmp_path, "entry")
    assert found
    if damage is None:
        (tmp_path / body_name("entry")).unlink()
    else:
        cache.store(tmp_path, body_name("entry"), damage)
    with pytest.raises(LostError):
        found[0][0].body()
