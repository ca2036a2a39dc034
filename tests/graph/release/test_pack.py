"""Chunks as one file: what was packed is unpacked, and what is damaged is refused."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from akkoord.graph.release.chunk import Chunk, NamedGraph, chunk_of
from akkoord.graph.release.pack import notes_of, packed, unpacked

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


SOME = (
    chunk([(NamedNode(f"{BASE}id/a"), LABEL, Literal("x")), (NamedNode("x:b"), LABEL, LABEL)]),
    chunk([]),
    chunk([(NamedNode("x:c"), LABEL, Literal("\n"))]),
)


@given(st.lists(contents.map(chunk), max_size=4), st.dictionaries(st.text(), st.text()))
def test_what_was_packed_is_unpacked(chunks: list[Chunk], notes: dict[str, str]) -> None:
    content = packed(chunks, notes)
    assert unpacked(content) == (tuple(chunks), notes)
    if chunks:
        assert notes_of(content) == (chunks[0].graph, notes)


def test_packing_is_the_same_each_time() -> None:
    assert packed(SOME, NOTES) == packed(unpacked(packed(SOME, NOTES))[0], NOTES)


def test_what_was_cut_short_at_any_place_is_refused() -> None:
    content = packed(SOME, NOTES)
    for size in range(len(content)):
        with pytest.raises((ValueError, KeyError)):
            unpacked(content[:size])


def test_what_goes_on_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="cut short"):
        unpacked(packed(SOME, NOTES) + b"x")


@pytest.mark.parametrize("key", ["graph", "size", "triples", "classes", "shared", "parts"])
def test_a_head_that_lacks_something_is_refused(key: str) -> None:
    line, _, body = packed(SOME, NOTES).partition(b"\n")
    head = json.loads(line)
    del head["chunks"][0][key]
    with pytest.raises((ValueError, KeyError)):
        unpacked(json.dumps(head).encode() + b"\n" + body)


@pytest.mark.parametrize("content", [b"", b"\n", b"no", b"\xff\xfe\n", b'{"notes": {}}\n', b"{}\n"])
def test_what_is_none_of_ours_is_refused(content: bytes) -> None:
    for read in (unpacked, notes_of):
        with pytest.raises((ValueError, KeyError)):
            read(content)


def test_a_chunk_is_the_same_in_every_part_after_the_round_trip() -> None:
    (first, *_), _ = unpacked(packed(SOME, NOTES))
    assert asdict(first) == asdict(SOME[0])
