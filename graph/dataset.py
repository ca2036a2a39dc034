"""The named graphs of a release, put together: registers, catalogue, what is derived, reports.

What changes with every report is small: the totals. All else is looked up in the cache by what
it was made from, and made anew only where that changed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from .derive import AGENDAS
from .derive.measurements import quality_totals
from .release import cache
from .release.catalog import catalogue
from .release.chunk import NamedGraph, chunk_of, merged, n_triples
from .release.pack import body_name, keep, kept, recall_chunks
from .revisions import revision_graph
from .terms import value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .converted import Kept
    from .derive.facts import Facts
    from .iris import Names
    from .release.chunk import Chunk
    from .revisions import Revision
    from .workshop import Workshop


COMMON: Final = b"common"
CONCLUSIONS: Final = b"conclusions"
LINKS: Final = b"links"
UNION: Final = b"union"


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What was derived from all reports of a release.

    Attributes:
        entry: name of the cache entry that lists those that hold the chunks.
        chunks: by the name of the entry that holds each; one a rule, or for a part of one.
        totals: value of each quality metric.
    """

    entry: str
    chunks: Mapping[str, Chunk]
    totals: Mapping[str, int]

    def alone(self, names: Names) -> tuple[str, ...]:
        """Return the entries of those that are sound or not whatever they were drawn from."""
        agendas = names.graph(AGENDAS)
        return tuple(name for name, chunk in self.chunks.items() if chunk.graph == agendas)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the content of the reports.

    Attributes:
        links: from decisions to Themis; those of decisions that no report cites are left out.
        revisions: of which revision of a repository a report's file is, by the report's IRI.
    """

    links: Sequence[Quad]
    revisions: Mapping[str, Revision]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A release's graphs.

    Attributes:
        chunks: of all named graphs, those of one graph together.
        union: what several of them say of the same subjects, merged.
        entries: names of the cache entries that hold what comes from no report alone.
    """

    chunks: list[Chunk]
    union: Chunk
    entries: tuple[str, ...]


def concluded(reports: Mapping[str, Kept], shop: Workshop) -> Conclusions:
    """Apply the rules that reach across reports.

    Args:
        reports: those of the release by their cache keys, in its order.
        shop: what they were converted with.

    Raises:
        LostError: the cache lost what is needed.
    """
    base = shop.names.base

    def make() -> Iterable[NamedGraph]:
        from .derive.rules import derived  # noqa: PLC0415 - what is cited seldom changes

        return derived(_facts(reports, shop), shop.names, shop.registers, shop.finder)

    digests = (each.noted.facts.encode() for each in reports.values())
    entry = cache.key(CONCLUSIONS, base.encode(), *digests)
    totals = Counter[str]()
    for each in reports.values():
        totals.update(each.measured)
    listed = cache.load(shop.cache, entry)
    if listed is not None:
        chunks = {name: recall_chunks(shop.cache, name)[0] for name in json.loads(listed)}
    else:
        chunks = dict(_concluded(each, shop) for each in make())
        cache.store(shop.cache, entry, json.dumps([*chunks]).encode())
    return Conclusions(entry, chunks, dict(totals))


def _concluded(graph: NamedGraph, shop: Workshop) -> tuple[str, Chunk]:
    """Return the chunk of a rule's graph, or of a part, and the name of the entry that holds it.

    A changed title changes few of them.
    """
    said = n_triples(quad.triple for quad in graph.quads)
    name = cache.key(CONCLUSIONS, graph.iri.encode(), said)
    (chunk,) = _cached(name, shop, lambda: (_chunk(graph, shop.names.base),))
    return name, chunk


def dataset_of(
    reports: Mapping[str, Kept],
    conclusions: Conclusions,
    shop: Workshop,
    beside: Beside,
) -> Dataset:
    """Put the named graphs of a release together.

    Args:
        reports: those of the release by their cache keys, in its order.
        conclusions: drawn from them.
        shop: what they were converted with.
        beside: what is known beside their content.

    Raises:
        LostError: the cache lost what is needed.
    """
    base = shop.names.base
    common = cache.key(COMMON, base.encode(), repr(shop.imprint).encode())
    written = "".join(f"{link}\n" for link in beside.links).encode()
    cited = cache.key(LINKS, base.encode(), written, conclusions.entry.encode())
    linked = _cached(cited, shop, lambda: (_chunk(_cited(beside.links, reports, shop), base),))
    chunks = [
        *_cached(common, shop, lambda: tuple(_chunk(graph, base) for graph in _common(shop))),
        *linked,
        _chunk(revision_graph(beside.revisions, shop.names), base),
        *conclusions.chunks.values(),
        _chunk(quality_totals(conclusions.totals, shop.names), base),
        *(chunk for report in reports.values() for chunk in report.chunks),
    ]
    places = {graph: at for at, graph in enumerate(dict.fromkeys(each.graph for each in chunks))}
    chunks = sorted((each for each in chunks if each.size), key=lambda each: places[each.graph])
    union = cache.key(UNION, base.encode(), *(each.shares.encode() for each in chunks))
    (said,) = _cached(union, shop, lambda: (merged(chunks, base),))
    names = (common, cited, *conclusions.chunks, union)
    entries = (each for name in names for each in (name, body_name(name)))
    return Dataset(chunks, said, (conclusions.entry, *entries))


def _cached(name: str, shop: Workshop, make: Callable[[], tuple[Chunk, ...]]) -> tuple[Chunk, ...]:
    known = kept(shop.cache, name)
    if known is not None:
        return known[0]
    chunks = make()
    keep(shop.cache, name, chunks, {})
    return chunks


def _chunk(graph: NamedGraph, base: str) -> Chunk:
    return chunk_of(graph, base, lambda _: True)


def _cited(links: Sequence[Quad], reports: Iterable[str], shop: Workshop) -> NamedGraph:
    """Return the graph of the links from decisions that a report cites."""
    name = shop.names.graph("links")
    facts = _facts(reports, shop) if links else ()
    known = {name, *(decision.iri for each in facts for decision in each.decisions)}
    return NamedGraph(name, tuple(link for link in links if value(link.subject) in known))


def _facts(reports: Iterable[str], shop: Workshop) -> list[Facts]:
    from .noted import recall_facts  # noqa: PLC0415 - likewise

    return [recall_facts(key, shop.cache) for key in reports]


def _common(shop: Workshop) -> list[NamedGraph]:
    """Return the graphs that are the same whatever the reports say."""
    base = shop.names.base
    name = NamedNode(f"{base}catalog")
    described = tuple(Quad(s, p, o, name) for s, p, o in catalogue(base, shop.imprint))
    registers = (NamedGraph(each.graph, each.quads) for each in shop.registers.registers)
    return [*registers, NamedGraph(name.value, described)]
