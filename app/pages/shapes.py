"""``/shapes``: what a valid graph looks like, documented from the SHACL alone."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, url_for

from akkoord.graph.vocabulary import ONTOLOGY, RA, RDF, SH

from .address import SHAPES
from .data import graph, query
from .description import written
from .language import current
from .negotiation import HTML, TURTLE, Format
from .profile import profiles, usage
from .representation import bare, by_extension, negotiate, represent
from .shape import Shape, Target
from .thing import Link, Text, Thing, described, natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

blueprint = Blueprint("shapes", __name__)

FOLDER: Final = Path(__file__).parent.parent.parent / "shapes"
_NIL: Final = f"{RDF}nil"
_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")

# The constraints of SHACL that a table cell shows, in the order in which one reads them.
_CONSTRAINTS: Final = (
    *("datatype", "class", "nodeKind", "node", "property", "hasValue", "in", "languageIn"),
    *("uniqueLang", "pattern", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
    *("minLength", "maxLength", "equals", "disjoint", "lessThan", "or", "and", "not", "closed"),
)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<extension>")
def shapes(extension: str = "") -> Response:
    """Answer with the SHACL shapes."""
    address = bare(url_for(".shapes"))
    return represent(negotiate(by_extension(extension)), address, _content, SHAPES)


def _content(format_: Format) -> str | bytes | None:
    triples = _triples()
    if not triples:
        return None
    if format_ == TURTLE:
        return b"\n".join(path.read_bytes() for path in sorted(FOLDER.glob("*.ttl")))
    if format_ != HTML:
        return written(triples, format_, graph().release.base)
    targets = _targets(current())
    terms = described(graph().triples("graph", ONTOLOGY), current())
    return render_template(
        "shapes.html",
        profiles=profiles(targets, terms, usage(graph().rows("usage"))),
        targets=tuple(target for target in targets if target.kind != "targetClass"),
        queries=(query("usage"),),
    )


@cache
def _triples() -> tuple[ox.Triple, ...]:
    """Return the triples of all shape files, grouped by subject."""
    found = dict.fromkeys(q.triple for p in sorted(FOLDER.glob("*.ttl")) for q in ox.parse(path=p))
    return tuple(sorted(found, key=lambda t: str(t.subject)))


@cache
def _targets(language: str) -> tuple[Target, ...]:
    """Return what all shapes are about, labelled in a language."""
    things = described(_triples(), language)
    kinds = {f"{SH}NodeShape", f"{SH}PropertyShape"}
    found = sorted(
        (
            (_place(kind, iri), kind, iri, _order(thing), thing)
            for thing in things.values()
            if kinds & {*thing.types}
            for kind, iri in _aims(thing)
        ),
        key=lambda each: each[:4],
    )
    targets: list[Target] = []
    told: frozenset[str] = frozenset()
    for (_, kind, iri), group in groupby(found, key=lambda each: each[:3]):
        rows = tuple(_shape(each[4], things) for each in group)
        new = frozenset(row.name for row in rows) - told
        targets.append(Target(kind, iri, rows, new))
        told |= new
    return tuple(targets)


def _aims(thing: Thing) -> Iterable[tuple[str, str]]:
    aims = [(kind, link.iri) for kind in _TARGETS for link in thing.links(SH + kind)]
    return aims or [("", "")]


def _place(kind: str, iri: str) -> tuple[int, bool]:
    """Return where a target comes: our own classes before those of other vocabularies."""
    return _TARGETS.index(kind) if kind else len(_TARGETS), not iri.startswith(RA)


def _order(thing: Thing) -> tuple[object, ...]:
    return not thing.link(f"{SH}path"), natural(thing.text(f"{SH}order") or "~"), thing.iri


def _shape(thing: Thing, things: Mapping[str, Thing]) -> Shape:
    path, severity = thing.link(f"{SH}path"), thing.link(f"{SH}severity")
    least, most = thing.text(f"{SH}minCount") or "0", thing.text(f"{SH}maxCount") or "*"
    counted = path and (least, most) != ("0", "*")
    return Shape(
        thing,
        path.iri if path else "",
        "" if not counted else least if least == most else f"{least}..{most}",
        tuple(
            (name, tuple(_members(thing.outgoing[SH + name], things)))
            for name in _CONSTRAINTS
            if SH + name in thing.outgoing
        ),
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
