"""The register of links, written and taken in."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from akkoord.graph.errors import RegisterError
from akkoord.graph.links import (
    BY_HAND,
    CLOSE,
    EXACT,
    LinkBlock,
    link_register,
    links_by_hand,
    load_links,
)
from akkoord.graph.vocabulary import DEFAULT_BASE

GRAPH = ox.NamedNode(f"{DEFAULT_BASE}id/graph/links")
OURS = f"{DEFAULT_BASE}id/decision/2021-05-07/steun-0123456789"
OTHER = f"{DEFAULT_BASE}id/decision/2021-05-07/hulp-abcdef0123"
ELSEWHERE = "https://example.org/id/decision/2021-05-07/steun-0123456789"
NEWS = "http://themis.vlaanderen.be/id/nieuwsbericht/"
HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "links.ttl"


def written(exact=(), close=()):
    blocks = LinkBlock("same day", EXACT, exact), LinkBlock("nearly", CLOSE, close)
    return link_register(DEFAULT_BASE, ["http://themis.vlaanderen.be/"], blocks)


def matches(quads):
    return [(q.subject.value, q.predicate, q.object.value) for q in quads if q.subject != GRAPH]


def test_without_a_register_there_are_no_links(file):
    assert load_links(file, DEFAULT_BASE) == ()


def test_what_is_written_is_taken_in_as_the_graph_of_links(file):
    file.write_text(written([(OURS, NEWS + "1")], [(OTHER, NEWS + "2")]), "utf-8")
    quads = load_links(file, DEFAULT_BASE)
    assert matches(quads) == [(OURS, EXACT, NEWS + "1"), (OTHER, CLOSE, NEWS + "2")]
    assert {quad.graph_name for quad in quads} == {GRAPH}


def test_the_register_says_what_it_is_where_it_is_from_and_by_which_rules(file):
    file.write_text(written(), "utf-8")
    said = {
        (q.predicate.value.rpartition("/")[2], str(q.object))
        for q in load_links(file, DEFAULT_BASE)
    }
    assert ("source", "<http://themis.vlaanderen.be/>") in said
    assert ("description", '"skos:exactMatch: same day."@en') in said
    assert (
        "title",
        '"Links from our decisions to news items of the Flemish Government"@en',
    ) in said


def test_links_are_sorted_one_a_line_in_a_block_for_each_rule():
    text = written([(OURS, NEWS + "1"), (OTHER, NEWS + "2")])
    assert text == written([(OTHER, NEWS + "2"), (OURS, NEWS + "1")])
    assert (
        "# exactMatch, 2 links: same day.\n"
        f"<{OTHER}> skos:exactMatch <{NEWS}2> .\n"
        f"<{OURS}> skos:exactMatch <{NEWS}1> .\n\n"
        "# closeMatch, 0 links: nearly.\n"
    ) in text


def test_a_link_added_by_hand_is_told_apart_and_taken_in(file):
    own = f"<{OTHER}> skos:exactMatch <{NEWS}9> .\n"
    assert links_by_hand(written()) == ""
    assert links_by_hand(written() + own) == own
    assert BY_HAND in written()
    file.write_text(written([(OURS, NEWS + "1")]) + own, "utf-8")
    assert len(matches(load_links(file, DEFAULT_BASE))) == 2


def test_a_link_said_twice_is_one(file):
    line = f"<{OURS}> skos:exactMatch <{NEWS}1> .\n"
    file.write_text(HEAD + line + line, "utf-8")
    assert len(load_links(file, DEFAULT_BASE)) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"<{DEFAULT_BASE}id/agency/fit> skos:exactMatch <{NEWS}1> .", "link-of-no-decision"),
        (f"<{ELSEWHERE}> skos:exactMatch <{NEWS}1> .", "link-of-no-decision"),
        (f"<{OURS}/more> skos:exactMatch <{NEWS}1> .", "link-of-no-decision"),
        (f"<{OURS}> skos:broadMatch <{NEWS}1> .", "link-of-another-kind"),
        (f"<{OURS}> a <{NEWS}1> .", "link-of-another-kind"),
        (f"<{OURS}> skos:exactMatch <urn:uuid:1> .", "link-to-no-address"),
        (f"<{OURS}> skos:exactMatch <http:///path> .", "link-to-no-address"),
        (f'<{OURS}> skos:exactMatch "{NEWS}1" .', "link-to-no-address"),
        (f"<{OURS}> skos:closeMatch [] .", "link-to-no-address"),
        (f"{GRAPH} a skos:Concept .", "register-of-another-kind"),
        (f"{GRAPH} skos:exactMatch <{NEWS}1> .", "register-of-another-kind"),
        (f"{GRAPH} <http://purl.org/dc/terms/source> [] .", "register-of-another-kind"),
        (f"{GRAPH} <http://purl.org/dc/terms/title> [] .", "register-of-another-kind"),
        (f'{GRAPH} <http://purl.org/dc/terms/title> "No tag" .', "register-of-another-kind"),
    ],
)
def test_anything_else_is_told_by_line(file, line, code):
    file.write_text(f"{HEAD}<{OTHER}> skos:exactMatch <{NEWS}2> .\n{line}\n", "utf-8")
    with pytest.raises(RegisterError) as caught:
        load_links(file, DEFAULT_BASE)
    [finding] = caught.value.findings
    assert finding.code == code
    assert finding.path == str(file)
    assert finding.line == 3
    assert str(finding) in str(caught.value)


def test_a_blank_node_has_no_line_but_is_told(file):
    file.write_text(f"{HEAD}[] skos:exactMatch <{NEWS}1> .\n", "utf-8")
    with pytest.raises(RegisterError) as caught:
        load_links(file, DEFAULT_BASE)
    assert [(f.code, f.line) for f in caught.value.findings] == [("link-of-no-decision", 0)]


def test_what_is_not_turtle_is_told_by_line(file):
    file.write_text(f"{HEAD}<{OURS}> skos:closeMatch ;\n", "utf-8")
    with pytest.raises(RegisterError) as caught:
        load_links(file, DEFAULT_BASE)
    assert [(f.code, f.line) for f in caught.value.findings] == [("unreadable-register", 2)]


def test_all_faults_are_told_at_once(file):
    file.write_text(
        f"{HEAD}<{OURS}> skos:related <a:b> .\n<{NEWS}1> skos:related <a:b> .\n", "utf-8"
    )
    with pytest.raises(RegisterError, match="1 more") as caught:
        load_links(file, DEFAULT_BASE)
    assert [finding.line for finding in caught.value.findings] == [2, 3]


def test_links_under_another_base_are_told(file):
    file.write_text(written([(OURS, NEWS + "1")]), "utf-8")
    with pytest.raises(RegisterError, match=r"no decision under https://example\.org/"):
        load_links(file, "https://example.org/")
