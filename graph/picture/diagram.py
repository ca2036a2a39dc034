"""What there is to draw: classes with their properties, and what joins them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from .. import vocabulary as v
from ..terms import LABEL, TITLE, term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad

FOLDER: Final = Path(__file__).parent
JOINS: Final = (FOLDER / "joins.rq").read_text("utf-8")
PROPERTIES: Final = (FOLDER / "properties.rq").read_text("utf-8")
DEFINITION: Final = term(v.SKOS, "definition")
PREFIXES: Final = {namespace: prefix for prefix, namespace in v.PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class Property:
    """A property in a class's box.

    Attributes:
        name: with its prefix, but for those of the vocabulary itself.
        type: of its values, such as ``date``; empty where nothing says.
    """

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Box:
    """A class.

    Attributes:
        name: its local name.
        english: its label.
        dutch: its label.
        definition: in English.
        properties: whose values are not drawn.
    """

    name: str
    english: str
    dutch: str
    definition: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """A property from one class to another, by their local names."""

    source: str
    target: str
    property: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """The classes by name, and what joins them, both sorted, under the ontology's title."""

    title: str
    boxes: dict[str, Box]
    joins: tuple[Join, ...]


def diagram(quads: Iterable[Quad]) -> Diagram:
    """Return what ``quads`` (ontology, shapes, registers) have to be drawn."""
    store = Store()
    store.extend(quads)
    joins = {
        Join(_local(row, "source"), _local(row, "target"), _short(_iri(row, "property")))
        for row in _rows(store, JOINS)
    }
    joined = {(join.source, join.property) for join in joins}
    properties: dict[str, list[Property]] = defaultdict(list)
    for row in _rows(store, PROPERTIES):
        name, owner = _short(_iri(row, "property")), _local(row, "class")
        if (owner, name) not in joined:
            properties[owner].append(Property(name, _type(row)))
    names = {name for join in joins for name in (join.source, join.target)}
    return Diagram(
        _said(store, v.ONTOLOGY, TITLE, "en"),
        {name: _box(store, name, properties[name]) for name in sorted(names | properties.keys())},
        tuple(sorted(joins)),
    )


def _rows(store: Store, query: str) -> list[QuerySolution]:
    answer = store.query(query, use_default_graph_as_union=True)
    return list(answer) if isinstance(answer, QuerySolutions) else []


def _said(store: Store, subject: str, predicate: NamedNode, language: str) -> str:
    texts = (quad.object for quad in store.quads_for_pattern(NamedNode(subject), predicate, None))
    return next(
        text.value for text in texts if isinstance(text, Literal) and text.language == language
    )


def _box(store: Store, name: str, properties: list[Property]) -> Box:
    # Names first, then in the order of the alphabet, the vocabulary's own apart from others'.
    ordered = sorted(
        properties,
        key=lambda each: (
            each.name not in {"dcterms:title", "skos:prefLabel"},
            ":" in each.name,
            each.name.casefold(),
        ),
    )
    iri = v.RA + name
    return Box(
        name,
        _said(store, iri, LABEL, "en"),
        _said(store, iri, LABEL, "nl"),
        _said(store, iri, DEFINITION, "en"),
        tuple(ordered),
    )


def _type(row: QuerySolution) -> str:
    node = row["datatype"] or row["range"]
    iri = node.value if isinstance(node, Literal) else ""
    if iri in {"", v.RDFS + "Literal"}:
        return ""
    return "text" if iri == v.RDF + "langString" else _short(iri).partition(":")[2]


def _iri(row: QuerySolution, name: str) -> str:
    node = row[name]
    return node.value if isinstance(node, NamedNode) else ""


def _local(row: QuerySolution, name: str) -> str:
    return _iri(row, name).removeprefix(v.RA)


def _short(iri: str) -> str:
    for namespace, prefix in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri.removeprefix(namespace)
            return local if namespace == v.RA else f"{prefix}:{local}"
    return iri
