"""Which agencies texts name: how right that is, on texts annotated by reading, and how fast."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyoxigraph
from tests.mentions import measure as gold

from .corpus import built
from .table import Table, Target, median, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .corpus import Corpus

TEXTS = """
PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?text WHERE {
  { ?thing a ra:Statement ; ra:text ?text } UNION
  { ?thing a ra:Section ; ra:text ?text } UNION
  { ?thing a ra:Decision ; dcterms:title ?text }
}
"""
MOST_SECONDS = 0.3
PRECISION, RECALL = 0.97, 0.93
"""What is asked of the halves that the rules were not made with."""


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return precision and recall of each half of each gold set, and the time for all texts."""
    return [_scores(), _times(corpus, _texts(built(corpus, work)))]


def _scores() -> Table:
    find = gold.finder().find
    rows, notes = [], []
    for name, path in gold.GOLD_SETS.items():
        for half in gold.HALVES:
            score = gold.score(half, gold.examples(path), find)
            figures = f"{score.precision:.3f}", f"{score.recall:.3f}"
            rows.append((name, half, str(score.texts), *figures))
        # The last half is the test half.
        notes += [
            Target(f"precision, {name}, test half", score.precision, PRECISION, True).sentence(),
            Target(f"recall, {name}, test half", score.recall, RECALL, True).sentence(),
        ]
    header = ("gold set", "half", "texts", "precision", "recall")
    return Table("Agencies named in texts", header, rows, tuple(notes))


def _times(corpus: Corpus, texts: Sequence[str]) -> Table:
    loading, finding, found = [], [], 0
    for _ in range(corpus.rounds):
        start = time.perf_counter()
        finder = gold.finder()
        loaded = time.perf_counter()
        found = sum(len(finder.find(text)) for text in texts)
        loading.append(loaded - start)
        finding.append(time.perf_counter() - loaded)
    rows = [
        ("the register read, the finder made", seconds(median(loading))),
        (f"{len(texts)} texts searched, {found} mentions found", seconds(median(finding))),
    ]
    title = f"Finding agencies in all texts: {corpus.name}, {corpus.rounds} rounds"
    notes = (
        "statements, section texts, titles of decisions",
        Target("seconds to search all texts", median(finding), MOST_SECONDS).sentence(),
    )
    return Table(title, ("", "median"), rows, notes)


def _texts(release: Path) -> list[str]:
    store = pyoxigraph.Store()
    union = release / "regeerakkoord.nt"
    store.bulk_load(path=str(union), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return [solution["text"].value for solution in store.query(TEXTS)]
