"""One picture over time, as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from flask import current_app

from akkoord.app.drawing.renderer import Renderer
from akkoord.app.pages import create_app, drawings
from akkoord.app.pages.drawings import inline
from akkoord.app.pages.language import numeral
from akkoord.app.pages.timelines import WIDTHS, period, timeline

from .conftest import counted, elements

if TYPE_CHECKING:
    from .conftest import StoreEndpoint


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
            **drawings.lasting(bar),
        }
        for bar in asked.drawn
        for n, count in enumerate(bar.counts)
        if count
    ]
    chart = {**drawings.over(asked, drawings.specification("timeline")), "datasets": {"bars": bars}}
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


class Otherwise(Renderer):
    """Draws as Vega does, but for one thing."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self._change = old, new

    def svg(self, charts: Sequence[object], locale: str) -> tuple[str, ...]:
        return tuple(each.replace(*self._change) for each in super().svg(charts, locale))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("role-axis", "role-scale"),
        ("mark-rect", "mark-bar"),
        ("<svg ", "<?xml version='1.0'?><svg "),
    ],
)
def test_a_page_leaves_out_what_vega_draws_otherwise_than_expected(
    old: str, new: str, endpoint: StoreEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    home = create_app(endpoint, renderer=Otherwise(old, new)).test_client().get("/")
    assert home.status_code == 200
    assert '<table class="dense">' in home.text
    assert 'class="drawing wide"' not in home.text
    assert "otherwise than expected" in caplog.text
    assert home.headers["Cache-Control"] == "no-store"
