"""The vocabulary is complete: every term is named, defined, placed and aligned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import (
    DC,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SKOS,
    VANN,
    BNode,
    Graph,
    Literal,
    Namespace,
    URIRef,
)

from akkoord.graph.derive.titles import kinds_named

REPOSITORY = Path(__file__).parents[2]
FILE = REPOSITORY / "ontology/ontology.ttl"
TURTLE = FILE.read_text()
GRAPH = Graph().parse(FILE)
RA = Namespace("https://w3id.org/regeerakkoord/ns#")
ONTOLOGY = URIRef("https://w3id.org/regeerakkoord/ns")
KNOWN = (DC, DCTERMS, FOAF, ORG, OWL, PROV, SDO, SKOS)
TERMS_OF_OTHERS = {URIRef(str(term)) for terms in KNOWN for term in dir(terms)} | {SDO.sha256}


def of(*kinds):
    return sorted({term for kind in kinds for term in GRAPH.subjects(RDF.type, kind)})


CLASSES = of(OWL.Class)
PROPERTIES = of(OWL.DatatypeProperty, OWL.ObjectProperty)
ASKED = of(RDF.Property)  # in queries, and said by no graph
CONCEPTS = of(SKOS.Concept)
SCHEMES = of(SKOS.ConceptScheme)
TERMS = [*CLASSES, *PROPERTIES, *ASKED, *CONCEPTS, *SCHEMES]


def languages(subject, predicate):
    return sorted(
        str(text.language)
        for text in GRAPH.objects(subject, predicate)
        if isinstance(text, Literal) and text.strip()
    )


def name(term):
    return str(term).partition("#")[2]


@pytest.mark.parametrize(
    "predicate", [DCTERMS.title, DCTERMS.description, RDFS.label], ids=lambda p: p.fragment or p
)
def test_the_header_is_in_two_languages(predicate):
    assert languages(ONTOLOGY, predicate) == ["en", "nl"]


def test_the_header_says_who_what_when_and_which_version():
    version = str(GRAPH.value(ONTOLOGY, OWL.versionInfo))
    assert GRAPH.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert str(GRAPH.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "ra"
    assert str(GRAPH.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(RA)
    created, modified = (GRAPH.value(ONTOLOGY, p) for p in (DCTERMS.created, DCTERMS.modified))
    assert created.toPython() <= modified.toPython()
    assert languages(GRAPH.value(ONTOLOGY, DCTERMS.creator), RDFS.label) == ["en", "nl"]
    assert isinstance(GRAPH.value(ONTOLOGY, DCTERMS.license), URIRef)


def test_there_are_no_blank_nodes():
    assert not [term for triple in GRAPH for term in triple if isinstance(term, BNode)]


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_has_label_and_definition_in_dutch_and_english(term):
    assert languages(term, RDFS.label) == ["en", "nl"]
    assert languages(term, SKOS.definition) == ["en", "nl"]


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES], ids=name)
def test_a_class_or_property_has_a_note_on_its_use(term):
    assert languages(term, SKOS.scopeNote) == ["en", "nl"]


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES, *CONCEPTS], ids=name)
def test_a_term_has_an_example(term):
    assert languages(term, SKOS.example) == ["en", "nl"]


@pytest.mark.parametrize("kind", sorted(GRAPH.subjects(SKOS.inScheme, RA.kinds)), ids=name)
def test_the_example_of_a_kind_is_a_title_that_names_it(kind):
    for example in GRAPH.objects(kind, SKOS.example):
        assert name(kind) in kinds_named(str(example))


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_says_where_it_is_defined_and_stands_in_the_namespace(term):
    assert list(GRAPH.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
    assert term in RA


@pytest.mark.parametrize("term", PROPERTIES, ids=name)
def test_a_property_has_domain_and_range(term):
    (domain,) = GRAPH.objects(term, RDFS.domain)
    (range_,) = GRAPH.objects(term, RDFS.range)
    included = set(GRAPH.objects(term, SDO.domainIncludes))
    if domain == OWL.Thing:
        assert len(included) > 1
        assert included <= {*CLASSES, URIRef("http://www.w3.org/ns/dqv#QualityAnnotation")}
    else:
        assert domain in CLASSES
        assert not included
    kind = GRAPH.value(term, RDF.type)
    datatypes = "http://www.w3.org/2001/XMLSchema#", str(RDF.langString), str(RDFS.Literal)
    assert str(range_).startswith(datatypes) == (kind == OWL.DatatypeProperty)


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES, *ASKED], ids=name)
def test_a_class_or_property_is_aligned_with_a_known_vocabulary(term):
    targets = [
        target
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
        for target in GRAPH.objects(term, predicate)
    ]
    assert targets
    assert not [target for target in targets if target in RA]
    listed = [target for target in targets for terms in KNOWN if str(target).startswith(str(terms))]
    assert [target for target in listed if target not in TERMS_OF_OTHERS] == []


@pytest.mark.parametrize("concept", CONCEPTS, ids=name)
def test_a_concept_stands_on_top_of_one_scheme_which_lists_it(concept):
    (scheme,) = GRAPH.objects(concept, SKOS.inScheme)
    assert scheme in SCHEMES
    assert GRAPH.value(concept, SKOS.topConceptOf) == scheme
    assert (scheme, SKOS.hasTopConcept, concept) in GRAPH
    assert languages(concept, SKOS.prefLabel) == ["en", "nl"]


def test_roles_are_those_of_the_parser():
    from akkoord.graph.model import Role

    listed = {name(concept) for concept in GRAPH.objects(RA.roles, SKOS.hasTopConcept)}
    assert listed == {role.value for role in Role}


def test_terms_stand_in_alphabetical_order_under_their_heading():
    for section in TURTLE.split("\n### ")[1:]:
        terms = re.findall(r"^ra:(\S+) a (?!skos:ConceptScheme)", section, re.M)
        assert terms == sorted(terms)


@pytest.mark.parametrize(
    "path", [FILE, *sorted((REPOSITORY / "shapes").glob("*.ttl"))], ids=lambda p: p.name
)
def test_no_prefix_is_declared_in_vain(path):
    text = path.read_text()
    prefixes = re.findall(r"^@prefix (\w+):", text, re.M)
    body = re.sub(r"^(@prefix|#).*", "", text, flags=re.M)
    body = re.sub(r'"""[^"]*"""', "", body)
    assert prefixes == sorted(prefixes)
    assert [p for p in prefixes if not re.search(rf"(?<![\w/:]){p}:", body)] == []
