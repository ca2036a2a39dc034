"""What the derived graphs cost: a cold build with and without them, whole processes in turn."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from .build import Cost, timed
from .table import Table, Target, median, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .corpus import Corpus

BUILD = """
import sys, pathlib, akkoord.graph as graph
graph.build([sys.argv[1]], graph.BuildOptions(out=pathlib.Path(sys.argv[2])))
"""
COMMANDS: dict[str, list[str]] = {
    "without derived graphs": ["-m", "tests.bench.plain_build"],
    "with them": ["-c", BUILD],
}
MOST_ADDED = 0.5


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return what a cold build takes, without what is derived and with it."""
    costs: dict[str, list[Cost]] = {name: [] for name in COMMANDS}
    for _ in range(corpus.rounds):
        for name, command in COMMANDS.items():
            out = work / "derived"
            shutil.rmtree(out, ignore_errors=True)
            costs[name].append(timed([sys.executable, *command, str(corpus.folder), str(out)]))
    return [_table(corpus, costs)]


def _table(corpus: Corpus, costs: dict[str, Sequence[Cost]]) -> Table:
    cpu = [median(cost.cpu for cost in each) for each in costs.values()]
    rows = [
        (f"cold build {name}", seconds(median(cost.wall for cost in each)), seconds(spent))
        for (name, each), spent in zip(costs.items(), cpu, strict=True)
    ]
    added = Target("processor time added by what is derived", cpu[1] / cpu[0] - 1, MOST_ADDED)
    title = f"What is derived: {corpus.name}, {corpus.rounds} rounds"
    return Table(title, ("", "median", "CPU"), rows, (added.sentence(),))
