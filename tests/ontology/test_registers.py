"""The curated registers: agreement, domains, themes, against the sources they were made from."""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse

from akkoord.graph import vocabulary as v
from akkoord.graph.iris import Names

REPOSITORY = Path(__file__).parents[2]
ONTOLOGY = REPOSITORY / "ontology"
REFERENCE = REPOSITORY.parent / "shared" / "reference"
CURATED = ("agreement", "domains", "themes")
CONCEPTS = (("domains", "PolicyDomain"), ("themes", "PolicyTheme"))
NAMES = Names(v.DEFAULT_BASE)
DATA_THEME = "http://publications.europa.eu/resource/authority/data-theme/"
EU_THEMES = (
    *("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL"),
    *("INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"),
)
TYPE, TITLE, LABEL = v.RDF + "type", v.DCTERMS + "title", v.RDFS + "label"
PREF_LABEL, PART_OF = v.SKOS + "prefLabel", v.DCTERMS + "isPartOf"

ENTRY = re.compile(r"(?:<[^<>\s]+>|[a-z-]+:\S+)")
PROPERTY = re.compile(
    r" {4}(?:a|[a-z]+:[A-Za-z]+) "
    r'(?:"(?:[^"\\]|\\.)*"(?:@[a-z]{2})?|<[^<>\s]+>|[a-z-]+:[\w.-]*\w|\d+) [;.]'
)

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference data stand beside the repository only"
)


@cache
def triples(name):
    return tuple(parse(path=str(ONTOLOGY / f"{name}.ttl"), format=RdfFormat.TURTLE))


@cache
def everything():
    store = Store()
    store.extend(quad for name in CURATED for quad in triples(name))
    return store


def text(name):
    return (ONTOLOGY / f"{name}.ttl").read_text("utf-8")


def values(subject, predicate):
    found = everything().quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)
    return {quad.object for quad in found}


def strings(subject, predicate):
    return {term.value for term in values(subject, predicate)}


def one(subject, predicate):
    (value,) = strings(subject, predicate)
    return value


def instances(local_name):
    kind = NamedNode(v.RA + local_name)
    found = everything().quads_for_pattern(None, NamedNode(TYPE), kind)
    return {quad.subject.value for quad in found}


def by_order():
    return sorted(instances("Section"), key=lambda section: int(one(section, v.RA + "order")))


def languages(subject, predicate):
    return sorted(term.language for term in values(subject, predicate))


def dutch(subject, predicate):
    (label,) = (term.value for term in values(subject, predicate) if term.language == "nl")
    return label


def reference(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def in_force(row):
    return row["deprecated"] != "true" and not row["valid_until"]


def test_the_agreement_has_285_sections_26_domains_and_38_themes():
    counts = [len(instances(name)) for name in ("Section", "PolicyDomain", "PolicyTheme")]
    assert counts == [285, 26, 38]


@needs_reference
def test_every_row_of_the_contents_is_a_section_in_its_place():
    agreement = NAMES.agreement()
    for order, row in enumerate(reference("agreement-toc.tsv"), 1):
        section = NAMES.section(row["domain"], row["number"])
        parent = NAMES.section(row["domain"], row["parent"]) if row["parent"] else agreement
        assert strings(section, v.RA + "order") == {str(order)}
        assert strings(section, v.RA + "number") == {row["number"]}
        assert values(section, TITLE) == {Literal(row["title"], language="nl")}
        assert strings(section, PART_OF) == {parent}
        assert strings(section, v.RA + "domain") == {NAMES.domain(row["domain"])}


@needs_reference
def test_domains_bear_the_labels_of_the_contents():
    expected = {row["domain"] for row in reference("agreement-toc.tsv")}
    assert {dutch(each, PREF_LABEL) for each in instances("PolicyDomain")} == expected


@needs_reference
def test_themes_are_the_official_ones_in_force():
    rows = [row for row in reference("themis-codelists.tsv") if row["kind"] == "theme"]
    expected = {(row["label_nl"], row["iri"]) for row in rows if in_force(row)}
    exact = v.SKOS + "exactMatch"
    assert {(dutch(t, PREF_LABEL), one(t, exact)) for t in instances("PolicyTheme")} == expected


@needs_reference
def test_every_themis_iri_is_in_the_code_lists_and_in_force():
    rows = [row for row in reference("themis-codelists.tsv") if in_force(row)]
    known = {row["iri"] for row in rows} | {row["in_scheme"] for row in rows}
    used = {
        quad.object.value
        for quad in everything()
        if isinstance(quad.object, NamedNode) and "themis.vlaanderen.be" in quad.object.value
    }
    assert len(used) > 70
    assert used <= known


@needs_reference
def test_the_list_of_themis_concepts_holds_all_that_are_in_force():
    rows = [row for row in reference("themis-codelists.tsv") if in_force(row)]
    listed = {
        (quad.subject.value, quad.object.value)
        for quad in triples("themis")
        if quad.predicate.value == PREF_LABEL
    }
    assert listed == {(row["iri"], row["label_nl"]) for row in rows}


def test_a_section_has_one_to_three_themes_of_the_register():
    themes = instances("PolicyTheme")
    for section in instances("Section"):
        found = strings(section, v.RA + "theme")
        assert 1 <= len(found) <= 3
        assert found <= themes


def test_a_kind_of_message_is_no_section_s_theme_and_says_so():
    announcement = NAMES.theme("Mededeling")
    assert languages(announcement, v.SKOS + "scopeNote") == ["en", "nl"]
    assert all(announcement not in strings(s, v.RA + "theme") for s in instances("Section"))


def test_a_section_is_labelled_by_number_and_title():
    for section in instances("Section"):
        label = f"{one(section, v.RA + 'number')} {one(section, TITLE)}"
        assert values(section, LABEL) == {Literal(label, language="nl")}


def test_a_section_s_parent_is_the_number_without_its_last_part_or_the_agreement():
    for section in instances("Section"):
        domain, _, number = section.rpartition("/")
        above, _, _ = number.rpartition(".")
        assert one(section, PART_OF) == (f"{domain}/{above}" if above else NAMES.agreement())


def test_a_title_cut_off_in_the_source_says_so_in_both_languages():
    section = NAMES.section("Buitenlands beleid en toerisme", "4.3.1")
    assert languages(section, v.SKOS + "note") == ["en", "nl"]


def test_sections_are_named_by_domain_label_and_number():
    for section in instances("Section"):
        label = dutch(one(section, v.RA + "domain"), PREF_LABEL)
        assert section == NAMES.section(label, one(section, v.RA + "number"))


@pytest.mark.parametrize(
    ("kind", "minted"), [("PolicyDomain", NAMES.domain), ("PolicyTheme", NAMES.theme)]
)
def test_concepts_are_named_by_their_dutch_label(kind, minted):
    assert all(concept == minted(dutch(concept, PREF_LABEL)) for concept in instances(kind))


@pytest.mark.parametrize(("_", "kind"), CONCEPTS)
def test_concepts_are_labelled_in_dutch_and_english(_, kind):
    for concept in instances(kind):
        assert values(concept, PREF_LABEL) == values(concept, LABEL)
        assert languages(concept, PREF_LABEL) == ["en", "nl"]


@pytest.mark.parametrize(
    "subject",
    [
        NAMES.agreement(),
        f"{v.DEFAULT_BASE}id/agent/language-model",
        f"{v.DEFAULT_BASE}id/scheme/domains",
        f"{v.DEFAULT_BASE}id/scheme/themes",
    ],
)
def test_what_is_no_concept_is_titled_in_dutch_and_english(subject):
    assert values(subject, TITLE) == values(subject, LABEL)
    assert languages(subject, TITLE) == ["en", "nl"]


@pytest.mark.parametrize(("scheme", "kind"), CONCEPTS)
def test_a_scheme_has_all_its_concepts_on_top(scheme, kind):
    iri = f"{v.DEFAULT_BASE}id/scheme/{scheme}"
    assert strings(iri, v.SKOS + "hasTopConcept") == instances(kind)
    for concept in instances(kind):
        assert strings(concept, v.SKOS + "topConceptOf") == {iri}
        assert strings(concept, v.SKOS + "inScheme") == {iri}
        assert v.SKOS + "Concept" in strings(concept, TYPE)


def test_no_concept_is_a_scheme_too():  # SKOS S9
    found = everything().quads_for_pattern(None, NamedNode(TYPE), None)
    kinds = [(quad.subject.value, quad.object.value) for quad in found]
    schemes = {s for s, kind in kinds if kind == v.SKOS + "ConceptScheme"}
    assert schemes.isdisjoint(s for s, kind in kinds if kind == v.SKOS + "Concept")


@pytest.mark.parametrize(("_", "kind"), CONCEPTS)
def test_preferred_other_and_hidden_labels_are_disjoint(_, kind):  # SKOS S13, S14
    for concept in instances(kind):
        labels = [values(concept, v.SKOS + p) for p in ("prefLabel", "altLabel", "hiddenLabel")]
        assert sum(map(len, labels)) == len(set.union(*labels))
        assert len(set(languages(concept, PREF_LABEL))) == len(labels[0])


@pytest.mark.parametrize(("_", "kind"), CONCEPTS)
def test_a_related_concept_is_neither_broader_nor_narrower(_, kind):  # SKOS S27
    for concept in instances(kind):
        related = strings(concept, v.SKOS + "related") | strings(concept, v.SKOS + "relatedMatch")
        for p, suffix in product(("broader", "narrower", "broad", "narrow"), ("", "Match")):
            assert related.isdisjoint(strings(concept, v.SKOS + p + suffix))


@pytest.mark.parametrize(("_", "kind"), CONCEPTS)
def test_an_exact_match_is_no_other_match_too(_, kind):  # SKOS S46, and closeMatch as well
    for concept in instances(kind):
        exact = strings(concept, v.SKOS + "exactMatch")
        for other in ("broadMatch", "narrowMatch", "relatedMatch", "closeMatch"):
            assert exact.isdisjoint(strings(concept, v.SKOS + other))


def test_no_two_concepts_match_one_official_concept_exactly():
    exact = NamedNode(v.SKOS + "exactMatch")
    targets = [q.object.value for q in everything().quads_for_pattern(None, exact, None)]
    assert len(targets) == len(set(targets)) > 38


@pytest.mark.parametrize(("_", "kind"), CONCEPTS)
def test_every_concept_is_related_to_data_themes_of_the_eu_and_names_its_source(_, kind):
    for concept in instances(kind):
        related = strings(concept, v.SKOS + "relatedMatch")
        assert related
        assert related <= {DATA_THEME + code for code in EU_THEMES}
        assert len(strings(concept, v.DCTERMS + "source")) == 1


@pytest.mark.parametrize("name", [*CURATED, "themis"])
def test_a_register_has_no_blank_nodes(name):
    assert not any(
        isinstance(term, BlankNode)
        for quad in triples(name)
        for term in (quad.subject, quad.object)
    )


@pytest.mark.parametrize("name", [*CURATED, "themis"])
def test_a_register_has_one_property_a_line_after_a_header(name):
    header, prefixes, *entries = text(name).rstrip("\n").split("\n\n")
    assert all(line.startswith("#") for line in header.splitlines())
    declared = prefixes.splitlines()
    assert declared == sorted(declared)
    assert all(line.startswith("@prefix ") for line in declared)
    for entry in entries:
        subject, *properties = entry.split("\n")
        assert ENTRY.fullmatch(subject)
        assert all(PROPERTY.fullmatch(line) for line in properties), entry
        assert [line[-1] for line in properties] == [*";" * (len(properties) - 1), "."]


def entries(name, local_name):
    found = (q.subject.value for q in triples(name) if q.predicate.value == TYPE)
    return [subject for subject in dict.fromkeys(found) if subject in instances(local_name)]


def test_sections_stand_in_the_order_of_the_contents_and_their_themes_by_name():
    sections = entries("agreement", "Section")
    assert sections == by_order()
    assert [one(each, v.RA + "order") for each in sections] == [str(n) for n in range(1, 286)]
    assigned = [q for q in triples("agreement") if q.predicate.value == v.RA + "theme"]
    for section in sections:
        themes = [quad.object.value for quad in assigned if quad.subject.value == section]
        assert themes == sorted(themes)


@pytest.mark.parametrize(("name", "kind"), CONCEPTS)
def test_concepts_stand_in_alphabetical_order(name, kind):
    concepts = entries(name, kind)
    assert concepts == sorted(concepts)
