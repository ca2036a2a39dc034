"""The named graphs of a release, put together: registers, catalogue, what is derived, reports."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from .derive import derived
from .pipeline import recall
from .release import cache
from .release.catalog import catalogue
from .release.chunk import NamedGraph, chunk_of
from .release.pack import packed, unpacked
from .revisions import revision_graph
from .terms import value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .derive import Facts
    from .pipeline import Converted, Workshop
    from .release.chunk import Chunk
    from .revisions import Revision
    from .search.documents import Searched


COMMON: Final = "common"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A release's graphs.

    Attributes:
        chunks: of all named graphs, those of one graph together.
        derived: what the rules concluded across reports.
        reports: what they read of each report, and what is searched in it.
    """

    chunks: list[Chunk]
    derived: tuple[NamedGraph, ...]
    reports: tuple[Searched, ...]

    @property
    def facts(self) -> tuple[Facts, ...]:
        """What the rules read of each report."""
        return tuple(report.facts for report in self.reports)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the content of the reports.

    Attributes:
        links: from decisions to Themis; those of decisions that no report cites are left out.
        revisions: of which revision of a repository a source is, by its path.
    """

    links: Sequence[Quad]
    revisions: Mapping[str, Revision]


def dataset_of(converted: Sequence[Converted], shop: Workshop, beside: Beside) -> Dataset:
    """Put the named graphs of a release together.

    Args:
        converted: the reports of the release, in its order.
        shop: what they were converted with.
        beside: what is known beside their content.
    """
    recalled = [recall(each, shop.cache) for each in converted]
    facts = tuple(each.facts for _, each in recalled)
    name = shop.names.graph("links")
    cited = {name, *(decision.iri for each in facts for decision in each.decisions)}
    kept = tuple(link for link in beside.links if value(link.subject) in cited)
    known = beside.revisions
    revised = {each.graph: known[each.path] for each in converted if each.path in known}
    concluded = derived(facts, shop.names, shop.registers, shop.finder)
    chunks = [
        *_common_chunks(shop),
        *(
            chunk_of(graph, shop.names.base, lambda _: True)
            for graph in (
                NamedGraph(name, kept),
                revision_graph(revised, shop.names),
                *concluded,
            )
        ),
        *(chunk for parts, _ in recalled for chunk in parts),
    ]
    places = {graph: at for at, graph in enumerate(dict.fromkeys(each.graph for each in chunks))}
    chunks = sorted((each for each in chunks if each.size), key=lambda each: places[each.graph])
    return Dataset(chunks, concluded, tuple(each for _, each in recalled))


def common_key(shop: Workshop) -> str:
    """Return the name of the cache entry with what is the same whatever the reports say."""
    return cache.key(COMMON.encode(), shop.names.base.encode(), repr(shop.imprint).encode())


def _common_chunks(shop: Workshop) -> tuple[Chunk, ...]:
    """Return the chunks of the graphs that are the same whatever the reports say."""
    key = common_key(shop)
    kept = cache.load(shop.cache, key)
    with suppress(KeyError, TypeError, ValueError):
        if kept is not None:
            return unpacked(kept)[0]
    chunks = tuple(chunk_of(graph, shop.names.base, lambda _: True) for graph in _common(shop))
    cache.store(shop.cache, key, packed(chunks, {}))
    return chunks


def _common(shop: Workshop) -> list[NamedGraph]:
    """Return the graphs that are the same whatever the reports say."""
    base = shop.names.base
    name = NamedNode(f"{base}catalog")
    described = tuple(Quad(s, p, o, name) for s, p, o in catalogue(base, shop.imprint))
    registers = (NamedGraph(each.graph, each.quads) for each in shop.registers.registers)
    return [*registers, NamedGraph(name.value, described)]
