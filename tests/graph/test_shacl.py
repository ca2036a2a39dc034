"""The quick way to call pyshacl finds what the plain way finds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, Graph

from akkoord.graph import shacl

REPOSITORY = Path(__file__).parents[2]
PATHS = [REPOSITORY / "shapes/common.ttl", *sorted((REPOSITORY / "shapes").glob("report*.ttl"))]
SOUND = (REPOSITORY / "tests/shapes/sound-report.ttl").read_text()
SHAPES = "https://w3id.org/regeerakkoord/shapes#"
PARTS = (SH.sourceShape, SH.focusNode, SH.value, SH.resultPath, SH.resultSeverity)


def store(turtle):
    made = ox.Store()
    made.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return made


def triples(turtle):
    return [quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)]


def found(report):
    nodes = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(tuple(str(report.value(node, part)) for part in PARTS) for node in nodes)


@pytest.fixture(scope="module")
def shapes():
    return shacl.read_shapes(PATHS)


@pytest.mark.parametrize(
    ("passage", "replacement"),
    [
        ("ra:", "ra:"),
        ("ra:position 3", "ra:position 7"),
        ("ra:conclusion", "ra:explanation"),
        ("ra:conclusion", "ra:whim"),
        ('"2021-07-16"^^xsd:date', '"2025-07-16"^^xsd:date'),
        ("    ra:sha256", "    ra:checksum"),
        ("@nl", "@en"),
        ("ra:Decision", "ra:Beslissing"),
    ],
)
def test_the_results_are_those_of_a_plain_call(shapes, passage, replacement):
    assert passage in SOUND
    turtle = SOUND.replace(passage, replacement)
    plain = Graph()
    for path in PATHS:
        plain.parse(path)
    _, report, _ = pyshacl.validate(store(turtle), shacl_graph=plain, inplace=True)
    quick = found(shacl.validate(triples(turtle), shapes))
    assert quick == found(report)
    assert bool(quick) == (passage != replacement)


def test_each_graph_is_judged_alone(shapes):
    assert found(shacl.validate(triples(SOUND.replace("ra:role", "ra:rol")), shapes))
    assert not found(shacl.validate(triples(SOUND), shapes))


def test_the_message_of_a_query_is_known_in_both_languages(shapes):
    shape = f"{SHAPES}MeetingDay"
    assert shapes.messages[shape, "nl"].startswith("Geef de vergadering")
    assert shapes.messages[shape, "en"].startswith("Give the meeting")
