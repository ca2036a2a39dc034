"""What is asked about Themis, and what is taken from the answer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest

from akkoord.graph.reconcile.themis import (
    NewsItem,
    Span,
    months,
    question,
    read_answer,
)

SPAN = Span(date(2021, 3, 27), date(2021, 3, 28))


def answer(*rows):
    bindings = [
        {name: {"type": "uri" if name == "item" else "literal", "value": text} for name, text in r}
        for r in (row.items() for row in rows)
    ]
    return json.dumps({"head": {}, "results": {"bindings": bindings}}).encode()


def test_days_are_asked_by_the_month():
    days = {date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 29), date(2022, 1, 5)}
    assert months(days) == [
        Span(date(2020, 12, 31), date(2020, 12, 31)),
        Span(date(2021, 1, 1), date(2021, 1, 29)),
        Span(date(2022, 1, 5), date(2022, 1, 5)),
    ]
    assert months([]) == []


def test_halves_cover_a_span_without_overlap():
    first, second = Span(date(2021, 1, 30), date(2021, 2, 1)).halves()
    assert first == Span(date(2021, 1, 30), date(2021, 1, 31))
    assert second == Span(date(2021, 2, 1), date(2021, 2, 1))
    assert SPAN.halves() == (
        Span(date(2021, 3, 27), date(2021, 3, 27)),
        Span(date(2021, 3, 28), date(2021, 3, 28)),
    )


def test_days_begin_at_midnight_in_brussels_summer_time_included():
    text = question(SPAN)
    assert '"2021-03-26T23:00:00Z"^^xsd:dateTime' in text
    assert '"2021-03-28T22:00:00Z"^^xsd:dateTime' in text
    assert '"from"^^' not in text
    assert '"until"^^' not in text
    ox.Store().query(text)


def test_the_question_finds_the_items_of_its_days_only(turtle):
    store = ox.Store()
    export = turtle(
        ("friday", "2021-03-26", "Vrijdag"),
        ("saturday", "2021-03-27", "Zaterdag"),
        ("late", datetime.fromisoformat("2021-03-28T23:59:00+02:00"), "Laat"),
        ("monday", datetime.fromisoformat("2021-03-29T00:00:00+02:00"), "Maandag"),
    )
    store.load(export.encode(), format=ox.RdfFormat.TURTLE)
    solutions = store.query(question(SPAN))
    assert sorted(solution["title"].value for solution in solutions) == ["Laat", "Zaterdag"]


def test_only_what_is_a_piece_derived_from_an_agenda_item_is_an_item(turtle):
    export = turtle(("a", "2021-03-27", "Zaterdag")).replace("a dossier:Stuk", "a dossier:Dossier")
    store = ox.Store()
    store.load(export.encode(), format=ox.RdfFormat.TURTLE)
    assert list(store.query(question(SPAN))) == []


def test_an_item_is_read_with_its_titles_folded_and_its_start_in_utc():
    row = {
        "item": "http://themis.vlaanderen.be/id/nieuwsbericht/1",
        "title": " Brexit:\u00a0steun\n",
        "alternative": "FIT\u00ad",
        "start": "2021-03-28T00:30:00+01:00",
    }
    [item] = read_answer(answer(row)).items
    start = datetime(2021, 3, 27, 23, 30, tzinfo=UTC)
    assert item == NewsItem(row["item"], "Brexit: steun", "FIT", start)
    assert item.day == date(2021, 3, 28)


def test_a_start_without_zone_is_in_utc():
    row = {"item": "http://x/1", "title": "T", "start": "2021-03-28T09:00:00"}
    [item] = read_answer(answer(row)).items
    assert item.start == datetime(2021, 3, 28, 9, tzinfo=UTC)
    assert item.alternative == ""


@pytest.mark.parametrize(
    "change",
    [
        {"item": "urn:uuid:1"},
        {"item": "javascript:alert(1)"},
        {"item": "http://x/> <http://evil"},
        {"item": "not an iri"},
        {"start": "yesterday"},
        {"start": ""},
    ],
)
def test_a_row_that_cannot_be_linked_to_is_left_out(change):
    row = {"item": "http://x/1", "title": "T", "start": "2021-03-28T09:00:00Z"}
    found = read_answer(answer(row | change, row))
    assert found.rows == 2
    assert [item.iri for item in found.items] == ["http://x/1"]


def test_a_blank_node_cannot_be_linked_to():
    row = {"item": "http://x/1", "title": "T", "start": "2021-03-28T09:00:00Z"}
    content = answer(row).replace(b'"uri"', b'"bnode"')
    assert read_answer(content).items == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"<html>Service Unavailable</html>",
        b"[]",
        b'{"boolean": true}',
        b'{"results": {"bindings": null}}',
        b'{"results": {"bindings": [1]}}',
        b'{"results": {"bindings": [{"item": "x"}]}}',
        b'{"results": {"bindings": [{"item": {"value": "x"}}]}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_an_answer_of_another_form_is_an_error(content):
    with pytest.raises(ValueError, match="no SPARQL results in JSON"):
        read_answer(content)
