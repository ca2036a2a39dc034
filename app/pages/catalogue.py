"""``/catalog`` and ``/.well-known/void``: the release's own metadata, as its files have it.

The catalogue tells beside what its file says when the release was published: the file follows from
the content, which knows no clock, and portals ask for what was modified since they last came.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, url_for

from akkoord.graph.release.distribution import DISTRIBUTED, File, measures, whole
from akkoord.graph.release.history import until
from akkoord.graph.release.part_catalog import PATH as PARTS
from akkoord.graph.terms import moment_literal, term
from akkoord.graph.vocabulary import DCAT, DCTERMS, VOID

from .data import graph
from .description import written
from .dumps import maker
from .evidence import Counted
from .language import current
from .negotiation import HTML, RDF_FORMATS, TURTLE, Format
from .representation import bare, by_extension, negotiate, represent
from .structured import catalogued
from .thing import Thing, described, natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CATALOGUE: Final = "catalog.ttl"

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/catalog")
@blueprint.get("/catalog.<extension>")
def catalog(extension: str = "") -> Response:
    """Answer with the DCAT-AP catalogue."""
    address = bare(url_for(".catalog"))
    iri = f"{graph().release.base}catalog"
    format_ = negotiate(by_extension(extension))
    write, state = partial(_content, CATALOGUE), until(graph().release)[-1].stamp
    response = represent(format_, address, write, iri, state=state)
    if format_ == HTML and response.status_code == HTTPStatus.OK:
        response.headers["Link"] = ", ".join((response.headers["Link"], *_items()))
    return response


def _of(things: Iterable[Thing], class_: str) -> tuple[Thing, ...]:
    """Return the things of a class, as their labels are read."""
    found = (each for each in things if class_ in each.types)
    return tuple(sorted(found, key=lambda each: (natural(each.label), each.iri)))


def _items() -> list[str]:
    """Return the links to the dataset's files, by which a machine finds them (signposting.org)."""
    things = described(_triples(graph().release.path / CATALOGUE), current()).values()
    return [
        f'<{file.iri}>; rel="item"; type="{media.iri.partition("media-types/")[2]}"'
        for each in _of(things, f"{DCAT}Distribution")
        if (file := each.link(f"{DCAT}downloadURL")) and (media := each.link(f"{DCAT}mediaType"))
    ]


@blueprint.get("/.well-known/void")
@blueprint.get("/.well-known/void.<extension>")
def void(extension: str = "") -> Response:
    """Answer with the VoID description: RDF to whoever does not ask for a page."""
    address = bare(url_for(".void"))
    format_ = negotiate(by_extension(extension), (*RDF_FORMATS, HTML))
    return represent(format_, address, partial(_content, "void.ttl"))


def _content(name: str, format_: Format) -> str | bytes | None:
    path = graph().release.path / name
    if not path.is_file():
        return None
    if format_ == TURTLE and name != CATALOGUE:
        return path.read_bytes()
    triples = published() if name == CATALOGUE else _triples(path)
    if format_ != HTML:
        return written(triples, format_, graph().release.base)
    things = described(triples, current())
    return _catalogue(things) if name == CATALOGUE else _counts(things)


def _catalogue(things: Mapping[str, Thing]) -> str:
    classes = {"datasets": "Dataset", "series": "DatasetSeries", "services": "DataService"}
    return render_template(
        "catalogue.html",
        catalogue=things.get(f"{graph().release.base}catalog"),
        files=_of(things.values(), f"{DCAT}Distribution"),
        things=things,
        structured=catalogued(tuple(things.values()), graph().release),
        **{name: _of(things.values(), DCAT + class_) for name, class_ in classes.items()},
    )


def _counts(things: Mapping[str, Thing]) -> str:
    parts = _of(things.values(), f"{VOID}Dataset")
    return render_template(
        "void.html",
        dataset=things.get(f"{graph().release.base}id/dataset"),
        classes=_counted(parts, "class", "entities"),
        properties=_counted(parts, "property", "triples"),
        graphs=_counted(parts, f"{DCTERMS}source", "triples"),
        linksets=_of(things.values(), f"{VOID}Linkset"),
    )


def _counted(parts: Iterable[Thing], by: str, number: str) -> tuple[Counted, ...]:
    """Return what parts of the dataset are about, the largest first."""
    property_ = by if ":" in by else VOID + by
    found = (
        Counted(about, int(size))
        for each in parts
        if (about := each.link(property_)) and (size := each.text(VOID + number))
    )
    return tuple(sorted(found, key=lambda each: (-each.times, each.thing.iri)))


def _triples(path: Path) -> list[ox.Triple]:
    return sorted((q.triple for q in ox.parse(path=path)), key=lambda t: str(t.subject))


def published() -> list[ox.Triple]:
    """Return the catalogue with what only a server can tell.

    That is when catalogue and dataset were first published and last changed, and address, size and
    checksum of what is made when somebody asks.
    """
    triples = _triples(graph().release.path / CATALOGUE)
    modified, base = term(DCTERMS, "modified"), graph().release.base
    publications = until(graph().release)
    first, last = (moment_literal(publications[place].time) for place in (0, -1))
    changed = [ox.NamedNode(f"{base}{name}") for name in ("catalog", PARTS, "id/dataset")]
    kept = [t for t in triples if t.predicate != modified or t.subject not in changed]
    told = [ox.Triple(thing, modified, last) for thing in changed]
    since = [*changed, ox.NamedNode(f"{base}id/releases")]
    told += [ox.Triple(thing, term(DCTERMS, "issued"), first) for thing in since]
    of = whole(base, graph().release.licence)
    made = maker().files_of_whole(graph().release.path)
    for each in (file for file in made if file.name in DISTRIBUTED):
        told += measures(File(each.name, each.size, each.sha256), of, graph().release.id)
    return sorted([*kept, *told], key=lambda t: str(t.subject))
