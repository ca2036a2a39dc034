"""A named graph, or a part of one, written once in every serialisation.

A dump is the chunks of its graphs, one after the other. What a report alone describes (its
statements, its references) stands in no other graph, so it is copied as it is, compressed bytes
included; only what several graphs may describe (decisions, meetings, sections) is merged,
subject by subject, for the union. A chunk is kept in the build's cache, and its text is read from
there only where the last release does not hold it already: of 75 MB of RDF, a build with one
changed report reads and writes anew what that report says.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..terms import value
from .counts import Counts, counted
from .spelling import declared, one_a_line, prefixes, without_declarations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DEFLATE_LEVEL: Final = 3
_SUBJECT_START: Final = re.compile(rb"^(?=[^\t])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """One named graph of the dataset.

    Attributes:
        iri: its name.
        quads: its quads, all with that graph name, without repetition, grouped by subject.
    """

    iri: str
    quads: tuple[ox.Quad, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a dump.

    Attributes:
        plain: its bytes.
        deflated: the same, as raw deflate that ends on a byte without ending the stream, so
            that pieces can follow one another (RFC 1951, section 3.2.3).
    """

    plain: bytes
    deflated: bytes


@dataclass(frozen=True, slots=True)
class Shared:
    """What a graph says of one subject: N-Triples, and Turtle without prefixes."""

    subject: str
    nt: bytes
    ttl: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """A named graph, or a part of one, in every serialisation.

    Attributes:
        nq: as N-Quads.
        jsonld: as node objects of expanded JSON-LD, with commas between them.
        nt: what no other graph describes, as N-Triples.
        ttl: the same as Turtle, without prefixes.
        shared_ttl: the rest as Turtle, without prefixes.
        shared: the rest, by subject.
    """

    nq: Piece
    jsonld: Piece
    nt: Piece
    ttl: Piece
    shared_ttl: Piece
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A named graph, or a part of one: what there is to know of it without reading it.

    Attributes:
        key: tells its content from any other.
        graph: the graph's IRI.
        size: number of triples.
        shares: tells what it says of subjects that others describe too; empty if nothing.
        counts: of what no other graph describes.
        body: returns its text, from memory or from the build's cache.
    """

    key: str
    graph: str
    size: int
    shares: str
    counts: Counts
    body: Callable[[], Body]

    def read(self) -> NamedGraph:
        """Return the graph, parsed from its N-Quads."""
        quads = ox.parse(self.body().nq.plain, format=ox.RdfFormat.N_QUADS)
        return NamedGraph(self.graph, tuple(quads))


def chunk_of(graph: NamedGraph, base: str, is_own: Callable[[str], bool]) -> Chunk:
    """Write a named graph in every serialisation.

    Args:
        graph: the graph.
        base: the base IRI, for the prefixes.
        is_own: tells of a subject's IRI whether no other graph describes it.
    """
    triples = [quad.triple for quad in graph.quads]
    groups = [(value(node), list(group)) for node, group in groupby(triples, _subject)]
    said = n_triples(triples)
    told = _by_subject(groups, said, turtle_body(triples, base))
    own = [each for each in told if is_own(each.subject)]
    shared = tuple(each for each in told if not is_own(each.subject))
    objects = ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"[]"
    nt = b"".join(each.nt for each in own)
    body = Body(
        nq=piece(n_quads(graph.iri, nt, shared)),
        jsonld=piece(objects[1:-1]),
        nt=piece(nt),
        ttl=piece(b"".join(each.ttl for each in own)),
        shared_ttl=piece(shared_turtle(shared)),
        shared=shared,
    )
    return Chunk(
        _digest(graph.iri.encode(), said, nt),
        graph.iri,
        len(triples),
        _digest(*(each.nt for each in shared)) if shared else "",
        counted([t for subject, group in groups if is_own(subject) for t in group]),
        lambda: body,
    )


def _by_subject(
    groups: Sequence[tuple[str, Sequence[ox.Triple]]], said: bytes, turtle: bytes
) -> list[Shared]:
    """Return what is said of each subject, taken out of what was written of all at once."""
    lines = said.splitlines(keepends=True)
    bounds = pairwise(accumulate((len(group) for _, group in groups), initial=0))
    return [
        Shared(subject, b"".join(lines[start:end]), block)
        for (subject, _), (start, end), block in zip(
            groups, bounds, _turtle_blocks(turtle), strict=True
        )
    ]


def n_quads(graph: str, nt: bytes, shared: Iterable[Shared]) -> bytes:
    """Return N-Triples, and what else a graph says, as quads of that graph.

    Canonical N-Triples end in " ." and a newline, and have neither inside a line.
    """
    lines = b"".join((nt, *(each.nt for each in shared)))
    return lines.replace(b" .\n", f" <{graph}> .\n".encode())


def shared_turtle(shared: Iterable[Shared]) -> bytes:
    """Return what a graph says of subjects that others describe too, as Turtle."""
    return b"".join(each.ttl for each in shared)


def _subject(triple: ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Triple:
    return triple.subject


def _turtle_blocks(body: bytes) -> list[bytes]:
    """Part Turtle as Oxigraph writes it: a line that is not indented begins a subject."""
    return [block for block in _SUBJECT_START.split(body) if block]


def merged(chunks: Iterable[Chunk], base: str) -> Chunk:
    """Merge what several graphs say of the same subjects, each triple once.

    Returns:
        What the union says of them, by subject in order of first mention; no named graph.
    """
    said: dict[str, list[Shared]] = {}
    for chunk in chunks:
        if chunk.shares:
            for each in chunk.body().shared:
                said.setdefault(each.subject, []).append(each)
    subjects = [_united(blocks, base) for blocks in said.values()]
    nt, ttl = b"".join(each.nt for each in subjects), shared_turtle(subjects)
    triples = [quad.triple for quad in ox.parse(nt, format=ox.RdfFormat.N_TRIPLES)]
    nothing = piece(b"")
    body = Body(nothing, nothing, piece(nt), piece(ttl), nothing, ())
    return Chunk(_digest(nt), "", len(triples), "", counted(triples), lambda: body)


def _united(blocks: Sequence[Shared], base: str) -> Shared:
    first = blocks[0]
    if all(block.nt == first.nt for block in blocks):
        return first
    lines = dict.fromkeys(line for block in blocks for line in block.nt.splitlines(keepends=True))
    nt = b"".join(lines)
    triples = [quad.triple for quad in ox.parse(nt, format=ox.RdfFormat.N_TRIPLES)]
    return Shared(first.subject, nt, turtle_body(triples, base))


def _digest(*parts: bytes) -> str:
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def piece(plain: bytes) -> Piece:
    """Return ``plain`` with its deflated form."""
    deflate = zlib.compressobj(DEFLATE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH))


def n_triples(triples: Iterable[ox.Triple]) -> bytes:
    """Return ``triples`` as canonical N-Triples."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def turtle_body(triples: Iterable[ox.Triple], base: str) -> bytes:
    """Return ``triples`` as Turtle that relies on :func:`turtle_head`."""
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes(base)) or b""
    return one_a_line(without_declarations(written))


def turtle_head(base: str) -> bytes:
    """Return the prefix declarations that every Turtle and TriG file of ours begins with."""
    return declared(prefixes(base))
