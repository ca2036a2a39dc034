"""The DCAT-AP catalogue of a release, by which open-data portals harvest it.

What is written by hand is Turtle in ``ontology/catalog.ttl``; a distribution for each
serialisation and compression is added here. There are no blank nodes. DCAT-AP 3.0.1:
https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from .. import vocabulary as v
from ..formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from ..terms import LABEL, TITLE, A, term, value
from .layout import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEMPLATE: Final = Path(__file__).parent.parent.parent / "ontology" / "catalog.ttl"
DCATAP: Final = "http://data.europa.eu/r5r/"
IANA: Final = "https://www.iana.org/assignments/media-types/"
FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"
STABLE: Final = NamedNode(
    "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
)
SHA256: Final = NamedNode(v.SPDX + "checksumAlgorithm_sha256")
NON_NEGATIVE: Final = NamedNode(v.XSD + "nonNegativeInteger")
HEX: Final = NamedNode(v.XSD + "hexBinary")
GZIP: Final = NamedNode(f"{IANA}application/gzip")
LICENCE: Final = NamedNode("https://spdx.org/licenses/MIT")
SHAPES: Final = v.DEFAULT_BASE + "shapes"
FIXED: Final = (v.ONTOLOGY, SHAPES)
"""What the data conforms to is named in one place only, whatever the base."""


SERIALISATIONS: Final = {
    TURTLE: "RDF_TURTLE",
    N_TRIPLES: "RDF_N_TRIPLES",
    N_QUADS: "RDF_N_QUADS",
    TRIG: "RDF_TRIG",
    JSON_LD: "JSON_LD",
}
"""The formats in which the dataset is offered, with their names in the EU's file-type list."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release that is a distribution of the dataset.

    Attributes:
        name: path within the release.
        size: in bytes.
        sha256: lower-case hexadecimal.
    """

    name: str
    size: int
    sha256: str


def catalogue(base: str) -> tuple[Triple, ...]:
    """Return what the catalogue says of every release: the named graph ``catalog``.

    It is part of the dataset, so it holds no size or checksum of the dataset's files.
    """
    parsed = parse(path=TEMPLATE, format=RdfFormat.TURTLE)
    triples = list(_rebased((quad.triple for quad in parsed), base))
    for kind in SERIALISATIONS:
        for suffix in ("", ".gz"):
            triples += _distribution(kind, suffix, base)
    return tuple(dict.fromkeys(triples))


def catalogue_of(files: Iterable[File], base: str, release_id: str) -> tuple[Triple, ...]:
    """Return the catalogue of one release: with version, sizes and checksums of its files."""
    triples = [*catalogue(base)]
    dataset = NamedNode(f"{base}id/dataset")
    triples.append(Triple(dataset, term(v.DCAT, "version"), Literal(release_id)))
    for file in files:
        triples += _measures(file, base)
    return tuple(triples)


def _rebased(triples: Iterable[Triple], base: str) -> Iterator[Triple]:
    if base == v.DEFAULT_BASE:
        return iter(triples)
    return (
        Triple(NamedNode(_moved(value(s), base)), p, _moved_term(o, base)) for s, p, o in triples
    )


def _moved_term(node: NamedNode | BlankNode | Literal | Triple, base: str) -> NamedNode | Literal:
    if isinstance(node, NamedNode):
        return NamedNode(_moved(node.value, base))
    if isinstance(node, Literal) and node.language is None:
        return Literal(_moved(node.value, base), datatype=node.datatype)
    return Literal(value(node), language=getattr(node, "language", None))


def _moved(text: str, base: str) -> str:
    """Return an IRI, or a text that is one, under ``base`` where the default base names it."""
    if text.startswith(FIXED) or not text.startswith(v.DEFAULT_BASE):
        return text
    return base + text.removeprefix(v.DEFAULT_BASE)


def _distribution(kind: Format, suffix: str, base: str) -> Iterator[Triple]:
    name = f"{NAME}.{kind.extension}{suffix}"
    iri = NamedNode(f"{base}id/distribution/{name}")
    page = NamedNode(f"{base}dumps/{name}")
    label = f"{kind.label}, gzip" if suffix else kind.label
    media, form = NamedNode(IANA + kind.media_type), NamedNode(FILE_TYPE + SERIALISATIONS[kind])
    yield Triple(NamedNode(f"{base}id/dataset"), term(v.DCAT, "distribution"), iri)
    yield Triple(iri, A, term(v.DCAT, "Distribution"))
    for language, text in (("nl", "De hele dataset als"), ("en", "The whole dataset as")):
        title = Literal(f"{text} {label}", language=language)
        for predicate in (TITLE, LABEL, term(v.DCTERMS, "description")):
            yield Triple(iri, predicate, title)
    yield Triple(iri, term(v.DCAT, "accessURL"), page)
    yield Triple(iri, term(v.DCAT, "downloadURL"), page)
    yield Triple(iri, term(v.DCAT, "mediaType"), media)
    yield from _media_type(media, kind.media_type)
    yield Triple(iri, term(v.DCTERMS, "format"), form)
    yield Triple(form, A, term(v.DCTERMS, "MediaTypeOrExtent"))
    yield Triple(form, LABEL, Literal(kind.label))
    if suffix:
        yield Triple(iri, term(v.DCAT, "compressFormat"), GZIP)
        yield from _media_type(GZIP, "application/gzip")
    yield Triple(iri, term(DCATAP, "availability"), STABLE)
    yield Triple(iri, term(v.DCTERMS, "license"), LICENCE)
    yield Triple(iri, term(v.DCTERMS, "conformsTo"), NamedNode(v.ONTOLOGY))
    yield Triple(iri, term(v.DCTERMS, "conformsTo"), NamedNode(SHAPES))


def _media_type(node: NamedNode, label: str) -> Iterator[Triple]:
    yield Triple(node, A, term(v.DCTERMS, "MediaType"))
    yield Triple(node, LABEL, Literal(label))


def _measures(file: File, base: str) -> Iterator[Triple]:
    iri = NamedNode(f"{base}id/distribution/{file.name}")
    checksum = NamedNode(f"{iri.value}/checksum")
    yield Triple(iri, term(v.DCAT, "byteSize"), Literal(str(file.size), datatype=NON_NEGATIVE))
    yield Triple(iri, term(v.SPDX, "checksum"), checksum)
    yield Triple(checksum, A, term(v.SPDX, "Checksum"))
    yield Triple(checksum, LABEL, Literal(f"SHA-256, {file.name}"))
    yield Triple(checksum, term(v.SPDX, "algorithm"), SHA256)
    yield Triple(checksum, term(v.SPDX, "checksumValue"), Literal(file.sha256, datatype=HEX))
