"""From Markdown to a validated, written release, against rdflib merely parsing the result.

Whole processes are measured, from start to exit: what a user waits for. A changed report is one
with a sentence added to its body; it is built again over the release that is there. Where it names
another decision, what is derived from all reports is derived again. Where reports are watched, it
is from saving the file to the line that tells the new release.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .corpus import AKKOORD, run
from .table import Table, Target, median, ratio, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .corpus import Corpus

RDFLIB = "import sys, rdflib; rdflib.Dataset().parse(sys.argv[1], format='trig')"

COLD = "`akkoord build`, cold"
PARSE = "rdflib parses the TriG of that release"
CHANGED = "`akkoord build`, one report changed"
RETITLED = "`akkoord build`, one report changed that names another decision"
UNCHANGED = "`akkoord build`, nothing changed"
WATCHED = "`akkoord build --watch`, from a saved report to its release"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took.

    Attributes:
        wall: seconds from start to end.
        cpu: seconds of processor time, of the process and of all that it started.
    """

    wall: float
    cpu: float


class Site:
    """A copy of the reports that may be changed, and what is built from it."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self.reports = folder / "reports"
        self.watched = folder / "watched"
        self.warm = folder / "warm"
        self.cold = folder / "cold"
        shutil.copytree(corpus.folder, self.reports)
        shutil.copytree(corpus.folder, self.watched)
        files = corpus.files()
        self._changing = files[len(files) // 2].relative_to(corpus.folder)
        self._original = (self.reports / self._changing).read_text("utf-8")
        self._changes = 0

    def change(self, reports: Path) -> None:
        """Add a sentence to one report's body, another one each time."""
        self._changes += 1
        body, details, references = self._original.rpartition("<details>")
        sentence = f"Dit is meting {self._changes}.\n\n"
        changed = f"{body}{sentence}{details}{references}"
        (reports / self._changing).write_text(changed, "utf-8")

    def retitle(self, reports: Path) -> None:
        """Give the last decision that one report refers to another title, each time."""
        self._changes += 1
        head, mark, title = self._original.rpartition(")** ")
        (reports / self._changing).write_text(f"{head}{mark}{self._changes} {title}", "utf-8")

    def command(self, out: Path) -> list[str]:
        """Return the command that builds the reports into ``out``."""
        return [*AKKOORD, "build", str(self.reports), "--out", str(out)]


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return how long builds take, and where the time of a cold one goes."""
    site = Site(corpus, work / "site")
    run(site.command(site.warm))
    costs: dict[str, list[Cost]] = {}
    with _watching(site) as released:
        for _ in range(corpus.rounds):
            for name, cost in _round(site, released):
                costs.setdefault(name, []).append(cost)
    return [_costs(corpus, costs), _phases(site)]


def timed(command: Sequence[str]) -> Cost:
    """Run a command to its end and return what it took."""
    before, start = _children(), time.perf_counter()
    run(command)
    return Cost(time.perf_counter() - start, _children() - before)


def _round(site: Site, released: Callable[[], Cost]) -> list[tuple[str, Cost]]:
    shutil.rmtree(site.cold, ignore_errors=True)
    cold = timed(site.command(site.cold))
    parse = timed([sys.executable, "-c", RDFLIB, str(site.cold / "current" / "regeerakkoord.trig")])
    site.change(site.reports)
    changed = timed(site.command(site.warm))
    unchanged = timed(site.command(site.warm))
    site.retitle(site.reports)
    retitled = timed(site.command(site.warm))
    site.change(site.reports)
    run(site.command(site.warm))  # with the title as it was: the next round changes a sentence
    return [
        (COLD, cold),
        (PARSE, parse),
        (CHANGED, changed),
        (RETITLED, retitled),
        (UNCHANGED, unchanged),
        (WATCHED, released()),
    ]


@contextmanager
def _watching(site: Site) -> Iterator[Callable[[], Cost]]:
    """Provide a function that changes a report that is watched, and returns what that took."""
    out = site.watched.with_name("watched-public")
    command = [*AKKOORD, "build", str(site.watched), "--out", str(out), "--watch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        printed = process.stdout
        printed.readline()

        def released() -> Cost:
            before, start = _processor_time(process.pid), time.perf_counter()
            site.change(site.watched)
            printed.readline()
            wall = time.perf_counter() - start
            return Cost(wall, _processor_time(process.pid) - before)

        yield released
        process.send_signal(signal.SIGINT)


def _processor_time(pid: int) -> float:
    """Return the processor time of a process and of those that it started, in seconds."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    stats = (Path(f"/proc/{each}/stat").read_text() for each in (pid, *children))
    used = (int(each) for stat in stats for each in stat.rpartition(")")[2].split()[11:15])
    return sum(used) / os.sysconf("SC_CLK_TCK")


def _children() -> float:
    """Return the processor time of all child processes that have ended, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _costs(corpus: Corpus, costs: dict[str, list[Cost]]) -> Table:
    wall = {name: median(cost.wall for cost in each) for name, each in costs.items()}
    cpu = {name: median(cost.cpu for cost in each) for name, each in costs.items()}
    rows = [
        (
            name,
            seconds(wall[name]),
            seconds(min(cost.wall for cost in each)),
            seconds(cpu[name]),
            ratio(wall[name], wall[PARSE]),
            ratio(wall[name], wall[COLD]),
        )
        for name, each in costs.items()
    ]
    notes = (
        Target("cold build / rdflib's parse", wall[COLD] / wall[PARSE], 1).sentence(),
        Target("changed / cold", wall[CHANGED] / wall[COLD], 0.1).sentence(),
        Target("changed, watched / cold", wall[WATCHED] / wall[COLD], 0.1).sentence(),
    )
    header = ("", "median", "fastest", "CPU", "of rdflib's parse", "of the cold build")
    return Table(f"Build: {corpus.name}, {corpus.rounds} rounds", header, rows, notes)


def _phases(site: Site) -> Table:
    """Return when the stages of a cold build end, as the build itself reports them."""
    from akkoord.graph import BuildOptions, build

    ends: dict[str, float] = {}
    start = time.perf_counter()

    def progress(stage: str, _done: int, _total: int) -> None:
        ends[stage] = time.perf_counter() - start

    shutil.rmtree(site.cold, ignore_errors=True)
    build([site.reports], BuildOptions(out=site.cold, progress=progress))
    ends["release written"] = time.perf_counter() - start
    rows = [(f"until the end of: {stage}", seconds(end)) for stage, end in ends.items()]
    notes = ("validation runs in other processes while the release is being serialised",)
    return Table(
        "Where a cold build's time goes (one run, in a running process)", ("", "after"), rows, notes
    )
