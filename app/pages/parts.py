"""``/catalog/graphs``: each named graph of the release as a DCAT dataset, with all its files.

For programs; people find the same files at ``/dumps/``, where a browser is sent.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for
from pyoxigraph import Literal

from akkoord.app.dumps.maker import parts_of
from akkoord.graph.iris import Names
from akkoord.graph.release.assemble import PROVENANCE
from akkoord.graph.release.distribution import File
from akkoord.graph.release.history import until
from akkoord.graph.release.part_catalog import PATH, Entry, part_catalogue

from .catalogue import published
from .data import graph, language, text
from .description import written
from .dumps import maker
from .negotiation import HTML, RDF_FORMATS
from .representation import bare, by_extension, negotiate, represent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from akkoord.graph.release.parts import Part

    from .negotiation import Format

blueprint = Blueprint("parts", __name__)


@blueprint.get("/catalog/graphs")
@blueprint.get("/catalog/graphs.<extension>")
def catalog(extension: str = "") -> ResponseReturnValue:
    """Answer with the catalogue of the named graphs."""
    format_ = negotiate(by_extension(extension), (*RDF_FORMATS, HTML))
    if format_ == HTML:
        response = redirect(url_for("dumps.current"), 303)
        response.headers["Vary"] = "Accept"
        return response
    address, iri = bare(url_for(".catalog")), f"{graph().release.base}{PATH}"
    state = until(graph().release)[-1].stamp
    return represent(format_, address, _content, iri, offered=RDF_FORMATS, state=state)


def _content(format_: Format) -> bytes:
    release, names = graph().release, _names()
    maker().files_of_all(release.path)  # at once, by a process of its own
    entries = [_entry(part, names.get(iri, ())) for iri, part in parts_of(release.path).items()]
    return written(part_catalogue(published(), entries, release), format_, release.base)


def _entry(part: Part, names: Sequence[Literal]) -> Entry:
    files = maker().files_of(graph().release.path, part)
    told = [File(file.name, file.size, file.sha256) for file in files]
    return Entry(part, names or (Literal(part.stem),), told)


def _names() -> dict[str, list[Literal]]:
    """Return the names of the graphs that have some, by IRI."""
    found = defaultdict[str, list[Literal]](list)
    for row in graph().rows("graph-names", Names(graph().release.base).graph(PROVENANCE)):
        name = Literal(text(row, "label"), language=language(row, "label") or None)
        found[text(row, "graph")].append(name)
    return found
