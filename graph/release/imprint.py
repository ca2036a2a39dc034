"""Who publishes a release, whom one can ask, and under which licence: the configured part of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from .. import vocabulary as v
from ..configuration import DEFAULT_LICENCE, LANGUAGES
from ..terms import LABEL, TITLE, A, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..configuration import Imprint

VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
LICENCE_TYPE: Final = "http://purl.org/adms/licencetype/"
LICENCE_KINDS: Final = (
    (re.compile(r"\bCC0|publicdomain/zero/", re.IGNORECASE), "PublicDomain"),
    (re.compile(r"\bCC[-_]BY[-_]?SA|/licenses/by-sa/", re.IGNORECASE), "ViralEffect-ShareAlike"),
    (re.compile(r"\bCC[-_]BY[-_]\d|/licenses/by/|/MIT\b", re.IGNORECASE), "Attribution"),
)
"""What licences ask, by what their usual IRIs hold; of others we do not know."""


def imprint_triples(imprint: Imprint, base: str) -> Iterator[Triple]:
    """Describe publisher, contact and licence, as the catalogue's entries refer to them."""
    publisher, contact = (NamedNode(f"{base}id/agent/{name}") for name in ("publisher", "contact"))
    yield from _publisher(publisher, imprint, base)
    yield from _contact(contact, imprint, base)
    yield from _licence(NamedNode(imprint.licence))


def _publisher(node: NamedNode, imprint: Imprint, base: str) -> Iterator[Triple]:
    told = imprint.publisher
    yield Triple(node, A, term(v.FOAF, "Agent"))
    for language in LANGUAGES:
        yield Triple(node, term(v.FOAF, "name"), Literal(told.name, language=language))
    yield from _named(node, told.name)
    yield Triple(node, term(v.FOAF, "homepage"), NamedNode(told.homepage or base))
    if told.homepage not in ("", base):
        page = NamedNode(told.homepage)
        yield Triple(page, A, term(v.FOAF, "Document"))
        yield from _named(page, told.name)
    if told.kind:
        kind = NamedNode(told.kind)
        label = Literal(told.kind.rpartition("/")[2], language="en")
        yield Triple(node, term(v.DCTERMS, "type"), kind)
        yield Triple(kind, A, term(v.SKOS, "Concept"))
        yield Triple(kind, LABEL, label)
        yield Triple(kind, term(v.SKOS, "prefLabel"), label)


def _contact(node: NamedNode, imprint: Imprint, base: str) -> Iterator[Triple]:
    told = imprint.contact
    yield Triple(node, A, NamedNode(f"{VCARD}Kind"))
    yield from _named(node, told.name)
    yield Triple(node, NamedNode(f"{VCARD}fn"), Literal(told.name))
    if told.email:
        yield Triple(node, NamedNode(f"{VCARD}hasEmail"), NamedNode(f"mailto:{told.email}"))
    if told.page or not told.email:
        yield Triple(node, NamedNode(f"{VCARD}hasURL"), NamedNode(told.page or base))


def _licence(node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, A, term(v.DCTERMS, "LicenseDocument"))
    if node.value == DEFAULT_LICENCE:
        yield Triple(node, LABEL, Literal("MIT-licentie", language="nl"))
        yield Triple(node, LABEL, Literal("MIT licence", language="en"))
    else:
        yield Triple(node, LABEL, Literal(node.value))
    kind = next((name for pattern, name in LICENCE_KINDS if pattern.search(node.value)), None)
    if kind is not None:
        type_ = NamedNode(f"{LICENCE_TYPE}{kind}")
        yield Triple(node, term(v.DCTERMS, "type"), type_)
        yield Triple(type_, A, term(v.SKOS, "Concept"))
        for predicate in (LABEL, term(v.SKOS, "prefLabel")):
            yield Triple(type_, predicate, Literal(kind, language="en"))


def _named(node: NamedNode, name: str) -> Iterator[Triple]:
    for predicate in (TITLE, LABEL):
        for language in LANGUAGES:
            yield Triple(node, predicate, Literal(name, language=language))
