"""Ten typical queries, one after the other, against the three servers.

In each request the variables have new names: no cache, ours or that of rdflib-endpoint's parsed
queries, knows the query, and the plan stays the same. Rounds are interleaved: every server gets
a query before the next query comes.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from . import servers
from .corpus import ROOT, built
from .servers import OURS, OXIGRAPH, STOCK, Client
from .table import Table, Target, geometric_mean, median, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .corpus import Corpus

EXAMPLES = ROOT / "app" / "examples"
NUMBERS = ("02", "05", "06", "07", "08", "09", "10", "11", "16")
"""The examples that ask what is typical."""

PORTABLE = Path(__file__).with_name("03-decisions-with-a-word.rq")
"""The third example asks our index of texts; this asks any endpoint the same, by CONTAINS."""

CUT = 10.0
"""Seconds after which a query to rdflib-endpoint is given up and its server started anew."""

STOCK_EVERY = 3
"""rdflib-endpoint takes part in every third round: it is slow, and varies less for it."""

ROUNDS = 3
"""Rounds here for each round of the corpus; they are short."""

_VARIABLE = re.compile(r"\?(?=[A-Za-z])")


def typical() -> dict[str, str]:
    """Return the ten queries by name, comments removed."""
    files = [path for n in NUMBERS for path in EXAMPLES.glob(f"{n}-*.rq")]
    texts = {path.stem: path.read_text("utf-8") for path in sorted(files)}
    texts[PORTABLE.stem] = PORTABLE.read_text("utf-8")
    return {name: _without_comments(texts[name]) for name in sorted(texts)}


def renamed(query: str, suffix: int) -> str:
    """Return the query with other names for all its variables."""
    return _VARIABLE.sub(f"?v{suffix}_", query)


class Field:
    """The servers side by side, and what was measured of each, by (server, query)."""

    def __init__(self, work: Path, release: Path, stack: ExitStack) -> None:
        self._work, self._release = work, release
        self._stock = stack.enter_context(ExitStack())
        ours = stack.enter_context(servers.settled(work))
        oxigraph = stack.enter_context(servers.oxigraph(work))
        self.clients = {server.name: Client(server) for server in (ours, oxigraph)}
        for client in self.clients.values():
            stack.callback(client.close)
        self._start_stock()
        self.times: dict[tuple[str, str], list[float]] = {}
        self.rows: dict[str, set[int]] = {}
        self.cut: set[str] = set()
        self._names = count()

    def ask(self, server: str, name: str, query: str) -> None:
        """Ask a query under names that were never used, and keep time and number of rows."""
        taken, answer = self.clients[server].ask(renamed(query, next(self._names)))
        self._keep(server, name, taken, answer)

    def repeat(self, name: str, query: str) -> None:
        """Ask ours a query as it stands, which it was asked before."""
        taken, answer = self.clients[OURS].ask(query)
        self._keep("repeated", name, taken, answer)

    def ask_stock(self, name: str, query: str) -> None:
        """Ask rdflib-endpoint; one that takes too long is not asked again."""
        if name in self.cut:
            return
        try:
            self.ask(STOCK, name, query)
        except TimeoutError:
            self.cut.add(name)
            self.times[STOCK, name] = [CUT]
            self._start_stock()

    def _keep(self, column: str, name: str, taken: float, answer: bytes) -> None:
        self.times.setdefault((column, name), []).append(taken)
        self.rows.setdefault(name, set()).add(servers.rows(answer))

    def _start_stock(self) -> None:
        self._stock.close()
        server = self._stock.enter_context(servers.stock(self._release, self._work))
        self.clients[STOCK] = Client(server, CUT)
        self._stock.callback(self.clients[STOCK].close)


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return the times of each query on each server."""
    queries = typical()
    rounds = corpus.rounds * ROUNDS
    release = built(corpus, work)
    servers.load_oxigraph(release, work)
    with ExitStack() as stack:
        field = Field(work, release, stack)
        for query in queries.values():
            field.clients[OURS].ask(query)
        for number in range(rounds):
            for name, query in queries.items():
                _one(field, number, name, query)
    return [_table(corpus, rounds, field, list(queries))]


def _one(field: Field, number: int, name: str, query: str) -> None:
    pair = [OURS, OXIGRAPH]
    for server in pair if number % 2 else reversed(pair):
        field.ask(server, name, query)
    field.repeat(name, query)
    if number % STOCK_EVERY == 0:
        field.ask_stock(name, query)
    if len(field.rows[name]) > 1:
        raise RuntimeError(f"{name}: the servers differ in number of rows: {field.rows[name]}")


def _table(corpus: Corpus, rounds: int, field: Field, names: list[str]) -> Table:
    columns = (OURS, OXIGRAPH, STOCK, "repeated")
    medians = {key: median(times) for key, times in field.times.items()}
    means = {c: geometric_mean(medians[c, name] for name in names) for c in columns}
    rows = [(name, *_cells(field, medians, name)) for name in names]
    mean = [milliseconds(means[c]) for c in columns]
    rows.append(("**geometric mean**", "", mean[0], "", mean[1], "", mean[2], mean[3]))
    header = (
        "ms",
        "rows",
        "akkoord",
        "fastest",
        "oxigraph",
        "fastest",
        "rdflib-endpoint",
        "akkoord, repeated",
    )
    return Table(
        f"Ten typical queries: {corpus.name}, {rounds} rounds, medians",
        header,
        rows,
        (
            Target("akkoord / oxigraph", means[columns[0]] / means[columns[1]], 1).sentence(),
            Target(
                "rdflib-endpoint / akkoord",
                means[columns[2]] / means[columns[0]],
                20,
                at_least=True,
            ).sentence(),
            *_notes(field),
        ),
    )


def _cells(field: Field, medians: dict[tuple[str, str], float], name: str) -> Iterator[str]:
    yield str(next(iter(field.rows[name])))
    for server in (OURS, OXIGRAPH):
        yield milliseconds(medians[server, name])
        yield milliseconds(min(field.times[server, name]))
    over = "> " if name in field.cut else ""
    yield over + milliseconds(medians[STOCK, name])
    yield milliseconds(medians["repeated", name])


def _notes(field: Field) -> Iterator[str]:
    yield "one kept-alive connection, JSON results, the same number of rows from every server"
    yield (
        "rdflib-endpoint runs under granian; it hands its store a parsed query, which oxrdflib "
        "cannot take, so that rdflib evaluates it"
    )
    if field.cut:
        yield f"given up after {CUT:g} s and counted as that: {', '.join(sorted(field.cut))}"


def _without_comments(query: str) -> str:
    return "\n".join(line for line in query.splitlines() if not line.startswith("#"))
