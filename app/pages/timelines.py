"""One picture over time as SVG, joined from pieces of Vega's drawing (:mod:`.drawings`).

A drawing scales with its place, and text with it; so a timeline is drawn for a wide place and for
a narrow one, and style sheets show either.
"""

from __future__ import annotations

from math import log10, sqrt
from typing import TYPE_CHECKING, Any, Final

from akkoord.app.drawing.renderer import DrawingError

from .drawings import Drawing, in_page, inline, lasting, over, specification
from .language import numeral, span

if TYPE_CHECKING:
    from .pictures import Bar, Picture

WIDTHS: Final = {"wide": 844, "narrow": 304}
"""Of the drawings of one chart, in pixels without scales, by their class in style sheets."""

_ROUND: Final = ((10, sqrt(50)), (5, sqrt(10)), (2, sqrt(2)), (1, 1))
"""Steps of a scale, and what a tenth of it is at least for each; D3 has the same."""

_AXIS: Final = '<g class="mark-group role-axis"'
_MARKS: Final = '<g class="mark-rect role-mark marks"'


def period(bar: Bar) -> str:
    """Return the time of a bar in words."""
    return span(bar.first, bar.last)


def timeline(picture: Picture) -> tuple[Drawing, ...]:
    """Return the drawings of one picture, each bar with its number for a mouse."""
    parts = _parts(picture)
    return in_page([{**part, "width": width} for width in WIDTHS.values() for part in parts], _made)


def _parts(picture: Picture) -> tuple[dict[str, Any], ...]:
    """Return the charts of the time axis, the height, and the bars.

    Axes are most of the work. All pictures of a release have the same time axis, and many the same
    height; so each is drawn apart, once, and its height for one bar as high as the highest.
    """
    bars = [
        {"series": n, "count": count, "tip": f"{period(bar)}: {numeral(count)}", **lasting(bar)}
        for bar in picture.drawn
        for n, count in enumerate(bar.counts)
        if count
    ]
    highest = {"series": 0, "count": _end(picture.top), "tip": "", **lasting(picture.bars[0])}
    chart = over(picture, specification("timeline"))
    return (
        {**_without(chart, "y"), "datasets": {"bars": []}},
        {**_without(chart, "x"), "datasets": {"bars": [highest]}},
        {**_without(chart, "x", "y"), "datasets": {"bars": bars}},
    )


def _end(top: int) -> int:
    """Return where the scale of a bar so high ends: with the next of its ten or so round numbers.

    Bars of which the scale ends alike share a drawing of it (https://d3js.org/d3-scale/linear,
    ``nice``).
    """
    tenth = max(top / 10, 1)
    power = int(10 ** int(log10(tenth)))
    factor = next(n for n, least in _ROUND if tenth / power >= least)
    return -(-top // (factor * power)) * factor * power


def _without(chart: dict[str, Any], *axes: str) -> dict[str, Any]:
    encoding = chart["encoding"]
    return {**chart, "encoding": {**encoding, **{x: {**encoding[x], "axis": None} for x in axes}}}


def _made(svgs: tuple[str, ...]) -> tuple[Drawing, ...]:
    """Return the drawings that all parts make at each width."""
    drawn = zip(WIDTHS, svgs[::3], svgs[1::3], svgs[2::3], strict=True)
    return tuple(inline(_joined(*parts), name) for name, *parts in drawn)


def _joined(time_axis: str, height: str, bars: str) -> str:
    """Return a timeline of its parts, as Vega draws it whole: grid, time axis, numbers, bars.

    Raises:
        DrawingError: Vega draws them in another order.
    """
    try:
        before, grid, numbers = height.partition(_MARKS)[0].split(_AXIS)
        time_axis = time_axis[time_axis.index(_AXIS) : time_axis.index(_MARKS)]
        marks = bars[bars.index(_MARKS) :]
    except ValueError as error:
        raise DrawingError("Vega draws a timeline's parts otherwise than expected") from error
    return f"{before}{_AXIS}{grid}{time_axis}{_AXIS}{numbers}{marks}"
