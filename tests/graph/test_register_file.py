"""Where in a Turtle file something is said."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from akkoord.graph.register_file import read_register
from akkoord.graph.vocabulary import RDF

TURTLE = """\
# ex:a is named here first, in a comment.
@prefix ex: <http://example.org/> .

<http://example.org/a>
    a ex:Thing ;
    ex:label "een"@nl, "one"@en ;
    ex:size 3 ;
    ex:near ex:bb ;
    ex:near ex:b .

ex:b
    a ex:Thing ;
    ex:near <http://example.org/a> .
"""


def ex(name):
    return NamedNode(f"http://example.org/{name}")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "things.ttl"
    path.write_text(TURTLE, "utf-8")
    return read_register(path)


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "line"),
    [
        (ex("a"), NamedNode(RDF + "type"), ex("Thing"), 5),
        (ex("a"), ex("label"), Literal("een", language="nl"), 6),
        (ex("a"), ex("label"), Literal("one", language="en"), 6),
        (ex("a"), ex("size"), Literal(3), 7),
        (ex("a"), ex("near"), ex("b"), 9),
        (ex("b"), ex("near"), ex("a"), 13),
        (ex("b"), ex("colour"), Literal("red"), 11),
        (BlankNode("c"), ex("near"), ex("a"), 0),
    ],
)
def test_a_triple_is_found_on_the_line_most_like_it(file, subject, predicate, value, line):
    assert file.line(subject, predicate, value) == line


def test_quads_keep_the_order_of_the_file(file):
    assert [quad.subject for quad in file.quads] == [ex("a")] * 6 + [ex("b")] * 2
