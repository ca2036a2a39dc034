"""The verb as a whole: a release and a Themis in, a register and a table out."""

from __future__ import annotations

import csv
import re
from datetime import date

import pyoxigraph as ox
import pytest

from akkoord.graph.errors import RegisterError, ReleaseError, RemoteError, SourceError
from akkoord.graph.links import BY_HAND, load_links
from akkoord.graph.reconcile import Dump, Endpoint, Manners, candidates_file, reconcile
from akkoord.graph.reconcile.themis import Span, question
from akkoord.graph.vocabulary import DEFAULT_BASE

HASTY = Manners(pause=0, timeout=5, tries=2, wait=0.001)
TITLES = (
    ("2020-12-18", "Brexit: steun via FIT"),
    ("2020-12-18", "Oprichting van een innovatiefonds voor de bouwsector"),
    ("2021-03-05", "Plan Vlaamse Veerkracht: dossiernummer 123"),
    ("2021-04-02", "Recyclagehub"),
)
THEIRS = (
    ("1", "2020-12-18", "BREXIT: Steun via\u00a0FIT"),
    ("2", "2020-12-18", "Oprichting van een inovatiefonds voor de bouwsector"),
    ("3", "2021-03-05", "Plan Vlaamse Veerkracht: dossiernummer 124"),
    ("4", "2022-01-14", "Iets anders"),
)


def quietly(*_):
    pass


def rows(out):
    with candidates_file(out).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


def asked_days(query):
    return re.findall(r'"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\dZ"', query)


@pytest.fixture
def ours(release):
    return release(*TITLES)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "public" / "links.ttl"


@pytest.fixture
def dump(tmp_path, turtle):
    path = tmp_path / "themis.ttl"
    path.write_text(turtle(*THEIRS), "utf-8")
    return Dump(path)


def test_our_own_decisions_are_no_news_items_of_theirs(ours, out, tmp_path, turtle):
    # As in a store that holds our release beside Themis's data: both are in Themis's terms.
    beside = tmp_path / "beside.ttl"
    published = turtle(*(("5", day, title) for day, title in TITLES))
    as_ours = published.replace("http://themis.vlaanderen.be/id/nieuwsbericht/", DEFAULT_BASE)
    beside.write_text(turtle(*THEIRS) + as_ours, "utf-8")
    found = reconcile(ours, Dump(beside), out, quietly)
    assert {link.item.iri for link in (*found.exact, *found.close)} == {
        f"http://themis.vlaanderen.be/id/nieuwsbericht/{name}" for name in "12"
    }


def test_every_decision_is_linked_listed_or_left(ours, dump, out):
    found = reconcile(ours, dump, out, quietly)
    assert [link.item.iri[-1] for link in found.exact] == ["1"]
    assert [close.item.iri[-1] for close in found.close] == ["2"]
    assert [candidate.item.iri[-1] for candidate in found.candidates] == ["3"]
    assert [decision.title for decision in found.unmatched] == ["Recyclagehub"]


def test_links_are_written_for_the_next_build_and_nothing_else(ours, dump, out):
    found = reconcile(ours, dump, out, quietly)
    quads = load_links(out, DEFAULT_BASE)
    links = {(q.subject.value, q.object.value) for q in quads if "Match" in q.predicate.value}
    assert links == {(x.decision.iri, x.item.iri) for x in (*found.exact, *found.close)}
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "current",
        "links-candidates.tsv",
        "links.ttl",
        "releases",
    ]


def test_candidates_are_listed_with_score_and_reason(ours, dump, out):
    reconcile(ours, dump, out, quietly)
    [row, _] = rows(out)
    assert row["day"] == "2021-03-05"
    assert row["title"] == "Plan Vlaamse Veerkracht: dossiernummer 123"
    assert row["rank"] == "1"
    assert float(row["score"]) > 95
    assert row["reason"] == "same day; alike, but for “123” / “124”"
    assert row["news item"].endswith("/nieuwsbericht/3")
    assert row["news item's meeting"] == "2021-03-05T09:00:00+00:00"
    assert row["news item's title"] == "Plan Vlaamse Veerkracht: dossiernummer 124"


def test_a_decision_without_candidate_is_listed_too(ours, dump, out):
    reconcile(ours, dump, out, quietly)
    [_, row] = rows(out)
    assert (row["day"], row["title"]) == ("2021-04-02", "Recyclagehub")
    assert (row["rank"], row["news item"]) == ("", "")
    assert row["reason"] == "no news item like it, that day or the days around it"


def test_an_endpoint_and_a_dump_of_the_same_data_give_the_same_links(
    ours, dump, out, themis, turtle
):
    by_dump = reconcile(ours, dump, out, quietly)
    server = themis(turtle(*THEIRS))
    assert reconcile(ours, Endpoint(server.url, HASTY), out, quietly) == by_dump
    assert f"<{server.url}>" in out.read_text("utf-8")
    assert server.most == 1


def test_the_same_run_twice_writes_the_same_bytes(ours, dump, out):
    reconcile(ours, dump, out, quietly)
    first = out.read_bytes(), candidates_file(out).read_bytes()
    reconcile(ours, dump, out, quietly)
    assert (out.read_bytes(), candidates_file(out).read_bytes()) == first


def test_months_are_asked_one_after_the_other_and_told(ours, out, themis, turtle):
    server, told = themis(turtle(*THEIRS)), []
    reconcile(ours, Endpoint(server.url, HASTY), out, lambda *told_now: told.append(told_now))
    assert [asked_days(query) for query in server.queries] == [
        ["2020-12-16", "2020-12-19"],
        ["2021-03-03", "2021-03-06"],
        ["2021-03-31", "2021-04-03"],
    ]
    assert told == [("ask", n, 3) for n in range(4)]


def test_an_interrupted_run_goes_on_and_asks_no_day_twice(ours, out, themis, turtle):
    whole = themis(turtle(*THEIRS))
    expected = reconcile(ours, Endpoint(whole.url, HASTY), out, quietly)
    out.unlink()
    server = themis(turtle(*THEIRS), (200, {}, None), *[(503, {}, b"busy")] * 2)
    endpoint = Endpoint(server.url, HASTY)
    with pytest.raises(RemoteError, match="answers 503"):
        reconcile(ours, endpoint, out, quietly)
    assert not out.exists()
    assert reconcile(ours, endpoint, out, quietly) == expected
    first, failed, again, *rest = server.queries
    assert failed == again == rest[0]
    assert [first, *rest] == whole.queries
    assert not out.with_name("links.ttl.progress").exists()


def test_progress_cut_off_in_the_middle_of_a_line_is_used_up_to_there(ours, out, themis, turtle):
    server = themis(turtle(*THEIRS), *[(200, {}, None)] * 2, *[(503, {}, b"busy")] * 2)
    endpoint = Endpoint(server.url, HASTY)
    with pytest.raises(RemoteError):
        reconcile(ours, endpoint, out, quietly)
    progress = out.with_name("links.ttl.progress")
    progress.write_bytes(progress.read_bytes()[:-30])
    server.queries.clear()
    found = reconcile(ours, endpoint, out, quietly)
    assert [asked_days(query)[0] for query in server.queries] == ["2021-03-03", "2021-03-31"]
    assert (len(found.exact), len(found.close), len(found.candidates)) == (1, 1, 1)


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b"\xff", b"null\n1\n"])
def test_progress_that_says_nothing_is_passed_over(ours, out, dump, content):
    out.with_name("links.ttl.progress").write_bytes(content)
    assert len(reconcile(ours, dump, out, quietly).exact) == 1


def test_progress_with_another_endpoint_is_not_used(ours, out, themis, turtle, dump):
    server = themis(turtle(), (200, {}, None), *[(503, {}, b"busy")] * 2)
    with pytest.raises(RemoteError):
        reconcile(ours, Endpoint(server.url, HASTY), out, quietly)
    assert len(reconcile(ours, dump, out, quietly).exact) == 1


def test_an_answer_that_is_not_json_is_told_and_nothing_is_written(ours, out, themis):
    server = themis("", (200, {}, b"<html>Onderhoud</html>"))
    with pytest.raises(RemoteError, match=r"no SPARQL results in JSON, but '<html>"):
        reconcile(ours, Endpoint(server.url, HASTY), out, quietly)
    assert not out.exists()


def test_an_answer_as_long_as_the_store_allows_is_asked_for_in_halves(
    release, out, themis, turtle, monkeypatch
):
    monkeypatch.setattr("akkoord.graph.reconcile.MOST_ROWS", 3)
    monkeypatch.setattr("akkoord.graph.reconcile.question", lambda span: question(span, 3))
    days = ["2021-05-07", "2021-05-12", "2021-05-21", "2021-05-28"]
    ours = release(*((day, f"Beslissing van {day}") for day in days))
    server = themis(turtle(*((day, day, f"Beslissing van {day}") for day in days)))
    found = reconcile(ours, Endpoint(server.url, HASTY), out, quietly)
    assert len(found.exact) == 4
    assert len(server.queries) == 3


def test_a_day_with_more_items_than_can_be_answered_is_told(release, out, themis, monkeypatch):
    monkeypatch.setattr("akkoord.graph.reconcile.MOST_ROWS", 0)
    server = themis("")
    with pytest.raises(RemoteError, match="more than 0 news items on 2021-05-06"):
        reconcile(release(("2021-05-07", "T")), Endpoint(server.url, HASTY), out, quietly)


def test_links_added_by_hand_outlive_a_run(ours, dump, out):
    reconcile(ours, dump, out, quietly)
    own = f"<{load_links(out, DEFAULT_BASE)[-1].subject.value}> skos:exactMatch <http://x.be/1> .\n"
    with out.open("a", encoding="utf-8") as file:
        file.write(own)
    reconcile(ours, dump, out, quietly)
    assert out.read_text("utf-8").endswith(f"{BY_HAND}\n{own}")


def test_a_file_that_is_no_register_is_not_written_over(ours, dump, out):
    out.write_text("<http://a> <http://b> <http://c> .\n", "utf-8")
    with pytest.raises(RegisterError, match=r"links\.ttl:1: error"):
        reconcile(ours, dump, out, quietly)
    assert out.read_text("utf-8") == "<http://a> <http://b> <http://c> .\n"


def test_a_broken_dump_leaves_nothing_behind(ours, tmp_path, out):
    path = tmp_path / "themis.ttl"
    path.write_text("<http://a> ", "utf-8")
    with pytest.raises(SourceError):
        reconcile(ours, Dump(path), out, quietly)
    assert sorted(each.name for each in out.parent.iterdir()) == ["current", "releases"]


def test_a_damaged_release_is_told(ours, dump, out):
    ours.file("nt").write_text("<http://a> ", "utf-8")
    with pytest.raises(ReleaseError, match="build the release again"):
        reconcile(ours, dump, out, quietly)


def test_a_place_that_cannot_be_written_is_told(ours, dump, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="choose another --out"):
        reconcile(ours, dump, tmp_path / "file" / "links.ttl", quietly)


def test_a_release_without_decisions_asks_nothing(release, out, themis):
    server = themis("")
    found = reconcile(release(), Endpoint(server.url, HASTY), out, quietly)
    assert found.unmatched == ()
    assert server.queries == []
    assert load_links(out, DEFAULT_BASE)


def test_a_title_cannot_break_out_of_the_table_or_the_register(release, out, tmp_path, turtle):
    hostile = 'Steun\t"aan" <http://x> .\\n\n# dossier'
    path = tmp_path / "themis.ttl"
    path.write_text(turtle(("1", "2021-05-07", hostile), ("2", "2021-05-07", hostile)), "utf-8")
    reconcile(release(("2021-05-07", hostile)), Dump(path), out, quietly)
    assert [row["news item's title"] for row in rows(out)] == [" ".join(hostile.split())] * 2
    assert load_links(out, DEFAULT_BASE)


def test_the_query_covers_what_a_dump_of_one_day_holds(turtle):
    store = ox.Store()
    store.load(turtle(*THEIRS).encode(), format=ox.RdfFormat.TURTLE)
    day = date(2020, 12, 18)
    assert len(list(store.query(question(Span(day, day))))) == 2
