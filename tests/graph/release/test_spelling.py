"""What is written is the same in every process."""

from __future__ import annotations

import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.release.spelling import one_a_line, prefixes, spelt
from akkoord.graph.vocabulary import RDF

PROGRAM = """
import sys, pyoxigraph as ox
from akkoord.graph.release.spelling import prefixes, spelt
node = ox.NamedNode("https://x.example/id/theme/sport")
syntax = getattr(ox.RdfFormat, sys.argv[1])
sys.stdout.buffer.write(spelt([ox.Triple(node, node, node)], syntax, prefixes("https://x.example/")))
"""
NODE = ox.NamedNode("https://x.example/id/theme/sport")


@pytest.mark.parametrize("name", ["TURTLE", "RDF_XML"])
def test_every_process_writes_the_same_bytes(name: str) -> None:
    command = [sys.executable, "-c", PROGRAM, name]
    written = {subprocess.run(command, check=True, capture_output=True).stdout for _ in range(4)}
    assert len(written) == 1


def test_prefixes_are_declared_in_alphabetical_order_and_used() -> None:
    text = spelt([ox.Triple(NODE, NODE, NODE)], ox.RdfFormat.TURTLE, prefixes("https://x.example/"))
    *declarations, body = text.decode().splitlines()
    assert declarations == sorted(declarations)
    assert body == "theme:sport theme:sport theme:sport ."


@pytest.mark.parametrize("name", ["TURTLE", "TRIG", "RDF_XML", "N_TRIPLES", "JSON_LD"])
def test_what_is_written_reads_back(name: str) -> None:
    syntax = getattr(ox.RdfFormat, name)
    triple = ox.Triple(NODE, ox.NamedNode("https://x.example/p"), ox.Literal("@prefix a: <b> .\n"))
    text = spelt([triple], syntax, prefixes("https://x.example/"))
    assert [quad.triple for quad in ox.parse(text, format=syntax)] == [triple]


def test_each_triple_has_a_line_and_commas_in_texts_stay() -> None:
    written = b'<s> a ra:A , ra:B ;\n\tra:p "a , b \\" , c"@nl , <x> , <y> ;\n\tra:q "d , e" .\n'
    assert one_a_line(written) == (
        b'<s> a ra:A , ra:B ;\n\tra:p "a , b \\" , c"@nl ;\n\tra:p <x> ;\n\tra:p <y> ;\n'
        b'\tra:q "d , e" ;\n\t.\n'
    )
    assert one_a_line(b"<s> ra:p <x> , <y> .\n") == b"<s> ra:p <x> ;\n\tra:p <y> ;\n\t.\n"


@given(
    st.lists(st.tuples(st.sampled_from("pqr"), st.text()), min_size=2, unique=True).map(sorted),
    st.data(),
)
def test_a_triple_that_goes_is_one_line_of_a_difference(
    said: list[tuple[str, str]], data: st.DataObject
) -> None:
    subject, typed = ox.NamedNode("https://example.org/s"), ox.NamedNode(f"{RDF}type")
    triples = [ox.Triple(subject, typed, subject)]
    for name, text in said:
        property_ = ox.NamedNode(f"https://example.org/{name}")
        triples.append(ox.Triple(subject, property_, ox.Literal(text)))
    gone = data.draw(st.integers(1, len(said)))
    before, after = (
        one_a_line(ox.serialize(each, format=ox.RdfFormat.TURTLE) or b"").split(b"\n")
        for each in (triples, triples[:gone] + triples[gone + 1 :])
    )
    assert len(before) == len(after) + 1
    assert any(before[:n] + before[n + 1 :] == after for n in range(len(before)))


@given(st.lists(st.text(), min_size=1, unique=True))
def test_what_is_laid_out_says_the_same(texts: list[str]) -> None:
    subject, said = ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p")
    triples = [ox.Triple(subject, said, ox.Literal(text)) for text in texts]
    laid_out = one_a_line(ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b"")
    read = {quad.triple for quad in ox.parse(laid_out, format=ox.RdfFormat.TURTLE)}
    assert read == set(triples)


def test_only_the_prefixes_that_are_used_are_declared() -> None:
    said = ox.NamedNode("http://purl.org/dc/terms/title")
    literal = ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    known = prefixes("https://x.example/")
    for syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        text = spelt([ox.Triple(NODE, said, literal)], syntax, known).decode()
        declared = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
        assert declared == ["dcterms:", "theme:", "xsd:"]
        assert [q.object for q in ox.parse(text, format=syntax)] == [literal]
    assert spelt([], ox.RdfFormat.TURTLE, known) == b""
