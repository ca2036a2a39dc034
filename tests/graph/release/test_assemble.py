"""The files of a release: whatever the reports say, every file says exactly that."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from akkoord.graph.configuration import DEFAULT_LICENCE, Imprint, Publisher
from akkoord.graph.convert import convert, report_iri
from akkoord.graph.errors import Finding, Severity
from akkoord.graph.iris import Names
from akkoord.graph.model import QuotedSection, Reference, Report, Role, Statement
from akkoord.graph.release import distribution
from akkoord.graph.release.assemble import (
    by_report,
    finished,
    release_id,
    serialised,
    turtle_file,
)
from akkoord.graph.release.chunk import Chunk, NamedGraph, chunk_of, merged
from akkoord.graph.release.draft import Draft
from akkoord.graph.release.layout import report_file
from akkoord.graph.terms import LABEL, A, ra

BASE = "https://w3id.org/regeerakkoord/"
NAMES = Names(BASE)
DOMAINS = ("Vlaamse rand", "Brussel")
NUMBERS = ("1.1", "1.2")
SECTIONS = {NAMES.section(domain, number): () for domain in DOMAINS for number in NUMBERS}
REGISTER = NamedGraph(
    f"{BASE}id/graph/agreement",
    tuple(
        Quad(NamedNode(iri), predicate, node, NamedNode(f"{BASE}id/graph/agreement"))
        for iri in SECTIONS
        for predicate, node in ((A, ra("Section")), (LABEL, Literal(iri, language="nl")))
    ),
)

# Any report at all. Everything that a text can do to a syntax is among what it is made of.

BREAKING = st.sampled_from(
    ['"', '"""', "\\", "\n", "\r", "\t", "\u2028", "\x85", "\u202e", "e\u0301", "👩‍🚒", " .\n",
     "\n\t", "@prefix x: <y> .\n", "} \n", "<s> <p> <o> .\n", "]},\n", "# ", "@nl", "^^"]
)  # fmt: skip
# What XML cannot hold is refused when a report is read.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff")
TEXTS = st.lists(BREAKING | st.text(CHARACTERS, max_size=6), max_size=5).map("".join)
TITLES = st.sampled_from(["Plan", "Plan Ö", "Wijziging"]) | TEXTS.filter(str.strip)
DAYS = st.dates(date(2019, 10, 2), date(2024, 9, 30))
STARTS = st.builds(
    datetime.combine, DAYS, st.sampled_from([datetime(1, 1, 1, 8).time()]), tzinfo=st.just(UTC)
)
URLS = st.sampled_from([None, "https://example.org/?search=a%20b&x=é", "http://example.org/(1)"])


@st.composite
def reports(draw: st.DrawFn) -> Report:
    numbers = draw(st.lists(st.integers(0, 99), unique=True, max_size=3))
    references = tuple(
        Reference(
            number,
            draw(TEXTS),
            40,
            draw(st.none() | TITLES),
            draw(st.none() | DAYS),
            draw(URLS),
            draw(st.none() | STARTS),
        )
        for number in numbers
    )
    cited = st.lists(st.sampled_from(numbers), unique=True) if numbers else st.just([])
    statements = tuple(
        Statement(
            position,
            draw(TEXTS),
            draw(TEXTS),
            draw(st.sampled_from(Role)),
            draw(st.integers(1, 99)),
            draw(st.none() | TITLES),
            tuple(draw(cited)),
            tuple(draw(st.lists(st.integers(100, 200), unique=True, max_size=2))),
            tuple(draw(st.lists(st.sampled_from(["", "1.1", "9.9"]), unique=True))),
        )
        for position in range(1, draw(st.integers(1, 4)))
    )
    place = f"{draw(TEXTS)}.md"
    section = QuotedSection(draw(st.sampled_from(NUMBERS)), draw(TEXTS), draw(TEXTS), 3)
    domain = draw(st.sampled_from(DOMAINS))
    return Report(place, place, "a" * 64, draw(TITLES), domain, section, statements, references)


COLLECTIONS = st.lists(reports(), min_size=1, max_size=3, unique_by=lambda r: report_iri(r, NAMES))


def graphs_of(given_reports: Sequence[Report]) -> list[NamedGraph]:
    made = (convert(report, NAMES, SECTIONS) for report in given_reports)
    named = zip((report_iri(report, NAMES) for report in given_reports), made, strict=True)
    return [REGISTER, *(NamedGraph(iri, quads) for iri, quads in named)]


def chunks_of(graphs: Sequence[NamedGraph]) -> list[Chunk]:
    return [
        chunk_of(graph, BASE, lambda subject, own=graph.iri: subject.startswith(own))
        if "/id/report/" in graph.iri
        else chunk_of(graph, BASE, lambda _: True)
        for graph in graphs
    ]


def files_of(graphs: Sequence[NamedGraph]) -> dict[str, bytes]:
    chunks = chunks_of(graphs)
    layouts = {**serialised(chunks, merged(chunks, BASE), BASE), **by_report(chunks, BASE)}
    return {
        name: b"".join(stretch.plain() for stretch in layout) for name, layout in layouts.items()
    }


def quads_in(content: bytes, syntax: RdfFormat) -> set[Quad]:
    return set(ox.parse(content, format=syntax))


def in_rdflib(quads: set[Quad]) -> rdflib.Dataset:
    """Return the quads in rdflib, by N-Quads as Oxigraph writes them."""
    content = rdflib.Dataset()
    content.parse(data=ox.serialize(quads, format=RdfFormat.N_QUADS), format="nquads")
    return content


def statements(content: rdflib.Dataset) -> set[tuple[object, ...]]:
    return {
        (s, p, str(o), getattr(o, "language", None), getattr(o, "datatype", None), str(g))
        for s, p, o, g in content.quads()
    }


@settings(max_examples=40, deadline=None)
@given(COLLECTIONS)
def test_every_serialisation_reads_back_to_the_same_quads(given_reports: list[Report]) -> None:
    graphs = graphs_of(given_reports)
    files = files_of(graphs)
    quads = {quad for graph in graphs for quad in graph.quads}
    union = {Quad(*quad.triple) for quad in quads}
    assert quads_in(files["regeerakkoord.nq"], RdfFormat.N_QUADS) == quads
    assert quads_in(files["regeerakkoord.trig"], RdfFormat.TRIG) == quads
    assert quads_in(files["regeerakkoord.jsonld"], RdfFormat.JSON_LD) == quads
    assert quads_in(files["regeerakkoord.nt"], RdfFormat.N_TRIPLES) == union
    assert quads_in(files["regeerakkoord.ttl"], RdfFormat.TURTLE) == union
    for graph in graphs[1:]:
        said = quads_in(files[report_file(graph.iri)], RdfFormat.TURTLE)
        assert said == {Quad(*quad.triple) for quad in graph.quads}


# rdflib's own parser uses what rdflib deprecates.
@pytest.mark.filterwarnings(
    "ignore:(Dataset.default_context|ConjunctiveGraph) is:DeprecationWarning"
)
@settings(max_examples=12, deadline=None)
@given(COLLECTIONS)
def test_rdflib_reads_turtle_and_trig_as_oxigraph_does(given_reports: list[Report]) -> None:
    graphs = graphs_of(given_reports)
    files = files_of(graphs)
    quads = {quad for graph in graphs for quad in graph.quads}
    trig, turtle = rdflib.Dataset(), rdflib.Dataset()
    trig.parse(data=files["regeerakkoord.trig"], format="trig")
    assert statements(trig) == statements(in_rdflib(quads))
    turtle.default_graph.parse(data=files["regeerakkoord.ttl"], format="turtle")
    union = {Quad(*quad.triple) for quad in quads}
    assert {each[:5] for each in statements(turtle)} == {
        each[:5] for each in statements(in_rdflib(union))
    }


@settings(max_examples=25, deadline=None)
@given(COLLECTIONS)
def test_the_union_says_nothing_twice_and_in_lines(given_reports: list[Report]) -> None:
    graphs = graphs_of(given_reports)
    files = files_of(graphs)
    for name in ("regeerakkoord.nt", "regeerakkoord.nq"):
        lines = [each for each in files[name].split(b"\n") if not each.startswith(b"#")]
        assert lines.pop() == b""
        assert len(lines) == len(set(lines))
    store = ox.Store()
    store.bulk_load(files["regeerakkoord.nq"], format=RdfFormat.N_QUADS)
    everything = store.query("SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(everything, ox.QuerySolutions)
    assert len(list(everything)) == files["regeerakkoord.nt"].count(b" .\n")


def released(*given_reports: Report) -> dict[str, bytes]:
    return files_of(graphs_of(given_reports))


SECTION = QuotedSection("1.1", "Titel", "1.1 Titel", 3)
PLAN = Reference(0, "(2021-06-18) Plan", 40, "Plan", date(2021, 6, 18))
FIRST = Report("a.md", "a.md", "a" * 64, "Eerste", "Brussel", SECTION, (), (PLAN,))
SECOND = Report("b.md", "b.md", "b" * 64, "Tweede", "Vlaamse rand", SECTION, (), (PLAN,))


def test_there_is_a_turtle_file_for_every_report() -> None:
    files = released(FIRST, SECOND)
    own = sorted(name for name in files if name.startswith("reports/"))
    assert own == ["reports/brussel/1.1.ttl", "reports/vlaamse-rand/1.1.ttl"]


def test_every_file_says_first_who_wrote_the_assessments() -> None:
    for name, content in released(FIRST).items():
        if not name.endswith(".jsonld"):
            lines = content.decode().split("\n")
            head = " ".join(line for line in lines[:3] if line.startswith("# "))
            assert "written by a language model" in head
            assert BASE in head


def test_json_ld_begins_with_the_graph_that_says_who_wrote() -> None:
    name = NamedNode(f"{BASE}id/graph/provenance")
    agent = NamedNode(f"{BASE}id/agent/language-model")
    provenance = NamedGraph(name.value, (Quad(agent, LABEL, Literal("taalmodel"), name),))
    content = files_of([REGISTER, provenance])["regeerakkoord.jsonld"]
    assert [graph["@id"] for graph in json.loads(content)] == [name.value, REGISTER.iri]


Drafted = Callable[[], Draft]


def test_a_release_lists_its_findings_and_names_itself(draft: Drafted) -> None:
    finding = Finding("Brussel/“a”.md", 7, Severity.WARNING, "code", "what\u2028", "remedy", "wat")
    with draft() as begun:
        begun.add(released(FIRST))
        release = finished(begun, (), (finding,))
    assert json.loads((release.path / "findings.json").read_text("utf-8")) == [
        {
            "path": "Brussel/“a”.md",
            "line": 7,
            "severity": "warning",
            "code": "code",
            "message": "what\u2028",
            "remedy": "remedy",
            "message_nl": "wat",
        }
    ]
    told = json.loads((release.path / "release.json").read_text("utf-8"))
    assert told == {"id": release.id, "base": BASE, "licence": DEFAULT_LICENCE}
    assert release.path.name == release.id


def test_the_identifier_follows_from_content_and_findings_alone(draft: Drafted) -> None:
    def identifier(
        files: dict[str, bytes], results: Sequence[ox.Triple] = (), found: Sequence[Finding] = ()
    ) -> str:
        with draft() as begun:
            begun.add(files)
            return finished(begun, results, found).id

    finding = Finding("a.md", 0, Severity.WARNING, "code", "message", "remedy")
    same = [identifier(released(FIRST, SECOND)) for _ in range(2)]
    assert same[0] == same[1]
    others = [
        identifier(released(FIRST)),
        identifier(released(FIRST, SECOND), found=[finding]),
        identifier(released(FIRST, SECOND), [ox.Triple(A, A, A)]),
    ]
    assert len({same[0], *others}) == 4
    assert len(same[0]) == 16


def test_the_identifier_follows_from_the_catalogue_too(
    draft: Callable[[], Draft], monkeypatch: pytest.MonkeyPatch
) -> None:
    def identifier(imprint: Imprint) -> str:
        with draft() as begun:
            begun.add({"regeerakkoord.nt": b""})
            return finished(begun, (), (), imprint).id

    plain = identifier(Imprint())
    assert identifier(Imprint()) == plain
    assert identifier(Imprint(publisher=Publisher("Example"))) != plain
    monkeypatch.setattr(distribution, "SHA256", A)
    assert identifier(Imprint()) != plain


def test_how_well_files_are_compressed_does_not_change_the_identifier() -> None:
    assert release_id({"a": "1", "b.gz": "2"}) == release_id({"b.gz": "3", "a": "1"})
    assert release_id({"a": "1"}) != release_id({"a": "2"})
    assert release_id({"a": "1"}) != release_id({"b": "1"})


def test_a_turtle_file_says_all_of_a_subject_in_one_place_and_its_types_first() -> None:
    one, two = ox.NamedNode(f"{BASE}id/one"), ox.NamedNode(f"{BASE}id/two")
    kind, label = ox.NamedNode(f"{BASE}Kind"), ox.Literal("x")
    says = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    typed = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    triples = [
        ox.Triple(one, says, label),
        ox.Triple(two, says, label),
        ox.Triple(one, typed, kind),
    ]
    text = turtle_file(triples, BASE).decode()
    assert text.count(f"\n<{one.value}> ") == 1
    assert f"\n<{one.value}> a <{kind.value}> ;\n\trdfs:label" in text
