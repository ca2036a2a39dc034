"""Pages for people, by kind of thing: each asked for once, so that none comes from the cache."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING

from akkoord.graph import open_release

from . import servers
from .corpus import built
from .servers import Client
from .table import Table, Target, median, milliseconds, p95

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from .corpus import Corpus

LIMIT = 0.050
"""Seconds that a page may take."""

MOST = 100
"""Pages of one kind that are asked for."""

PARTS = 4
"""Folders of a report's own name; what follows is a part of it."""

LISTS = ("/", "/agencies", "/meetings")
LANGUAGES = ("nl", "en")
THINGS = """SELECT DISTINCT ?thing WHERE {{
  {{ ?thing a ?class }} UNION {{ GRAPH ?thing {{ ?s ?p ?o }} }}
  FILTER(STRSTARTS(STR(?thing), "{base}id/"))
}} ORDER BY ?thing"""


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return what a page of each kind takes, over HTTP."""
    base = open_release(built(corpus, work)).base
    times: dict[str, list[float]] = defaultdict(list)
    with servers.settled(work) as server:
        client = Client(server)
        for kind, target in _asked(_things(client, base)):
            times[kind].append(client.get(target, "text/html")[0])
        client.close()
    return [_table(corpus, times)]


def _things(client: Client, base: str) -> dict[str, list[str]]:
    """Return the addresses of things by kind: the folder that they lie in, also in a report's."""
    answer = json.loads(client.ask(THINGS.format(base=base))[1])
    found: dict[str, list[str]] = defaultdict(list)
    for row in answer["results"]["bindings"]:
        path = row["thing"]["value"].removeprefix(f"{base}id/")
        folders = path.split("/")
        kind = folders[PARTS] if folders[0] == "report" and len(folders) > PARTS else folders[0]
        found[kind].append(f"/doc/{path}")
    return found


def _asked(things: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    """Return what is asked for, kinds and languages mixed: by kind, then the address."""
    chance = random.Random(0)
    some = {kind: chance.sample(all_, min(MOST, len(all_))) for kind, all_ in things.items()}
    asked = [(kind, address) for kind, addresses in some.items() for address in addresses]
    asked += [(address, address) for address in LISTS]
    both = [(kind, f"{address}?lang={each}") for kind, address in asked for each in LANGUAGES]
    chance.shuffle(both)
    return both


def _table(corpus: Corpus, times: Mapping[str, Sequence[float]]) -> Table:
    rows = [
        (kind, str(len(each)), milliseconds(median(each)), milliseconds(p95(each)))
        for kind, each in sorted(times.items())
    ]
    slowest = max(times, key=lambda kind: p95(times[kind]))
    notes = (
        Target(f"the slowest kind ({slowest}), p95 in s", p95(times[slowest]), LIMIT).sentence(),
        "one connection, kinds and languages mixed, none from the cache of pages",
    )
    header = ("ms", "pages", "median", "p95")
    return Table(f"Pages, each asked for once: {corpus.name}", header, rows, notes)
