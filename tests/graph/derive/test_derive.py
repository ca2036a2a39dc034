"""What follows by rule: each rule in a graph of its own, nothing guessed, the same each time."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest
from pyoxigraph import NamedNode

from akkoord.graph import vocabulary as v
from akkoord.graph.derive.facts import Facts, facts_from_json, facts_of
from akkoord.graph.derive.measurements import quality_totals
from akkoord.graph.derive.quality import measured
from akkoord.graph.derive.rules import derived, derived_mentions, findings_graph
from akkoord.graph.errors import Finding, Severity
from akkoord.graph.model import QuotedSection, Reference, Report, Role, Statement
from akkoord.graph.release.chunk import NamedGraph
from akkoord.graph.terms import LABEL, A, ra, term
from akkoord.graph.workshop import Workshop, workshop

BASE = v.DEFAULT_BASE
SECTION = f"{BASE}id/section/2019-2024/brussel/5.8"
IRI = f"{BASE}id/report/2019-2024/brussel/5.8"
THEMES = {SECTION: (f"{BASE}id/theme/cultuur", f"{BASE}id/theme/brussel")}
VDAB, FIT = (NamedNode(f"{BASE}id/agency/{name}") for name in ("vdab", "flanders-investment-trade"))
START = datetime(2021, 6, 18, 8, tzinfo=UTC)
PLAN = Reference(0, "(2021-06-18) Plan", 30, "Plan", date(2021, 6, 18), None, START)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(BASE, tmp_path_factory.mktemp("cache"))


def statement(position: int = 1, text: str = "Een zin.", **rest: object) -> Statement:
    plain = Statement(position, text, text or "x", Role.EXPLANATION, position)
    return replace(plain, **rest)  # type: ignore[arg-type]


def report(*parts: Statement | Reference, text: str = "5.8 Onderwijs Tekst.") -> Report:
    return Report(
        path="a.md",
        published="a.md",
        sha256="0" * 64,
        title="Onderwijs",
        domain="Brussel",
        section=QuotedSection("5.8", "Onderwijs", text, 4),
        statements=tuple(part for part in parts if isinstance(part, Statement)),
        references=tuple(part for part in parts if isinstance(part, Reference)),
    )


def facts(given: Report, shop: Workshop) -> Facts:
    return facts_of(given, shop.names, shop.finder)


def measures(given: Report, shop: Workshop) -> dict[str, int]:
    return measured(given, shop.names, THEMES)


def concluded(shop: Workshop, *given: Report) -> dict[str, NamedGraph]:
    told = [facts(each, shop) for each in given]
    registers = replace(shop.registers, section_themes=THEMES)
    graphs = derived(told, shop.names, registers, shop.finder)
    return {graph.iri.removeprefix(f"{BASE}id/graph/"): graph for graph in graphs}


def objects(graph: NamedGraph, subject: str, predicate: NamedNode) -> list[str]:
    node = NamedNode(subject)
    found = (q.object for q in graph.quads if (q.subject, q.predicate) == (node, predicate))
    return [each.value for each in found]


# Themes and topics.


def test_a_report_has_the_themes_of_its_section(shop: Workshop) -> None:
    graph = concluded(shop, report())["derived/themes"]
    assert objects(graph, IRI, ra("theme")) == list(THEMES[SECTION])
    assert {quad.graph_name.value for quad in graph.quads} == {f"{BASE}id/graph/derived/themes"}


def test_lead_ins_of_one_slug_are_one_topic_labelled_by_the_first_spelling(shop: Workshop) -> None:
    given = report(statement(1, lead_in="Fiets"), statement(2, lead_in="fiets"))
    other = report(statement(1, lead_in="FIETS!"), statement(2, lead_in="Trein"))
    graph = concluded(shop, given, other)["derived/topics"]
    topic = f"{BASE}id/topic/fiets"
    assert objects(graph, topic, term(v.SKOS, "prefLabel")) == ["FIETS!"]
    assert objects(graph, topic, term(v.SKOS, "altLabel")) == ["Fiets", "fiets"]
    assert objects(graph, topic, A) == [f"{v.RA}Topic", f"{v.SKOS}Concept"]
    assert objects(graph, topic, term(v.SKOS, "inScheme")) == [f"{BASE}id/scheme/topics"]
    assert objects(graph, f"{BASE}id/topic/trein", LABEL) == ["Trein"]


def test_a_topic_labelled_as_a_theme_is_narrower_and_gives_it_to_the_report(shop: Workshop) -> None:
    wonen = f"{BASE}id/theme/wonen"
    parts = (statement(1, lead_in="Wonen"), statement(2, lead_in="Wonen en zorg"))
    graph = concluded(shop, report(*parts))["derived/topic-themes"]
    assert objects(graph, f"{BASE}id/topic/wonen", term(v.SKOS, "broader")) == [wonen]
    assert objects(graph, f"{BASE}id/topic/wonen-en-zorg", term(v.SKOS, "broader")) == []
    assert objects(graph, IRI, ra("theme")) == [wonen]


def test_a_meeting_has_an_agenda_with_each_decision_cited(shop: Workshop) -> None:
    nameless = replace(PLAN, number=1, title="Zonder uur", meeting_start=None)
    graph = concluded(shop, report(PLAN, nameless))["derived/themis"]
    meeting = f"{BASE}id/meeting/2021-06-18T0800Z"
    (decision,) = (each for each in facts(report(PLAN), shop).decisions)
    item = f"{decision.iri}/agenda-item"
    part, about = term(v.DCTERMS, "hasPart"), term(v.BESLUITVORMING, "isAgendaVoor")
    assert objects(graph, f"{meeting}/agenda", part) == [item]
    assert objects(graph, f"{meeting}/agenda", about) == [meeting]
    assert objects(graph, decision.iri, term(v.PROV, "wasDerivedFrom")) == [item]
    assert not any("zonder-uur" in str(quad) for quad in graph.quads)


def test_what_is_concluded_does_not_depend_on_the_order_of_reports(shop: Workshop) -> None:
    given = report(statement(1, lead_in="B"), PLAN)
    other = report(statement(1, lead_in="b"), replace(PLAN, title="Plan: wijziging", number=3))
    forwards, backwards = concluded(shop, given, other), concluded(shop, other, given)
    for name in ("topics", "kinds", "same-title", "same-file", "themis"):
        assert forwards[f"derived/{name}"] == backwards[f"derived/{name}"]


# Mentions.


def test_a_mention_in_a_statement_tells_where_it_stands(shop: Workshop) -> None:
    text = "Één: VDAB en FIT, weer VDAB 👩‍🚒."
    graph = derived_mentions(report(statement(1, text)), IRI, shop.names, shop.finder)
    subject = f"{IRI}/statement/1"
    assert objects(graph, subject, ra("mentions")) == [VDAB.value, FIT.value]
    annotations = [q.subject.value for q in graph.quads if q.object == term(v.OA, "Annotation")]
    assert len(annotations) == 3
    for iri in annotations:
        (exact,) = objects(graph, f"{iri}/quote", term(v.OA, "exact"))
        (start,) = objects(graph, f"{iri}/position", term(v.OA, "start"))
        (end,) = objects(graph, f"{iri}/position", term(v.OA, "end"))
        assert text[int(start) : int(end)] == exact
        assert objects(graph, f"{iri}/target", term(v.OA, "hasSource")) == [subject]
        body = {"VDAB": VDAB.value, "FIT": FIT.value}[exact]
        assert objects(graph, iri, term(v.OA, "hasBody")) == [body]
    assert graph.iri == f"{BASE}id/graph/derived/mentions"


def test_a_statement_that_names_nobody_has_no_mention(shop: Workshop) -> None:
    given = report(statement(1, "Een fitte fitness is fit."), statement(2, ""))
    assert derived_mentions(given, IRI, shop.names, shop.finder).quads == ()


def test_sections_and_decisions_mention_what_their_texts_and_titles_name(shop: Workshop) -> None:
    given = report(replace(PLAN, title="VDAB: beheersplan"), text="5.8 Onderwijs FIT helpt. FIT.")
    graph = concluded(shop, given)["derived/mentions"]
    assert objects(graph, SECTION, ra("mentions")) == [FIT.value]
    titled = f"{BASE}id/section/2019-2024/brussel/5.5"
    assert objects(graph, titled, ra("mentions")) == [f"{BASE}id/agency/muntpunt"]
    (decision,) = facts(given, shop).decisions
    assert objects(graph, decision.iri, ra("mentions")) == [VDAB.value]


# Quality.


def test_a_report_is_measured_by_what_it_lacks(shop: Workshop) -> None:
    nameless = Reference(1, "()", 31)
    given = report(
        statement(1, role=Role.HEADING),
        statement(2, citations=(0,), unresolved=(7, 8)),
        statement(3, citations=(1,), pointers=("5.8", "9.9", "")),
        statement(4, role=Role.CONCLUSION),
        statement(5, role=Role.REFERENCE_LIST),
        PLAN,
        nameless,
    )
    values = measures(given, shop)
    assert values == {
        "references-without-decision": 1,
        "statements-without-evidence": 2,
        "unresolved-citations": 2,
        "unresolved-pointers": 1,
    }
    value = term(v.DQV, "value")
    for on, graph in (
        (IRI, noticed(shop, given)),
        (f"{BASE}id/dataset", quality_totals(values, shop.names)),
    ):
        for metric, number in values.items():
            subject = f"{on}/quality/{metric}"
            assert objects(graph, subject, value) == [str(number)]
            of = objects(graph, subject, term(v.DQV, "isMeasurementOf"))
            assert of == [f"{BASE}id/metric/{metric}"]
            assert objects(graph, subject, term(v.DQV, "computedOn")) == [on]


def test_every_metric_is_described_in_the_registers(shop: Workshop) -> None:
    described = {
        node.value.removeprefix(f"{BASE}id/metric/")
        for node, kinds in shop.registers.types.items()
        if term(v.DQV, "Metric") in kinds
    }
    assert set(measures(report(), shop)) == described


def noticed(shop: Workshop, given: Report, *findings: Finding) -> NamedGraph:
    return findings_graph(given, IRI, findings, measures(given, shop), shop.names)


def test_a_finding_becomes_an_annotation_of_its_kind(shop: Workshop) -> None:
    finding = Finding(
        "/home/me/a.md", 7, Severity.WARNING, "odd", "“x”\nis odd", "remedy", "is gek"
    )
    graph = noticed(shop, report(), finding, replace(finding, line=0))
    first, second = f"{IRI}/finding/1", f"{IRI}/finding/2"
    assert objects(graph, first, A) == [f"{v.DQV}QualityAnnotation"]
    assert objects(graph, first, LABEL) == ["odd, line 7", "odd, regel 7"]
    assert objects(graph, first, term(v.DCTERMS, "type")) == [f"{BASE}id/finding-kind/odd"]
    assert objects(graph, first, term(v.OA, "bodyValue")) == ["“x”\nis odd"]
    assert objects(graph, first, term(v.DCTERMS, "description")) == ["is gek"]
    assert objects(graph, first, ra("sourceLine")) == ["7"]
    assert objects(graph, second, ra("sourceLine")) == []
    assert not any("/home/me" in str(quad) for quad in graph.quads)


@pytest.mark.parametrize(
    ("line", "code", "target"),
    [
        (0, "references-empty", IRI),
        (4, "unclosed-paragraph", SECTION),
        (12, "citation-beyond-references", f"{IRI}/statement/2"),
        (12, "reversed-range", IRI),
        (13, "reversed-range", f"{IRI}/statement/4"),
        (14, "citation-beyond-references", IRI),
        (15, "unusual-heading", f"{IRI}/statement/7"),
        (16, "pointer-to-unknown-section", f"{IRI}/statement/9"),
        (30, "reference-without-url", f"{IRI}/reference/0"),
        (99, "citation-beyond-references", IRI),
    ],
)
def test_a_finding_is_about_the_one_thing_on_its_line(
    shop: Workshop, line: int, code: str, target: str
) -> None:
    given = report(
        statement(1, line=12, citations=(0,)),
        statement(2, line=12, unresolved=(7,)),
        statement(3, line=13),
        statement(4, line=13, citations=(0,)),
        statement(5, line=14, unresolved=(8,)),
        statement(6, line=14, unresolved=(8,)),
        statement(7, line=15, role=Role.HEADING),
        statement(8, line=16, pointers=("",)),
        statement(9, line=16, pointers=("9.9",)),
        PLAN,
    )
    finding = Finding("a.md", line, Severity.WARNING, code, "message", "remedy")
    graph = noticed(shop, given, finding)
    assert objects(graph, f"{IRI}/finding/1", term(v.OA, "hasTarget")) == [target]


def test_each_statement_without_evidence_is_pointed_at(shop: Workshop) -> None:
    given = report(
        statement(1, role=Role.HEADING),
        statement(2, citations=(0,)),
        statement(3, citations=(1,)),
        statement(4, role=Role.SUMMARY, unresolved=(7,)),
        PLAN,
        Reference(1, "()", 31),
    )
    graph = noticed(shop, given)
    kind = NamedNode(f"{BASE}id/finding-kind/statement-without-evidence")
    told = [quad.subject.value for quad in graph.quads if quad.object == kind]
    targets = [target for each in told for target in objects(graph, each, term(v.OA, "hasTarget"))]
    assert targets == [f"{IRI}/statement/3", f"{IRI}/statement/4"]
    assert len(told) == measures(given, shop)["statements-without-evidence"]
    assert len(graph.quads) == 10 * len(told) + 6 * len(measures(given, shop))


# Facts.


def test_facts_come_back_from_json_as_they_went(shop: Workshop) -> None:
    given = report(statement(1, lead_in="Fiets"), PLAN, text="5.8 Onderwijs VDAB")
    told = facts(given, shop)
    assert told.decisions
    assert told.section_agencies
    assert facts_from_json(json.loads(json.dumps(asdict(told)))) == told


def test_facts_that_lack_something_are_refused(shop: Workshop) -> None:
    for name in ("report", "section", "section_agencies", "lead_ins", "decisions"):
        notes = asdict(facts(report(PLAN), shop))
        del notes[name]
        with pytest.raises((KeyError, TypeError)):
            facts_from_json(notes)


# All rules together.


def test_each_rule_writes_to_a_graph_that_the_registers_describe(shop: Workshop) -> None:
    for name, graph in concluded(shop, report(PLAN)).items():
        assert {quad.graph_name for quad in graph.quads} <= {NamedNode(graph.iri)}
        if name.startswith("derived/"):
            assert term(v.PROV, "Entity") in shop.registers.types[NamedNode(graph.iri)]


def test_without_reports_only_the_titles_of_sections_tell_something(shop: Workshop) -> None:
    graphs = concluded(shop)
    scheme = NamedNode(f"{BASE}id/scheme/topics")
    assert {quad.subject for quad in graphs.pop("derived/topics").quads} == {scheme}
    mentions = graphs.pop("derived/mentions")
    assert all("/id/section/" in str(quad.subject) for quad in mentions.quads)
    assert not any(graph.quads for graph in graphs.values())
