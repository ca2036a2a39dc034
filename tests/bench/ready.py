"""How long a server takes, from the start of its process, until it answers a query."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import servers
from .corpus import built
from .table import Table, Target, median, seconds

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from .corpus import Corpus

LIMIT = 2.0
"""Seconds that issue 2 gives us."""


def measure(corpus: Corpus) -> list[Table]:
    """Return the times of our server and of the two others."""
    with tempfile.TemporaryDirectory(prefix="akkoord-bench-") as folder:
        work = Path(folder)
        release = built(corpus.folder, work / "public")
        servers.load_oxigraph(release, work / "oxigraph")
        times: dict[str, list[float]] = {}
        for _ in range(corpus.rounds):
            _round(work, release, times)
    rows = [(name, seconds(median(each)), seconds(max(each))) for name, each in times.items()]
    target = Target("akkoord, slowest, in s", max(times[servers.OURS]), LIMIT).sentence()
    notes = (
        target,
        "akkoord: from start until /health says ready and a query is answered, the release loaded",
        "oxigraph opens a database that was loaded before; rdflib-endpoint loads the release too",
    )
    title = f"Ready to answer: {corpus.name}, {corpus.rounds} rounds"
    return [Table(title, ("", "median", "slowest"), rows, notes)]


def _round(work: Path, release: Path, times: dict[str, list[float]]) -> None:
    _time(servers.ours(work / "public", work), times)
    _time(servers.oxigraph(work / "oxigraph", work), times)
    _time(servers.stock(release, work), times)


def _time(starting: AbstractContextManager[servers.Server], times: dict[str, list[float]]) -> None:
    start = time.perf_counter()
    with starting as server:
        times.setdefault(server.name, []).append(time.perf_counter() - start)
