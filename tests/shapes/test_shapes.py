"""The shapes are well formed, tell what to do in two languages, and cover the vocabulary."""

from __future__ import annotations

import re
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef

from .conftest import BASE, SHAPES, shapes

GROUPS = ("report", "register", "derived", "version")
EVERYTHING = Graph()
for path in sorted(SHAPES.glob("*.ttl")):
    EVERYTHING.parse(path)
ONTOLOGY = Graph().parse(SHAPES.parent / "ontology/ontology.ttl")
RA = "https://w3id.org/regeerakkoord/ns#"
CONSTRAINING = sorted(EVERYTHING.subjects(SH.message))
PROPERTY_SHAPES = sorted(EVERYTHING.subjects(RDF.type, SH.PropertyShape))
QUERIES = sorted(EVERYTHING.subjects(SH.select))


def name(node):
    return str(node).partition("#")[2]


def languages(subject, predicate):
    return sorted(
        str(text.language)
        for text in EVERYTHING.objects(subject, predicate)
        if isinstance(text, Literal)
    )


def defined():
    kinds = (OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty)
    return {name(term) for kind in kinds for term in ONTOLOGY.subjects(RDF.type, kind)}


def spoken_of():
    iris = {
        name(term)
        for triple in EVERYTHING
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith(RA)
    }
    queries = " ".join(str(text) for text in EVERYTHING.objects(None, SH.select))
    return iris | set(re.findall(r"\bra:([\w-]+)", queries))


@pytest.mark.parametrize("group", GROUPS)
def test_the_shapes_conform_to_the_shapes_of_shacl(group):
    nothing = Graph()
    conforms, _, text = pyshacl.validate(nothing, shacl_graph=shapes(group), meta_shacl=True)
    assert conforms, text


def test_there_are_no_blank_nodes():
    assert not [term for triple in EVERYTHING for term in triple if isinstance(term, BNode)]


def test_every_node_has_a_class_and_a_label():
    nodes = set(EVERYTHING.subjects())
    assert nodes
    assert not [node for node in nodes if not EVERYTHING.value(node, RDF.type)]
    assert not [node for node in nodes if not EVERYTHING.value(node, RDFS.label)]


@pytest.mark.parametrize("shape", CONSTRAINING, ids=name)
def test_a_shape_says_what_it_is_and_what_to_do_in_dutch_and_english(shape):
    assert str(shape).startswith(BASE)
    assert languages(shape, RDFS.label) == ["en", "nl"]
    assert languages(shape, SH.message) == ["en", "nl"]
    assert languages(shape, SH.description) in ([], ["en", "nl"])
    assert EVERYTHING.value(shape, RDFS.isDefinedBy) == URIRef(BASE.removesuffix("#"))


@pytest.mark.parametrize("shape", CONSTRAINING, ids=name)
def test_a_shape_has_a_target_of_its_own(shape):
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    assert any(EVERYTHING.value(shape, target) for target in targets)


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=name)
def test_a_property_shape_is_named_and_ordered(shape):
    assert languages(shape, SH.name) == ["en", "nl"]
    assert len(list(EVERYTHING.objects(shape, SH.order))) == 1


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=name)
def test_what_a_property_means_is_said_once_by_the_ontology_or_by_the_shape(shape):
    path = EVERYTHING.value(shape, SH.path)
    defined = ONTOLOGY.value(path, SKOS.definition) is not None
    assert languages(shape, SH.description) == ([] if defined else ["en", "nl"])


@pytest.mark.parametrize("query", QUERIES, ids=name)
def test_a_query_belongs_to_one_shape_whose_name_it_bears(query):
    (shape,) = EVERYTHING.subjects(SH.sparql, query)
    assert str(query) == f"{shape}-query"


def test_every_shape_is_meant_for_some_damage():
    tables = Path(__file__).parent.glob("test_*mutations.py")
    text = "".join(table.read_text() for table in tables)
    meant = {word for string in re.findall(r'"([\w ]+)"', text) for word in string.split()}
    assert {name(shape) for shape in CONSTRAINING} <= meant


def test_every_class_and_property_of_the_vocabulary_is_spoken_of():
    assert defined() - spoken_of() == set()


def test_only_terms_of_the_vocabulary_are_spoken_of():
    terms = {name(term) for term in ONTOLOGY.subjects() if str(term).startswith(RA)}
    assert spoken_of() - {""} <= terms


def test_every_class_has_a_shape():
    targeted = {name(target) for target in EVERYTHING.objects(None, SH.targetClass)}
    classes = {name(term) for term in ONTOLOGY.subjects(RDF.type, OWL.Class)}
    assert classes <= targeted


def test_the_closed_lists_are_those_of_the_vocabulary():
    from rdflib import SKOS

    for scheme, head in (("roles", "roles"), ("kinds", "kinds")):
        concepts = set(ONTOLOGY.objects(URIRef(RA + scheme), SKOS.hasTopConcept))
        assert set(EVERYTHING.items(URIRef(BASE + head))) == concepts
