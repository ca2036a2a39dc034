"""How long a server takes, from the start of its process, until it answers a query."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from . import servers
from .corpus import built
from .table import Table, Target, median, seconds

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from .corpus import Corpus

LIMIT = 2.0
"""Seconds that a start may take."""


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return the times of our server and of the two others."""
    release = built(corpus, work)
    servers.load_oxigraph(release, work)
    times: dict[str, list[float]] = {}
    for _ in range(corpus.rounds):
        _time(servers.ours(work), times)
        _time(servers.oxigraph(work), times)
        _time(servers.stock(release, work), times)
    rows = [(name, seconds(median(each)), seconds(max(each))) for name, each in times.items()]
    target = Target("akkoord, slowest, in s", max(times[servers.OURS]), LIMIT).sentence()
    notes = (
        target,
        "akkoord: from start until /health says ready and a query is answered, the release loaded",
        "oxigraph opens a database that was loaded before; rdflib-endpoint loads the release too",
    )
    title = f"Ready to answer: {corpus.name}, {corpus.rounds} rounds"
    return [Table(title, ("", "median", "slowest"), rows, notes)]


def _time(starting: AbstractContextManager[servers.Server], times: dict[str, list[float]]) -> None:
    start = time.perf_counter()
    with starting as server:
        times.setdefault(server.name, []).append(time.perf_counter() - start)
