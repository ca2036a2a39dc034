"""What changed between two releases, in triples and in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse, serialize

from akkoord.graph import (
    BuildOptions,
    Release,
    build,
    diff,
    in_words,
    rdf_patch,
    sparql_update,
)
from akkoord.graph.difference import changes_of
from akkoord.graph.difference.changes import Change
from akkoord.graph.difference.quads import Difference, Side
from akkoord.graph.difference.report import report_change
from akkoord.graph.difference.words import LISTED
from akkoord.graph.errors import ReleaseError

if TYPE_CHECKING:
    from tests.graph.conftest import PutReport

REPORT = "https://w3id.org/regeerakkoord/id/report/2019-2024/brussel/"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory, put_report: PutReport) -> Difference:
    """Return what changed when one report was edited, one went and one came."""
    folder = tmp_path_factory.mktemp("edited")
    put_report(folder / "in", "5.5", body="Een zin \\[0\\]. Die blijft.")
    put_report(folder / "in", "5.8", day="2022-02-04")
    options = BuildOptions(folder / "out", jobs=1)
    before = build([folder / "in"], options).release
    put_report(folder / "in", "5.5", body="Eerst een nieuwe. Een zin. Die blijft \\[0\\].")
    (folder / "in" / "Brussel" / "Onderwijs.md").unlink()
    put_report(folder / "in", "5.10", day="2023-03-24")
    return diff(before, build([folder / "in"], options).release)


def test_the_quads_told_are_those_that_make_the_one_into_the_other(edited: Difference) -> None:
    assert edited.removed
    assert edited.added
    old, new = edited.before.lines, edited.after.lines
    assert (old - set(edited.removed)) | set(edited.added) == new


def test_the_update_leads_from_the_one_release_to_the_other(edited: Difference) -> None:
    store = Store()
    store.bulk_load(path=edited.before.release.file("nq"), format=RdfFormat.N_QUADS)
    store.update(sparql_update(edited).decode())
    expected = parse(path=edited.after.release.file("nq"), format=RdfFormat.N_QUADS)
    assert set(store) == set(expected)


def test_the_patch_is_one_transaction_of_the_same_quads(edited: Difference) -> None:
    head, begin, *changes, end = rdf_patch(edited).splitlines(keepends=True)
    assert re.fullmatch(rb"H id <urn:uuid:[0-9a-f-]{36}> \.\n", head)
    assert (begin, end) == (b"TX .\n", b"TC .\n")
    assert [line[2:] for line in changes if line.startswith(b"D ")] == list(edited.removed)
    assert [line[2:] for line in changes if line.startswith(b"A ")] == list(edited.added)


def test_a_release_does_not_differ_from_itself(tiny_release: Release) -> None:
    same = diff(tiny_release, tiny_release)
    assert (same.removed, same.added, sparql_update(same)) == ((), (), b"")
    assert in_words(same) == f"{tiny_release.id} → {tiny_release.id}: 0 quads came, 0 went\n"


def test_comments_are_no_quads(tiny_release: Release) -> None:
    plain = diff(tiny_release, tiny_release).before.lines
    path = tiny_release.file("nq")
    path.write_bytes(b"# written by a language model\n" + path.read_bytes())
    assert diff(tiny_release, tiny_release).before.lines == plain


def test_reports_come_and_go_and_change(edited: Difference) -> None:
    changes = changes_of(edited)
    assert changes.things["Report"] == Change(
        came=(f"{REPORT}5.10",), went=(f"{REPORT}5.8",), changed=(f"{REPORT}5.5",)
    )
    assert changes.names[f"{REPORT}5.8"] == "Onderwijs"


def test_sentences_are_compared_by_what_they_say(edited: Difference) -> None:
    (report,) = changes_of(edited).reports
    assert (report.came, report.went) == (("Eerst een nieuwe.",), ())
    assert [each.sentence for each in report.citations_came] == ["Die blijft."]
    assert [each.sentence for each in report.citations_went] == ["Een zin."]


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory, put_report: PutReport) -> Difference:
    """Return what changed when a word was put into a sentence, and another report's title went."""
    folder = tmp_path_factory.mktemp("reworded")
    options = BuildOptions(folder / "out", jobs=1)
    put_report(folder / "in", "5.8", body="Iets anders \\[0\\].")
    put_report(folder / "in", "5.5", body="Er komt een plan voor scholen \\[0\\]. Die blijft.")
    before = build([folder / "in"], options).release
    put_report(
        folder / "in", "5.5", body="Er komt een groot plan voor scholen \\[0\\]. Die blijft."
    )
    return diff(before, build([folder / "in"], options).release)


def test_a_citation_stays_when_its_sentence_is_worded_differently(reworded: Difference) -> None:
    (report,) = changes_of(reworded).reports
    assert report.came == ("Er komt een groot plan voor scholen.",)
    assert report.went == ("Er komt een plan voor scholen.",)
    assert (report.citations_came, report.citations_went) == ((), ())
    assert "cites" not in in_words(reworded)


def test_a_citation_is_lost_with_the_new_wording_that_lacks_it() -> None:
    def quads(text: str, *evidence: str) -> list[bytes]:
        ns = "https://w3id.org/regeerakkoord/ns#"
        lines = [f'<x:s> <{ns}position> "1" <x:g> .\n', f'<x:s> <{ns}text> "{text}" <x:g> .\n']
        lines += [f"<x:s> <{ns}evidence> <x:{each}> <x:g> .\n" for each in evidence]
        return [line.encode() for line in lines]

    before, after = quads("een twee drie vier", "a", "b"), quads("een twee drie vijf", "b", "c")
    change = report_change("x:r", before, after)
    assert [each.decision for each in change.citations_came] == ["x:c"]
    assert [each.decision for each in change.citations_went] == ["x:a"]
    assert {each.sentence for each in change.citations_went} == {"een twee drie vijf"}


def _side(*lines: str) -> Side:
    quads = frozenset(f"{line} .\n".encode() for line in lines)
    return Side(Release("x", "x:", Path()), quads)


def _difference(before: Side, after: Side) -> Difference:
    return Difference(
        before,
        after,
        tuple(sorted(before.lines - after.lines)),
        tuple(sorted(after.lines - before.lines)),
    )


DECISION = "<x:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/regeerakkoord/ns#Decision>"
TITLED = "<x:d> <http://purl.org/dc/terms/title>"


def test_what_another_graph_says_too_does_not_change() -> None:
    before = _side(f"{DECISION} <x:g>", f'{TITLED} "een" <x:g>', f'{TITLED} "een" <x:h>')
    after = _side(f"{DECISION} <x:g>", f'{TITLED} "een" <x:h>')
    assert "Decision" not in changes_of(_difference(before, after)).things


def test_what_changed_of_a_thing_is_told() -> None:
    before = _side(f"{DECISION} <x:g>", f'{TITLED} "een" <x:g>')
    after = _side(f"{DECISION} <x:g>", f'{TITLED} "twee" <x:g>')
    words = in_words(_difference(before, after))
    assert "decisions: 1 changed\n~ twee  d\n" in words
    assert "    + dcterms:title twee\n    - dcterms:title een\n" in words


def test_other_graphs_are_counted(edited: Difference) -> None:
    graphs = changes_of(edited).graphs
    assert not any(graph.startswith(REPORT) for graph in graphs)
    assert sum(came for came, _ in graphs.values()) < len(edited.added)


def test_the_words_tell_what_a_reader_asks(edited: Difference) -> None:
    words = in_words(edited)
    assert "reports: 1 came, 1 went, 1 changed\n" in words
    assert "- Onderwijs  id/report/2019-2024/brussel/5.8\n" in words
    assert "    + Eerst een nieuwe.\n" in words
    assert "    + cites 2021-06-18 Plan in: Die blijft.\n" in words
    assert "\n- 2022-02-04 Plan  id/decision/2022-02-04/plan-" in words


def test_long_lists_are_cut_and_say_so(tmp_path: Path, put_report: PutReport) -> None:
    options = BuildOptions(tmp_path / "out", jobs=1)
    put_report(tmp_path / "in")
    before = build([tmp_path / "in"], options).release
    put_report(tmp_path / "in", body="".join(f"- punt {n}\n" for n in range(LISTED + 3)))
    words = in_words(diff(before, build([tmp_path / "in"], options).release))
    assert f"    + punt {LISTED - 1}\n    … and 3 more\n" in words
    assert f"punt {LISTED}\n" not in words


def test_a_release_without_its_quads_is_damaged(tiny_release: Release) -> None:
    tiny_release.file("nq").unlink()
    with pytest.raises(ReleaseError, match=r"regeerakkoord\.nq: cannot be read"):
        diff(tiny_release, tiny_release)


TERMS = st.sampled_from(["<x:a>", "<x:b>"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)


@given(st.lists(st.tuples(TERMS, TEXTS, TERMS)), st.lists(st.tuples(TERMS, TEXTS, TERMS)))
def test_any_text_survives_the_update(
    old: list[tuple[str, str, str]], new: list[tuple[str, str, str]]
) -> None:
    stores = []
    for quads in (old, new):
        store = Store()
        for subject, text, graph in quads:
            shown = text.translate({ord(c): f"\\u{ord(c):04X}" for c in '"\\\n\r'})
            store.load(f'{subject} <x:p> "{shown}" {graph} .'.encode(), RdfFormat.N_QUADS)
        stores.append(store)
    before, after = (set(_lines(store)) for store in stores)
    side = Side(Release("x", "x:", Path()), frozenset())
    update = sparql_update(
        Difference(side, side, tuple(sorted(before - after)), tuple(sorted(after - before)))
    )
    stores[0].update(update.decode())
    assert set(_lines(stores[0])) == after


def _lines(store: Store) -> list[bytes]:
    return (serialize(store, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
