"""What earlier releases had and this one has not: 410, and the way to what is left.

An IRI is never forgotten: its document says when the thing was last there, and links the memento
of that time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Response, render_template, request
from pyoxigraph import Literal, NamedNode, Triple

from akkoord.graph.release.history import history
from akkoord.graph.terms import LABEL, moment_literal, term, value
from akkoord.graph.vocabulary import DCTERMS, OWL, PROV, XSD

from .data import graph
from .description import written
from .memento import address_of, versions
from .negotiation import HTML, split
from .past import past
from .representation import negotiate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from akkoord.graph.release.history import Publication

_GONE: Final = 410
_KEPT: Final = (LABEL, term(DCTERMS, "title"), term(DCTERMS, "isReplacedBy"))
_TRUE: Final = Literal("true", datatype=NamedNode(f"{XSD}boolean"))


def gone(name: str, iri: str, known: Sequence[Publication]) -> Response:
    """Answer 410 for what earlier releases had: when it was last there, and where it still is.

    Args:
        name: what follows ``/doc/``, without extension.
        iri: of the thing.
        known: the publications that knew it, oldest first.
    """
    extension = split(request.path)[1]
    format_ = negotiate(extension)
    last = known[-1]
    triples = _tombstone(name, iri, last)
    if format_ == HTML:
        label = next((value(t.object) for t in triples if t.predicate == LABEL), iri)
        address = address_of(name, last)
        page = render_template("gone.html", iri=iri, label=label, last=last, address=address)
        response = Response(page, _GONE, mimetype=HTML.media_type)
    else:
        content = written(triples, format_, graph().release.base)
        response = Response(content, _GONE, mimetype=format_.media_type)
    response.headers["Vary"] = "Accept, Accept-Language, Accept-Datetime"
    response.headers["Link"] = ", ".join(versions(name, known))
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _tombstone(name: str, iri: str, last: Publication) -> list[Triple]:
    """Return what is left to say of a thing: its names, and that it is no longer described."""
    source = past(last)
    about = source.triples("description", iri) if source else []
    base, subject = graph().release.base, NamedNode(iri)
    kept = [t for t in about if t.subject == subject and t.predicate in _KEPT]
    left = NamedNode(f"{base}memento/{last.stamp}/{name}")
    later = [each for each in history(graph().release) if each.time > last.time][:1]
    ended = term(PROV, "invalidatedAtTime")
    return [
        *kept,
        *(Triple(subject, ended, moment_literal(each.time)) for each in later),
        Triple(subject, term(OWL, "deprecated"), _TRUE),
        Triple(subject, term(DCTERMS, "hasVersion"), left),
        Triple(left, term(DCTERMS, "isVersionOf"), subject),
        Triple(left, term(DCTERMS, "created"), moment_literal(last.time)),
    ]
