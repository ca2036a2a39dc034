"""What one rule concluded, as a named graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from ..release.chunk import NamedGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Literal

    from ..iris import Names


def rule_graph(
    names: Names, name: str, triples: Iterable[tuple[str, NamedNode, NamedNode | Literal]]
) -> NamedGraph:
    """Return the graph ``name`` of ``triples``, each once."""
    node = NamedNode(names.graph(name))
    unique = dict.fromkeys(triples)
    return NamedGraph(node.value, tuple(Quad(NamedNode(s), p, o, node) for s, p, o in unique))
