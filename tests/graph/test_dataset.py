"""What all named graphs of a release say together: everything is named, typed and described."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from akkoord.graph import vocabulary as v
from akkoord.graph.release.store import load

if TYPE_CHECKING:
    from akkoord.graph import Release

BASE = v.DEFAULT_BASE
SHAPES = Path(__file__).parents[2] / "shapes"
PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

# Classes of the default graph for which shapes/ has no shape, and why.
OF_THE_PROFILE = "part of the catalogue, which DCAT-AP's own shapes check (see test_catalog.py)"
OF_THE_ONTOLOGY = "a term of the ontology, which tests/ontology/ checks"
ALSO_OURS = "always with a class of ours, whose shape asks for it"
WITHOUT_SHAPE = {
    f"{v.BESLUIT}Vergaderactiviteit": ALSO_OURS,
    f"{v.DCTERMS}Frequency": OF_THE_PROFILE,
    f"{v.DCTERMS}LicenseDocument": OF_THE_PROFILE,
    f"{v.DCTERMS}LinguisticSystem": OF_THE_PROFILE,
    f"{v.DCTERMS}Location": OF_THE_PROFILE,
    f"{v.DCTERMS}MediaType": OF_THE_PROFILE,
    f"{v.DCTERMS}MediaTypeOrExtent": OF_THE_PROFILE,
    f"{v.DCTERMS}PeriodOfTime": OF_THE_PROFILE,
    f"{v.DCTERMS}ProvenanceStatement": OF_THE_PROFILE,
    f"{v.DCTERMS}RightsStatement": OF_THE_PROFILE,
    f"{v.DCTERMS}Standard": OF_THE_PROFILE,
    f"{v.DCAT}Catalog": OF_THE_PROFILE,
    f"{v.DCAT}DataService": OF_THE_PROFILE,
    f"{v.DCAT}Dataset": OF_THE_PROFILE,
    f"{v.DCAT}DatasetSeries": OF_THE_PROFILE,
    f"{v.DCAT}Distribution": OF_THE_PROFILE,
    f"{v.DOSSIER}Stuk": ALSO_OURS,
    f"{v.FOAF}Agent": OF_THE_PROFILE,
    f"{v.FOAF}Document": OF_THE_PROFILE,
    f"{v.FOAF}Group": OF_THE_ONTOLOGY,
    f"{v.ORG}Organization": ALSO_OURS,
    f"{v.OWL}Class": OF_THE_ONTOLOGY,
    f"{v.OWL}DatatypeProperty": OF_THE_ONTOLOGY,
    f"{v.OWL}ObjectProperty": OF_THE_ONTOLOGY,
    f"{v.OWL}Ontology": OF_THE_ONTOLOGY,
    f"{v.PROV}Agent": "the government alone, written by hand in ontology/provenance.ttl",
    f"{v.PROV}Entity": ALSO_OURS,
    f"{v.RDF}Property": OF_THE_ONTOLOGY,
    f"{v.SCHEMA}Report": ALSO_OURS,
    f"{v.SKOS}Concept": ALSO_OURS,
    "http://www.w3.org/2006/vcard/ns#Kind": OF_THE_PROFILE,
}

# IRIs under the base that are addresses of the site, not names of things.
ADDRESSES = (f"{BASE}dumps/", f"{BASE}feed", f"{BASE}sparql", f"{v.ONTOLOGY}/")


@pytest.fixture(scope="module")
def store(example_release: Release) -> ox.Store:
    return load(example_release)


def answers(store: ox.Store, query: str) -> set[str]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return {solution[0].value for solution in solutions}


@pytest.mark.parametrize("described", ["a", "rdfs:label", "(dcterms:title|skos:prefLabel)"])
def test_every_thing_that_is_spoken_of_has(described: str, store: ox.Store) -> None:
    lacking = answers(
        store,
        "SELECT DISTINCT ?thing { ?thing ?property ?value "
        f"FILTER NOT EXISTS {{ ?thing {described} ?any }} }}",
    )
    terms = {iri for iri in lacking if iri.startswith(v.RA)} if "skos" in described else set()
    ours = {iri for iri in lacking if iri.startswith(BASE)}
    assert ours == terms  # terms of the ontology have labels, as is usual


def test_every_link_under_the_base_leads_to_something(store: ox.Store) -> None:
    dangling = answers(
        store,
        "SELECT DISTINCT ?thing { ?any ?property ?thing FILTER(isIRI(?thing)) "
        "FILTER NOT EXISTS { ?thing ?other ?value } }",
    )
    ours = {iri for iri in dangling if iri.startswith(BASE)}
    assert {iri for iri in ours if not iri.startswith(ADDRESSES)} == set()
    assert not {iri for iri in ours if iri.startswith(f"{BASE}id/")}


def test_there_are_no_blank_nodes(store: ox.Store) -> None:
    for quad in store:
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
        assert not isinstance(quad.graph_name, ox.BlankNode)


def test_texts_carry_their_language(store: ox.Store) -> None:
    for name in ("text", "leadIn"):
        for quad in store.quads_for_pattern(None, ox.NamedNode(v.RA + name), None):
            assert isinstance(quad.object, ox.Literal)
            assert quad.object.language == "nl"


def test_every_class_has_a_shape_or_a_reason(store: ox.Store) -> None:
    shapes = rdflib.Graph()
    for path in SHAPES.glob("*.ttl"):
        shapes.parse(path)
    targeted = {str(target) for target in shapes.objects(None, SH.targetClass)}
    classes = answers(store, "SELECT DISTINCT ?class { ?thing a ?class }")
    assert classes - targeted == set(WITHOUT_SHAPE)
    assert f"{v.SH}NodeShape" in {str(kind) for kind in shapes.objects(None, RDF.type)}


def test_each_report_has_a_named_graph_that_can_be_read_alone(store: ox.Store) -> None:
    reports = answers(store, f"SELECT ?thing {{ ?thing a <{v.RA}Report> }}")
    assert len(reports) > 10
    for iri in reports:
        name = ox.NamedNode(iri)
        inside = list(store.quads_for_pattern(None, None, None, name))
        subjects = {quad.subject for quad in inside}
        own = {
            quad.object
            for quad in inside
            if isinstance(quad.object, ox.NamedNode)
            and quad.object.value.startswith((f"{iri}/", f"{BASE}id/decision", f"{BASE}id/meeting"))
        }
        assert own <= subjects


def test_the_union_is_what_the_named_graphs_say(store: ox.Store) -> None:
    default = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    named = {quad.triple for quad in store if quad.graph_name != ox.DefaultGraph()}
    assert default == named


def test_what_rules_conclude_stays_out_of_the_graphs_of_reports(store: ox.Store) -> None:
    concluded = [ox.NamedNode(v.RA + name) for name in ("mentions", "kind", "precededBy", "theme")]
    for predicate in concluded:
        for quad in store.quads_for_pattern(None, predicate, None):
            graph = getattr(quad.graph_name, "value", "")
            assert "/id/report/" not in graph
