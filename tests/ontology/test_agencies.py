"""The register of agencies: who is in it, under which labels, and how it is written."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, RdfFormat, parse

from akkoord.graph import vocabulary as v
from akkoord.graph.iris import Names
from akkoord.graph.mention_labels import LABEL_PROPERTIES
from akkoord.graph.registers import load_registers

REGISTER = Path(__file__).parents[2] / "ontology" / "agencies.ttl"
GOLD_AGENCIES = Path(__file__).parents[1] / "mentions" / "gold-agencies.tsv"
AGENCY = f"{v.DEFAULT_BASE}id/agency/"
KIND = f"{v.DEFAULT_BASE}id/agency-kind/"
PREF_LABEL, ALT_LABEL = v.SKOS + "prefLabel", v.SKOS + "altLabel"
HIDDEN_LABEL = v.SKOS + "hiddenLabel"
SUCCESSOR = v.DCTERMS + "isReplacedBy"
LITERAL = r'"(?:[^"\\]|\\.)*"(?:@(?:nl|en)|\^\^xsd:gYear)?'
PROPERTY = re.compile(
    rf" {{4}}(?:a|[a-z]+:[A-Za-z]+) (?:{LITERAL}|<https://[^<>\s]+>|[a-z-]+:[\w-]+) [;.]"
)


@cache
def register():
    properties = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=str(REGISTER), format=RdfFormat.TURTLE):
        properties[quad.subject.value][quad.predicate.value].append(quad.object)
    return properties


@cache
def agencies():
    return {
        subject.removeprefix(AGENCY): said
        for subject, said in register().items()
        if v.RA + "Agency" in {kind.value for kind in said[v.RDF + "type"]}
    }


def words(said, predicate):
    return {value.value for value in said[predicate]}


def labels(said):
    return {
        value.value
        for predicate in LABEL_PROPERTIES
        for value in said[predicate]
        if value.language != "en"
    }


def test_the_register_holds_well_over_150_bodies():
    assert len(agencies()) > 200


def test_every_body_that_the_gold_set_names_is_in_the_register():
    rows = [line for line in GOLD_AGENCIES.read_text("utf-8").splitlines() if line[:1] != "#"]
    slugs = {row.split("\t")[0] for row in rows[1:]}
    assert slugs
    assert slugs <= set(agencies())


@pytest.mark.parametrize(
    "slug",
    [
        *("flanders-investment-trade", "de-lijn", "vrt", "pmv", "vito", "fwo", "uz-gent", "serv"),
        *("minaraad", "fonds-jongerenwelzijn", "vlaams-energiebedrijf", "kind-en-gezin"),
        "agentschap-ondernemen",
    ],
)
def test_the_bodies_that_the_design_names_are_in_the_register(slug):
    assert slug in agencies()


@pytest.mark.parametrize(
    "name",
    [
        *("imec", "VVSG", "Fluvius", "Rekenhof", "Vlaams Parlement", "Vlaamse Regering", "VGC"),
        *("Vlaams Klimaatfonds", "Plan Vlaamse Veerkracht", "UGent", "Kinderrechtencommissariaat"),
    ],
)
def test_what_the_design_leaves_out_is_no_label_of_an_agency(name):
    assert not any(name in labels(said) for said in agencies().values())


def test_an_agency_is_an_organisation_named_by_a_slug():
    for slug, said in agencies().items():
        assert Names(v.DEFAULT_BASE).agency(slug) == AGENCY + slug
        assert words(said, v.RDF + "type") == {v.RA + "Agency", v.ORG + "Organization"}


def test_an_agency_is_labelled_once_in_dutch_and_in_english():
    for said in agencies().values():
        assert sorted(label.language for label in said[PREF_LABEL]) == ["en", "nl"]
        assert set(map(str, said[v.RDFS + "label"])) == set(map(str, said[PREF_LABEL]))


def test_preferred_other_and_hidden_labels_are_disjoint():  # SKOS S13
    for said in agencies().values():
        preferred, other, hidden = (
            set(map(str, said[each])) for each in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL)
        )
        assert not preferred & other
        assert not preferred & hidden
        assert not other & hidden


def test_a_label_names_one_agency_whatever_its_case():
    owners = defaultdict(set)
    for slug, said in agencies().items():
        for label in labels(said):
            owners[label.casefold().replace("&", "en")].add(slug)
    assert {label: slugs for label, slugs in owners.items() if len(slugs) > 1} == {}


def test_an_abbreviation_is_another_label_too_unless_it_is_the_name():
    for said in agencies().values():
        others = words(said, ALT_LABEL) | words(said, PREF_LABEL)
        assert words(said, v.RA + "abbreviation") <= others


def test_a_label_has_no_blank_that_a_reader_does_not_see():
    for said in agencies().values():
        for label in labels(said):
            assert label == " ".join(label.split())


def test_every_agency_has_a_domain_of_the_agreement_a_kind_and_a_source():
    domains = {
        quad.subject.value
        for each in load_registers(v.DEFAULT_BASE).registers
        if each.name == "domains"
        for quad in each.quads
    }
    kinds = {subject for subject in register() if subject.startswith(KIND)}
    for slug, said in agencies().items():
        assert words(said, v.RA + "domain") <= domains, slug
        assert words(said, v.ORG + "classification") <= kinds, slug
        counts = [len(said[each]) for each in (v.RA + "domain", v.ORG + "classification")]
        assert [*counts, len(said[v.DCTERMS + "source"])] == [1, 1, 1], slug


@pytest.mark.parametrize(
    ("former", "successors"),
    [
        ("wonen-vlaanderen", {"wonen-in-vlaanderen"}),
        ("vmsw", {"wonen-in-vlaanderen"}),
        ("vea", {"veka"}),
        ("kind-en-gezin", {"opgroeien", "opgroeien-regie"}),
        ("departement-kanselarij-en-bestuur", {"departement-kanselarij-en-buitenlandse-zaken"}),
        ("agentschap-ondernemen", {"agentschap-innoveren-en-ondernemen"}),
        ("iwt", {"agentschap-innoveren-en-ondernemen"}),
        ("agentschap-informatie-vlaanderen", {"digitaal-vlaanderen"}),
        ("syntra-vlaanderen", {"vdab", "agentschap-innoveren-en-ondernemen"}),
    ],
)
def test_a_former_body_points_to_what_came_after_it(former, successors):
    assert words(agencies()[former], SUCCESSOR) == {AGENCY + slug for slug in successors}


def test_a_dissolved_body_has_a_successor_and_years_in_order():
    for slug, said in agencies().items():
        ends = words(said, v.SCHEMA + "dissolutionDate")
        assert not ends or said[SUCCESSOR], slug
        assert all(start < end for start in words(said, v.SCHEMA + "foundingDate") for end in ends)


def test_an_ovo_code_stands_only_where_a_source_gives_it():
    codes = {slug: words(said, v.ORG + "identifier") for slug, said in agencies().items()}
    given = {slug: code for slug, code in codes.items() if code}
    assert given == {"departement-kanselarij-en-bestuur": {"OVO001827"}}


def test_an_agency_with_a_code_matches_the_organisation_that_the_government_names_by_it():
    for slug, said in agencies().items():
        codes = words(said, v.ORG + "identifier")
        named = {f"https://data.vlaanderen.be/id/organisatie/{code}" for code in codes}
        assert words(said, v.SKOS + "exactMatch") == named, slug


def test_the_kinds_of_agencies_form_one_scheme():
    scheme = register()[f"{v.DEFAULT_BASE}id/scheme/agency-kinds"]
    kinds = {subject for subject in register() if subject.startswith(KIND)}
    assert words(scheme, v.SKOS + "hasTopConcept") == kinds
    used = {next(iter(words(said, v.ORG + "classification"))) for said in agencies().values()}
    assert used == kinds


def test_the_register_has_no_blank_nodes():
    quads = list(parse(path=str(REGISTER), format=RdfFormat.TURTLE))
    assert quads
    assert not any(isinstance(term, BlankNode) for q in quads for term in (q.subject, q.object))


def test_the_register_has_one_property_a_line_in_entries_sorted_by_name():
    header, prefixes, *entries = REGISTER.read_text("utf-8").rstrip("\n").split("\n\n")
    assert all(line.startswith("#") for line in header.splitlines())
    assert prefixes.splitlines() == sorted(prefixes.splitlines())
    for entry in entries:
        _, *properties = entry.split("\n")
        assert all(PROPERTY.fullmatch(line) for line in properties), entry
        assert [line[-1] for line in properties] == [*";" * (len(properties) - 1), "."]
    slugs = [entry.split("\n")[0] for entry in entries if entry.startswith("agency:")]
    assert len(slugs) == len(agencies())
    assert slugs == sorted(slugs)


def test_labels_have_a_language_and_rules_for_matching_have_none():
    for said in agencies().values():
        for predicate in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL):
            assert all(isinstance(each, Literal) and each.language for each in said[predicate])
        for name in ("abbreviation", "ambiguousLabel"):
            assert not any(each.language for each in said[v.RA + name])
