"""Figures and the Markdown tables that show them; a table can be pasted into the README."""

from __future__ import annotations

import math
import os
import platform
import statistics
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PACKAGES = ("pyoxigraph", "oxigraph", "rdflib", "oxrdflib", "rdflib-endpoint", "pyshacl", "granian")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of results.

    Attributes:
        title: what was measured.
        header: a name for each column; all but the first are aligned to the right.
        rows: the cells, as text.
        notes: what a reader must know to judge the figures; a line each.
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """Return the table in Markdown, its columns padded so that it reads as plain text too."""
        columns = list(zip(self.header, *self.rows, strict=True))
        widths = [max(3, *map(len, column)) for column in columns]
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        lines = [_line(cells, widths) for cells in (self.header, rule, *self.rows)]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"### {self.title}", "", *lines, *([""] if notes else []), *notes, ""])


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is held against.

    Attributes:
        name: what is compared.
        value: the figure.
        limit: the figure that it is held against.
        at_least: whether the figure must reach the limit rather than stay under it.
    """

    name: str
    value: float
    limit: float
    at_least: bool = False

    def sentence(self) -> str:
        """Return figure, limit and verdict as one line."""
        met = self.value >= self.limit if self.at_least else self.value <= self.limit
        bound = "at least" if self.at_least else "at most"
        verdict = "met" if met else "**missed**"
        return f"{self.name}: {self.value:.3g} (target: {bound} {self.limit:g}) — {verdict}"


def machine() -> Table:
    """Return what the figures depend on: cores, Python, versions, and how busy the machine was."""
    rows = [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("system", f"{platform.system()} {platform.release()}"),
        ("Python", platform.python_version()),
        *((package, version(package)) for package in PACKAGES),
        ("load before the run (1, 5, 15 min)", ", ".join(f"{x:.2f}" for x in os.getloadavg())),
    ]
    return Table("Machine", ("", "value"), rows)


def median(values: Iterable[float]) -> float:
    """Return the median, or infinity when nothing was measured."""
    measured = list(values)
    return statistics.median(measured) if measured else float("inf")


def p95(values: Iterable[float]) -> float:
    """Return what nineteen of twenty values are at most."""
    measured = sorted(values)
    return measured[math.ceil(0.95 * len(measured)) - 1]


def geometric_mean(values: Iterable[float]) -> float:
    """Return the geometric mean."""
    return statistics.geometric_mean(values)


def seconds(value: float) -> str:
    """Return a duration with its unit, in milliseconds when it is short."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def milliseconds(value: float) -> str:
    """Return a duration, given in seconds, in milliseconds."""
    return f"{value * 1000:.2f}" if value < 1 else f"{value * 1000:.0f}"


def ratio(value: float, other: float) -> str:
    """Return how many times ``other`` goes into ``value``."""
    return f"{value / other:.2f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.replace("|", "\\|") for cell in cells)
    padded = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True))]
    return f"| {' | '.join(padded)} |"


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.machine()
    models = [line.partition(":")[2] for line in told.splitlines() if line.startswith("model name")]
    return models[0].strip() if models else platform.machine()
