"""Chunks as one file of the build's cache.

A line of JSON tells what follows and how long each part is; the parts follow as they are. What
was cut short, or was written by another version, does not read back and counts as absent.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, Any, Final

from .chunk import Chunk, Counts, Piece, Shared, n_quads, shared_turtle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHOLE: Final = ("jsonld", "nt", "ttl")
"""Pieces that are kept as they are."""

IMPLIED: Final = ("nq", "shared_ttl")
"""Pieces whose plain bytes follow from the rest, at less cost than that of keeping them."""


def packed(chunks: Sequence[Chunk], notes: Mapping[str, Any]) -> bytes:
    """Return ``chunks`` as bytes, with ``notes``, which must be JSON, beside them."""
    parts = [_parts(chunk) for chunk in chunks]
    head = {
        "notes": notes,
        "chunks": [_head(chunk, own) for chunk, own in zip(chunks, parts, strict=True)],
    }
    line = json.dumps(head, ensure_ascii=False).encode()
    return b"".join((line, b"\n", *(part for own in parts for part in own)))


def unpacked(content: bytes) -> tuple[tuple[Chunk, ...], dict[str, Any]]:
    """Return the chunks and the notes that :func:`packed` wrote.

    Raises:
        ValueError: the bytes are none of ours, or not all of them.
        KeyError: likewise.
    """
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    lengths = [length for chunk in head["chunks"] for length in chunk["parts"]]
    bounds = list(accumulate(lengths, initial=0))
    if bounds[-1] != len(body):
        raise ValueError("the file was cut short")
    parts = iter([body[start:end] for start, end in pairwise(bounds)])
    chunks = (_chunk(each, list(islice(parts, len(each["parts"])))) for each in head["chunks"])
    return tuple(chunks), head["notes"]


def notes_of(content: bytes) -> tuple[str, dict[str, Any]]:
    """Return the first chunk's graph and the notes alone, without reading what follows.

    Raises:
        ValueError: the bytes are none of ours.
        KeyError: likewise.
    """
    head = json.loads(content[: content.find(b"\n")])
    return head["chunks"][0]["graph"], head["notes"]


def _parts(chunk: Chunk) -> list[bytes]:
    whole: list[Piece] = [getattr(chunk, name) for name in WHOLE]
    implied: list[Piece] = [getattr(chunk, name) for name in IMPLIED]
    return [
        *(part for piece in whole for part in (piece.plain, piece.deflated)),
        *(piece.deflated for piece in implied),
        chunk.counts.subjects.tobytes(),
        chunk.counts.objects.tobytes(),
        *(part for each in chunk.shared for part in (each.nt, each.ttl)),
    ]


def _head(chunk: Chunk, parts: Sequence[bytes]) -> dict[str, Any]:
    return {
        "graph": chunk.graph,
        "size": chunk.size,
        "triples": chunk.counts.triples,
        "classes": chunk.counts.classes,
        "properties": chunk.counts.properties,
        "shared": [each.subject for each in chunk.shared],
        "parts": [len(part) for part in parts],
    }


def _chunk(head: Mapping[str, Any], parts: Sequence[bytes]) -> Chunk:
    graph = head["graph"]
    taken = iter(parts)
    jsonld, nt, ttl = (Piece(next(taken), next(taken)) for _ in WHOLE)
    nq, shared_ttl = (next(taken) for _ in IMPLIED)
    subjects, objects = array("Q", next(taken)), array("Q", next(taken))
    rest = list(taken)
    shared = tuple(map(Shared, head["shared"], rest[::2], rest[1::2]))
    classes, properties = Counter(head["classes"]), Counter(head["properties"])
    return Chunk(
        graph,
        head["size"],
        nq=Piece(n_quads(graph, nt.plain, shared), nq),
        jsonld=jsonld,
        nt=nt,
        ttl=ttl,
        shared_ttl=Piece(shared_turtle(shared), shared_ttl),
        shared=shared,
        counts=Counts(head["triples"], classes, properties, subjects, objects),
    )
