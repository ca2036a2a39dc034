"""Counts over time: how often something happened in each of equal periods.

:mod:`.timelines` and :mod:`.drawings` draw them; ``templates/_pictures.html`` shows the drawing and
the numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST: Final = 72
"""Bars that one picture has at most."""

_SIZES: Final = (1, 3, 12, 60, 120, 1200)
"""Months that a bar may stand for."""

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-|$)")


@dataclass(frozen=True, slots=True)
class Scale:
    """The time that a picture shows, in equal periods.

    Attributes:
        first: first month, counted from the year 0.
        size: months in a period.
        count: how many periods.
    """

    first: int
    size: int
    count: int

    def period(self, date: str) -> int | None:
        """Return the number of the period in which ``date`` lies; ``None`` outside the scale."""
        month = _month(date)
        if month is None or not 0 <= month - self.first < self.size * self.count:
            return None
        return (month - self.first) // self.size


@dataclass(frozen=True, slots=True)
class Bar:
    """What one period counts.

    Attributes:
        first: its first month, ``yyyy-mm``.
        last: its last month.
        counts: for each series; they stack.
    """

    first: str
    last: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All its counts."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars over time.

    Attributes:
        bars: all periods, those that count nothing too.
        size: months that a bar stands for.
    """

    bars: tuple[Bar, ...]
    size: int

    @property
    def top(self) -> int:
        """The highest bar."""
        return max((bar.total for bar in self.bars), default=0)

    @property
    def total(self) -> int:
        """The sum of all bars."""
        return sum(bar.total for bar in self.bars)

    @property
    def drawn(self) -> tuple[Bar, ...]:
        """The bars that count something."""
        return tuple(bar for bar in self.bars if bar.total)


def scale(first: str, last: str) -> Scale | None:
    """Return the scale from date ``first`` to date ``last``; ``None`` if they are none."""
    begin, end = _month(first), _month(last)
    if begin is None or end is None or end < begin:
        return None
    size = next((s for s in _SIZES if (end - begin) // s < MOST), _SIZES[-1])
    begin -= begin % size
    return Scale(begin, size, min((end - begin) // size + 1, MOST * 2))


def by_month(dates: Iterable[str]) -> Counter[str]:
    """Return how many of ``dates`` lie in each month, by ``yyyy-mm``."""
    return Counter(date[:7] for date in dates)


def picture(over: Scale | None, *series: Mapping[str, int]) -> Picture | None:
    """Return the bars of one or more series.

    Args:
        over: the time to show.
        series: counts by date or month.

    Returns:
        ``None`` where there is no time or nothing to show.
    """
    if over is None:
        return None
    counts = [[0] * over.count for _ in series]
    for row, counted in zip(counts, series, strict=True):
        for date, count in counted.items():
            period = over.period(date)
            if period is not None:
                row[period] += count
    bars = tuple(Bar(*_ends(over, n), tuple(row[n] for row in counts)) for n in range(over.count))
    drawn = Picture(bars, over.size)
    return drawn if drawn.top else None


def _month(date: str) -> int | None:
    found = _MONTH.match(date)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def _name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _ends(over: Scale, period: int) -> tuple[str, str]:
    first = over.first + period * over.size
    return _name(first), _name(first + over.size - 1)
