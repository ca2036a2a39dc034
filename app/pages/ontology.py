"""``/ns`` and ``/shapes``: what the words mean and what a valid graph looks like, documented.

Both pages are written from the RDF alone, so that they cannot tell anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, url_for

from akkoord.graph.vocabulary import ONTOLOGY, OWL, RA, RDF, RDFS, SH, SKOS

from .data import graph, query
from .description import written
from .language import current
from .negotiation import HTML, TURTLE, Format
from .representation import bare, by_extension, negotiate, represent
from .thing import Link, Text, Thing, described

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("ontology", __name__)

SHAPES: Final = Path(__file__).parent.parent.parent / "shapes"
_NIL: Final = f"{RDF}nil"

# The constraints of SHACL that a table cell shows, in the order in which one reads them.
_CONSTRAINTS: Final = (
    *("datatype", "class", "nodeKind", "node", "hasValue", "in", "languageIn", "uniqueLang"),
    *("pattern", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
    *("minLength", "maxLength", "equals", "disjoint", "lessThan", "or", "closed"),
)


@blueprint.get("/ns")
@blueprint.get("/ns.<extension>")
def ontology(extension: str = "") -> Response:
    """Answer with the ontology."""
    address = bare(url_for(".ontology"))
    return represent(negotiate(by_extension(extension)), address, _ontology, ONTOLOGY)


@blueprint.get("/ns/<path:_>")
def part(_: str) -> BaseResponse:
    """Answer for what the ontology names below itself, such as its versions."""
    return redirect(url_for(".ontology"), 303)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<extension>")
def shapes(extension: str = "") -> Response:
    """Answer with the SHACL shapes."""
    address = bare(url_for(".shapes"))
    iri = f"{ONTOLOGY.removesuffix('ns')}shapes"
    return represent(negotiate(by_extension(extension)), address, _shapes, iri)


def _ontology(format_: Format) -> str | bytes | None:
    triples = graph().triples("graph", ONTOLOGY)
    if not triples:
        return None
    if format_ != HTML:
        return written(triples, format_, graph().release.base)
    things = described(triples, current())
    return render_template(
        "ontology.html",
        header=things.get(ONTOLOGY),
        groups=_groups(things.values()),
        queries=(query("graph", ONTOLOGY),),
    )


def _groups(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    terms = sorted((t for t in things if t.iri.startswith(RA)), key=lambda t: t.iri)
    properties = {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{RDF}Property"}
    classes = {f"{OWL}Class", f"{RDFS}Class"}
    concepts = {f"{SKOS}Concept", f"{SKOS}ConceptScheme"}
    return {
        "classes": [t for t in terms if classes & {*t.types}],
        "properties": [t for t in terms if properties & {*t.types}],
        "concepts": [t for t in terms if concepts & {*t.types}],
    }


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """One row of a shape's table.

    Attributes:
        path: IRI of the property; empty for a constraint on the node itself.
        name: as the shape calls it.
        count: such as ``1``, ``0..1`` or ``1..*``.
        constraints: local names of SHACL terms with their values.
        messages: what to do about a violation.
        severity: local name.
    """

    path: str
    name: str
    count: str
    constraints: tuple[tuple[str, tuple[Link | Text, ...]], ...]
    messages: tuple[Text, ...]
    severity: str


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A shape with its rows.

    Attributes:
        thing: the shape.
        targets: IRIs of the classes it is about.
        rows: its properties, then the constraints on the node itself.
    """

    thing: Thing
    targets: tuple[str, ...]
    rows: tuple[PropertyShape, ...]


@cache
def _shape_triples() -> tuple[ox.Triple, ...]:
    """Return the triples of all shape files, grouped by subject."""
    found = dict.fromkeys(q.triple for p in sorted(SHAPES.glob("*.ttl")) for q in ox.parse(path=p))
    return tuple(sorted(found, key=lambda t: str(t.subject)))


def _shapes(format_: Format) -> str | bytes | None:
    triples = _shape_triples()
    if not triples:
        return None
    if format_ != HTML:
        if format_ == TURTLE:
            return b"\n".join(p.read_bytes() for p in sorted(SHAPES.glob("*.ttl")))
        return written(triples, format_, graph().release.base)
    things = described(triples, current())
    nodes = [t for t in things.values() if f"{SH}NodeShape" in t.types]
    nodes.sort(key=lambda t: t.iri)
    return render_template("shapes.html", shapes=[_node_shape(t, things) for t in nodes])


def _node_shape(shape: Thing, things: Mapping[str, Thing]) -> NodeShape:
    row = partial(_row, things)
    properties = [things[link.iri] for link in shape.links(f"{SH}property") if link.iri in things]
    rules = [things[link.iri] for link in shape.links(f"{SH}sparql") if link.iri in things]
    return NodeShape(
        shape,
        tuple(link.iri for link in shape.links(f"{SH}targetClass")),
        (*sorted(map(row, properties), key=lambda r: r.path), *map(row, rules)),
    )


def _row(things: Mapping[str, Thing], shape: Thing) -> PropertyShape:
    path, severity = shape.link(f"{SH}path"), shape.link(f"{SH}severity")
    least, most = shape.text(f"{SH}minCount") or "0", shape.text(f"{SH}maxCount") or "*"
    constraints = (
        (name, tuple(_members(value, things)))
        for name in _CONSTRAINTS
        for value in [shape.outgoing.get(SH + name, ())]
        if value
    )
    return PropertyShape(
        path.iri if path else "",
        shape.text(f"{SH}name") or shape.text(f"{RDFS}label"),
        (least if least == most else f"{least}..{most}") if path else "",
        tuple(constraints),
        shape.texts(f"{SH}message"),
        severity.iri.removeprefix(SH) if severity else "Violation",
    )


def _members(values: Iterable[Link | Text], things: Mapping[str, Thing]) -> Iterable[Link | Text]:
    """Yield ``values`` with each RDF list replaced by its members."""
    for value in values:
        node = things.get(value.iri) if isinstance(value, Link) else None
        if node is None or f"{RDF}rest" not in node.outgoing:
            yield value
            continue
        while node:
            yield from node.outgoing.get(f"{RDF}first", ())
            rest = node.link(f"{RDF}rest")
            node = things.get(rest.iri) if rest and rest.iri != _NIL else None
