"""The named graphs of a release, put together: registers, catalogue, what is derived, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from .derive import derived
from .pipeline import recall
from .release.catalog import catalogue
from .release.chunk import NamedGraph, chunk_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .derive import Facts
    from .pipeline import Converted, Workshop
    from .release.chunk import Chunk


def chunks_of(converted: Iterable[Converted], shop: Workshop) -> list[Chunk]:
    """Return the chunks of all named graphs of a release, those of one graph together.

    Args:
        converted: the reports of the release, in its order.
        shop: what they were converted with.
    """
    recalled = [recall(each, shop.cache) for each in converted]
    chunks = [
        *(
            chunk_of(graph, shop.names.base, lambda _: True)
            for graph in _common([facts for _, facts in recalled], shop)
        ),
        *(chunk for parts, _ in recalled for chunk in parts),
    ]
    places = {graph: at for at, graph in enumerate(dict.fromkeys(each.graph for each in chunks))}
    return sorted((each for each in chunks if each.size), key=lambda each: places[each.graph])


def _common(facts: Sequence[Facts], shop: Workshop) -> list[NamedGraph]:
    """Return the graphs that are not one report's."""
    registers = shop.registers
    name = NamedNode(f"{shop.names.base}catalog")
    titles = {shop.names.section(row.domain, row.number): row.title for row in registers.rows}
    return [
        *(NamedGraph(each.graph, each.quads) for each in registers.registers),
        NamedGraph(
            name.value, tuple(Quad(s, p, o, name) for s, p, o in catalogue(shop.names.base))
        ),
        *derived(facts, shop.names, registers.section_themes, titles, shop.finder),
    ]
