"""The RDF of a thing: a concise description, or the whole of a named graph.

A thing that is the name of a graph, as every report is, is described by that graph. Anything
else by all triples of which it is the subject, the links that lead to it, and label and type of
all that these name. Links to a thing are bounded (``LIMIT`` in the query), so that a popular
theme's description stays one that a program can read at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, assert_never

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from akkoord.graph.release.spelling import prefixes, spelt
from akkoord.graph.vocabulary import PREFIXES, RDF, XSD

from .address import compact
from .negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .data import Graph

_WRITTEN_BY_OXIGRAPH: Final = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    RDF_XML: RdfFormat.RDF_XML,
}


def describe(graph: Graph, iri: str) -> list[Triple]:
    """Return the triples that describe ``iri``; an empty list where there is nothing."""
    return graph.triples("graph", iri) or graph.triples("description", iri)


def written(triples: Sequence[Triple], format_: Format, base: str) -> bytes:
    """Return ``triples`` in an RDF format.

    Args:
        triples: without blank nodes, sorted by subject.
        format_: one of :data:`~.negotiation.RDF_FORMATS`.
        base: of the release; Turtle gets prefixes under it.
    """
    if format_ == JSON_LD:
        return json_ld(triples)
    named = prefixes(base) if format_ == TURTLE else PREFIXES
    return spelt(triples, _WRITTEN_BY_OXIGRAPH[format_], named)


def json_ld(triples: Iterable[Triple]) -> bytes:
    """Return ``triples`` as compacted JSON-LD: one node object a subject, prefixed terms."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject, value = _plain(triple.subject), triple.object
        node = nodes.setdefault(subject, {"@id": subject})
        if triple.predicate.value == f"{RDF}type":
            node.setdefault("@type", []).append(compact(_plain(value)))
        else:
            node.setdefault(compact(triple.predicate.value), []).append(_value(value))
    content = {"@context": PREFIXES, "@graph": list(nodes.values())}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _plain(term: NamedNode | BlankNode | Literal | Triple) -> str:
    if isinstance(term, Triple):
        raise TypeError("no quoted triples in a release")
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _value(term: NamedNode | BlankNode | Literal | Triple) -> str | dict[str, str]:
    match term:
        case Literal(language=str(language)):
            return {"@value": term.value, "@language": language}
        case Literal():
            plain = term.datatype.value == f"{XSD}string"
            typed = {"@value": term.value, "@type": compact(term.datatype.value)}
            return term.value if plain else typed
        case NamedNode() | BlankNode() | Triple():
            return {"@id": _plain(term)}
        case _:
            assert_never(term)
