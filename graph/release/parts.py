"""The named graphs of a release one by one: where each lies, and what else it can be written as.

On disk a graph is a file of Turtle. Its other serialisations are written when somebody asks for
them, by what writes the whole dataset (:mod:`.assemble`): the same bytes each time, and none of
the time of a build.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .. import vocabulary as v
from ..errors import ReleaseError
from ..formats import DUMPED, RDF_XML, TURTLE
from ..iris import TERM, Names
from .assemble import NOTICE, serialised
from .chunk import NamedGraph, chunk_of, merged
from .layout import GRAPHS, NAME, REPORTS, graph_file
from .spelling import prefixes, spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..formats import Format
    from .layout import Release

_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph of a release.

    Attributes:
        iri: its name.
        stem: the path of its files within the release, without extension.
        base: the base IRI of the release.
        path: of its Turtle; no part of what it is, as releases share graphs.
    """

    iri: str
    stem: str
    base: str
    path: Path = field(compare=False)

    def file(self, form: Format) -> str:
        """Return the path, within the release, of its file in a serialisation."""
        return f"{self.stem}.{form.extension}"


@lru_cache(maxsize=64)
def parts(release: Release) -> Mapping[str, Part]:
    """Return the named graphs of a release by their IRIs, those of the reports last."""
    found = (
        _part(path, release)
        for folder in (GRAPHS, REPORTS)
        for path in sorted((release.path / folder).rglob(f"*.{TURTLE.extension}"))
        if path.is_file() and not path.is_symlink()
    )
    return {part.iri: part for part in found}


def _part(path: Path, release: Release) -> Part:
    stem = path.relative_to(release.path).with_name(path.stem).as_posix()
    folder, _, name = stem.partition("/")
    base = release.base
    if folder == REPORTS:
        return Part(f"{base}id/report/{TERM}/{name}", stem, base, path)
    special = {graph_file(iri): iri for iri in (v.ONTOLOGY, f"{base}catalog")}
    iri = special.get(f"{stem}.{TURTLE.extension}") or Names(base).graph(name)
    return Part(iri, stem, base, path)


def forms(part: Part) -> dict[Format, bytes]:
    """Return a named graph in every serialisation.

    Raises:
        ReleaseError: its Turtle cannot be read.
    """
    try:
        turtle = part.path.read_bytes()
        triples = [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    except (OSError, SyntaxError) as error:
        raise ReleaseError(f"{part.path}: cannot be read ({error}); build again") from error
    graph = ox.NamedNode(part.iri)
    quads = tuple(ox.Quad(s, p, o, graph) for s, p, o in triples)
    chunk = chunk_of(NamedGraph(part.iri, quads), part.base, lambda _: True)
    layouts = serialised([chunk], merged([], part.base), part.base)
    written = {
        form: b"".join(stretch.plain() for stretch in layouts[f"{NAME}.{form.extension}"])
        for form in DUMPED
        if form not in (TURTLE, RDF_XML)
    }
    return {TURTLE: turtle, **written, RDF_XML: rdf_xml(triples, part.base)}


def rdf_xml(triples: Iterable[ox.Triple], base: str) -> bytes:
    """Return triples as RDF/XML, with the notice on top."""
    text = " ".join(NOTICE.format(base=base).replace("#", "").split())
    remark = f"<!-- {text.replace('--', '%2D%2D')} -->\n".encode()  # two hyphens would end it
    written = spelt(triples, ox.RdfFormat.RDF_XML, prefixes(base))
    return _DECLARATION + remark + written.removeprefix(_DECLARATION)
