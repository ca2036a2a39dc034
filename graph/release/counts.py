"""What a set of triples adds to the VoID description, in a form that can be summed."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..terms import A, value
from ..vocabulary import SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

MATCHES: Final = frozenset(
    f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")
)
TARGETS: Final = {
    "http://themis.vlaanderen.be/": "Themis",
    "http://publications.europa.eu/resource/authority/": "EU Vocabularies",
}
"""Datasets that things of ours are matched with: the beginning of their IRIs, and their names."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a set of triples adds to the VoID description.

    Attributes:
        triples: how many.
        classes: instances by class IRI.
        properties: triples by property IRI.
        links: matches by the IRI of what they say and that of the dataset they lead to, with a
            blank between.
        subjects: a 64-bit hash of each distinct subject.
        objects: a 64-bit hash of each distinct object.
    """

    triples: int
    classes: Counter[str]
    properties: Counter[str]
    links: Counter[str]
    subjects: array[int]
    objects: array[int]


def counted(triples: Sequence[ox.Triple]) -> Counts:
    """Count ``triples``, of which none is there twice."""
    properties = Counter(triple.predicate.value for triple in triples)
    return Counts(
        len(triples),
        Counter(value(triple.object) for triple in triples if triple.predicate == A),
        properties,
        _links(triples) if MATCHES & properties.keys() else Counter(),
        _hashes({str(triple.subject) for triple in triples}),
        _hashes({str(triple.object) for triple in triples}),
    )


def _links(triples: Iterable[ox.Triple]) -> Counter[str]:
    return Counter(
        f"{triple.predicate.value} {target}"
        for triple in triples
        if triple.predicate.value in MATCHES
        for target in TARGETS
        if value(triple.object).startswith(target)
    )


def _hashes(terms: Iterable[str]) -> array[int]:
    digests = (hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms)
    return array("Q", b"".join(digests))
