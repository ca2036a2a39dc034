"""The files of a release that a catalogue offers: one distribution per file and compression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from .. import vocabulary as v
from ..formats import DUMPED, JSON_LD, N_QUADS, N_TRIPLES, PARQUET, RDF_XML, TRIG, TURTLE
from ..tables.columns import TABLES
from ..terms import LABEL, TITLE, A, term
from .layout import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..formats import Format

DCATAP: Final = "http://data.europa.eu/r5r/"
IANA: Final = "https://www.iana.org/assignments/media-types/"
FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"
STABLE: Final = NamedNode(
    "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
)
SHA256: Final = NamedNode(v.SPDX + "checksumAlgorithm_sha256")
NON_NEGATIVE: Final = NamedNode(v.XSD + "nonNegativeInteger")
HEX: Final = NamedNode(v.XSD + "hexBinary")
SHAPES: Final = v.DEFAULT_BASE + "shapes"


@dataclass(frozen=True, slots=True)
class Kind:
    """A form in which the dataset, or a part of it, is offered.

    Attributes:
        name: of its file.
        label: of the form, whatever the language.
        titles: what it is, by language.
        media_type: as registered with IANA.
        file_type: name in the EU's file-type list.
        standards: IRIs of what it conforms to.
    """

    name: str
    label: str
    titles: tuple[tuple[str, str], ...]
    media_type: str
    file_type: str
    standards: tuple[str, ...]


_WHOLE: Final = (("nl", "De hele dataset als"), ("en", "The whole dataset as"))
_FILE_TYPES: Final = {
    TURTLE: "RDF_TURTLE",
    N_TRIPLES: "RDF_N_TRIPLES",
    N_QUADS: "RDF_N_QUADS",
    TRIG: "RDF_TRIG",
    JSON_LD: "JSON_LD",
    RDF_XML: "RDF_XML",
}


def serialisations(
    stem: str, titles: tuple[tuple[str, str], ...], forms: Sequence[Format]
) -> tuple[Kind, ...]:
    """Return the forms in which a graph is offered.

    Args:
        stem: path of its files, without extension.
        titles: what it is, by language, before the name of the form.
        forms: those there are.
    """
    standards = (v.ONTOLOGY, SHAPES)
    return tuple(
        Kind(
            f"{stem}.{form.extension}",
            form.label,
            titles,
            form.media_type,
            _FILE_TYPES[form],
            standards,
        )
        for form in forms
    )


KINDS: Final = serialisations(NAME, _WHOLE, [form for form in DUMPED if form != RDF_XML])

COMPRESSIONS: Final = {
    "": ("", ""),
    ".gz": ("gzip", "application/gzip"),
    ".zst": ("Zstandard", "application/zstd"),
}
"""Name and media type of each compression, by the ending that it adds to a file's name."""

_TABULAR: Final = "https://www.w3.org/TR/tabular-data-model/"
_PARQUET: Final = "https://parquet.apache.org/docs/file-format/"
TABLES_AS: Final = tuple(
    Kind(
        f"{table.name}.{extension}",
        label,
        (("nl", f"{table.dutch}, als"), ("en", f"{table.english}, as")),
        media_type,
        file_type,
        standards,
    )
    for table in TABLES
    for extension, label, media_type, file_type, standards in (
        ("csv", "CSV", "text/csv", "CSV", (_TABULAR,)),
        (PARQUET.extension, PARQUET.label, PARQUET.media_type, "PARQUET", (_PARQUET,)),
    )
)
QUADS: Final = Kind(
    f"{NAME}.{PARQUET.extension}",
    PARQUET.label,
    _WHOLE,
    PARQUET.media_type,
    "PARQUET",
    (_PARQUET,),
)
"""A table of quads: made when somebody asks, as it would make each build a second longer. So a
release's own catalogue tells no size of it; a server's does."""
OFFERED: Final = tuple(
    (kind, ending)
    for kind in (*KINDS, *TABLES_AS, QUADS)
    for ending in (COMPRESSIONS if kind.file_type != "PARQUET" else ("",))
)
"""Every form with every compression that it comes in."""

DISTRIBUTED: Final = frozenset(f"{kind.name}{ending}" for kind, ending in OFFERED)
"""Names of the files that are distributions of the dataset. Those of its graphs one by one are
not: a portal would show some two thousand, each of a part of these. They are distributions of
datasets of their own, in a catalogue of their own (:mod:`.part_catalog`)."""


@dataclass(frozen=True, slots=True)
class Offering:
    """What distributions belong to.

    Attributes:
        dataset: IRI of the dataset.
        names: what the IRIs of the distributions begin with.
        base: the base IRI.
        licence: IRI of the licence.
    """

    dataset: str
    names: str
    base: str
    licence: str


def whole(base: str, licence: str) -> Offering:
    """Return the offering of the whole dataset."""
    return Offering(f"{base}id/dataset", f"{base}id/distribution/", base, licence)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release that is a distribution.

    Attributes:
        name: path within the release.
        size: in bytes.
        sha256: lower-case hexadecimal.
    """

    name: str
    size: int
    sha256: str


def distribution(kind: Kind, ending: str, of: Offering) -> Iterator[Triple]:
    """Describe one distribution: what holds for it in every release.

    Args:
        kind: the form.
        ending: one of :data:`COMPRESSIONS`.
        of: what it belongs to.
    """
    name = f"{kind.name}{ending}"
    iri = NamedNode(of.names + name)
    media, form = NamedNode(IANA + kind.media_type), NamedNode(FILE_TYPE + kind.file_type)
    packing, packed = COMPRESSIONS[ending]
    label = f"{kind.label}, {packing}" if packing else kind.label
    yield Triple(NamedNode(of.dataset), term(v.DCAT, "distribution"), iri)
    yield Triple(iri, A, term(v.DCAT, "Distribution"))
    for language, text in kind.titles:
        title = Literal(f"{text} {label}", language=language)
        for predicate in (TITLE, LABEL, term(v.DCTERMS, "description")):
            yield Triple(iri, predicate, title)
    yield Triple(iri, term(v.DCAT, "accessURL"), NamedNode(f"{of.base}dumps/latest/{name}"))
    yield Triple(iri, term(v.DCAT, "mediaType"), media)
    yield from _media_type(media, kind.media_type)
    yield Triple(iri, term(v.DCTERMS, "format"), form)
    yield Triple(form, A, term(v.DCTERMS, "MediaTypeOrExtent"))
    yield Triple(form, LABEL, Literal(kind.label))
    if packed:
        yield Triple(iri, term(v.DCAT, "compressFormat"), NamedNode(IANA + packed))
        yield from _media_type(NamedNode(IANA + packed), packed)
    yield Triple(iri, term(DCATAP, "availability"), STABLE)
    yield Triple(iri, term(v.DCTERMS, "license"), NamedNode(of.licence))
    for standard in kind.standards:
        yield Triple(iri, term(v.DCTERMS, "conformsTo"), NamedNode(standard))


def measures(file: File, of: Offering, release_id: str) -> Iterator[Triple]:
    """Describe what holds for a distribution in one release only: address, size and checksum."""
    iri = NamedNode(of.names + file.name)
    checksum = NamedNode(f"{iri.value}/checksum")
    address = NamedNode(f"{of.base}dumps/{release_id}/{file.name}")
    yield Triple(iri, term(v.DCAT, "downloadURL"), address)
    yield Triple(iri, term(v.DCAT, "byteSize"), Literal(str(file.size), datatype=NON_NEGATIVE))
    yield Triple(iri, term(v.SPDX, "checksum"), checksum)
    yield Triple(checksum, A, term(v.SPDX, "Checksum"))
    yield Triple(checksum, LABEL, Literal(f"SHA-256, {file.name}"))
    yield Triple(checksum, term(v.SPDX, "algorithm"), SHA256)
    yield Triple(checksum, term(v.SPDX, "checksumValue"), Literal(file.sha256, datatype=HEX))


def _media_type(node: NamedNode, label: str) -> Iterator[Triple]:
    yield Triple(node, A, term(v.DCTERMS, "MediaType"))
    yield Triple(node, LABEL, Literal(label))
