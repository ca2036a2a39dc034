"""Which representation a request wants: by extension, or by ``Accept`` (RFC 9110, 12.5.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from akkoord.graph import formats
from akkoord.graph.formats import JSON_LD, RDF_XML, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MIMEAccept


__all__ = ["FORMATS", "HTML", "JSON_LD", "N_TRIPLES", "RDF_FORMATS", "RDF_XML", "TURTLE", "Format"]

HTML: Final = Format(
    "html", "HTML", "html", "text/html", aliases=("application/xhtml+xml",), charset=True
)
# Who asks for N3 or for plain text, as N-Triples once were, gets what can be read as such.
TURTLE: Final = replace(formats.TURTLE, aliases=(*formats.TURTLE.aliases, formats.N3.media_type))
N_TRIPLES: Final = replace(formats.N_TRIPLES, aliases=("text/plain",))

RDF_FORMATS: Final = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
FORMATS: Final = (HTML, *RDF_FORMATS)

_BY_EXTENSION: Final = {f.extension: f for f in FORMATS}


def split(path: str) -> tuple[str, Format | None]:
    """Return ``path`` without the extension that names a format, and that format.

    A dot that is part of a name, as in section ``4.3.2``, is no extension.
    """
    stem, dot, extension = path.rpartition(".")
    found = _BY_EXTENSION.get(extension) if dot and stem else None
    return (stem, found) if found else (path, None)


def chosen(accept: MIMEAccept, offered: Sequence[Format] = FORMATS) -> Format | None:
    """Return the offered format that ``accept`` likes best, ``None`` if it takes none.

    Without a preference the first offered wins; between equal weights, what is named wins over
    what a wildcard covers, so that ``text/turtle, */*`` gets Turtle.
    """
    if not accept:
        return offered[0]
    named = {value for value, _ in accept}
    weighed = [
        (accept.quality(media_type), media_type in named, -place, format_)
        for place, format_ in enumerate(offered)
        for media_type in (format_.media_type, *format_.aliases)
    ]
    best = max(weighed, key=lambda weight: weight[:3])
    return best[3] if best[0] > 0 else None
