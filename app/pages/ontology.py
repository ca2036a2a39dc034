"""``/ns``: what the words mean, documented from the ontology's RDF alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from pyoxigraph import NamedNode

from akkoord.graph.release import metadata
from akkoord.graph.vocabulary import ONTOLOGY, OWL, RA, RDF, RDFS, SCHEMA, SKOS

from .data import graph, query
from .description import written
from .json_ld import context_document
from .language import current
from .negotiation import HTML, JSON_LD, Format, split
from .representation import bare, by_extension, negotiate, represent
from .thing import Link, Thing, described

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("ontology", __name__)

# By which one term names another that a reader of that other one wants to know of.
_NAMING: Final = (
    *(f"{RDFS}domain", f"{SCHEMA}domainIncludes", f"{RDFS}range"),
    *(f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"),
)


@blueprint.get("/ns")
@blueprint.get("/ns.<extension>")
def ontology(extension: str = "") -> Response:
    """Answer with the ontology."""
    address = bare(url_for(".ontology"))
    return represent(negotiate(by_extension(extension)), address, _ontology, ONTOLOGY)


@blueprint.get("/ns/context.jsonld")
def context() -> Response:
    """Answer with the JSON-LD context that gives the vocabulary its short names."""
    address = bare(url_for(".context")).removesuffix(".jsonld")
    return represent(JSON_LD, address, lambda _: context_document(), offered=(JSON_LD,))


@blueprint.get("/ns/<path:path>")
def part(path: str) -> BaseResponse:
    """Answer for what the ontology names below itself, such as its versions."""
    name, extension = split(path)
    if f"{ONTOLOGY}/{name}" not in _named():
        abort(404)
    asked = extension.extension if extension else None
    return redirect(url_for(".ontology", extension=asked), 303)


def _named() -> set[str]:
    """Return the IRIs that the ontology says something of, or by which it says it."""
    triples = graph().triples("graph", ONTOLOGY)
    terms = (term for triple in triples for term in (triple.subject, triple.object))
    return {term.value for term in terms if isinstance(term, NamedNode)}


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
        named={kind: _naming(things.values(), kind) for kind in _NAMING},
        uses=metadata.counted(graph().release),
        queries=(query("graph", ONTOLOGY),),
    )


def _naming(things: Iterable[Thing], property_: str) -> dict[str, tuple[Link, ...]]:
    """Return by IRI the terms that name it with ``property_``: what leads to it, or refines it."""
    found: dict[str, list[Link]] = {}
    for thing in sorted(things, key=lambda each: each.iri):
        for link in thing.links(property_):
            found.setdefault(link.iri, []).append(Link(thing.iri, thing.label))
    return {iri: tuple(links) for iri, links in found.items()}


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
