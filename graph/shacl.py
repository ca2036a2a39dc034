"""pyshacl, called so that it is quick on many small graphs.

What pyshacl does is left as it is; it is only given graphs that are quick to read. Measured on
the 93 published reports (900 triples each, one core), in CPU time per report: 39 ms for a plain
``pyshacl.validate``; 24 ms with shapes stripped of documentation and queries folded to a line,
because pyshacl looks at every triple of a shape each time it enters one, and searches each query
with regular expressions that go quadratic with its lines; 16 ms with the shapes in rdflib's
simple store, and the data in dictionaries of rdflib's terms. Oxigraph reads shapes in a third of
the time that rdflib takes. Imports pyshacl, which takes 0.1 s.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Self

import pyoxigraph as ox
from pyshacl import shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import DataGraph, OxigraphDataGraph, to_rdf
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDFS, SH, Graph, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rdflib.term import Node

DOCUMENTATION: Final = frozenset(
    {RDFS.isDefinedBy, RDFS.label, SH.description, SH.message, SH.name, SH.order, SH.prefixes}
)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes, read once and used for many graphs.

    Attributes:
        graph: their triples without documentation.
        compiled: what pyshacl makes of them.
        messages: what each shape says to do, by the shape's IRI and the language. pyshacl loses
            the language of a message where the constraint is a query, so it is looked up here.
    """

    graph: Graph
    compiled: ShapesGraph
    messages: Mapping[tuple[str, str], str]


def read_shapes(paths: Iterable[Path]) -> Shapes:
    """Read the shapes of some Turtle files that belong together."""
    written = Graph(store="SimpleMemory")
    for path in paths:
        for subject, predicate, value, _ in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            written.add((_rdflib(subject), _rdflib(predicate), _rdflib(value)))
    graph = _ShapesData(store="SimpleMemory")
    for subject, predicate, value in written:
        if predicate == SH.select:
            graph.add((subject, predicate, Literal(_folded(written, subject, str(value)))))
        elif predicate not in DOCUMENTATION:
            graph.add((subject, predicate, value))
    # A list, pyshacl would go through it term by term, some 200 times a report.
    parameters = (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)
    shape.CONSTRAINT_PARAMS = parameters  # type: ignore[attr-defined]
    compiled = ShapesGraph(graph)
    _ = compiled.shapes
    messages = {
        (str(shape), text.language or ""): str(text)
        for shape, text in written.subject_objects(SH.message)
        if isinstance(text, Literal)
    }
    return Shapes(graph, compiled, messages)


def _folded(shapes: Graph, constraint: Node, query: str) -> str:
    """Return a query in one line, with the prefixes that it uses written out before it."""
    declared = {
        str(shapes.value(each, SH.prefix)): str(shapes.value(each, SH.namespace))
        for prefixes in shapes.objects(constraint, SH.prefixes)
        for each in shapes.objects(prefixes, SH.declare)
    }
    used = [f"PREFIX {name}: <{iri}>" for name, iri in declared.items() if f"{name}:" in query]
    return " ".join([*used, *query.split()])


def validate(triples: Iterable[ox.Triple], shapes: Shapes) -> Graph:
    """Return pyshacl's validation report on a graph."""
    options = {"logger": logging.getLogger(__name__), "inplace": True}
    validator = Validator(_ReportData(triples), shacl_graph=shapes.graph, options=options)
    validator.shacl_graph = shapes.compiled
    report: Graph
    _, report, _ = validator.run()  # type: ignore[no-untyped-call]
    return report


class _ShapesData(Graph):
    """Shapes that no longer change: what pyshacl asked of them once is remembered."""

    def __init__(self, store: str) -> None:
        super().__init__(store)
        self._objects = cache(lambda *asked: tuple(Graph.objects(self, *asked)))
        self._pairs = cache(lambda *asked: tuple(Graph.predicate_objects(self, *asked)))

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:
        return iter(self._objects(subject, predicate, unique))

    def predicate_objects(self, subject: Any = None, unique: bool = False) -> Any:
        return iter(self._pairs(subject, unique))


class _ReportData(OxigraphDataGraph):
    """One graph to validate, its terms converted once, and looked up by node and property.

    pyshacl asks 2,700 times for what a report's node has, and which nodes have it; a store
    answers in 4 µs, and its answer would have to be converted. Queries go to the store.
    """

    def __new__(cls, triples: Iterable[ox.Triple]) -> Self:
        made: Self = DataGraph.__new__(cls, ox.Store())
        return made

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        store = ox.Store()
        super().__init__(store)
        self._objects: dict[Any, dict[Any, None]] = {}
        self._links: dict[Any, list[tuple[Any, Any]]] = {}
        self._subjects: dict[Any, dict[Any, dict[Any, None]]] = {}
        quads = [ox.Quad(*triple) for triple in triples]
        store.extend(quads)
        for subject, predicate, object_, _ in quads:
            node, link, value = _rdflib(subject), _rdflib(predicate), _rdflib(object_)
            self._objects.setdefault((node, link), {})[value] = None
            self._links.setdefault(link, []).append((node, value))

    def __bool__(self) -> bool:
        return True

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:
        return iter(self._objects.get((subject, predicate), ()))

    def subjects(self, predicate: Any = None, object_: Any = None, unique: bool = False) -> Any:
        return iter(self._by_value(predicate).get(object_, ()))

    def subject_objects(self, predicate: Any = None, unique: bool = False) -> Any:
        return iter(self._links.get(predicate, ()))

    def _by_value(self, link: Any) -> dict[Any, dict[Any, None]]:
        """Return the nodes that have a property by its value; few properties are asked for so."""
        known = self._subjects.get(link)
        if known is None:
            known = self._subjects[link] = {}
            for node, value in self._links.get(link, ()):
                known.setdefault(value, {})[node] = None
        return known


@lru_cache(maxsize=1 << 16)
def _rdflib(term: Any) -> Any:
    return to_rdf(term)
