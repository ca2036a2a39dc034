"""The agreement's contents as a tree, whole or below one of its parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .data import number, once_a_release, text
from .thing import Link, links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .data import Graph, Row


@dataclass(frozen=True, slots=True)
class Node:
    """A section with those below it.

    Attributes:
        iri: of the section.
        number: in the agreement's contents.
        title: without the number.
        domain: IRI of its policy domain.
        report: IRI of the report on it, empty where there is none.
        decisions: how many decisions that report cites.
        children: the sections below, in the agreement's order.
    """

    iri: str
    number: str
    title: str
    domain: str
    report: str
    decisions: int
    children: tuple[Node, ...] = ()

    @property
    def reports(self) -> int:
        """How many reports there are on it and on the sections below."""
        return bool(self.report) + sum(child.reports for child in self.children)

    @property
    def size(self) -> int:
        """How many sections it is, itself included."""
        return 1 + sum(child.size for child in self.children)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A policy domain with its sections.

    Attributes:
        domain: the policy domain.
        sections: its sections that lie in no other section.
    """

    domain: Link
    sections: tuple[Node, ...]

    @property
    def reports(self) -> int:
        """How many reports there are on its sections."""
        return sum(node.reports for node in self.sections)

    @property
    def size(self) -> int:
        """How many sections it has, at any depth."""
        return sum(node.size for node in self.sections)


@once_a_release
def domains(graph: Graph, wanted: str) -> tuple[Link, ...]:
    """Return the policy domains in order of label; kept, because most pages name one."""
    return links(graph.rows("domains"), "domain", "label", wanted)


def contents(graph: Graph, wanted: str) -> tuple[Chapter, ...]:
    """Return the agreement's contents by policy domain, domains in order of label."""
    top = _tree(graph)
    return tuple(
        Chapter(d, tuple(n for n in top if n.domain == d.iri)) for d in domains(graph, wanted)
    )


def cited(graph: Graph) -> dict[str, int]:
    """Return how many decisions the reports of each policy domain cite, by its IRI."""
    counts: Counter[str] = Counter()
    for row in graph.rows("months-by-domain"):
        counts[text(row, "domain")] += number(row, "decisions")
    return counts


def below(graph: Graph, iri: str) -> Node | None:
    """Return the section ``iri`` with those below it; ``None`` where it is not in the contents."""
    waiting = list(_tree(graph))
    while waiting:
        node = waiting.pop()
        if node.iri == iri:
            return node
        waiting.extend(node.children)
    return None


def path_to(graph: Graph, iri: str, wanted: str) -> tuple[Link, ...]:
    """Return domain and sections above a section or report, then itself where it is a report."""
    named = {d.iri: d for d in domains(graph, wanted)}
    for node in _tree(graph):
        found = _way(node, iri)
        if found:
            below = [Link(n.iri, f"{n.number} {n.title}", "nl") for n in found]
            whole = below if found[-1].report == iri else below[:-1]
            return (*(d for d in (named.get(node.domain),) if d), *whole)
    return ()


def _way(node: Node, iri: str) -> tuple[Node, ...]:
    if iri in (node.iri, node.report):
        return (node,)
    return next(((node, *way) for child in node.children if (way := _way(child, iri))), ())


def beside(graph: Graph, iri: str) -> tuple[Node | None, Node | None]:
    """Return the sections just before and after a section in the agreement's order."""
    order = [node for top in _tree(graph) for node in _flat(top)]
    place = next((n for n, node in enumerate(order) if node.iri == iri), None)
    if place is None:
        return None, None
    return (order[place - 1] if place else None, next(iter(order[place + 1 :]), None))


def _flat(node: Node) -> tuple[Node, ...]:
    return (node, *(each for child in node.children for each in _flat(child)))


def of_domain(graph: Graph, iri: str) -> tuple[Node, ...]:
    """Return the sections of policy domain ``iri`` that lie in no other section."""
    return tuple(node for node in _tree(graph) if node.domain == iri)


@once_a_release
def _tree(graph: Graph) -> tuple[Node, ...]:
    """Return the sections that lie in no other; kept, because every section's page asks."""
    rows = graph.rows("sections")
    nodes = {text(row, "section"): _node(row) for row in rows}
    parents = {text(row, "section"): text(row, "parent") for row in rows}
    children: dict[str, list[str]] = {}
    for iri, parent in parents.items():
        children.setdefault(parent, []).append(iri)
    top = [iri for iri, parent in parents.items() if parent not in nodes]
    return tuple(_grown(iri, nodes, children) for iri in top)


def _grown(iri: str, nodes: Mapping[str, Node], children: Mapping[str, list[str]]) -> Node:
    below = tuple(_grown(child, nodes, children) for child in children.get(iri, ()))
    return replace(nodes[iri], children=below)


def _node(row: Row) -> Node:
    return Node(
        text(row, "section"),
        text(row, "number"),
        text(row, "title"),
        text(row, "domain"),
        text(row, "report"),
        number(row, "decisions"),
    )
