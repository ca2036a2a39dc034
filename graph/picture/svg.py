"""The picture as SVG: readable without a style sheet, in light and in dark, aloud and in print.

Colours of the light page are attributes, so that it looks right wherever styles are refused; a
style sheet turns them for who prefers dark. Contrasts meet WCAG 2.2 AA.
"""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from .. import vocabulary as v
from .layout import EDGE, HEAD, LINE, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .diagram import Box, Diagram
    from .layout import Layout, Line, Place, Point

DARK: Final = (Path(__file__).parent / "dark.css").read_text("utf-8")
# Colour of each family's heads, and what the legend calls it.
FAMILIES: Final = {
    "agreement": ("#14213d", "the agreement"),
    "concept": ("#5c5546", "concepts"),
    "report": ("#0b4f49", "reports"),
    "decision": ("#7d3410", "decisions"),
    "agency": ("#4f2577", "agencies"),
}
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
PAPER: Final = "#fffdf8"
RADIUS: Final = 10


def svg(model: Diagram, layout: Layout) -> str:
    """Return ``model``, laid out, as an SVG document that ends in a line break."""
    width, height = round(layout.width), round(layout.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="title description" font-family="{FONT}" font-size="14">',
        f'<title id="title">{escape(model.title)}</title>',
        f'<desc id="description">{escape(_described(model))}</desc>',
        f"<style>\n{DARK}</style>",
        '<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
        'markerUnits="userSpaceOnUse" orient="auto">'
        '<path class="tip" d="M0 0 10 5 0 10z" fill="#5b5446"/></marker>',
        f'<rect class="paper" width="{width}" height="{height}" rx="12" fill="{PAPER}"/>',
        *_heading(model),
        '<g fill="none" stroke-width="1.5">',
        *(_line(line) for line in layout.lines),
        "</g>",
        *(text for name, box in model.boxes.items() for text in _box(box, layout.places[name])),
        '<g font-size="13" stroke-width="5" paint-order="stroke" stroke-linejoin="round">',
        *(_label(line) for line in layout.lines),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _described(model: Diagram) -> str:
    joins = (f"{join.source} {join.property} {join.target}" for join in model.joins)
    return f"{len(model.boxes)} classes. What joins them: {'; '.join(joins)}."


def _heading(model: Diagram) -> Iterator[str]:
    note = f"A name without a prefix stands under {v.RA}"
    yield _text((EDGE, 44), model.title, "ink", size=22, bold=True)
    yield _text((EDGE, 68), note, "muted")
    x = EDGE + 3 * WIDTH
    for family, (colour, name) in FAMILIES.items():
        place = f'x="{x}" y="32" width="14" height="14" rx="3"'
        yield f'<rect class="head {family}" {place} fill="{colour}"/>'
        yield _text((x + 21, 44), name, "ink")
        x += 58 + 8 * len(name)


def _box(box: Box, place: Place) -> Iterator[str]:
    x, y, height = place.x, place.y, place.height
    colour, _ = FAMILIES[place.family]
    yield f"<g><title>{escape(f'{box.english}: {box.definition}')}</title>"
    yield (
        f'<rect class="box" x="{x}" y="{y}" width="{WIDTH}" height="{height}" rx="8" '
        'fill="#ffffff" stroke="#cfc6b2"/>'
    )
    yield (
        f'<path class="head {place.family}" fill="{colour}" d="M{x} {y + HEAD}v{8 - HEAD}'
        f'a8 8 0 0 1 8-8h{WIDTH - 16}a8 8 0 0 1 8 8v{HEAD - 8}z"/>'
    )
    yield _text((x + 12, y + 20), box.name, "", size=16, bold=True, fill="#ffffff")
    yield _text((x + 12, y + 37), box.dutch, "", size=12, fill="#ffffff")
    for number, each in enumerate(box.properties):
        line = y + HEAD + 22 + LINE * number
        yield _text((x + 12, line), each.name, "ink", size=13)
        if each.type:
            yield _text((place.right - 12, line), each.type, "muted", size=12, anchor="end")
    yield "</g>"


def _line(line: Line) -> str:
    return f'<path class="line" stroke="#5b5446" marker-end="url(#tip)" d="{_path(line.corners)}"/>'


def _label(line: Line) -> str:
    x, y = line.label
    return (
        f'<text class="label" x="{_number(x)}" y="{_number(y)}" text-anchor="{line.anchor}" '
        f'fill="#6b4a00" stroke="{PAPER}">{escape(line.join.property)}</text>'
    )


def _path(corners: tuple[Point, ...]) -> str:
    """Return the path through ``corners``, each rounded."""
    steps = [f"M{_pair(corners[0])}"]
    for (before, corner), (_, after) in pairwise(pairwise(corners)):
        into, out = _towards(corner, before), _towards(corner, after)
        steps.append(f"L{_pair(into)}Q{_pair(corner)} {_pair(out)}")
    return "".join([*steps, f"L{_pair(corners[-1])}"])


def _towards(corner: Point, other: Point) -> Point:
    (x, y), (far_x, far_y) = corner, other
    length = hypot(far_x - x, far_y - y)
    part = min(RADIUS, length / 2) / length
    return x + (far_x - x) * part, y + (far_y - y) * part


def _text(
    at: Point,
    text: str,
    kind: str,
    *,
    size: int = 14,
    bold: bool = False,
    anchor: str = "start",
    fill: str = "",
) -> str:
    fill = fill or {"ink": "#1c1b18", "muted": "#625c4f"}[kind]
    attributes = f'class="{kind}" fill="{fill}"' if kind else f'fill="{fill}"'
    heavy = ' font-weight="600"' if bold else ""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{_number(at[0])}" y="{_number(at[1])}" font-size="{size}"{heavy}{anchored} '
        f"{attributes}>{escape(text)}</text>"
    )


def _pair(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
