"""Between IRIs and the addresses at which this server answers them (design section 5).

An IRI under the release's base is served at the path that it has after the base, on whatever
host; pages link within the host. An IRI elsewhere is a link only when a browser would fetch it
over HTTP: what a report calls a link is not trusted.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import g, url_for
from markupsafe import Markup, escape

from akkoord.graph.reports.address import DECISIONS_HOST
from akkoord.graph.vocabulary import ONTOLOGY, PREFIXES, RA

from .data import graph, is_iri
from .representation import bare

SHAPES: Final = f"{ONTOLOGY.removesuffix('ns')}shapes"
"""IRI of the shapes: fixed, as the ontology's is."""

# What stands under the base besides ``id/``, and is served under the same path.
_SERVED: Final = (
    ".well-known/void",
    "catalog",
    "dumps/",
    "feed",
    "memento/",
    "releases/",
    "sparql",
)

_LONGEST: Final = 4096
"""Characters of an IRI that is looked up; longer ones would not fit into a query."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9._~/-]+")
"""Paths that stand in an address as they are."""

_PATH: Final = "PATH"


def iri_of(path: str) -> str | None:
    """Return the IRI that ``/id/{path}`` stands for; ``None`` where no IRI is so written."""
    iri = f"{graph().release.base}id/{path}"
    return iri if len(iri) <= _LONGEST and is_iri(iri) and "//" not in path else None


def path_of(iri: str) -> str | None:
    """Return what follows ``id/`` in an IRI of this release; ``None`` for any other IRI."""
    prefix = f"{graph().release.base}id/"
    return iri.removeprefix(prefix) if iri.startswith(prefix) else None


def href(iri: str) -> str | None:
    """Return the address to link ``iri`` to; ``None`` where it must stay text."""
    path = path_of(iri)
    if path:
        return _document(path)
    if iri == ONTOLOGY:
        return url_for("ontology.ontology")
    if iri.startswith(RA):
        return url_for("ontology.ontology", _anchor=iri.removeprefix(RA))
    if iri.partition("#")[0] == SHAPES:
        return url_for("shapes.shapes", _anchor=iri.partition("#")[2] or None)
    base = graph().release.base
    if iri.startswith(base) and iri.removeprefix(base).startswith(_SERVED):
        return bare(url_for("site.home")) + iri.removeprefix(base)
    return external(iri)


def _document(path: str) -> str:
    """Return the address of a thing's document; a page has hundreds, so most are put together."""
    if not _PLAIN.fullmatch(path):
        return url_for("documents.doc", path=path)
    if "documents" not in g:
        g.documents = url_for("documents.doc", path=_PATH).rpartition(_PATH)
    before, _, after = g.documents
    return f"{before}{path}{after}"


def external(iri: str) -> str | None:
    """Return ``iri`` if it is an HTTP address with a host, else ``None``."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    return iri if parts.scheme in {"http", "https"} and parts.hostname else None


def host_of(address: str) -> str:
    """Return the host that an HTTP address leads to, which is what readers are told of it."""
    return urlsplit(address).hostname or ""


def breakable(text: str) -> Markup:
    """Return ``text``, which ends with a host, as HTML that breaks between the host's labels.

    The last two stay together: a line of ``be`` alone says nothing.
    """
    *labels, last = text.split(".")
    return Markup(".<wbr>").join(map(escape, [*labels[:-1], ".".join((*labels[-1:], last))]))


def is_official(address: str) -> bool:
    """Tell whether an address leads to the site on which the government tells its decisions."""
    return host_of(address) == DECISIONS_HOST


def compact(iri: str) -> str:
    """Return ``iri`` with a well-known prefix, as ``dcterms:title``, or else as it is."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
