"""`python -m tests.bench.soak --minutes 30`: a long day in half an hour, by hand.

Clients ask small queries at a bounded rate, some new, some repeated, while hostile queries are
cut, releases are switched, and workers and the zygote are killed. Each answer is compared with
what Oxigraph answers directly on the release that was served at that moment.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.client
import itertools
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pyoxigraph

from .corpus import AKKOORD, built, published, run
from .load import DECISIONS
from .queries import renamed, typical
from .servers import JSON_RESULTS, UNBUDGETED, Server, free_port, running
from .table import Table, machine, milliseconds

CLIENTS = 6
PAUSE = 0.1
"""Seconds between one client's answer and its next request: at most 60 requests a second."""
HOSTILE_EVERY, SWITCH_EVERY, KILL_EVERY, ZYGOTE_EVERY = 2.0, 20.0, 5.0, 60.0
MIB = 1024 * 1024

TWICE, THRICE = "?a ?b ?c . ?d ?e ?f", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
HOSTILE = (
    f"SELECT (COUNT(*) AS ?n) {{ {THRICE} FILTER(?c < ?f && ?f < ?i) }}",
    f"SELECT * {{ {TWICE} }} ORDER BY ?f ?c",
    f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) {{ {TWICE} }}",
    f"SELECT * {{ {THRICE} }}",
    "ASK { FILTER(" + "!" * 90_000 + "true) }",
    "SELECT (COUNT(*) AS ?n) { ?x (<a:a>|!<a:a>|^!<a:a>)+ ?y . ?y (!<a:a>)* ?z }",
)
_RENAMED = re.compile(r"^v\d+_")
_CUT = (http.client.IncompleteRead, ConnectionResetError, http.client.RemoteDisconnected)


def digest(answer: bytes) -> str:
    """Return what two equal answers have in common: their rows, whatever order or names."""
    results = json.loads(answer)
    if "boolean" in results:
        return str(results["boolean"])
    rows = (
        sorted((_RENAMED.sub("", name), *sorted(term.items())) for name, term in row.items())
        for row in results["results"]["bindings"]
    )
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def queries(store: pyoxigraph.Store) -> dict[str, str]:
    """Return the small queries by name."""
    iris = [solution[0].value for solution in store.query(DECISIONS)]
    points = {f"point {n}": f"SELECT ?p ?o {{ <{iri}> ?p ?o }}" for n, iri in enumerate(iris[:150])}
    asks = {f"ask {n}": f"ASK {{ ?x ?y <{iri}> }}" for n, iri in enumerate(iris[:50])}
    graphs = {
        f"graph {n}": f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        for n, graph in enumerate(itertools.islice(store.named_graphs(), 20))
    }
    return {**typical(), **points, **asks, **graphs}


@dataclass
class Tally:
    """What happened; written to by several threads under a lock.

    Attributes:
        counts: of requests by outcome.
        taken: seconds that each right answer took.
        telling: what went wrong, for people.
        served: names of the releases that may answer now: two during a switch.
    """

    served: frozenset[str]
    counts: Counter[str] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)
    telling: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, outcome: str, told: str = "") -> None:
        with self.lock:
            self.counts[outcome] += 1
            if told and len(self.telling) < 20:
                self.telling.append(f"{outcome}: {told}")


class Soak:
    """One run.

    Args:
        server: ours.
        pid: of its process.
        data: its folder of releases.
        expected: digests by release and name of query.
        asked: the queries by name.
    """

    def __init__(
        self, server: Server, pid: int, data: Path, expected: dict[str, dict[str, str]],
        asked: dict[str, str],
    ) -> None:  # fmt: skip
        self.server, self.pid, self.data = server, pid, data
        self.expected, self.asked = expected, asked
        self.over = threading.Event()
        self.tally = Tally(frozenset([(data / "current").resolve().name]))
        self._names = itertools.count()

    def last(self, seconds: float) -> None:
        """Keep everything going for that long."""
        roles: list[tuple[Callable[[], None], float]] = [
            *[(self.ask, PAUSE)] * CLIENTS,
            (self.attack, HOSTILE_EVERY),
            (self.switch, SWITCH_EVERY),
            (self.kill_worker, KILL_EVERY),
            (self.kill_zygote, ZYGOTE_EVERY),
            (lambda: self.tally.memory.append(self.memory()), 5.0),
        ]
        threads = [threading.Thread(target=self._repeat, args=role) for role in roles]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.over.set()
        for thread in threads:
            thread.join()

    def _repeat(self, act: Callable[[], None], pause: float) -> None:
        while not self.over.wait(pause * random.uniform(0.5, 1.5)):
            try:
                act()
            except Exception as error:  # told at the end; the others go on
                self.tally.count("failed", f"{act}: {error!r}")

    def get(self, target: str) -> tuple[int, bytes, str]:
        """Ask by GET; see :meth:`request`."""
        return self.request("GET", target, None)

    def request(self, method: str, target: str, query: str | None) -> tuple[int, bytes, str]:
        """Return status, body and Retry-After."""
        headers = {"Accept": JSON_RESULTS, "Content-Type": "application/sparql-query"}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, target, query, headers)
            response = connection.getresponse()
            return response.status, response.read(), response.headers.get("Retry-After", "")

    def ask(self) -> None:
        """Ask one small query and judge what comes."""
        name = random.choice(list(self.asked))
        new = random.random() < 0.5
        query = renamed(self.asked[name], next(self._names)) if new else self.asked[name]
        before, began = self.tally.served, time.perf_counter()
        try:
            status, body, retry = self.get(f"/sparql?query={quote(query)}")
        except _CUT as error:
            self.tally.count("broken off", f"{name}: {error!r}")
            return
        taken = time.perf_counter() - began
        if status == http.client.OK:
            known = {self.expected[release][name] for release in before | self.tally.served}
            if digest(body) in known:
                self.tally.count("right")
                self.tally.taken.append(taken)
            else:
                self.tally.count("wrong", f"{name} on {sorted(before)}: {body[:200]!r}")
        elif status in (429, 503) and retry:
            kind = json.loads(body)["type"].rpartition("-problem-")[2].rpartition("#")[2]
            self.tally.count(f"refused: {kind}")
        else:
            self.tally.count("failed", f"{name}: {status} {body[:200]!r}")

    def attack(self) -> None:
        """Ask for too much, and see it cut."""
        query = f"{random.choice(HOSTILE)} # {next(self._names)}"
        try:
            status, body, retry = self.request("POST", "/sparql", query)
        except _CUT:
            self.tally.count("hostile: broken off")
            return
        if status == http.client.SERVICE_UNAVAILABLE and retry:
            self.tally.count("hostile: cut or refused")
        else:
            self.tally.count("failed", f"hostile: {status} {body[:200]!r} on {query[:80]}")

    def switch(self) -> None:
        """Make the other release current, and wait until it is served."""
        (now,) = self.tally.served
        (other,) = self.expected.keys() - {now}
        self.tally.served = frozenset([now, other])
        link = self.data / "current.new"
        link.symlink_to(f"releases/{other}")
        link.replace(self.data / "current")
        end = time.monotonic() + 60
        while json.loads(self.get("/health")[1])["release"] != other:
            if time.monotonic() > end:
                raise RuntimeError(f"{other} is not served after 60 s")
            time.sleep(0.05)
        self.tally.served = frozenset([other])
        self.tally.count("switches")

    def kill_worker(self) -> None:
        workers = [worker for zygote in _children(self.pid) for worker in _children(zygote)]
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            self.tally.count("killed workers")

    def kill_zygote(self) -> None:
        os.kill(random.choice(_children(self.pid)), signal.SIGKILL)
        self.tally.count("killed zygotes")

    def memory(self) -> int:
        """Return the bytes of memory of all processes; shared pages are counted once."""
        zygotes = _children(self.pid)
        pids = [self.pid, *zygotes, *(worker for pid in zygotes for worker in _children(pid))]
        total = 0
        for pid in pids:
            with contextlib.suppress(OSError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += 1024 * sum(int(kb) for kb in re.findall(r"^Pss: +(\d+)", rollup, re.M))
        return total


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def releases(work: Path) -> dict[str, pyoxigraph.Store]:
    """Build two releases in ``work/public``, one of half of the folders; return what is in them."""
    corpus = published()
    whole = built(corpus, work)
    folders = sorted(path for path in corpus.folder.iterdir() if path.is_dir())[::2]
    run([*AKKOORD, "build", *map(str, folders), "--out", str(work / "half")])
    half = (work / "half" / "current").resolve()
    shutil.copytree(half, whole.parent / half.name)
    return {path.name: _store(path) for path in (whole, whole.parent / half.name)}


def _store(release: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=release / "regeerakkoord.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(path=release / "regeerakkoord.nt", format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def _direct(store: pyoxigraph.Store, query: str) -> str:
    answer = store.query(query).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    assert answer is not None
    return digest(answer)


@contextlib.contextmanager
def started(work: Path) -> Iterator[tuple[Server, int]]:
    """Serve ``work/public``; return the server and its process id."""
    port = free_port()
    note = work / "pid"
    code = f"import os, pathlib; pathlib.Path({str(note)!r}).write_text(str(os.getpid())); "
    command = [sys.executable, "-c", code + AKKOORD[2], "serve", "--data", str(work / "public")]
    server = Server("akkoord", port, "/sparql", work / "akkoord.log")
    with running(server, [*command, "--port", str(port), "--timeout", "5"], UNBUDGETED):
        yield server, int(note.read_text())


def figures(soak: Soak, minutes: float, first: int, last: int) -> Table:
    """Return the table of what happened."""
    tally = soak.tally
    taken = sorted(tally.taken)
    one, other = soak.expected.values()
    differ = sum(one[name] != other[name] for name in one)
    rows = [
        ("different small queries", str(len(one))),
        ("of which the two releases answer differently", str(differ)),
        ("right answers", str(tally.counts.pop("right", 0))),
        ("**wrong answers**", str(tally.counts.pop("wrong", 0))),
        ("**small queries that failed**", str(tally.counts.pop("failed", 0))),
        *((f"{name}", str(count)) for name, count in sorted(tally.counts.items())),
        ("p50, ms", milliseconds(taken[len(taken) // 2])),
        ("p99, ms", milliseconds(taken[len(taken) * 99 // 100])),
        ("memory at the start, MiB", f"{first / MIB:.0f}"),
        ("memory at its highest, MiB", f"{max(tally.memory, default=last) / MIB:.0f}"),
        ("memory at the end, MiB", f"{last / MIB:.0f}"),
    ]
    return Table(f"Soak of {minutes:g} minutes", ("", "count"), rows, tuple(tally.telling))


def main() -> None:
    """Run the soak; its exit status tells whether anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    minutes = parser.parse_args().minutes
    print(machine().markdown(), flush=True)
    with tempfile.TemporaryDirectory(prefix="akkoord-soak-") as folder:
        stores = releases(Path(folder))
        asked = queries(next(iter(stores.values())))
        expected = {
            name: {q: _direct(store, text) for q, text in asked.items()}
            for name, store in stores.items()
        }
        with started(Path(folder)) as (server, pid):
            soak = Soak(server, pid, Path(folder) / "public", expected, asked)
            for name in [*asked] * 2:
                soak.get(f"/sparql?query={quote(asked[name])}")
            time.sleep(3)
            first = soak.memory()
            soak.last(60 * minutes)
            time.sleep(10)
            last = soak.memory()
        wrong = soak.tally.counts["wrong"] + soak.tally.counts["failed"]
        print(figures(soak, minutes, first, last).markdown())
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
