"""What a release says besides its dataset: catalogue, counts, and the outcome of validation.

These files name things under the base that no named graph describes, such as the partition of
the dataset by a class; they are small, and parsed once a release.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..terms import value
from ..vocabulary import VOID

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .layout import Release

FILES: Final = ("catalog.ttl", "void.ttl", "validation.ttl")


def described(release: Release, iri: str) -> tuple[ox.Triple, ...]:
    """Return what the files say of ``iri``; nothing where they do not know it."""
    return _by_subject(release.path).get(iri, ())


def subjects(release: Release) -> frozenset[str]:
    """Return the IRIs that the files describe."""
    return frozenset(_by_subject(release.path))


@lru_cache(maxsize=128)
def counted(release: Release) -> Mapping[str, int]:
    """Return how many things each class has and how many triples each property, as VoID tells."""
    found = {}
    for triples in _by_subject(release.path).values():
        said = {triple.predicate.value: value(triple.object) for triple in triples}
        for kind, number in (("class", "entities"), ("property", "triples")):
            if VOID + kind in said and VOID + number in said:
                found[said[VOID + kind]] = int(said[VOID + number])
    return found


@lru_cache(maxsize=2)
def _by_subject(folder: Path) -> Mapping[str, tuple[ox.Triple, ...]]:
    found: dict[str, list[ox.Triple]] = {}
    for path in (folder / name for name in FILES):
        for quad in ox.parse(path=path) if path.is_file() else ():
            if isinstance(quad.subject, ox.NamedNode):
                found.setdefault(quad.subject.value, []).append(quad.triple)
    return {iri: tuple(triples) for iri, triples in found.items()}
