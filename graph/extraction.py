"""The verb ``dump``: a release, or one of its named graphs, in any RDF serialisation.

What a release holds as a file is handed out as that file, byte for byte; the rest is written
from its N-Quads.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .errors import ReleaseError, UsageError
from .release.lines import graph_of, iri, quad_lines
from .release.spelling import prefixes, spelt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .release.layout import Release


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation in which a release or a part of it is written.

    Attributes:
        syntax: as pyoxigraph calls it.
        extension: of the release's file that holds the whole dataset; empty where it has none.
    """

    syntax: ox.RdfFormat
    extension: str


FORMATS: Final = {
    "turtle": Format(ox.RdfFormat.TURTLE, "ttl"),
    "ntriples": Format(ox.RdfFormat.N_TRIPLES, "nt"),
    "nquads": Format(ox.RdfFormat.N_QUADS, "nq"),
    "trig": Format(ox.RdfFormat.TRIG, "trig"),
    "jsonld": Format(ox.RdfFormat.JSON_LD, "jsonld"),
    "rdfxml": Format(ox.RdfFormat.RDF_XML, ""),
}

_SUGGESTIONS: Final = 3


def dump(release: Release, format_name: str = "turtle", graph: str | None = None) -> bytes:
    """Return a release in one serialisation.

    Args:
        release: what to write.
        format_name: one of :data:`FORMATS`. Turtle, N-Triples and RDF/XML hold the union of all
            named graphs; N-Quads, TriG and JSON-LD keep them apart.
        graph: IRI of the one named graph to write; relative to the base where it has no scheme.

    Raises:
        UsageError: there is no such format or named graph; the message suggests others.
        ReleaseError: the release is damaged.
    """
    if format_name not in FORMATS:
        raise UsageError(f"no format {format_name!r}; there are {', '.join(FORMATS)}")
    form = FORMATS[format_name]
    if graph is not None:
        return _written(named_graph(release, graph), form, release.base)
    if form.extension:
        return _read(release.file(form.extension))
    union = ox.parse(_read(release.file("nt")), format=ox.RdfFormat.N_TRIPLES)
    return _written(union, form, release.base)


def named_graph(release: Release, iri: str) -> tuple[ox.Quad, ...]:
    """Return the quads of one named graph of a release.

    Args:
        release: the release.
        iri: the graph's IRI; relative to the base where it has no scheme.

    Raises:
        UsageError: there is none of that name; the message suggests others.
        ReleaseError: the release is damaged.
    """
    lines = quad_lines(release)
    names = _names(lines)
    found = next((name for name in names if name in (iri, release.base + iri)), None)
    if found is None:
        raise UsageError(_unknown(iri, names))
    mark = f" <{found}> .\n".encode()
    content = b"".join(line for line in lines if line.endswith(mark))
    return tuple(ox.parse(content, format=ox.RdfFormat.N_QUADS))


def _names(lines: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(map(iri, dict.fromkeys(map(graph_of, lines))))


def _written(quads: Iterable[ox.Quad], form: Format, base: str) -> bytes:
    content = quads if form.syntax.supports_datasets else (quad.triple for quad in quads)
    return spelt(content, form.syntax, prefixes(base))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read ({error.strerror}); build again") from error


def _unknown(iri: str, names: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(iri, names, n=_SUGGESTIONS, cutoff=0.5)
    suggestions = "".join(f"\n  {name}" for name in close or names[:_SUGGESTIONS])
    return f"the release has no named graph <{iri}>; there is, among others:{suggestions}"
