"""A report as quads: which IRIs, which links, nothing lost, nothing that depends on the machine."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from akkoord.graph import vocabulary as v
from akkoord.graph.convert import convert, decisions
from akkoord.graph.errors import Severity
from akkoord.graph.iris import Names
from akkoord.graph.model import QuotedSection, Reference, Report, Role, Statement
from akkoord.graph.registers import load_registers
from akkoord.graph.reports import Contents, read_sources
from akkoord.graph.reports.parsing import parse
from akkoord.graph.terms import DATE, LABEL, PAGE, TITLE, A, ra, term

BASE = "https://example.org/akkoord/"
NAMES = Names(BASE)
IRI = f"{BASE}id/report/2019-2024/vlaamse-rand/1.2"
SECTION = f"{BASE}id/section/2019-2024/vlaamse-rand/1.2"
EARLIER = f"{BASE}id/section/2019-2024/vlaamse-rand/1.1"
SECTIONS = {SECTION: (), EARLIER: ()}
START = datetime(2021, 6, 18, 8, tzinfo=UTC)
SITE = "https://beslissingenvlaamseregering.vlaanderen.be/?search=Plan"
EXAMPLES = Path(__file__).parents[2] / "graph" / "examples"
SHARED = Path(__file__).resolve().parents[3] / "shared"
PLAN = Reference(0, "(2021-06-18) Plan", 30, "Plan", date(2021, 6, 18), SITE, START)


def report(*parts: Statement | Reference) -> Report:
    return Report(
        path="somewhere/Vlaamse rand/Titel.md",
        published="Vlaamse rand/Titel.md",
        sha256="0" * 64,
        title="Titel",
        domain="Vlaamse rand",
        section=QuotedSection("1.2", "Titel", "1.2 Titel en tekst", 4),
        statements=tuple(part for part in parts if isinstance(part, Statement)),
        references=tuple(part for part in parts if isinstance(part, Reference)),
    )


def statement(position: int = 1, **rest: object) -> Statement:
    plain = Statement(position, f"Zin {position}.", f"**Zin** {position}.", Role.EXPLANATION, 9)
    return replace(plain, **rest)  # type: ignore[arg-type]


def quads(*parts: Statement | Reference) -> tuple[Quad, ...]:
    return convert(report(*parts), NAMES, SECTIONS)


def said(content: tuple[Quad, ...], subject: str, predicate: NamedNode) -> list[str]:
    node = NamedNode(subject)
    return [str(q.object) for q in content if q.subject == node and q.predicate == predicate]


def iri(text: str) -> str:
    return f"<{text}>"


def test_the_report_its_source_and_its_making_are_named_as_designed() -> None:
    content = quads(statement(), PLAN)
    assert {quad.graph_name for quad in content} == {NamedNode(IRI)}
    assert said(content, IRI, A) == [
        iri(f"{v.RA}Report"),
        iri(f"{v.SCHEMA}Report"),
        iri(f"{v.PROV}Entity"),
    ]
    assert said(content, IRI, TITLE) == said(content, IRI, LABEL) == ['"Titel"@nl']
    assert said(content, IRI, ra("evaluates")) == [iri(SECTION)]
    assert said(content, SECTION, ra("text")) == ['"1.2 Titel en tekst"@nl']
    assert said(content, IRI, term(v.PROV, "wasDerivedFrom")) == [iri(f"{IRI}/source")]
    assert said(content, f"{IRI}/source", ra("path")) == ['"Vlaamse rand/Titel.md"']
    assert said(content, f"{IRI}/source", TITLE) == ['"Titel.md"']
    assert said(content, f"{IRI}/source", ra("sha256")) == [f'"{"0" * 64}"']
    agent = said(content, f"{IRI}/generation", term(v.PROV, "wasAssociatedWith"))
    assert agent == [iri(f"{BASE}id/agent/language-model")]


def test_a_statement_keeps_text_markdown_role_place_and_line() -> None:
    content = quads(statement(), statement(2, role=Role.CONCLUSION, line=12))
    second = f"{IRI}/statement/2"
    assert said(content, second, ra("text")) == ['"Zin 2."@nl']
    assert said(content, second, ra("markdown")) == ['"**Zin** 2."']
    assert said(content, second, ra("role")) == [iri(f"{v.RA}conclusion")]
    assert said(content, second, ra("position")) == [str(Literal(2))]
    assert said(content, second, ra("sourceLine")) == [str(Literal(12))]
    assert said(content, second, TITLE) == ['"Titel, uitspraak 2"@nl']


def test_a_citation_leads_to_the_reference_and_to_the_decision_that_it_names() -> None:
    nameless = Reference(7, "(2021-06-18)", 31, None, date(2021, 6, 18))
    content = quads(statement(citations=(7, 0), unresolved=(9,)), PLAN, nameless)
    first, decision = f"{IRI}/statement/1", decisions(report(PLAN), NAMES)[0].iri
    assert said(content, first, ra("reference")) == [
        iri(f"{IRI}/reference/7"),
        iri(f"{IRI}/reference/0"),
    ]
    assert said(content, first, ra("evidence")) == [iri(decision)]
    assert said(content, first, ra("unresolvedCitation")) == [str(Literal(9))]
    assert said(content, IRI, ra("cites")) == [iri(decision)]


def test_a_pointer_leads_to_a_section_of_the_contents_or_stays_a_number() -> None:
    content = quads(statement(pointers=("1.1", "", "9.9")))
    first = f"{IRI}/statement/1"
    assert said(content, first, ra("pointsTo")) == [iri(EARLIER)]
    assert said(content, first, ra("unresolvedPointer")) == ['"9.9"']


def test_a_lead_in_names_a_topic_whatever_its_spelling() -> None:
    content = quads(statement(lead_in="Één loket"), statement(2, lead_in="een  LOKET"))
    assert said(content, f"{IRI}/statement/1", ra("leadIn")) == ['"Één loket"@nl']
    topics = [said(content, f"{IRI}/statement/{n}", ra("topic")) for n in (1, 2)]
    assert topics == [[iri(f"{BASE}id/topic/een-loket")]] * 2


def test_a_decision_has_its_day_its_page_and_its_meeting() -> None:
    content = quads(PLAN)
    decision, meeting = decisions(report(PLAN), NAMES)[0].iri, f"{BASE}id/meeting/2021-06-18T0800Z"
    assert re.fullmatch(f"{BASE}id/decision/2021-06-18/plan-[0-9a-f]{{10}}", decision)
    assert said(content, f"{IRI}/reference/0", ra("decision")) == [iri(decision)]
    assert said(content, decision, PAGE) == [iri(SITE)]
    assert said(content, decision, ra("meeting")) == [iri(meeting)]
    assert said(content, meeting, term(v.BESLUIT, "geplandeStart")) == [
        f'"2021-06-18T08:00:00Z"^^<{v.XSD}dateTime>'
    ]
    assert said(content, meeting, LABEL) == [
        '"Vergadering van de Vlaamse Regering op 18 juni 2021 om 10.00 uur"@nl'
    ]


def test_a_meeting_late_in_the_evening_is_of_the_day_in_brussels() -> None:
    late = datetime(2021, 6, 18, 22, 30, tzinfo=UTC)
    content = quads(replace(PLAN, date=None, meeting_start=late))
    decision = decisions(report(replace(PLAN, date=None, meeting_start=late)), NAMES)[0]
    assert decision.day == date(2021, 6, 19)
    assert said(content, decision.iri, DATE) == [f'"2021-06-19"^^<{v.XSD}date>']
    assert said(content, f"{BASE}id/meeting/2021-06-18T2230Z", DATE) == [
        f'"2021-06-19"^^<{v.XSD}date>'
    ]


@pytest.mark.parametrize(
    "reference",
    [
        Reference(0, "(2021-06-18)", 30, date=date(2021, 6, 18)),
        Reference(0, "() Plan", 30, title="Plan"),
        Reference(0, "()", 30),
        Reference(0, "(2021-06-18)", 30, None, date(2021, 6, 18), SITE, START),
    ],
)
def test_a_reference_without_title_or_day_names_no_decision(reference: Reference) -> None:
    content = quads(statement(citations=(0,)), reference)
    assert said(content, f"{IRI}/reference/0", ra("decision")) == []
    assert said(content, f"{IRI}/statement/1", ra("evidence")) == []
    assert said(content, f"{IRI}/statement/1", ra("reference")) == [iri(f"{IRI}/reference/0")]
    assert said(content, f"{IRI}/reference/0", ra("text")) == [f'"{reference.text}"@nl']
    assert said(content, IRI, ra("cites")) == []


def test_a_decision_without_known_start_has_no_meeting() -> None:
    content = quads(replace(PLAN, url=None, meeting_start=None))
    assert NamedNode(f"{v.RA}Decision") in {quad.object for quad in content}
    assert not [quad for quad in content if quad.predicate == ra("meeting")]
    assert NamedNode(f"{v.RA}Meeting") not in {quad.object for quad in content}


def test_a_decision_cited_in_two_reports_is_one_node_with_the_same_triples() -> None:
    there = replace(report(replace(PLAN, number=12, title="Plan\u00a0")), domain="Wonen")
    here, other = (convert(each, NAMES, SECTIONS) for each in (report(PLAN), there))
    shared = (f"{BASE}id/decision/", f"{BASE}id/meeting/")
    both = [
        {q.triple for q in each if q.subject.value.startswith(shared)} for each in (here, other)
    ]
    assert both[0] == both[1]
    assert len({quad.subject for quad in here if quad.triple in both[0]}) == 2


def test_two_references_to_one_decision_are_one_decision_with_both_pages() -> None:
    content = quads(PLAN, replace(PLAN, number=1, url=f"{SITE}&x=1"))
    named = decisions(report(PLAN), NAMES)[0].iri
    assert said(content, named, PAGE) == [iri(SITE), iri(f"{SITE}&x=1")]
    assert said(content, named, TITLE) == ['"Plan"@nl']


def test_conversion_depends_on_nothing_but_its_input() -> None:
    given = report(statement(citations=(0,), lead_in="Fiets", pointers=("1.1",)), PLAN)
    first = convert(given, NAMES, SECTIONS)
    assert convert(replace(given, path="/elsewhere/x.md"), Names(BASE), dict(SECTIONS)) == first
    assert len(set(first)) == len(first)


def test_another_base_names_the_same_things_elsewhere() -> None:
    given, other = report(statement(), PLAN), "http://localhost:8000/"
    moved = convert(given, Names(other), {})
    told = [str(quad).replace(other, BASE) for quad in moved]
    expected = [str(quad) for quad in convert(given, NAMES, {})]
    assert [len(each) for each in told] == [len(each) for each in expected]
    assert BASE not in "".join(map(str, moved))


# Where the file lay.


def path_in_the_graph(*given: Path) -> list[str]:
    registers = load_registers(BASE)
    sources, findings = read_sources(given)
    assert not findings
    paths = []
    for source in sources:
        parsed, _ = parse(source, Contents(registers.rows))
        assert parsed
        content = convert(parsed, NAMES, registers.section_themes)
        paths += [q.object.value for q in content if q.predicate == ra("path")]
    return paths


def test_the_path_is_the_same_from_folder_file_and_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Brussel/Vlaamse dienstverlening.md"
    root = tmp_path / "Wow! rapporten" / "2024"
    (root / "Brussel").mkdir(parents=True)
    (root / name).write_bytes((EXAMPLES / name).read_bytes())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(root / name, f"export/{name}")
    for given in (root, root / "Brussel", root / name, tmp_path / "a.zip"):
        assert path_in_the_graph(given) == [name]
    monkeypatch.chdir(root / "Brussel")
    assert path_in_the_graph(Path("Vlaamse dienstverlening.md")) == [name]
    assert path_in_the_graph(Path("..")) == [name]


def test_a_file_name_may_hold_an_exclamation_mark(tmp_path: Path) -> None:
    (tmp_path / "Brussel").mkdir()
    copy = tmp_path / "Brussel" / "Samen! En nu.md"
    copy.write_bytes((EXAMPLES / "Brussel" / "Vlaamse dienstverlening.md").read_bytes())
    assert path_in_the_graph(tmp_path) == ["Brussel/Samen! En nu.md"]


def test_a_file_out_of_any_known_folder_has_its_name_for_path(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes((EXAMPLES / "Dierenwelzijn.md").read_bytes())
    assert path_in_the_graph(tmp_path / "x.txt") == ["x.txt"]


# Lossless on the published reports, against a reading of their Markdown that shares no code.

MARKER = r"\\\[\d+\\\]|\[\d+-\d+\]|\[Beslissing(?:en)? [\d, ]+\]"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def visible(text: str) -> str:
    body = text[text.index("</details>") + 10 : text.rindex("<details>")]
    lines = [line for line in body.split("\n") if line.strip() != "---"]
    bare = (re.sub(r"^\s*(?:#{1,6} +|- +|\d+\. +)", "", line) for line in lines)
    return squeezed(re.sub(MARKER, "", "".join(bare)).replace("*", ""))


def cited(text: str) -> set[int]:
    body = text[text.index("</details>") + 10 : text.rindex("<details>")]
    numbers = {int(number) for number in re.findall(r"\\\[(\d+)\\\]", body)}
    for first, last in [
        *re.findall(r"\[(\d+)-(\d+)\]", body),
        *re.findall(r"\\\[(\d+)\\\](?:-|–| tot en met )\\\[(\d+)\\\]", body),
    ]:
        numbers |= set(range(int(first), int(last) + 1))
    for listed in re.findall(r"\[Beslissing(?:en)? ([\d, ]+)\]", body):
        numbers |= {int(number) for number in listed.split(",")}
    return numbers


@pytest.mark.skipif(
    not (SHARED / "reports").is_dir(), reason="the published reports are not beside the repository"
)
def test_the_graphs_of_the_published_reports_lose_nothing() -> None:
    registers = load_registers(BASE)
    contents = Contents(registers.rows)
    sources, findings = read_sources([SHARED / "reports"])
    assert not findings
    assert len(sources) == 93
    for source in sources:
        parsed, noticed = parse(source, contents)
        assert parsed, noticed
        assert not [finding for finding in noticed if finding.severity is Severity.ERROR]
        store = ox.Store()
        store.extend(convert(parsed, NAMES, registers.section_themes))
        assert_lossless(source.content.decode(), store)


def assert_lossless(text: str, store: ox.Store) -> None:
    objects = {
        name: [(quad.subject, quad.object.value) for quad in found(store, name)]
        for name in ("text", "position", "reference", "unresolvedCitation", "number")
    }
    positions = {subject: int(value) for subject, value in objects["position"]}
    numbers = {subject: int(value) for subject, value in objects["number"]}
    texts = dict(objects["text"])
    ordered = sorted(positions, key=positions.__getitem__)
    assert squeezed("".join(texts[subject] for subject in ordered)) == visible(text)
    block = text[text.rindex("<details>") :]
    listed = re.findall(r"^\*\*\[\\\[(\d+)\\\]\]", block, re.MULTILINE)
    assert sorted(numbers.values()) == sorted(map(int, listed))
    entries = re.split(r"^\*\*\[\\\[\d+\\\]\](?:\(\S*\))?\*\* : ", block, flags=re.MULTILINE)[1:]
    verbatim = "".join(squeezed(each) for each in entries).replace("**", "")
    shown = sorted(numbers, key=lambda subject: listed.index(str(numbers[subject])))
    assert "".join(squeezed(texts[each]) for each in shown) == verbatim.replace("</details>", "")
    named = {NamedNode(value) for _, value in objects["reference"]}
    found_numbers = {numbers[node] for node in named}
    found_numbers |= {int(value) for _, value in objects["unresolvedCitation"]}
    assert found_numbers == cited(text)
    paragraph = re.search(r"<p>(.*?)</p>", text, re.DOTALL)
    assert paragraph
    sections = [value for subject, value in objects["text"] if "/id/section/" in str(subject)]
    assert [squeezed(value) for value in sections] == [squeezed(paragraph[1])]


def found(store: ox.Store, name: str) -> list[Quad]:
    return list(store.quads_for_pattern(None, ra(name), None))
