"""SHACL results as data: sorted, without blank nodes, and read back by others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.namespace import RDF, SH

from akkoord.graph import vocabulary as v
from akkoord.graph.convert import convert, report_iri
from akkoord.graph.derive.facts import facts_of
from akkoord.graph.derive.measurements import quality_totals
from akkoord.graph.derive.quality import measured
from akkoord.graph.derive.rules import derived, findings_graph
from akkoord.graph.errors import Finding, Severity
from akkoord.graph.release.assemble import turtle_file
from akkoord.graph.release.chunk import NamedGraph
from akkoord.graph.reports import read_sources
from akkoord.graph.reports.parsing import parse
from akkoord.graph.terms import PAGE, A, ra, term
from akkoord.graph.validation import (
    Result,
    validate_derived,
    validate_registers,
    validate_report,
    validation_report,
)
from akkoord.graph.workshop import Workshop, workshop

BASE = v.DEFAULT_BASE
EXAMPLE = Path(__file__).parents[2] / "graph" / "examples" / "Vlaamse rand"
WARNING = Result(
    f"{v.SH}Warning",
    f"{BASE}id/report/2019-2024/brussel/5.4/reference/2",
    v.FOAF + "page",
    "",
    f"{BASE}shapes#ReferenceHasPage",
    f"{v.SH}MinCountConstraintComponent",
    "Zoek “het” webadres op.",
    "Look up the web address.",
)
VIOLATION = replace(WARNING, severity=f"{v.SH}Violation")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(BASE, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def graph(shop: Workshop) -> NamedGraph:
    (source,), _ = read_sources([EXAMPLE])
    report, _ = parse(source, shop.contents)
    assert report
    quads = convert(report, shop.names, shop.registers.section_themes)
    return NamedGraph(report_iri(report, shop.names), quads)


def without(graph: NamedGraph, predicate: NamedNode, value: object = None) -> NamedGraph:
    kept = (
        quad
        for quad in graph.quads
        if quad.predicate != predicate or (value is not None and quad.object != value)
    )
    return replace(graph, quads=tuple(kept))


def read(results: list[Result]) -> rdflib.Graph:
    turtle = turtle_file(validation_report(results, BASE), BASE)
    return rdflib.Graph().parse(data=turtle, format="turtle")


def test_a_report_as_converted_conforms(graph: NamedGraph, shop: Workshop) -> None:
    results = validate_report([graph], shop.registers)
    assert not [result for result in results if result.is_violation]


def test_the_registers_conform(shop: Workshop) -> None:
    assert not [each for each in validate_registers(shop.registers) if each.is_violation]


def test_what_is_missing_is_a_violation_with_focus_path_and_words(
    graph: NamedGraph, shop: Workshop
) -> None:
    results = validate_report([without(graph, ra("sha256"))], shop.registers)
    (found,) = (result for result in results if result.is_violation)
    assert found.focus == f"{graph.iri}/source"
    assert (found.path, found.value) == (f"{v.RA}sha256", "")
    assert found.shape == f"{BASE}shapes#SourceSha256"
    assert found.component == f"{v.SH}MinCountConstraintComponent"
    assert "SHA-256" in found.message_nl
    assert "SHA-256" in found.message_en


def test_a_value_of_several_lines_is_told_as_one_term(graph: NamedGraph, shop: Workshop) -> None:
    text = 'C:\\x\n"y"\t\u2028'
    path = Quad(NamedNode(f"{graph.iri}/source"), ra("path"), Literal(text), NamedNode(graph.iri))
    damaged = without(graph, ra("path"))
    damaged = replace(damaged, quads=(*damaged.quads, path))
    (found,) = (r for r in validate_report([damaged], shop.registers) if r.is_violation)
    assert found.value == str(Literal(text))
    content = read([found])
    (value,) = content.objects(None, SH.value)
    assert str(value) == text


def test_a_value_keeps_its_language_and_its_type(graph: NamedGraph, shop: Workshop) -> None:
    node = NamedNode(f"{graph.iri}/statement/1")
    name = NamedNode(graph.iri)
    extra = (
        Quad(node, ra("role"), Literal("kop", language="nl"), name),
        Quad(node, ra("unresolvedCitation"), Literal(-4), name),
    )
    results = validate_report([replace(graph, quads=(*graph.quads, *extra))], shop.registers)
    values = {result.value for result in results}
    assert '"kop"@nl' in values
    assert str(Literal(-4)) in values


def test_results_come_in_an_order_of_their_own(graph: NamedGraph, shop: Workshop) -> None:
    damaged = without(without(graph, ra("text")), PAGE)
    backwards = replace(damaged, quads=damaged.quads[::-1])
    results = validate_report([damaged], shop.registers)
    assert len(results) > 10
    assert list(results) == sorted(results)
    assert validate_report([backwards], shop.registers) == results


def test_findings_are_held_to_their_shapes(graph: NamedGraph, shop: Workshop) -> None:
    (source,), _ = read_sources([EXAMPLE])
    report, _ = parse(source, shop.contents)
    assert report
    told = Finding("a.md", 0, Severity.WARNING, "reversed-range", "what", "remedy", "wat")
    lines = (0, 7, report.section.line, report.references[0].line)
    findings = [replace(told, line=line) for line in lines]
    noticed = findings_graph(report, graph.iri, findings, {}, shop.names)
    before = validate_report([graph], shop.registers)
    assert validate_report([graph, noticed], shop.registers) == before
    mute = without(noticed, term(v.OA, "bodyValue"))
    found = set(validate_report([graph, mute], shop.registers)) - set(before)
    assert {result.shape for result in found} == {f"{BASE}shapes#FindingBody"}


def test_what_is_derived_is_held_to_its_shapes(shop: Workshop) -> None:
    (source,), _ = read_sources([EXAMPLE])
    report, _ = parse(source, shop.contents)
    assert report
    facts = [facts_of(report, shop.names, shop.finder)]
    graphs = derived(facts, shop.names, shop.registers, shop.finder)
    assert validate_derived(graphs, facts, shop.registers) == ()
    agenda = term(v.BESLUITVORMING, "isAgendaVoor")
    damaged = [without(graph, agenda) for graph in graphs]
    found = validate_derived(damaged, facts, shop.registers)
    assert {result.shape for result in found} == {f"{BASE}shapes#AgendaOfMeeting"}
    assert all(result.is_violation for result in found)


def test_what_is_measured_is_held_to_its_shapes(graph: NamedGraph, shop: Workshop) -> None:
    (source,), _ = read_sources([EXAMPLE])
    report, _ = parse(source, shop.contents)
    assert report
    values = measured(report, shop.names, shop.registers.section_themes)
    totals = quality_totals(values, shop.names)
    own = findings_graph(report, graph.iri, (), values, shop.names)
    assert validate_derived([totals], (), shop.registers) == ()
    before = validate_report([graph, own], shop.registers)
    value = term(v.DQV, "value")
    found = {
        *validate_derived([without(totals, value)], (), shop.registers),
        *validate_report([graph, without(own, value)], shop.registers),
    } - {*before}
    assert {result.shape for result in found} == {f"{BASE}shapes#MeasurementValue"}
    assert len(found) == 2 * len(values)


# The validation report.


def test_the_report_is_one_that_rdflib_reads_as_a_shacl_validation_report() -> None:
    content = read([VIOLATION, WARNING])
    (report,) = content.subjects(RDF.type, SH.ValidationReport)
    assert content.value(report, SH.conforms).toPython() is False
    results = set(content.objects(report, SH.result))
    assert results == set(content.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == 2
    for node in results:
        told = Result(
            str(content.value(node, SH.resultSeverity)),
            str(content.value(node, SH.focusNode)),
            str(content.value(node, SH.resultPath)),
            "",
            str(content.value(node, SH.sourceShape)),
            str(content.value(node, SH.sourceConstraintComponent)),
            *sorted((str(text) for text in content.objects(node, SH.resultMessage)), reverse=True),
        )
        assert told in (VIOLATION, WARNING)


@pytest.mark.parametrize(
    ("results", "conforms"), [([], True), ([WARNING], True), ([WARNING, VIOLATION], False)]
)
def test_only_violations_keep_a_graph_from_conforming(
    results: list[Result], conforms: bool
) -> None:
    content = read(results)
    assert [value.toPython() for value in content.objects(None, SH.conforms)] == [conforms]


def test_the_report_has_no_blank_nodes_and_says_nothing_twice() -> None:
    triples = validation_report([VIOLATION, WARNING, VIOLATION], BASE)
    for triple in triples:
        assert isinstance(triple.subject, NamedNode)
        assert not isinstance(triple.object, ox.BlankNode)
    assert len(set(triples)) == len(triples)
    assert triples == validation_report([VIOLATION, WARNING, VIOLATION], BASE)
    names = {t.subject for t in triples if t.predicate == A and "Result" in str(t.object)}
    assert len(names) == 2


def test_the_validation_report_of_a_release_is_one(example_release) -> None:
    content = rdflib.Graph().parse(example_release.path / "validation.ttl")
    assert [value.toPython() for value in content.objects(None, SH.conforms)] == [True]
    assert not [term for triple in content for term in triple if isinstance(term, rdflib.BNode)]
    severities = set(content.objects(None, SH.resultSeverity))
    assert severities <= {SH.Warning, SH.Info}
    focuses = {str(node) for node in content.objects(None, SH.focusNode)}
    store = ox.Store()
    store.bulk_load(path=example_release.file("nt"))
    assert focuses <= {quad.subject.value for quad in store if isinstance(quad.subject, NamedNode)}
