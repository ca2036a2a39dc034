"""The verb ``dump``: a release, or one of its named graphs, in any RDF serialisation.

What a release holds as a file is handed out as that file, byte for byte; what of its named graphs
is not on disk is written as a server writes it for ``/dumps/`` (:mod:`.release.parts`).
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .errors import ReleaseError, UsageError
from .formats import DUMPED, N_QUADS, N_TRIPLES, PARQUET, RDF_XML, Format
from .release.parts import Part, forms, parts, rdf_xml
from .tables.quads import quads_parquet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .release.layout import Release

FORMATS: Final = {each.name: each for each in (*DUMPED, PARQUET)}

_SUGGESTIONS: Final = 3


def dump(release: Release, format_name: str = "turtle", graph: str | None = None) -> bytes:
    """Return a release in one serialisation.

    Args:
        release: what to write.
        format_name: one of :data:`FORMATS`. Turtle, N-Triples and RDF/XML hold the union of all
            named graphs; N-Quads, TriG, JSON-LD and Parquet keep them apart.
        graph: IRI of the one named graph to write; relative to the base where it has no scheme.

    Raises:
        UsageError: there is no such format or named graph; the message suggests others.
        ReleaseError: the release is damaged.
    """
    if format_name not in FORMATS:
        raise UsageError(f"no format {format_name!r}; there are {', '.join(FORMATS)}")
    form = FORMATS[format_name]
    if form == PARQUET:
        return quads_parquet(dump(release, N_QUADS.name, graph))
    if graph is not None:
        return forms(named_graph(release, graph))[form]
    return _whole(release, form)


def named_graph(release: Release, iri: str) -> Part:
    """Return one named graph of a release.

    Args:
        release: the release.
        iri: the graph's IRI; relative to the base where it has no scheme.

    Raises:
        UsageError: there is none of that name; the message suggests others.
    """
    known = parts(release)
    found = known.get(iri) or known.get(release.base + iri)
    if found is None:
        raise UsageError(_unknown(iri, known))
    return found


def _whole(release: Release, form: Format) -> bytes:
    if form != RDF_XML:
        return _read(release.file(form.extension))
    union = ox.parse(_read(release.file(N_TRIPLES.extension)), format=ox.RdfFormat.N_TRIPLES)
    return rdf_xml((quad.triple for quad in union), release.base)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read ({error.strerror}); build again") from error


def _unknown(iri: str, names: Iterable[str]) -> str:
    known = tuple(names)
    close = difflib.get_close_matches(iri, known, n=_SUGGESTIONS, cutoff=0.5)
    suggestions = "".join(f"\n  {name}" for name in close or known[:_SUGGESTIONS])
    return f"the release has no named graph <{iri}>; there is, among others:{suggestions}"
