"""Where things stand: boxes on a grid, joins through the gaps between them.

The place of each class is chosen by hand, below; the rest follows. A join between neighbours in a
row or a column is a straight line. Any other leaves its box for a gap, follows that, and enters:
each has a track of its own in the gap, so that no two lie on one another. Lengths are in pixels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from .diagram import Diagram, Join

# Column, row and family of each class.
PLACES: Final = {
    "Agreement": (0, 0, "agreement"),
    "Section": (1, 0, "agreement"),
    "PolicyTheme": (2, 0, "concept"),
    "PolicyDomain": (3, 0, "concept"),
    "SourceFile": (0, 1, "report"),
    "Report": (1, 1, "report"),
    "Decision": (2, 1, "decision"),
    "Agency": (3, 1, "agency"),
    "Topic": (0, 2, "concept"),
    "Statement": (1, 2, "report"),
    "Reference": (2, 2, "report"),
    "Meeting": (3, 2, "decision"),
}
WIDTH: Final = 228
HEAD: Final = 46
LINE: Final = 20
ACROSS: Final = 144
DOWN: Final = 100
EDGE: Final = 44
TOP: Final = 128
LOOP: Final = 22
# From a box's top: where lines straight across, lines from above and lines from below arrive.
STRAIGHT: Final = 32
ABOVE: Final = 14
BELOW: Final = 60
TRACK: Final = 16
LANE: Final = 52
ASIDE: Final = 76

Point: TypeAlias = tuple[float, float]
# Corners, and the point and anchor of the label.
Way: TypeAlias = tuple[tuple[Point, ...], Point, str]


class Place(NamedTuple):
    """A box on the page."""

    column: int
    row: int
    family: str
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Return the x of its middle."""
        return self.x + WIDTH / 2

    @property
    def right(self) -> float:
        """Return the x of its right side."""
        return self.x + WIDTH

    @property
    def bottom(self) -> float:
        """Return the y of its lower side."""
        return self.y + self.height


class Line(NamedTuple):
    """A join on the page: corners from its source to its target, and where its label stands."""

    join: Join
    corners: tuple[Point, ...]
    label: Point
    anchor: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole page: boxes by name, lines, and its size."""

    places: dict[str, Place]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(model: Diagram) -> Layout:
    """Give everything of ``model`` its place.

    Raises:
        ValueError: a class has none in :data:`PLACES`.
    """
    if homeless := sorted(model.boxes.keys() - PLACES.keys()):
        raise ValueError(f"no place in the picture for {', '.join(homeless)}: add it to PLACES")
    places = _places(model)
    router = _Router(places)
    # What starts low on the left of a gap takes the tracks on its left, and so crosses less.
    joins = sorted(model.joins, key=lambda join: _lower(places, join).column)
    lines = tuple(router.line(join) for join in joins)
    width = max(place.right for place in places.values()) + EDGE + LOOP
    bottom = max(place.bottom for place in places.values())
    return Layout(places, lines, width, bottom + EDGE + LOOP)


def _places(model: Diagram) -> dict[str, Place]:
    height = {name: HEAD + 12 + LINE * len(box.properties) for name, box in model.boxes.items()}
    rows: dict[int, int] = defaultdict(int)
    for name in model.boxes:
        rows[PLACES[name][1]] = max(rows[PLACES[name][1]], height[name])
    places = {}
    for name in model.boxes:
        column, row, family = PLACES[name]
        x = EDGE + column * (WIDTH + ACROSS)
        y = TOP + sum(rows[above] + DOWN for above in range(row))
        places[name] = Place(column, row, family, x, y, height[name])
    return places


def _lower(places: dict[str, Place], join: Join) -> Place:
    return max(places[join.source], places[join.target], key=lambda place: place.row)


class _Router:
    """Finds the way of each join, giving out the tracks of each gap in turn."""

    def __init__(self, places: dict[str, Place]) -> None:
        self._places = places
        self._taken: Counter[tuple[str | int, ...]] = Counter()
        self._columns = 1 + max(place.column for place in places.values())
        self._last = max(place.row for place in places.values())
        self._floor = max(place.bottom for place in places.values())

    def line(self, join: Join) -> Line:
        source, target = self._places[join.source], self._places[join.target]
        match abs(source.column - target.column), abs(source.row - target.row):
            case 0, 0:
                way = _loop(source, self._columns)
            case 1, 0:
                way = _across(source, target)
            case 0, 1:
                way = _down(source, target)
            case ((0 | 1), _):
                way = self._between_columns(source, target)
            case _ if source.row == self._last:
                way = self._around(source, target)
            case _:
                way = self._between_rows(source, target)
        return Line(join, *way)

    def _between_columns(self, source: Place, target: Place) -> Way:
        left = min(source.column, target.column) - (source.column == target.column)
        upper, lower = sorted((source, target), key=lambda place: place.row)
        track = self._track("column", left, lower.row)
        x = EDGE + (left + 1) * (WIDTH + ACROSS) - ACROSS + 40 + 62 * track
        heights = {upper: upper.y + BELOW + TRACK * track, lower: lower.y + ABOVE}
        start, end = heights[source], heights[target]
        corners = (
            (_side(source, x), start),
            (x, start),
            (x, end),
            (_side(target, x), end),
        )
        return corners, (x, lower.y - DOWN + 26 + 20 * track), "middle"

    def _between_rows(self, source: Place, target: Place) -> Way:
        row = max(source.row, target.row)
        lower = max(source.y, target.y)
        y = lower - (LANE if row else LOOP + 8) - 16 * self._track("row", row)
        towards = ASIDE if target.x > source.x else -ASIDE
        start, end = source.middle + towards, target.middle - towards
        corners = (
            (start, source.y if y < source.y else source.bottom),
            (start, y),
            (end, y),
            (end, target.y if y < target.y else target.bottom),
        )
        return corners, ((start + end) / 2, y - 7), "middle"

    def _around(self, source: Place, target: Place) -> Way:
        track = self._track("row", self._last + 1)
        y = self._floor + 32 + 16 * track
        x = max(place.right for place in self._places.values()) + LOOP + 12 + 12 * track
        start = source.middle + ASIDE
        corners = (
            (start, source.bottom),
            (start, y),
            (x, y),
            (x, target.y + STRAIGHT),
            (target.right, target.y + STRAIGHT),
        )
        return corners, ((start + x) / 2, y - 7), "middle"

    def _track(self, *gap: str | int) -> int:
        self._taken[gap] += 1
        return self._taken[gap] - 1


def _side(place: Place, x: float) -> float:
    return place.x if x < place.x else place.right


def _loop(place: Place, columns: int) -> Way:
    left = place.column < columns / 2
    corner, out = (place.x, -1) if left else (place.right, 1)
    corners = (
        (corner - out * 40, place.y),
        (corner - out * 40, place.y - LOOP),
        (corner + out * LOOP, place.y - LOOP),
        (corner + out * LOOP, place.y + ABOVE),
        (corner, place.y + ABOVE),
    )
    label = (corner + out * LOOP * (1 if left else 2), place.y - LOOP - 7)
    return corners, label, "start" if left else "end"


def _across(source: Place, target: Place) -> Way:
    y = source.y + STRAIGHT
    start, end = _side(source, target.middle), _side(target, source.middle)
    return ((start, y), (end, y)), ((start + end) / 2, y + 16), "middle"


def _down(source: Place, target: Place) -> Way:
    upper, lower = sorted((source, target), key=lambda place: place.row)
    x, ends = source.middle, {upper: upper.bottom, lower: lower.y}
    label = (x + 9, upper.bottom + (lower.y - upper.bottom) * 0.4)
    return ((x, ends[source]), (x, ends[target])), label, "start"
