"""Counts over time as drawings in a page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest
from flask import current_app, g

from akkoord.app.drawing.renderer import DrawingError, Renderer
from akkoord.app.pages import create_app, drawings
from akkoord.app.pages.data import see
from akkoord.app.pages.drawings import (
    GROUP,
    WIDTHS,
    Drawing,
    Row,
    columns,
    inline,
    period,
    timeline,
)
from akkoord.app.pages.language import numeral
from akkoord.app.pages.pictures import Picture, picture, scale
from akkoord.app.pages.thing import Link

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from .conftest import StoreEndpoint

DOMAIN = "https://w3id.org/regeerakkoord/id/domain/"


class Broken(Renderer):
    """Draws nothing."""

    def svg(self, charts: Sequence[object], locale: str) -> tuple[str, ...]:
        raise DrawingError(f"{charts}, {locale}")

    def png(self, chart: object, locale: str) -> bytes:
        raise DrawingError(f"{chart}, {locale}")


@pytest.fixture
def _page(client: FlaskClient, endpoint: StoreEndpoint) -> Iterator[None]:
    with client.application.test_request_context("/?lang=nl"):
        g.language, g.graph = "nl", see(endpoint)
        yield


def counted(*series: dict[str, int], first: str = "2019-11", last: str = "2021-03") -> Picture:
    found = picture(scale(first, last), *series)
    assert found is not None
    return found


def elements(drawing: Drawing, name: str) -> list[ET.Element]:
    root = ET.fromstring(f"<svg>{drawing.content}</svg>")
    return list(root.iter(name))


@pytest.mark.usefixtures("_page")
def test_a_timeline_is_drawn_for_wide_and_narrow_places_with_years_and_a_scale() -> None:
    wide, narrow = timeline(counted({"2020-01": 3, "2021-02": 8}))
    assert (wide.name, narrow.name) == ("wide", "narrow")
    assert wide.width > 2 * narrow.width
    for drawing in (wide, narrow):
        texts = [each.text for each in elements(drawing, "text")]
        assert {"2020", "2021", "0", "8"} <= set(texts)


@pytest.mark.usefixtures("_page")
@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("2020-03", "2020-03", {"mrt 2020"}),
        ("2019-10", "2020-03", {"okt 2019", "mrt 2020"}),
        ("2019-10", "2021-05", {"2020", "2021"}),
    ],
)
def test_an_axis_names_months_where_years_would_say_little(
    first: str, last: str, named: set[str]
) -> None:
    wide, narrow = timeline(counted({first: 1, last: 2}, first=first, last=last))
    assert named <= {each.text for each in elements(wide, "text")}
    assert {each.text for each in elements(narrow, "text")} & named


@pytest.mark.usefixtures("_page")
@pytest.mark.parametrize("most", [1, 2, 3, 7, 5000])
def test_the_scale_has_whole_numbers_each_once(most: int) -> None:
    wide, _ = timeline(counted({"2020-01": most}, first="2020-01", last="2020-09"))
    texts = [each.text or "" for each in elements(wide, "text")]
    numbers = [text for text in texts if not text.endswith(" 2020")]
    assert len(numbers) == len(set(numbers)) <= 6
    assert numbers[:2] == ["0", str(min(most, 1))] or most > 4


@pytest.mark.usefixtures("_page")
@pytest.mark.parametrize(
    "series",
    [
        *(({"2020-01": top},) for top in (1, 3, 10, 11, 15, 33, 71, 103, 1415, 99_999)),
        ({"2020-01": 117, "2021-02": 8}, {"2020-01": 4}),
    ],
)
def test_a_timeline_of_parts_is_what_vega_draws_in_one_piece(series: tuple[dict[str, int]]) -> None:
    asked = counted(*series)
    bars = [
        {
            "series": n,
            "count": count,
            "tip": f"{period(bar)}: {numeral(count)}",
            **drawings._time(bar),
        }
        for bar in asked.drawn
        for n, count in enumerate(bar.counts)
        if count
    ]
    chart = {**drawings._over(asked, drawings._chart("timeline")), "datasets": {"bars": bars}}
    renderer = current_app.extensions[drawings.EXTENSION]
    whole = renderer.svg([{**chart, "width": width} for width in WIDTHS.values()], "nl-NL")
    assert timeline(asked) == tuple(map(inline, whole, WIDTHS))


@pytest.mark.usefixtures("_page")
def test_each_bar_tells_its_period_and_number_and_has_its_series_colour() -> None:
    wide, _ = timeline(counted({"2020-01": 1200}, {"2020-01": 2, "2020-05": 1}))
    bars = [each for each in elements(wide, "path") if each.find("title") is not None]
    told = [(each.findtext("title"), each.get("fill")) for each in bars]
    assert sorted(told, key=str) == [
        ("januari 2020: 1.200", "var(--bar)"),
        ("januari 2020: 2", "var(--bar-2)"),
        ("mei 2020: 1", "var(--bar-2)"),
    ]


@pytest.mark.usefixtures("_page")
def test_a_drawing_has_no_style_that_a_content_security_policy_would_block() -> None:
    for drawing in timeline(counted({"2020-01": 3})):
        assert "style" not in drawing.content
        assert "role=" not in drawing.content
        assert "aria-" not in drawing.content


@pytest.mark.usefixtures("_page")
@pytest.mark.parametrize(
    ("first", "last"), [("0001-01", "9999-12"), ("2020-02", "2020-02"), ("1969-12", "1970-01")]
)
def test_any_time_can_be_drawn(first: str, last: str) -> None:
    for drawing in timeline(counted({first: 1, last: 2}, first=first, last=last)):
        assert "NaN" not in drawing.content
        assert [each for each in elements(drawing, "path") if each.find("title") is not None]


@pytest.mark.usefixtures("_page")
def test_domains_stand_in_groups_with_links_to_their_pages() -> None:
    labels = [f'Domein <{n}> & "co"' for n in range(GROUP + 1)]
    rows = [
        Row(Link(f"{DOMAIN}d{n}", label, "nl"), counted({"2020-01": n + 1}))
        for n, label in enumerate(labels)
    ]
    drawings = columns(rows, GROUP + 1)
    assert [drawing.name for drawing in drawings] == ["group", "group"]
    links = [each for drawing in drawings for each in elements(drawing, "a")]
    assert [each.get("href", "").partition("?")[0] for each in links] == [
        f"/doc/domain/d{n}" for n in range(GROUP + 1)
    ]
    texts = ["".join(each.itertext()) for each in links]
    assert texts == [f"{label} · {n}" for n, label in enumerate(labels, 1)]


@pytest.mark.usefixtures("_page")
def test_a_higher_count_is_a_higher_bar() -> None:
    (drawing,) = columns([Row(Link(f"{DOMAIN}d", "D"), counted({"2020-01": 1, "2020-06": 9}))], 9)
    heights = [
        float(each.get("d", "").partition("v")[2].partition("h")[0])
        for each in elements(drawing, "path")
        if each.get("fill") == "var(--bar)"
    ]
    assert len(heights) == 2
    low, high = sorted(map(abs, heights))
    assert high > 5 * low


def test_labels_of_marks_become_titles_and_stay_escaped() -> None:
    svg = (
        '<svg class="marks" width="3" height="2" viewBox="0 0 3 2">'
        '<path aria-label="a &lt;b&gt; &amp; c" role="graphics-symbol" d="M0,0"/></svg>'
    )
    drawing = inline(svg, "wide")
    assert (drawing.width, drawing.height) == (3, 2)
    assert drawing.content == '<path d="M0,0"><title>a &lt;b&gt; &amp; c</title></path>'


def test_without_a_drawing_the_numbers_are_there_and_the_page_is_kept_by_nobody(
    endpoint: StoreEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(endpoint, renderer=Broken()).test_client()
    home = client.get("/")
    assert home.status_code == 200
    assert '<table class="dense">' in home.text
    assert "<svg" not in home.text
    assert "left out" in caplog.text
    assert "ETag" not in home.headers
    assert home.headers["Cache-Control"] == "no-store"
