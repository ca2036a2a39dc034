"""The registers as named graphs, and what is told when one is wrong."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from akkoord.graph.errors import RegisterError
from akkoord.graph.iris import Names
from akkoord.graph.register_file import read_register
from akkoord.graph.register_model import ContentsRow
from akkoord.graph.registers import ONTOLOGY_FOLDER, load_registers, read_registers
from akkoord.graph.vocabulary import DEFAULT_BASE, RA

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
OTHER_BASE = "https://example.org/akkoord/"


@pytest.fixture
def folder(tmp_path):
    for file in ONTOLOGY_FOLDER.glob("*.ttl"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def damage(folder, name, old, new):
    """Replace the first ``old`` in a register; return the line on which ``new`` then stands."""
    file = folder / f"{name}.ttl"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def findings(folder):
    with pytest.raises(RegisterError) as caught:
        read_registers(folder, DEFAULT_BASE)
    assert str(caught.value.findings[0]) in str(caught.value)
    return [(Path(f.path).name, f.line, f.code) for f in caught.value.findings]


def test_each_register_is_a_named_graph_of_its_own():
    registers = load_registers(DEFAULT_BASE).registers
    graphs = {each.name: each.graph for each in registers}
    for name in ("agreement", "domains", "themes", "agencies"):
        assert graphs[name] == Names(DEFAULT_BASE).graph(name)
    assert graphs["ontology"] == "https://w3id.org/regeerakkoord/ns"
    for each in registers:
        assert each.quads
        assert {quad.graph_name for quad in each.quads} == {NamedNode(each.graph)}


def test_quads_are_those_of_all_registers_in_their_order():
    registers = load_registers(DEFAULT_BASE)
    assert list(registers.quads()) == [q for each in registers.registers for q in each.quads]


def test_another_base_moves_what_is_named_under_id_and_nothing_else():
    ours, theirs = load_registers(DEFAULT_BASE), load_registers(OTHER_BASE)
    assert len(list(ours.quads())) == len(list(theirs.quads()))
    for here, there in zip(ours.quads(), theirs.quads(), strict=True):
        assert there.predicate == here.predicate
        for before, after in ((here.subject, there.subject), (here.object, there.object)):
            if str(before).startswith(f"<{DEFAULT_BASE}id/"):
                assert str(after) == str(before).replace(DEFAULT_BASE, OTHER_BASE)
            else:
                assert after == before
    graphs = [each.graph for each in theirs.registers]
    assert Names(OTHER_BASE).graph("themes") in graphs
    assert RA[:-1] in graphs


@pytest.mark.parametrize("base", [DEFAULT_BASE, OTHER_BASE])
def test_every_section_leads_to_its_themes(base):
    registers, names = load_registers(base), Names(base)
    assert len(registers.section_themes) == 285
    section = names.section("Buitenlands beleid en toerisme", "4.3.2")
    expected = [names.theme(t) for t in ("Buitenlands Beleid", "Economie", "Innovatie")]
    assert registers.section_themes[section] == tuple(expected)
    themes = set(registers.themes.values())
    assert all(themes.issuperset(found) for found in registers.section_themes.values())


def test_a_theme_is_found_by_its_slug():
    themes = load_registers(DEFAULT_BASE).themes
    assert len(themes) == 38
    assert themes["financien"] == Names(DEFAULT_BASE).theme("Financiën")


def test_the_contents_are_read_from_the_graph_in_order():
    rows = load_registers(OTHER_BASE).rows
    assert rows[0] == ContentsRow("Armoedebestrijding", "2", None, "Armoedebestrijding")
    assert rows[-1] == ContentsRow("Wonen", "4.2.5", "4.2", "De bestuurlijke uitdagingen")


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data stand beside the repository")
def test_the_contents_are_those_of_the_source():
    with (REFERENCE / "agreement-toc.tsv").open(encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = [(r["domain"], r["number"], r["parent"] or None, r["title"]) for r in source]
    rows = load_registers(DEFAULT_BASE).rows
    assert [(row.domain, row.number, row.parent, row.title) for row in rows] == expected


def test_registers_load_without_rdflib():
    code = (
        "import sys; from akkoord.graph.registers import load_registers;"
        f"load_registers({DEFAULT_BASE!r}); sys.exit('rdflib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_loading_costs_less_than_ten_times_what_bare_parsing_does():
    def cost(work):
        def once():
            start = time.process_time()
            work()
            return time.process_time() - start

        return min(once() for _ in range(5))

    texts = [file.read_text("utf-8") for file in ONTOLOGY_FOLDER.glob("*.ttl")]
    parsing = cost(lambda: [list(parse(input=t, format=RdfFormat.TURTLE)) for t in texts])
    assert cost(lambda: load_registers(OTHER_BASE)) < 10 * parsing


def test_a_missing_register_is_named(folder):
    (folder / "themes.ttl").unlink()
    assert findings(folder) == [("themes.ttl", 0, "unreadable-register")]


def test_broken_turtle_is_told_with_its_line(folder):
    line = damage(folder, "domains", "    a skos:Concept ;", "    a skos:Concept ; ; .")
    assert findings(folder) == [("domains.ttl", line + 1, "unreadable-register")]


def test_a_register_that_is_not_utf_8_is_told_with_its_line(folder):
    line = damage(folder, "themes", "Financiën", "FinanciXn")
    file = folder / "themes.ttl"
    file.write_bytes(file.read_bytes().replace(b"FinanciXn", b"Financi\xebn"))
    assert findings(folder) == [("themes.ttl", line, "unreadable-register")]


@pytest.mark.parametrize(
    ("register", "right", "wrong", "code"),
    [
        ("agreement", "ra:theme theme:energie", "ra:theme theme:enrgie", "unknown-link"),
        ("agreement", "ra:theme theme:sport", "ra:theme domain:media", "unknown-link"),
        ("agreement", "ra:domain domain:wonen", "ra:domain domain:woning", "unknown-link"),
        ("agreement", "brussel/5> ;", "brussel/6> ;", "unknown-link"),
        ("themes", "inScheme scheme:themes", "inScheme scheme:theme", "unknown-link"),
        ("agreement", "ra:order 17 ", "ra:order 16 ", "bad-order"),
        ("agreement", "ra:order 17 ", 'ra:order "zeventien" ', "bad-order"),
        ("themes", 'prefLabel "Mobiliteit"@nl', 'prefLabel "Media"@nl', "label-twice"),
        ("themes", 'prefLabel "Mobility"@en', 'prefLabel "Mobiliteiten"@nl', "label-twice"),
        ("domains", 'altLabel "Bestuurszaken"', 'altLabel "Bestuurzaken"', "label-twice"),
        ("domains", "58c91fe9-8839", "58c91fe9-8838", "unknown-themis-iri"),
        ("themes", "dcterms:source <", "dcterms:source [] ; skos:note <", "blank-node"),
        ("themes", "data-theme:SOCI", "data-theme:XXXX", "unknown-eu-theme"),
        (
            "themes",
            "skos:relatedMatch data-theme:SOCI",
            "skos:relatedMatch data-theme:SOCI ; skos:exactMatch data-theme:SOCI",
            "match-twice",
        ),
        ("agreement", "ra:order 285 ", "ra:order 286 ", "bad-order"),
        ("agreement", "ra:order 285 ", "ra:order 0 ", "bad-order"),
        ("agencies", 'dcterms:source "', 'org:identifier "OVO12345" ; skos:note "', "bad-ovo-code"),
    ],
)
def test_a_wrong_value_is_told_with_the_line_that_says_it(folder, register, right, wrong, code):
    line = damage(folder, register, right, wrong)
    assert (f"{register}.ttl", line, code) in findings(folder)


def test_a_section_without_number_is_told(folder):
    line = damage(folder, "agreement", '    ra:number "2.2.9" ;\n', "")
    assert findings(folder) == [("agreement.ttl", line - 3, "incomplete-section")]


def block(folder, name, subject):
    """Return an entry of a register, with the blank line after it, and its first line."""
    text = (folder / f"{name}.ttl").read_text("utf-8")
    start = text.index(f"\n{subject}\n") + 1
    return text[start : text.index("\n\n", start) + 2], text[:start].count("\n") + 1


SECTION = f"<{DEFAULT_BASE}id/section/2019-2024/wonen/4.2.4>"


def test_a_missing_section_is_told_where_the_next_one_stands(folder):
    gone, line = block(folder, "agreement", SECTION)
    damage(folder, "agreement", gone, "")
    assert findings(folder) == [("agreement.ttl", line + 5, "incomplete-contents")]


def test_the_last_section_may_not_be_missing_either(folder):
    file = folder / "agreement.ttl"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index(SECTION.replace("4.2.4", "4.2.5"))], "utf-8")
    _, line = block(folder, "agreement", SECTION)
    assert findings(folder) == [("agreement.ttl", line + 5, "incomplete-contents")]


def test_contents_without_sections_are_told(folder):
    file = folder / "agreement.ttl"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index(f"<{DEFAULT_BASE}id/section/")], "utf-8")
    assert ("agreement.ttl", 0, "incomplete-contents") in findings(folder)


def test_a_section_out_of_its_place_is_told(folder):
    moved, line = block(folder, "agreement", SECTION)
    damage(folder, "agreement", moved, "")
    with (folder / "agreement.ttl").open("a", encoding="utf-8") as file:
        file.write("\n" + moved.rstrip("\n") + "\n")
    assert findings(folder) == [("agreement.ttl", line + len(moved.splitlines()) + 6, "unsorted")]


def test_a_section_with_four_themes_is_told_at_the_fourth(folder):
    line = damage(
        folder,
        "agreement",
        "    ra:theme theme:armoedebestrijding .\n",
        "    ra:theme theme:armoedebestrijding ;\n    ra:theme theme:jeugd ;\n"
        "    ra:theme theme:media ;\n    ra:theme theme:sport .\n",
    )
    assert findings(folder) == [("agreement.ttl", line + 3, "too-many-themes")]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("domains", '    skos:prefLabel "Poverty reduction"@en ;\n'),
        ("themes", '    skos:prefLabel "Mobility"@en ;\n'),
        ("agencies", '    skos:prefLabel "Central Accounting Agency"@en ;\n'),
    ],
)
def test_a_missing_english_label_is_told_at_the_entry(folder, name, label):
    line = damage(folder, name, label, "")
    assert findings(folder) == [(f"{name}.ttl", line - 3, "label-missing")]


def test_an_agency_without_source_is_told(folder):
    entry, line = block(folder, "agencies", "agency:agentschap-economie")
    sourceless = entry.replace('dcterms:source "', 'skos:note "')
    damage(folder, "agencies", entry, sourceless)
    assert findings(folder) == [("agencies.ttl", line + 1, "incomplete-agency")]


@pytest.mark.parametrize("name", ["agency:agentschap-economie", f"<{DEFAULT_BASE}id/agency/iwt>"])
def test_an_entry_that_is_there_twice_is_told_at_the_second(folder, name):
    prefixed = name.strip("<>").replace(f"{DEFAULT_BASE}id/agency/", "agency:")
    entry, line = block(folder, "agencies", prefixed)
    damage(folder, "agencies", entry, entry + entry.replace(prefixed, name))
    second = line + len(entry.splitlines())
    assert findings(folder) == [("agencies.ttl", second, "entry-twice")]


def test_an_agency_out_of_its_place_is_told(folder):
    first, line = block(folder, "agencies", "agency:agentschap-centrale-accounting")
    second, _ = block(folder, "agencies", "agency:agentschap-economie")
    damage(folder, "agencies", first + second, second + first)
    place = line + len(second.splitlines())
    assert findings(folder) == [("agencies.ttl", place, "unsorted")]


def test_a_register_of_the_program_is_told_by_its_place_in_it():
    file = read_register(ONTOLOGY_FOLDER / "themes.ttl")
    finding = file.finding("code", 3, "message", "remedy")
    assert finding.path == "ontology/themes.ttl"


def test_a_section_under_itself_is_told(folder):
    line = damage(folder, "agreement", "brussel/5> ;", "brussel/5.1> ;")
    assert findings(folder) == [("agreement.ttl", line, "loop")]


AGENCY = """
<{base}id/agency/{slug}>
    a ra:Agency ;
    skos:prefLabel "{slug}"@nl , "{slug}"@en ;
    ra:domain <{base}id/domain/wonen> ;
    dcterms:source "Invented" ;
    dcterms:isReplacedBy <{base}id/agency/{successor}> .
"""


def agencies(folder, *pairs):
    prefixes = (
        f"@prefix ra: <{RA}> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )
    entries = (AGENCY.format(base=DEFAULT_BASE, slug=a, successor=b) for a, b in pairs)
    (folder / "agencies.ttl").write_text(prefixes + "".join(entries), "utf-8")


def test_a_loop_of_successors_is_told_at_each_of_its_links(folder):
    agencies(folder, ("a", "b"), ("b", "c"), ("c", "b"))
    assert findings(folder) == [("agencies.ttl", 17, "loop"), ("agencies.ttl", 24, "loop")]


def test_a_successor_that_is_not_there_is_told(folder):
    agencies(folder, ("a", "b"))
    assert findings(folder) == [("agencies.ttl", 10, "unknown-link")]


def test_an_ambiguous_label_of_two_agencies_is_told(folder):
    line = damage(folder, "agencies", 'ambiguousLabel "CAC"', 'ambiguousLabel "ABB"')
    assert findings(folder) == [("agencies.ttl", line, "label-twice")]


def test_a_label_of_two_agencies_is_told(folder):
    agencies(folder, ("a", "b"), ("b", "c"), ("c", "d"), ("d", "d"))
    damage(folder, "agencies", 'prefLabel "c"@nl', 'altLabel "a"@nl')
    assert ("agencies.ttl", 21, "label-twice") in findings(folder)


def test_all_faults_are_told_at_once(folder):
    damage(folder, "agreement", "ra:theme theme:energie", "ra:theme theme:enrgie")
    damage(folder, "domains", "58c91fe9-8839", "58c91fe9-8838")
    assert [code for _, _, code in findings(folder)] == ["unknown-link", "unknown-themis-iri"]
