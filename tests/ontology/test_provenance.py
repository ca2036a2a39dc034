"""What the program concludes and measures is described, in two languages, where it says so."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SDO, SKOS, XSD, Graph, Literal, Namespace, URIRef

from akkoord.graph import vocabulary as v
from akkoord.graph.derive import AGENDAS
from akkoord.graph.derive.quality import BEYOND, WITHOUT_EVIDENCE, measured
from akkoord.graph.derive.rule_graph import rule_graph
from akkoord.graph.derive.rules import derived, derived_mentions
from akkoord.graph.iris import Names
from akkoord.graph.mentions import MentionFinder
from akkoord.graph.model import QuotedSection, Report
from akkoord.graph.registers import load_registers

if TYPE_CHECKING:
    from akkoord.graph import Release

REPOSITORY = Path(__file__).parents[2]
GRAPH = Graph().parse(REPOSITORY / "ontology/provenance.ttl")
NAMES = Names(v.DEFAULT_BASE)
RULES, METRICS = NAMES.graph("derived/"), f"{NAMES.base}id/metric/"
ACTIVITY = Namespace(f"{NAMES.base}id/activity/")
DQV = Namespace(v.DQV)
BARE = Report(
    path="bare.md",
    published="bare.md",
    sha256="0" * 64,
    title="Kaal",
    domain="Brussel",
    section=QuotedSection("5.4", "Kaal", "5.4 Kaal", 1),
    statements=(),
    references=(),
)
KINDS = f"{NAMES.base}id/finding-kind/"
DATASET = URIRef(f"{NAMES.base}id/dataset")
SUBJECTS = sorted({str(subject) for subject in GRAPH.subjects() if subject != DATASET})


@cache
def rules_that_write() -> frozenset[str]:
    registers = load_registers(v.DEFAULT_BASE)
    finder = MentionFinder(quad for each in registers.registers for quad in each.quads)
    graphs = (
        *derived((), NAMES, registers, finder),
        rule_graph(NAMES, AGENDAS, ()),  # in parts, of which no report has none
        derived_mentions(BARE, NAMES.report("Brussel", "5.4"), NAMES, finder),
    )
    return frozenset(graph.iri for graph in graphs if graph.iri.startswith(RULES))


def described(kind: URIRef, under: str) -> set[str]:
    named = {str(subject) for subject in GRAPH.subjects(RDF.type, kind)}
    return {subject for subject in named if subject.startswith(under)}


def languages(subject: str, *predicates: URIRef) -> list[str | None]:
    texts = [text for each in predicates for text in GRAPH.objects(URIRef(subject), each)]
    return sorted(text.language or "" for text in texts if isinstance(text, Literal) and text)


def test_the_graphs_described_are_those_that_the_rules_write() -> None:
    assert rules_that_write()
    assert described(PROV.Entity, RULES) == rules_that_write()


def test_a_release_has_no_derived_graph_without_a_description(example_release: Release) -> None:
    quads = (example_release.path / "regeerakkoord.nq").read_text("utf-8").splitlines()
    graphs = {quad.rpartition(" <")[2].removesuffix("> .") for quad in quads}
    found = {graph for graph in graphs if graph.startswith(RULES)}
    assert found
    assert found <= described(PROV.Entity, RULES)


def test_every_rule_was_applied_by_the_activity_of_deriving() -> None:
    for rule in described(PROV.Entity, RULES):
        assert set(GRAPH.objects(URIRef(rule), PROV.wasGeneratedBy)) == {ACTIVITY.derivation}


def test_the_metrics_described_are_those_that_are_measured() -> None:
    names = {metric.removeprefix(METRICS) for metric in described(DQV.Metric, METRICS)}
    assert names == measured(BARE, NAMES, {}).keys()


def codes_of_warnings() -> set[str]:
    """Return the code in each call of ``FindingLog.warning`` that reading a report can make."""
    calls = (
        node
        for path in (REPOSITORY / "graph/reports").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "warning"
    )
    return {ast.literal_eval(call.args[1]) for call in calls}


def test_the_kinds_described_are_the_findings_that_do_not_keep_a_report_out() -> None:
    kinds = {kind.removeprefix(KINDS) for kind in described(SKOS.Concept, KINDS)}
    assert BEYOND in codes_of_warnings()
    assert kinds == codes_of_warnings() | {WITHOUT_EVIDENCE}


def test_every_kind_of_finding_is_in_their_scheme() -> None:
    scheme = URIRef(f"{KINDS}scheme")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in GRAPH
    assert set(map(str, GRAPH.subjects(SKOS.inScheme, scheme))) == described(SKOS.Concept, KINDS)


def test_the_dataset_is_the_work_of_every_activity() -> None:
    activities = set(GRAPH.subjects(RDF.type, PROV.Activity))
    assert set(GRAPH.predicates(DATASET)) == {PROV.wasGeneratedBy}
    assert set(GRAPH.objects(DATASET, PROV.wasGeneratedBy)) == activities


def test_every_metric_has_a_dimension_that_is_described_and_counts() -> None:
    for metric in described(DQV.Metric, METRICS):
        (dimension,) = GRAPH.objects(URIRef(metric), DQV.inDimension)
        assert (dimension, RDF.type, DQV.Dimension) in GRAPH
        assert set(GRAPH.objects(URIRef(metric), DQV.expectedDataType)) == {XSD.integer}


def test_the_version_of_the_program_is_its_own() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    (agent,) = GRAPH.subjects(SDO.softwareVersion)
    assert set(GRAPH.objects(agent, SDO.softwareVersion)) == {Literal(project["version"])}
    assert (agent, RDF.type, PROV.SoftwareAgent) in GRAPH


def test_every_activity_was_the_work_of_the_program() -> None:
    activities = set(GRAPH.subjects(RDF.type, PROV.Activity))
    assert activities == {ACTIVITY.conversion, ACTIVITY.derivation, ACTIVITY.validation}
    (agent,) = GRAPH.subjects(SDO.softwareVersion)
    for activity in activities:
        assert set(GRAPH.objects(activity, PROV.wasAssociatedWith)) == {agent}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_everything_has_its_names_in_dutch_and_english(subject: str) -> None:
    assert languages(subject, RDFS.label) == ["en", "nl"]
    assert set(languages(subject, DCTERMS.title, SKOS.prefLabel)) == {"en", "nl"}


@pytest.mark.parametrize("subject", [each for each in SUBJECTS if not each.endswith("/scheme")])
def test_everything_is_explained_in_dutch_and_english(subject: str) -> None:
    assert languages(subject, DCTERMS.description, SKOS.definition) == ["en", "nl"]
