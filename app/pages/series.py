"""Releases as a DCAT dataset series, in RDF: its members, their order, and what each is.

A release that was published again after another stands where it was published last, so the order
is one from the first to the last: https://www.w3.org/TR/vocab-dcat-3/#dataset-series. What the
catalogue says of the series, and of what its members name, is told too, so that it can be read
alone: portals keep the members out of ``/catalog``, which lists the dataset once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from akkoord.graph import vocabulary as v
from akkoord.graph.release import metadata
from akkoord.graph.terms import DESCRIPTION, LABEL, TITLE, A, moment_literal, term

from .data import graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from akkoord.graph.release.history import Publication

FILE: Final = term(v.DCAT, "distribution")


def release_iri(publication: Publication) -> NamedNode:
    """Return the IRI of the release that was published."""
    return NamedNode(f"{graph().release.base}releases/{publication.release.id}")


def members(known: Sequence[Publication]) -> tuple[Publication, ...]:
    """Return the last publication of each release, in order."""
    last = {each.release.id: each for each in known}
    return tuple(sorted(last.values(), key=lambda each: each.time))


def series(known: Sequence[Publication]) -> Iterator[Triple]:
    """Yield the description of the series and of all its members.

    Args:
        known: all publications, oldest first; at least one.
    """
    of, base = members(known), graph().release.base
    iri, dataset = NamedNode(f"{base}id/releases"), NamedNode(f"{base}id/dataset")
    yield Triple(iri, term(v.DCAT, "first"), release_iri(of[0]))
    yield Triple(iri, term(v.DCAT, "last"), release_iri(of[-1]))
    yield Triple(dataset, term(v.DCAT, "hasCurrentVersion"), release_iri(of[-1]))
    yield Triple(dataset, term(v.OWL, "versionIRI"), release_iri(of[-1]))
    for each in of:
        yield Triple(iri, term(v.DCAT, "seriesMember"), release_iri(each))
        yield Triple(dataset, term(v.DCAT, "hasVersion"), release_iri(each))
        yield from member(known, each.release.id)


def member(known: Sequence[Publication], name: str) -> Iterator[Triple]:
    """Yield what is said of a release: a version, its time, its files, and its neighbours.

    Args:
        known: all publications, oldest first.
        name: identifier of the release, which is among them.
    """
    of, base = members(known), graph().release.base
    place = next(n for n, each in enumerate(of) if each.release.id == name)
    iri, licence = release_iri(of[place]), of[place].release.licence
    yield Triple(iri, A, term(v.DCAT, "Dataset"))
    for property_ in (TITLE, LABEL):
        for text, language in ((f"Uitgave {name}", "nl"), (f"Release {name}", "en")):
            yield Triple(iri, property_, Literal(text, language=language))
    for said in metadata.described(graph().release, f"{base}id/dataset"):
        if said.predicate == DESCRIPTION:
            yield Triple(iri, said.predicate, said.object)
    yield Triple(iri, term(v.DCAT, "version"), Literal(name))
    yield Triple(iri, term(v.DCTERMS, "issued"), moment_literal(of[place].time))
    yield Triple(iri, term(v.DCTERMS, "license"), NamedNode(licence))
    yield Triple(iri, term(v.DCTERMS, "provenance"), NamedNode(f"{base}id/provenance"))
    yield Triple(iri, term(v.DCTERMS, "isVersionOf"), NamedNode(f"{base}id/dataset"))
    yield Triple(iri, term(v.DCAT, "inSeries"), NamedNode(f"{base}id/releases"))
    yield Triple(iri, term(v.VOID, "dataDump"), NamedNode(f"{base}dumps/{name}/regeerakkoord.nq"))
    for before in of[max(place - 1, 0) : place]:
        yield Triple(iri, term(v.DCTERMS, "replaces"), release_iri(before))
        yield Triple(iri, term(v.DCAT, "prev"), release_iri(before))
    for later in of[place + 1 : place + 2]:
        yield Triple(iri, term(v.DCTERMS, "isReplacedBy"), release_iri(later))
    yield from _named(f"{base}id/releases", f"{base}id/provenance", f"{base}id/dataset", licence)


def _named(*iris: str) -> Iterator[Triple]:
    """Yield what the catalogue says of things, all but their files, and of what these name."""
    for iri in iris:
        for triple in metadata.described(graph().release, iri):
            if triple.predicate != FILE:
                yield triple
                if isinstance(triple.object, NamedNode) and triple.predicate != A:
                    yield from metadata.described(graph().release, triple.object.value)
