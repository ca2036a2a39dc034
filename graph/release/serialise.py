"""Named graphs in every serialisation that a release offers, byte for byte reproducible.

Order is what makes them so: graphs come in the order given, quads in the order in which
conversion wrote them, and the union groups its triples by subject in order of first mention.
Pyoxigraph writes; nothing here depends on hashing, time or the machine.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTICE: Final = (
    b"# The assessments in this data were written by a language model. They are not the\n"
    b"# government's. https://w3id.org/regeerakkoord/\n"
)

COMPRESSION: Final = 6


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """One named graph of the dataset.

    Attributes:
        iri: its name.
        quads: its quads, all with that graph name, without repetition.
    """

    iri: str
    quads: tuple[ox.Quad, ...]


def union(graphs: Iterable[NamedGraph]) -> tuple[ox.Triple, ...]:
    """Return the triples of all graphs, each once, grouped by subject in order of mention."""
    by_subject: dict[object, dict[ox.Triple, None]] = {}
    for graph in graphs:
        for quad in graph.quads:
            by_subject.setdefault(quad.subject, {})[quad.triple] = None
    return tuple(triple for group in by_subject.values() for triple in group)


def turtle(triples: Iterable[ox.Triple], base: str) -> bytes:
    """Return ``triples`` as Turtle, with the notice on top."""
    return NOTICE + _written(triples, ox.RdfFormat.TURTLE, prefixes(base))


def n_triples(triples: Iterable[ox.Triple]) -> bytes:
    """Return ``triples`` as canonical N-Triples."""
    return _written(triples, ox.RdfFormat.N_TRIPLES)


def n_quads(graphs: Sequence[NamedGraph]) -> bytes:
    """Return the dataset as canonical N-Quads."""
    return _written(_quads(graphs), ox.RdfFormat.N_QUADS)


def trig(graphs: Sequence[NamedGraph], base: str) -> bytes:
    """Return the dataset as TriG, with the notice on top."""
    return NOTICE + _written(_quads(graphs), ox.RdfFormat.TRIG, prefixes(base))


def json_ld(graphs: Sequence[NamedGraph]) -> bytes:
    """Return the dataset as expanded JSON-LD, one node object a line."""
    return _written(_quads(graphs), ox.RdfFormat.JSON_LD)


def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes that Turtle and TriG declare for data under ``base``."""
    return PREFIXES | {
        "agency": f"{base}id/agency/",
        "domain": f"{base}id/domain/",
        "meeting": f"{base}id/meeting/",
        "theme": f"{base}id/theme/",
        "topic": f"{base}id/topic/",
    }


def compressed(content: bytes) -> bytes:
    """Return ``content`` as a gzip file without name or time, so that bytes do not vary."""
    return gzip.compress(content, compresslevel=COMPRESSION, mtime=0)


def _quads(graphs: Sequence[NamedGraph]) -> Iterable[ox.Quad]:
    return (quad for graph in graphs for quad in graph.quads)


def _written(
    content: Iterable[ox.Triple] | Iterable[ox.Quad],
    format: ox.RdfFormat,  # noqa: A002 - pyoxigraph's word
    prefixes: dict[str, str] | None = None,
) -> bytes:
    written = ox.serialize(content, format=format, prefixes=prefixes)
    assert written is not None  # noqa: S101 - without an output, serialize returns bytes
    return written
