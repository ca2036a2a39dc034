"""A chunk as one file of the build's cache.

A line of JSON tells what follows and how long each part is; the parts follow as they are. What
was cut short, or was written by another version, does not read back and counts as absent.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from .chunk import Chunk, Counts, Piece, Shared

if TYPE_CHECKING:
    from collections.abc import Mapping

PIECES: Final = ("nq", "jsonld", "nt", "ttl", "shared_ttl")


def packed(chunk: Chunk, notes: Mapping[str, Any]) -> bytes:
    """Return ``chunk`` as bytes, with ``notes``, which must be JSON, beside it."""
    pieces: list[Piece] = [getattr(chunk, name) for name in PIECES]
    parts = [
        *(part for piece in pieces for part in (piece.plain, piece.deflated)),
        chunk.counts.subjects.tobytes(),
        chunk.counts.objects.tobytes(),
        *(part for each in chunk.shared for part in (each.nt, each.ttl)),
    ]
    head = {
        "graph": chunk.graph,
        "size": chunk.size,
        "triples": chunk.counts.triples,
        "classes": chunk.counts.classes,
        "properties": chunk.counts.properties,
        "shared": [each.subject for each in chunk.shared],
        "notes": notes,
        "parts": [len(part) for part in parts],
    }
    return b"".join((json.dumps(head, ensure_ascii=False).encode(), b"\n", *parts))


def unpacked(content: bytes) -> tuple[Chunk, dict[str, Any]]:
    """Return the chunk and the notes that :func:`packed` wrote.

    Raises:
        ValueError: the bytes are none of ours, or not all of them.
        KeyError: likewise.
    """
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    bounds = list(accumulate(head["parts"], initial=0))
    if bounds[-1] != len(body):
        raise ValueError("the file was cut short")
    parts = [body[start:end] for start, end in pairwise(bounds)]
    pieces = {name: Piece(*parts[2 * i : 2 * i + 2]) for i, name in enumerate(PIECES)}
    subjects, objects, *shared = parts[2 * len(PIECES) :]
    return (
        Chunk(
            graph=head["graph"],
            size=head["size"],
            **pieces,
            shared=tuple(map(Shared, head["shared"], shared[::2], shared[1::2])),
            counts=Counts(
                head["triples"],
                Counter(head["classes"]),
                Counter(head["properties"]),
                array("Q", subjects),
                array("Q", objects),
            ),
        ),
        head["notes"],
    )
