"""The RDF of a thing: a concise description, whole or a page of it, and the document's own.

A thing is described by all triples of which it is the subject, the links that lead to it, and
label and class of all that these name. A thing that is the name of a graph, as every report is,
is described by that graph too. What a release tells in its other files, such as the counts of
``void.ttl``, belongs to it (:mod:`akkoord.graph.release.metadata`).

Links to a thing come in pages of :data:`LINKS`, so that a popular theme's description stays one
that a program can read at once: https://www.hydra-cg.com/spec/latest/core/#collections.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import NamedNode, RdfFormat, Triple

from akkoord.graph.release import metadata
from akkoord.graph.release.assemble import NOTICE
from akkoord.graph.release.spelling import prefixes, spelt
from akkoord.graph.terms import A, term
from akkoord.graph.vocabulary import DCTERMS, FOAF, HYDRA, ONTOLOGY, PREFIXES

from .json_ld import json_ld
from .labels import lacking
from .negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from akkoord.graph.release.layout import Release
LINKS: Final = 500
"""How many links to a thing a page holds, as ``LIMIT`` in ``queries/description.rq``."""

_WRITTEN_BY_OXIGRAPH: Final = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    RDF_XML: RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a description.

    Attributes:
        document: IRI of the document about the thing, without page or extension.
        number: from 1.
    """

    document: str
    number: int = 1

    @property
    def skipped(self) -> int:
        """How many links earlier pages hold."""
        return (self.number - 1) * LINKS

    def iri(self, number: int) -> str:
        """Return the IRI of a page."""
        return f"{self.document}?page={number}"


class Source(Protocol):
    """What descriptions are made from: the release that is served, or an earlier one."""

    @property
    def release(self) -> Release:
        """The release."""

    def triples(self, name: str, thing: str, skipped: int = 0) -> list[Triple]:
        """Return what the query file ``name`` constructs about ``thing``."""


def describe(graph: Source, iri: str, skipped: int = 0) -> list[Triple]:
    """Return triples that describe ``iri``, without the first links to it; sorted by subject.

    Args:
        graph: the release.
        iri: of the thing.
        skipped: how many links to leave out. Beyond the first page there are but links.
    """
    if skipped:
        links = graph.triples("description-links", iri, skipped)
        return links + _labels(graph, links) if links else []
    graphs = graph.triples("graph-described", iri)
    found = [*graph.triples("description", iri), *graph.triples("description-links", iri), *graphs]
    found += metadata.described(graph.release, iri)
    found += _labels(graph, found)
    return sorted(dict.fromkeys(found), key=partial(_place, NamedNode(iri)))


def _labels(graph: Source, triples: Sequence[Triple]) -> list[Triple]:
    return lacking(triples, graph.triples("class-labels", ONTOLOGY), graph.release)


def _place(thing: NamedNode, triple: Triple) -> tuple[bool, str, bool, str]:
    """Return where people look for a triple: the thing's own first, and its classes on top."""
    return triple.subject != thing, str(triple.subject), triple.predicate != A, str(triple)


def beside(triples: Iterable[Triple], iri: str, page: Page) -> dict[str, int]:
    """Return the numbers of the pages around one: ``first``, ``previous`` and ``next``.

    A page that holds as many links to ``iri`` as there can be is taken to have a next one.
    """
    around = {"first": 1, "previous": page.number - 1} if page.number > 1 else {}
    full = sum(each.object == NamedNode(iri) for each in triples) >= LINKS
    return {**around, "next": page.number + 1} if full else around


def with_document(
    triples: Sequence[Triple], iri: str, page: Page, release: Release
) -> list[Triple]:
    """Return a description with what is said of the document that it is in.

    Args:
        triples: the description.
        iri: of the thing.
        page: that the description is.
        release: which tells licence and provenance.
    """
    document, licence = NamedNode(page.document), NamedNode(release.licence)
    said = [
        Triple(document, A, term(FOAF, "Document")),
        Triple(document, term(FOAF, "primaryTopic"), NamedNode(iri)),
        Triple(document, term(DCTERMS, "license"), licence),
        Triple(document, term(DCTERMS, "provenance"), NamedNode(f"{release.base}id/provenance")),
    ]
    views = beside(triples, iri, page)
    if views:
        view = NamedNode(page.iri(page.number))
        said.append(Triple(document, term(HYDRA, "view"), view))
        said.append(Triple(view, A, term(HYDRA, "PartialCollectionView")))
        for name, number in views.items():
            said.append(Triple(view, term(HYDRA, name), NamedNode(page.iri(number))))
    named = lacking(said, (), release)
    return [*said, *triples, *(each for each in named if each not in triples)]


def written(triples: Sequence[Triple], format_: Format, base: str) -> bytes:
    """Return ``triples`` in an RDF format; Turtle says on top who wrote what it holds.

    Args:
        triples: sorted by subject.
        format_: one of :data:`~.negotiation.RDF_FORMATS`.
        base: of the release; Turtle gets prefixes under it.
    """
    if format_ == JSON_LD:
        return json_ld(triples)
    content = spelt(
        triples, _WRITTEN_BY_OXIGRAPH[format_], prefixes(base) if format_ == TURTLE else PREFIXES
    )
    return NOTICE.format(base=base).encode() + content if format_ == TURTLE else content
