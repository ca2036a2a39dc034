"""The JSON-LD context gives every term of the vocabulary a short name that means what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, Graph

REPOSITORY = Path(__file__).parents[2]
CONTEXT = json.loads((REPOSITORY / "ontology/context.jsonld").read_text())["@context"]
ID = "https://w3id.org/regeerakkoord/id/"

# rdflib's JSON-LD plugin uses a class that rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

SAMPLE = {
    "@context": CONTEXT,
    "id": f"{ID}report/2019-2024/wonen/2.1",
    "type": ["Report", "Entity"],
    "title": "Boomhutten",
    "evaluates": {"id": f"{ID}section/2019-2024/wonen/2.1", "type": "Section", "number": "2.1"},
    "cites": [f"{ID}decision/2021-03-26/boomhuttenplan-0123456789"],
    "wasDerivedFrom": {
        "id": f"{ID}report/2019-2024/wonen/2.1/source",
        "type": "SourceFile",
        "title": "Boomhutten.md",
    },
    "parts": [
        {
            "id": f"{ID}report/2019-2024/wonen/2.1/statement/1",
            "type": "Statement",
            "position": 1,
            "role": "reference-list",
            "text": "Er kwam een plan.",
            "markdown": "Er kwam een **plan**.",
        },
        {
            "id": f"{ID}report/2019-2024/wonen/2.1/reference/0",
            "type": "Reference",
            "number": 0,
            "date": "2021-03-26",
        },
    ],
}

EXPECTED = f"""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
PREFIX report: <{ID}report/2019-2024/wonen/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
report:2.1 a ra:Report, prov:Entity ;
    dcterms:title "Boomhutten"@nl ;
    ra:evaluates <{ID}section/2019-2024/wonen/2.1> ;
    ra:cites <{ID}decision/2021-03-26/boomhuttenplan-0123456789> ;
    prov:wasDerivedFrom <{ID}report/2019-2024/wonen/2.1/source> .
<{ID}section/2019-2024/wonen/2.1> a ra:Section ; ra:number "2.1" .
<{ID}report/2019-2024/wonen/2.1/source> a ra:SourceFile ; dcterms:title "Boomhutten.md" .
<{ID}report/2019-2024/wonen/2.1/statement/1> a ra:Statement ;
    dcterms:isPartOf report:2.1 ;
    ra:position 1 ;
    ra:role ra:reference-list ;
    ra:text "Er kwam een plan."@nl ;
    ra:markdown "Er kwam een **plan**." .
<{ID}report/2019-2024/wonen/2.1/reference/0> a ra:Reference ;
    dcterms:isPartOf report:2.1 ;
    ra:number 0 ;
    dcterms:date "2021-03-26"^^xsd:date .
"""


def triples(text, form):
    return {quad.triple for quad in ox.parse(text.encode(), format=form)}


def expected():
    return triples(EXPECTED, ox.RdfFormat.TURTLE)


def test_a_sample_expands_to_the_triples_meant_in_oxigraph():
    assert triples(json.dumps(SAMPLE), ox.RdfFormat.JSON_LD) == expected()


def test_a_sample_expands_to_the_triples_meant_in_rdflib():
    graph = Graph().parse(data=json.dumps(SAMPLE), format="json-ld")
    assert triples(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES) == expected()


@pytest.mark.parametrize("name", ["report", "registers", "derived"])
def test_a_graph_written_with_the_context_reads_back_the_same(name):
    graph = Graph().parse(REPOSITORY / f"tests/shapes/sound-{name}.ttl")
    written = graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False)
    before = triples(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
    assert triples(written, ox.RdfFormat.JSON_LD) == before


def definitions():
    return {
        value.get("@id", value.get("@reverse")) if isinstance(value, dict) else value
        for name, value in CONTEXT.items()
        if not name.startswith("@")
    }


@pytest.mark.parametrize("kind", [OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty])
def test_every_term_of_the_vocabulary_has_a_short_name(kind):
    ontology = Graph().parse(REPOSITORY / "ontology/ontology.ttl")
    terms = {f"ra:{str(term).partition('#')[2]}" for term in ontology.subjects(RDF.type, kind)}
    assert terms
    assert terms <= definitions()


@pytest.mark.parametrize("name", ["decision", "theme", "evidence"])
def test_a_link_given_as_text_becomes_an_iri(name):
    document = {"@context": CONTEXT, "id": f"{ID}x", name: f"{ID}y"}
    (triple,) = triples(json.dumps(document), ox.RdfFormat.JSON_LD)
    assert triple.object == ox.NamedNode(f"{ID}y")


def test_every_prefix_is_used():
    text = json.dumps({k: v for k, v in CONTEXT.items() if not isinstance(v, str) or ":" in v})
    prefixes = {k for k, v in CONTEXT.items() if isinstance(v, str) and v.startswith("http")}
    assert prefixes
    assert all(f'"{prefix}:' in text for prefix in prefixes)
