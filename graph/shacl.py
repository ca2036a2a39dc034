"""pyshacl, called so that it is quick on many small graphs.

What pyshacl does is left as it is; it is only given graphs that are quick to read. Measured on
the 93 published reports (900 triples each, one core), in CPU time per report: 39 ms for a plain
``pyshacl.validate``; 24 ms with shapes stripped of documentation and queries folded to a line,
because pyshacl looks at every triple of a shape each time it enters one, and searches each query
with regular expressions that go quadratic with its lines; 18 ms with the shapes in rdflib's
simple store and terms converted once. Imports pyshacl, which takes 0.4 s.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

from pyshacl import shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import DataGraph, OxigraphDataGraph, to_ox, to_rdf
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDFS, SH, Graph, Literal

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox
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
    written = Graph()
    for path in paths:
        written.parse(path)
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


def validate(store: ox.Store, shapes: Shapes) -> Graph:
    """Return pyshacl's validation report on the default graph of ``store``."""
    options = {"logger": logging.getLogger(__name__), "inplace": True}
    validator = Validator(_ReportData(store), shacl_graph=shapes.graph, options=options)
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
    """One graph to validate, whose terms are converted once.

    pyshacl asks for the same terms many times over, and asks a graph for its truth, which
    without :meth:`__bool__` counts its triples, for every result.
    """

    def __new__(cls, store: ox.Store) -> Self:
        made: Self = DataGraph.__new__(cls, store)
        return made

    def __init__(self, store: ox.Store) -> None:
        super().__init__(store)
        self._oxigraph: dict[Any, Any] = {}
        self._rdflib: dict[Any, Any] = {}

    def __bool__(self) -> bool:
        return True

    def objects(
        self, subject: Any = None, predicate: Any = None, unique: bool = False
    ) -> Generator[Any, None, None]:
        if isinstance(subject, (list, tuple)):
            yield from super().objects(subject, predicate, unique)
            return
        quads = self.impl.quads_for_pattern(self._asked(subject), self._asked(predicate), None)
        yield from [self._told(quad.object) for quad in quads]

    def subjects(
        self, predicate: Any = None, object_: Any = None, unique: bool = False
    ) -> Generator[Any, None, None]:
        if isinstance(object_, (list, tuple)):
            yield from super().subjects(predicate, object_, unique)
            return
        quads = self.impl.quads_for_pattern(None, self._asked(predicate), self._asked(object_))
        yield from [self._told(quad.subject) for quad in quads]

    def _asked(self, term: Any) -> Any:
        found = self._oxigraph.get(term)
        if found is None:
            found = self._oxigraph[term] = to_ox(term)
        return found

    def _told(self, term: Any) -> Any:
        found = self._rdflib.get(term)
        if found is None:
            found = self._rdflib[term] = to_rdf(term)
        return found
