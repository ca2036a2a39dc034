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

from .chunk import Chunk, Counts, Piece, Shared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PIECES: Final = ("nq", "jsonld", "nt", "ttl", "shared_ttl")


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
    pieces: list[Piece] = [getattr(chunk, name) for name in PIECES]
    return [
        *(part for piece in pieces for part in (piece.plain, piece.deflated)),
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
    pieces = {name: Piece(*parts[2 * i : 2 * i + 2]) for i, name in enumerate(PIECES)}
    subjects, objects, *shared = parts[2 * len(PIECES) :]
    return Chunk(
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
    )
