"""Shorthand for RDF terms, where quads are made by the thousand.

Property and class IRIs are made once per name: a report's graph uses some forty of them
thousands of times.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from . import vocabulary as v

if TYPE_CHECKING:
    from datetime import date, datetime

A: Final = NamedNode(v.RDF + "type")
LABEL: Final = NamedNode(v.RDFS + "label")
TITLE: Final = NamedNode(v.DCTERMS + "title")
PART_OF: Final = NamedNode(v.DCTERMS + "isPartOf")
DATE: Final = NamedNode(v.DCTERMS + "date")
DESCRIPTION: Final = NamedNode(v.DCTERMS + "description")
PAGE: Final = NamedNode(v.FOAF + "page")

_DATE: Final = NamedNode(v.XSD + "date")
_DATE_TIME: Final = NamedNode(v.XSD + "dateTime")


@cache
def ra(name: str) -> NamedNode:
    """Return the term ``name`` of the ontology."""
    return NamedNode(v.RA + name)


@cache
def term(namespace: str, name: str) -> NamedNode:
    """Return the term ``name`` of another vocabulary."""
    return NamedNode(namespace + name)


def dutch(text: str) -> Literal:
    """Return ``text`` as a Dutch literal."""
    return Literal(text, language="nl")


def day_literal(day: date) -> Literal:
    """Return ``day`` as an ``xsd:date``."""
    return Literal(day.isoformat(), datatype=_DATE)


def moment_literal(moment: datetime) -> Literal:
    """Return ``moment``, which is in UTC, as an ``xsd:dateTime`` that ends in ``Z``."""
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_DATE_TIME)


def value(node: NamedNode | BlankNode | Literal | Triple) -> str:
    """Return the IRI of a named node, or the lexical form of a literal.

    Raises:
        TypeError: for a blank node or a quoted triple, of which our graphs have none.
    """
    if isinstance(node, NamedNode | Literal):
        return node.value
    raise TypeError(f"neither an IRI nor a literal: {node}")
