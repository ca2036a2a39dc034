"""Counts over time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.pages.pictures import MOST, by_month, picture, scale

DATES = st.dates().map(str)


def test_months_are_bars_as_long_as_there_is_room() -> None:
    found = scale("2019-10-11", "2024-01-10")
    assert found is not None
    assert (found.size, found.count) == (1, 52)


def test_a_long_time_is_shown_in_longer_periods() -> None:
    found = scale("1995-02-01", "2024-01-10")
    assert found is not None
    assert found.size == 12
    drawn = picture(found, {"1995-02": 1, "2024-01": 2})
    assert drawn is not None
    assert (drawn.bars[0].first, drawn.bars[0].last) == ("1995-01", "1995-12")


@given(DATES, DATES)
def test_every_date_on_the_scale_lies_in_one_of_its_periods(one: str, other: str) -> None:
    first, last = sorted((one, other))
    found = scale(first, last)
    assert found is not None
    assert found.count <= MOST * 2
    assert found.period(first) == 0
    assert found.period(last) == found.count - 1


@given(st.lists(DATES, min_size=1))
def test_a_picture_counts_each_date_once(dates: list[str]) -> None:
    drawn = picture(scale(min(dates), max(dates)), by_month(dates))
    assert drawn is not None
    assert drawn.total == len(dates)


def test_series_stack() -> None:
    drawn = picture(scale("2021-01-01", "2021-03-01"), {"2021-01": 2}, {"2021-01": 3, "2021-03": 1})
    assert drawn is not None
    assert [bar.counts for bar in drawn.bars] == [(2, 3), (0, 0), (0, 1)]
    assert drawn.top == 5
    assert [bar.first for bar in drawn.drawn] == ["2021-01", "2021-03"]


def test_nothing_to_show_makes_no_picture() -> None:
    assert scale("", "") is None
    assert scale("2021-13-01", "2022-01-01") is None
    assert picture(None, {"2021-01": 1}) is None
    assert picture(scale("2021-01-01", "2021-03-01"), {}) is None
    assert picture(scale("2021-01-01", "2021-03-01"), {"geen datum": 3, "2031-01": 1}) is None
