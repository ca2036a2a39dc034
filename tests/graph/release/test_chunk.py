"""A named graph in every serialisation, and what several graphs say of one thing merged."""

from __future__ import annotations

import zlib

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from akkoord.graph.release.chunk import (
    Chunk,
    NamedGraph,
    chunk_of,
    counted,
    merged,
    n_triples,
    piece,
    turtle_body,
    turtle_head,
)
from akkoord.graph.terms import LABEL, A

BASE = "https://w3id.org/regeerakkoord/"
GRAPH = NamedNode(f"{BASE}id/report/2019-2024/brussel/5.4")
OTHER = NamedNode(f"{BASE}id/report/2019-2024/brussel/5.5")
OWN = NamedNode(f"{GRAPH.value}/statement/1")
DECISION = NamedNode(f"{BASE}id/decision/2021-06-18/plan-0123456789")
PAGE = NamedNode("http://xmlns.com/foaf/0.1/page")

HOSTILE = [
    '"', "'", '"""', "\\", "\\n", "\n", "\r", "\r\n", "\t", "\u2028", "\u2029", "\x85", "\x0b",
    "\x0c", "\x1c", "\x7f", "\u202e\u2066", "e\u0301", "👩‍🚒", "\U0010fffd", "", " .\n", ".\n\n",
    "x .\n<http://x.example/s> <http://x.example/p> <http://x.example/o> .\n",
    "@prefix x: <y> .\n", "\n@prefix : <z> .\n", "}\n", "{", "<g> {", "]},\n", '"@id"', "# no",
    "\tindented\nnot indented", "</script>", "^^<x>", "@nl",
]  # fmt: skip


Said = tuple[NamedNode, NamedNode, NamedNode | Literal]


def graph(name: NamedNode, *triples: Said) -> NamedGraph:
    return NamedGraph(name.value, tuple(Quad(s, p, o, name) for s, p, o in triples))


def own_of(name: NamedNode, *triples: Said) -> Chunk:
    prefix = f"{name.value}/"
    return chunk_of(graph(name, *triples), BASE, lambda subject: subject.startswith(prefix))


def triples_of(turtle: bytes) -> list[Triple]:
    parsed = ox.parse(turtle_head(BASE) + turtle, format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in parsed]


def inflated(deflated: bytes) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(deflated)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out_of_its_literal(text: str) -> None:
    said = [
        (OWN, LABEL, Literal(text, language="nl")),
        (OWN, LABEL, Literal(text)),
        (DECISION, LABEL, Literal(f"a{text}b")),
        (OWN, PAGE, Literal(f"{text}\n{text}")),
    ]
    chunk = own_of(GRAPH, *said)
    expected = [Triple(*each) for each in said]
    body = chunk.body()
    named = list(ox.parse(body.nq.plain, format=ox.RdfFormat.N_QUADS))
    assert {(quad.triple, quad.graph_name) for quad in named} == {(t, GRAPH) for t in expected}
    assert set(triples_of(body.ttl.plain + body.shared_ttl.plain)) == set(expected)
    objects = b"[" + body.jsonld.plain + b"]"
    assert {q.triple for q in ox.parse(objects, format=ox.RdfFormat.JSON_LD)} == set(expected)
    lines = body.nt.plain + b"".join(each.nt for each in body.shared)
    assert {q.triple for q in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)} == set(expected)
    assert body.nq.plain.count(b"\n") == len(said)


def test_own_and_shared_subjects_are_kept_apart() -> None:
    chunk = own_of(GRAPH, (OWN, A, OWN), (DECISION, A, PAGE), (OWN, LABEL, Literal("x")))
    body = chunk.body()
    assert triples_of(body.ttl.plain) == [Triple(OWN, A, OWN), Triple(OWN, LABEL, Literal("x"))]
    assert triples_of(body.shared_ttl.plain) == [Triple(DECISION, A, PAGE)]
    assert [each.subject for each in body.shared] == [DECISION.value]
    assert (chunk.size, chunk.counts.triples) == (3, 2)
    assert dict(chunk.counts.classes) == {OWN.value: 1}
    assert dict(chunk.counts.properties) == {A.value: 1, LABEL.value: 1}


def test_a_graph_without_triples_is_empty_in_every_serialisation() -> None:
    chunk = own_of(GRAPH)
    body = chunk.body()
    pieces = (body.nq, body.jsonld, body.nt, body.ttl, body.shared_ttl)
    assert {each.plain for each in pieces} == {b""}
    assert (chunk.size, chunk.shares, body.shared, chunk.counts.triples) == (0, "", (), 0)


def test_pieces_can_follow_one_another_in_one_deflate_stream() -> None:
    first, second = piece(b"abc" * 1000), piece(b"")
    stream = first.deflated + second.deflated + first.deflated + b"\x03\x00"
    assert inflated(stream) == b"abc" * 2000
    for each in (first, second):
        assert inflated(each.deflated) == each.plain


def test_what_two_graphs_say_alike_is_said_once() -> None:
    said = [(DECISION, A, PAGE), (DECISION, LABEL, Literal("Plan"))]
    chunks = [own_of(GRAPH, *said), own_of(OTHER, *said)]
    union = merged(chunks, BASE)
    assert union.body().nt.plain == b"".join(each.nt for each in chunks[0].body().shared)
    assert union.body().ttl.plain == chunks[0].body().shared_ttl.plain
    assert (union.size, union.counts.triples) == (2, 2)


def test_what_two_graphs_say_differently_is_united() -> None:
    plan, first, second = Literal("Plan"), Literal("1"), Literal("2")
    chunks = [
        own_of(GRAPH, (DECISION, LABEL, plan), (DECISION, PAGE, first), (PAGE, A, PAGE)),
        own_of(OTHER, (DECISION, LABEL, plan), (DECISION, PAGE, second), (DECISION, A, PAGE)),
    ]
    union = merged(chunks, BASE)
    counts = union.counts
    united = [
        Triple(DECISION, LABEL, plan),
        Triple(DECISION, PAGE, first),
        Triple(DECISION, PAGE, second),
        Triple(DECISION, A, PAGE),
        Triple(PAGE, A, PAGE),
    ]
    assert triples_of(union.body().ttl.plain) == united
    lines = ox.parse(union.body().nt.plain, format=ox.RdfFormat.N_TRIPLES)
    assert [quad.triple for quad in lines] == united
    assert (counts.triples, counts.classes[PAGE.value]) == (5, 2)
    assert (len(counts.subjects), len(counts.objects)) == (2, 4)


def test_a_subject_that_comes_back_later_in_a_graph_is_united_too() -> None:
    chunk = own_of(GRAPH, (DECISION, A, PAGE), (PAGE, A, PAGE), (DECISION, LABEL, Literal("x")))
    union = merged([chunk], BASE)
    assert union.size == 3
    subjects = [triple.subject for triple in triples_of(union.body().ttl.plain)]
    assert subjects == [DECISION, DECISION, PAGE]


def test_nothing_shared_merges_to_nothing() -> None:
    union = merged([], BASE)
    assert (union.size, union.counts.triples, list(union.counts.subjects)) == (0, 0, [])
    assert union.body().nt.plain == union.body().ttl.plain == b""


def test_chunks_are_told_apart_by_all_that_they_say_and_by_what_is_shared() -> None:
    said = (OWN, A, PAGE), (DECISION, LABEL, Literal("Plan"))
    chunk = own_of(GRAPH, *said)
    assert own_of(GRAPH, *said).key == chunk.key
    others = [
        own_of(OTHER, *said),
        own_of(GRAPH, *reversed(said)),
        own_of(GRAPH, said[0]),
        chunk_of(graph(GRAPH, *said), BASE, lambda _: True),
    ]
    assert len({chunk.key, *(each.key for each in others)}) == 5
    assert {bool(each.shares) for each in others[2:]} == {False}


def test_a_chunk_reads_back_to_its_graph() -> None:
    said = graph(GRAPH, (OWN, A, PAGE), (DECISION, LABEL, Literal("Plan", language="nl")))
    made = chunk_of(said, BASE, lambda subject: subject == OWN.value)
    assert made.read() == said


def test_objects_are_told_apart_by_kind_and_language() -> None:
    texts = [
        NamedNode("http://x.example/"),
        Literal("http://x.example/"),
        Literal("http://x.example/", language="nl"),
        Literal("1"),
        Literal(1),
    ]
    assert len(counted([Triple(OWN, LABEL, text) for text in texts]).objects) == len(texts)


def test_turtle_relies_on_the_prefixes_of_its_head_and_declares_none() -> None:
    body = turtle_body([Triple(OWN, LABEL, Literal("@prefix a: <b> .\n"))], BASE)
    assert not body.startswith(b"@prefix")
    assert turtle_head(BASE).splitlines() == sorted(turtle_head(BASE).splitlines())
    assert f"@prefix theme: <{BASE}id/theme/> .\n".encode() in turtle_head(BASE)
    assert triples_of(body) == [Triple(OWN, LABEL, Literal("@prefix a: <b> .\n"))]


def test_n_triples_of_nothing_is_empty() -> None:
    assert n_triples([]) == b""
