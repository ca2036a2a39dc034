"""JSON-LD under the short names of our context, read back by a processor that is not ours."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from akkoord.app.pages.json_ld import context_document, json_ld

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ra: <https://w3id.org/regeerakkoord/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://example.org/> .
"""


def compacted(turtle: str) -> dict[str, object]:
    parsed = ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return json.loads(json_ld(q.triple for q in parsed))  # type: ignore[no-any-return]


def test_values_that_a_short_name_covers_are_bare() -> None:
    document = compacted('x:s a ra:Statement ; ra:text "Ja."@nl ; ra:position 3 ; ra:topic x:t .')
    [node] = document["@graph"]  # type: ignore[misc]
    assert node == {
        "id": "https://example.org/s",
        "type": "Statement",
        "text": "Ja.",
        "position": 3,
        "topic": "https://example.org/t",
    }


def test_a_document_carries_only_what_it_uses_of_the_context() -> None:
    document = compacted('x:s ra:text "Ja."@nl .')
    assert {*document["@context"]} == {"@version", "id", "type", "ra", "text"}  # type: ignore[misc]


def test_the_whole_context_defines_every_name_that_documents_use() -> None:
    whole = json.loads(context_document())["@context"]
    used = compacted('x:s a ra:Section ; ra:number "1" ; rdfs:label "a"@nl, "b"@en .')["@context"]
    assert used.items() <= whole.items()  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's
@pytest.mark.parametrize(
    "turtle",
    [
        'x:s rdfs:label "nl"@nl, "en"@en, "plain" .',
        'x:s a ra:SourceFile ; rdfs:label "Export.md" ; dcterms:title "Export.md" .',
        'x:s a ra:Section ; ra:number "4.10" .',
        "x:s a ra:Reference ; ra:number 4 .",
        'x:s ra:position "007"^^xsd:integer, "-0"^^xsd:integer, 123456789012345678 .',
        'x:s ra:position "three" ; ra:topic "no IRI" ; ra:text x:noText .',
        "x:s ra:role ra:explanation ; ra:kind ra:label, x:other .",
        'x:s dcterms:date "2021-06-18"^^xsd:date, "2021"^^xsd:gYear .',
        "x:s ra:cites x:a, x:b ; dcterms:isPartOf x:a, x:b .",
        'x:s x:unknown true, 1.5, "\\u202E</script>"@nl .',
    ],
)
def test_every_value_comes_back_as_it_was(turtle: str) -> None:
    expected = Graph().parse(data=PREFIXES + turtle, format="turtle")
    found = Graph().parse(data=json.dumps(compacted(turtle)), format="json-ld")
    assert len(expected) > 0
    assert isomorphic(found, expected)
