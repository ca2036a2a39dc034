"""The DCAT-AP catalogue of a release, by which open-data portals harvest it.

What is written by hand is Turtle in ``ontology/catalog.ttl``; who publishes it
(:mod:`.imprint`) and a distribution for each file (:mod:`.distribution`) are added here. There
are no blank nodes. DCAT-AP 3.0.1: https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from .. import vocabulary as v
from ..configuration import DEFAULT_LICENCE, DEFAULTS, Imprint
from ..terms import term, value
from .distribution import OFFERED, SHAPES, File, distribution, measures, whole
from .imprint import imprint_triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEMPLATE: Final = Path(__file__).parent.parent.parent / "ontology" / "catalog.ttl"
FIXED: Final = (v.ONTOLOGY, SHAPES)
"""What the data conforms to is named in one place only, whatever the base."""


@lru_cache(maxsize=1)
def catalogue(base: str, imprint: Imprint = DEFAULTS) -> tuple[Triple, ...]:
    """Return what the catalogue says of every release: the named graph ``catalog``.

    It is part of the dataset, so it holds no address, size or checksum of a release's files.

    Args:
        base: the base IRI.
        imprint: who publishes, under which licence.
    """
    parsed = parse(path=TEMPLATE, format=RdfFormat.TURTLE)
    triples = list(_adapted((quad.triple for quad in parsed), base, imprint.licence))
    triples += imprint_triples(imprint, base)
    for kind, ending in OFFERED:
        triples += distribution(kind, ending, whole(base, imprint.licence))
    return tuple(dict.fromkeys(triples))


def catalogue_of(
    files: Iterable[File], base: str, release_id: str, imprint: Imprint = DEFAULTS
) -> tuple[Triple, ...]:
    """Return the catalogue of one release: with version, sizes and checksums of its files."""
    triples = [*catalogue(base, imprint)]
    dataset = NamedNode(f"{base}id/dataset")
    triples.append(Triple(dataset, term(v.DCAT, "version"), Literal(release_id)))
    for file in files:
        triples += measures(file, whole(base, imprint.licence), release_id)
    return tuple(triples)


def _adapted(triples: Iterable[Triple], base: str, licence: str) -> Iterator[Triple]:
    """Return what the template says, under another base and licence than those it is written in."""
    for subject, predicate, node in triples:
        named = NamedNode(_moved(value(subject), base, licence))
        yield Triple(named, predicate, _moved_term(node, base, licence))


def _moved_term(
    node: NamedNode | BlankNode | Literal | Triple, base: str, licence: str
) -> NamedNode | Literal:
    if isinstance(node, NamedNode):
        return NamedNode(_moved(node.value, base, licence))
    if isinstance(node, Literal) and node.language is None:
        return Literal(_moved(node.value, base, licence), datatype=node.datatype)
    return Literal(value(node), language=getattr(node, "language", None))


def _moved(text: str, base: str, licence: str) -> str:
    """Return an IRI, or a text that is one, as it is for ``base`` and ``licence``."""
    if text == DEFAULT_LICENCE:
        return licence
    if text.startswith(FIXED) or not text.startswith(v.DEFAULT_BASE):
        return text
    return base + text.removeprefix(v.DEFAULT_BASE)
