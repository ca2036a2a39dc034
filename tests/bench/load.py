"""Point queries: how many a server answers under 16 connections, and what isolation costs.

A point query asks for all that is stated of one decision. *Repeated*: the same one all the time,
as when many people open one page; *new*: none comes twice, so no cache can help. wrk takes its
share of the cores from either server.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from . import servers
from .corpus import built
from .servers import Client
from .table import Table, Target, median, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .corpus import Corpus
    from .servers import Server

CONNECTIONS = 16
THREADS = 2
SINGLE = 200
"""Point queries on one connection in each round, for the overhead."""

DECISIONS = "SELECT ?d WHERE { ?d a <https://w3id.org/regeerakkoord/ns#Decision> } ORDER BY ?d"
RUNS = count()


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw in one run.

    Attributes:
        rate: answers per second.
        median: milliseconds.
        p99: milliseconds.
        failed: requests without an answer, or with another status than 2xx.
    """

    rate: float
    median: float
    p99: float
    failed: int


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return the rates under load (if wrk is there) and the overhead of one query."""
    release = built(corpus, work)
    servers.load_oxigraph(release, work)
    store = _store(release)
    iris = [solution[0].value for solution in store.query(DECISIONS)]
    with servers.settled(work) as ours, servers.oxigraph(work) as theirs:
        overhead = _overhead(corpus, (ours, theirs), store, iris)
        return [_loads(corpus, (ours, theirs), iris, work), overhead]


def _loads(corpus: Corpus, both: Sequence[Server], iris: Sequence[str], work: Path) -> Table:
    header = (
        "answers per second",
        "akkoord",
        "oxigraph",
        "ratio",
        "p50 / p99, ms",
        "p50 / p99, ms",
    )
    title = f"Point queries, {CONNECTIONS} connections: {corpus.name}"
    if shutil.which("wrk") is None:
        return Table(title, header, [], ("left out: wrk is not installed (apt install wrk)",))
    file = work / "iris.txt"
    file.write_text("\n".join(iris), "utf-8")
    loads: dict[tuple[str, str], list[Load]] = {}
    for number in range(corpus.rounds):
        for mode in ("repeated", "new"):
            for server in both if number % 2 else reversed(both):
                load = _wrk(server, mode, file, corpus.seconds)
                loads.setdefault((mode, server.name), []).append(load)
    cells = [
        _row(mode, [loads[mode, server.name] for server in both]) for mode in ("repeated", "new")
    ]
    return Table(title, header, cells, tuple(_notes(corpus, both, loads)))


def _wrk(server: Server, mode: str, iris: Path, duration: int) -> Load:
    script = Path(__file__).with_name("point.lua")
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{duration}s", "--timeout", "10s"]
    command += [
        "-s",
        str(script),
        server.url(),
        "--",
        server.path,
        mode,
        str(iris),
        str(next(RUNS)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    told = json.loads(line.removeprefix("RESULT "))
    return Load(
        rate=told["requests"] / told["microseconds"] * 1_000_000,
        median=told["median"] / 1000,
        p99=told["p99"] / 1000,
        failed=told["refused"] + told["broken"],
    )


def _row(mode: str, both: Sequence[Sequence[Load]]) -> tuple[str, ...]:
    ours, theirs = (median(load.rate for load in each) for each in both)
    latencies = [
        f"{median(x.median for x in each):.2f} / {median(x.p99 for x in each):.2f}" for each in both
    ]
    return (mode, f"{ours:.0f}", f"{theirs:.0f}", ratio(ours, theirs), *latencies)


def _notes(
    corpus: Corpus, both: Sequence[Server], loads: dict[tuple[str, str], list[Load]]
) -> Iterator[str]:
    ours, theirs = (server.name for server in both)
    for mode, limit in (("repeated", 1.0), ("new", 0.5)):
        rates = [median(load.rate for load in loads[mode, name]) for name in (ours, theirs)]
        yield Target(
            f"{mode}, akkoord / oxigraph", rates[0] / rates[1], limit, at_least=True
        ).sentence()
    yield f"wrk -t{THREADS}, {corpus.rounds} interleaved rounds of {corpus.seconds} s, medians"
    for (mode, name), each in loads.items():
        if failed := sum(load.failed for load in each):
            yield f"**{name}, {mode}: {failed} requests failed or were refused, and are counted**"


def _overhead(
    corpus: Corpus, both: Sequence[Server], store: pyoxigraph.Store, iris: Sequence[str]
) -> Table:
    """Compare new point queries over HTTP with the same evaluated in this very process."""
    ours, theirs = (Client(server) for server in both)
    times: dict[str, list[float]] = {"new": [], "repeated": [], "oxigraph": [], "direct": []}
    fixed = _point(iris[0], "fixed")
    for number in range(corpus.rounds * SINGLE):
        query = _point(iris[number % len(iris)], f"single{number}")
        times["new"].append(ours.ask(query)[0])
        times["oxigraph"].append(theirs.ask(query)[0])
        times["direct"].append(_direct(store, query))
        times["repeated"].append(ours.ask(fixed)[0])
    for client in (ours, theirs):
        client.close()
    return _overhead_table(corpus, {name: median(each) * 1000 for name, each in times.items()})


def _overhead_table(corpus: Corpus, ms: dict[str, float]) -> Table:
    rows = [
        ("evaluated and serialised in process, by pyoxigraph", f"{ms['direct']:.3f}"),
        ("akkoord over HTTP, a new query", f"{ms['new']:.3f}"),
        ("akkoord over HTTP, the same query again", f"{ms['repeated']:.3f}"),
        ("oxigraph serve-read-only over HTTP", f"{ms['oxigraph']:.3f}"),
        ("**akkoord's overhead**, HTTP and isolation", f"{ms['new'] - ms['direct']:.3f}"),
        ("of which isolation", f"{ms['new'] - ms['repeated'] - ms['direct']:.3f}"),
        ("oxigraph's overhead, HTTP", f"{ms['oxigraph'] - ms['direct']:.3f}"),
    ]
    notes = (
        Target("overhead, in ms", ms["new"] - ms["direct"], 1).sentence(),
        "isolation: what a new query takes beyond a cached answer's round trip and its evaluation",
        f"medians of {corpus.rounds * SINGLE} point queries, one connection, interleaved",
    )
    return Table("What one point query costs", ("ms", "median"), rows, notes)


def _point(iri: str, name: str) -> str:
    return f"SELECT ?p{name} ?o WHERE {{ <{iri}> ?p{name} ?o }}"


def _direct(store: pyoxigraph.Store, query: str) -> float:
    start = time.perf_counter()
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    solutions.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    return time.perf_counter() - start


def _store(release: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(release / "regeerakkoord.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(path=str(release / "regeerakkoord.nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store
