"""Counts over time as SVG for a page: data for a chart of ``charts/``, drawn by Vega.

Colours and fonts are custom properties of the style sheet, which a reader's scheme gives values.
:mod:`.timelines` draws one picture; what stands here draws many together, and cards.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Final, cast

from flask import current_app, g
from markupsafe import Markup, escape
from werkzeug.exceptions import ServiceUnavailable

from akkoord.app.drawing.renderer import BusyError, DrawingError, Renderer

from .address import href
from .language import current, numeral
from .pictures import Bar, Picture
from .tallies import Tally
from .thing import Link

log = logging.getLogger(__name__)

EXTENSION: Final = "akkoord.renderer"
CHARTS: Final = Path(__file__).parent / "charts"

GROUP: Final = 8
"""Domains that are drawn together, so that groups can stand side by side."""

COLUMN, ROW = 338, 46
"""Pixels that a group is wide, and that a domain in it is high."""

LABELLED: Final = 12
"""Years that a chart names at most."""

MONTHS: Final = 15
"""Months of a chart that names months: it may have one January, or none."""

RETRY: Final = 2
"""Seconds after which whoever could not be given a card may ask again."""

TALLIES: Final = 3
"""Counts that fit beside each other on a card."""

_LOCALES: Final = {"nl": "nl-NL", "en": "en-GB"}
"""Locales of D3, https://d3js.org/d3-format#formatLocale."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY: Final = 24 * 3600 * 1000

_ROOT: Final = re.compile(r'<svg [^>]*viewBox="0 0 ([0-9.]+) ([0-9.]+)">(.*)</svg>', re.DOTALL)
_LABELLED: Final = re.compile(r'<path aria-label="([^"]*)"([^>]*)/>')
_LINK: Final = re.compile(r' xlink:href="([^"]*)"')
_ROLES: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG drawing to stand in a page.

    Attributes:
        name: class by which style sheets show it where it fits.
        width: in pixels; it scales.
        height: in pixels.
        content: of the ``svg`` element.
    """

    name: str
    width: float
    height: float
    content: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """A picture in a column of many.

    Attributes:
        thing: what it is of; its name is a link.
        picture: its counts.
    """

    thing: Link
    picture: Picture


def columns(rows: Sequence[Row], top: int) -> tuple[Drawing, ...]:
    """Return the drawings of many pictures, one below the other, some in each drawing.

    Args:
        rows: the pictures; all over the same time.
        top: the count that the highest bar stands for.
    """
    groups = [rows[start : start + GROUP] for start in range(0, len(rows), GROUP)]
    charts = [_column(group, top) for group in groups]
    return in_page(charts, lambda svgs: tuple(inline(svg, "group") for svg in svgs))


def _column(rows: Sequence[Row], top: int) -> dict[str, Any]:
    named = [
        {
            "row": n,
            "label": f"{row.thing.label} · {numeral(row.picture.total)}",
            "href": row.thing.iri,
        }
        for n, row in enumerate(rows)
    ]
    bars = [
        {"row": n, "count": bar.total, **lasting(bar)}
        for n, row in enumerate(rows)
        for bar in row.picture.drawn
    ]
    chart = over(rows[0].picture, specification("domains"))
    chart["width"], chart["height"] = COLUMN, ROW * len(rows)
    chart["params"] = [{"name": "rows", "value": len(rows)}, {"name": "top", "value": top}]
    return {**chart, "datasets": {"rows": named, "bars": bars}}


def card(
    title: Sequence[str],
    told: Sequence[str],
    notice: str,
    picture: Picture | None = None,
    tallies: Sequence[Tally] = (),
) -> bytes | None:
    """Return an image of a picture, or of counts, under a title; ``None`` where none can be made.

    Args:
        title: its lines.
        told: lines below the title.
        notice: a line at the foot.
        picture: its bars; ``None`` where counts are shown.
        tallies: what is counted, the three most telling first.

    Raises:
        werkzeug.exceptions.ServiceUnavailable: too many are asked for at once.
    """
    if picture:
        shown = [{"count": bar.total, **lasting(bar)} for bar in picture.drawn]
        chart = over(picture, specification("card-bars"))
    else:
        shown = [{"place": n, **asdict(each)} for n, each in enumerate(tallies[:TALLIES])]
        chart = specification("card-tallies")
    chart["encoding"]["x"]["axis"]["title"] = notice
    frame = specification("card")
    titled = {**frame["title"], "text": list(title), "subtitle": list(told)}
    drawn = {**frame, **chart, "title": titled, "datasets": {"shown": shown}}
    try:
        return _renderer().png(drawn, _LOCALES[current()])
    except BusyError as error:
        raise ServiceUnavailable(retry_after=RETRY) from error
    except DrawingError:
        log.exception("the card cannot be drawn")
        return None


@cache
def _text(name: str) -> str:
    return (CHARTS / f"{name}.json").read_text("utf-8")


def specification(name: str) -> dict[str, Any]:
    """Return a chart of ``charts/``, to be completed."""
    return cast("dict[str, Any]", json.loads(_text(name)))


def over(picture: Picture, chart: dict[str, Any]) -> dict[str, Any]:
    """Give a chart's axis the time that a picture shows."""
    encoded = chart.get("layer", [chart])[-1]["encoding"]["x"]
    first, last = picture.bars[0].first, picture.bars[-1].last
    encoded["scale"]["domain"] = [_moment(first), _moment(last, 1)]
    encoded["axis"] |= _ticks(picture)
    return chart


def _ticks(picture: Picture) -> dict[str, Any]:
    """Return which times an axis names: years, or months where they are few."""
    months = len(picture.bars) * picture.size
    if months > MONTHS:
        return {"tickCount": {"interval": "year", "step": months // 12 // LABELLED + 1}}
    first = picture.bars[0].first
    return {"format": "%b %Y", "values": [_moment(first, n) for n in range(months)]}


def lasting(bar: Bar) -> dict[str, int]:
    """Return from when to when a bar lasts, as data have it."""
    return {"from": _moment(bar.first), "to": _moment(bar.last, 1)}


def _moment(month: str, later: int = 0) -> int:
    """Return when a month begins, or one some months later, as JavaScript counts time."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + later, 12)
    if not date.min.year <= year <= date.max.year:
        day = date.max if year else date.min
    else:
        day = date(year, number + 1, 1)
    return (day.toordinal() - _EPOCH) * _DAY


def _renderer() -> Renderer:
    return cast("Renderer", current_app.extensions[EXTENSION])


def in_page(
    charts: Sequence[Mapping[str, Any]], made: Callable[[tuple[str, ...]], tuple[Drawing, ...]]
) -> tuple[Drawing, ...]:
    """Return charts as they stand in a page; none where they cannot be drawn.

    Args:
        charts: their specifications.
        made: makes the drawings of them as Vega draws them.
    """
    try:
        return made(_renderer().svg(charts, _LOCALES[current()]))
    except DrawingError:
        log.exception("a chart is left out of a page")
        g.lacking = True
        return ()


def inline(svg: str, name: str) -> Drawing:
    """Return what Vega drew as it can stand in a page, where one name for the whole is enough.

    Labels of marks become titles, which a mouse shows; roles within a picture mean nothing. What is
    drawn names things by their IRIs, so that it is the same wherever they are served.

    Raises:
        DrawingError: it is not the document that Vega draws.
    """
    found = _ROOT.fullmatch(svg)
    if found is None:
        raise DrawingError(f"Vega draws otherwise than expected: {svg[:200]}")
    content = _LABELLED.sub(r"<path\2><title>\1</title></path>", found[3])
    content = _LINK.sub(_served, _ROLES.sub("", content))
    return Drawing(name, float(found[1]), float(found[2]), Markup(content))  # noqa: S704 - Vega escapes


def _served(link: re.Match[str]) -> str:
    return f' href="{escape(href(unescape(link[1])) or "")}"'
