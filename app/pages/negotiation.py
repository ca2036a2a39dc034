"""Which representation a request wants: by extension, or by ``Accept`` (RFC 9110, 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MIMEAccept


@dataclass(frozen=True, slots=True)
class Format:
    """One representation.

    Attributes:
        name: as people call it.
        extension: in addresses, without the dot.
        media_type: as served.
        aliases: other media types by which programs ask for it.
    """

    name: str
    extension: str
    media_type: str
    aliases: tuple[str, ...] = ()


HTML: Final = Format("HTML", "html", "text/html", ("application/xhtml+xml",))
TURTLE: Final = Format("Turtle", "ttl", "text/turtle", ("application/x-turtle", "text/n3"))
JSON_LD: Final = Format("JSON-LD", "jsonld", "application/ld+json", ("application/json",))
N_TRIPLES: Final = Format("N-Triples", "nt", "application/n-triples", ("text/plain",))
RDF_XML: Final = Format("RDF/XML", "rdf", "application/rdf+xml", ("application/xml", "text/xml"))

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
