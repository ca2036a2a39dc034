"""Full text: in SPARQL beside a point query and CONTAINS, and as a page.

Every question is new: a word of the decisions' titles that was not asked before, in a query or an
address that no cache holds.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote

from akkoord.graph import open_release, query

from . import servers
from .corpus import built
from .servers import Client
from .table import Table, Target, median, milliseconds, p95

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .corpus import Corpus

WORDS = 200
PAGE = 0.020
"""Seconds that the first page of results may take."""

SLOWER = 2.0
"""Times a point query's that a match may take."""

_NAMES = count()
_PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
"""


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return what finding takes, over HTTP."""
    release = open_release(built(corpus, work))
    rows = query(release, "SELECT ?d ?t { ?d a ra:Decision ; dcterms:title ?t } ORDER BY ?d")
    decisions = [(d.value, t.value) for d, t in rows.table()[1]]
    words = sorted({w for _, title in decisions for w in re.findall(r"[^\W\d_]{4,}", title)})
    times: dict[str, list[float]] = {}
    with servers.settled(work) as server:
        client = Client(server)
        for number in range(corpus.rounds * WORDS):
            word, iri = words[number * 7 % len(words)], decisions[number % len(decisions)][0]
            for name, ask in _questions(client, word, iri).items():
                times.setdefault(name, []).append(ask())
        client.close()
    return [_table(corpus, times)]


def _questions(client: Client, word: str, iri: str) -> dict[str, Callable[[], float]]:
    """Return what is asked, by what the table calls it; no two questions are alike."""
    n = next(_NAMES)
    match = f'(?d ?score{n}) ra:textMatch ("{word}" 20)'
    titled = f"?d a ra:Decision ; dcterms:title ?t{n}"
    contains = f'FILTER (CONTAINS(LCASE(?t{n}), "{word.lower()}"))'
    return {
        "a point query": lambda: client.ask(f"SELECT ?p{n} ?o {{ <{iri}> ?p{n} ?o }}")[0],
        "`ra:textMatch`, the best twenty": lambda: client.ask(
            f"{_PREFIXES}SELECT ?d ?score{n} {{ {match} }}"
        )[0],
        "`ra:textMatch`, decisions with their titles": lambda: client.ask(
            f'{_PREFIXES}SELECT ?d ?t{n} {{ ?d ra:textMatch "{word}" . {titled} }}'
        )[0],
        "the same by CONTAINS": lambda: client.ask(
            f"{_PREFIXES}SELECT ?d ?t{n} {{ {titled} {contains} }}"
        )[0],
        "`/search`, page": lambda: client.get(f"/search?q={quote(word)}+-x{n}&format=html")[0],
        "`/search`, JSON": lambda: client.get(f"/search?q={quote(word)}+-x{n}&format=json")[0],
    }


def _table(corpus: Corpus, times: dict[str, list[float]]) -> Table:
    rows = [
        (name, milliseconds(median(each)), milliseconds(p95(each))) for name, each in times.items()
    ]
    point, best, _, _, page, _ = times.values()
    notes = (
        Target("`ra:textMatch` / point query", median(best) / median(point), SLOWER).sentence(),
        Target("first page of results, p95 in s", p95(page), PAGE).sentence(),
        f"{len(point)} questions each, one connection, interleaved, none asked twice",
    )
    return Table(f"Full text: {corpus.name}", ("ms", "median", "p95"), rows, notes)
