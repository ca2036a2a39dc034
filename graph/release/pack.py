"""Chunks in the build's cache: what there is to know of them in one entry, their text in another.

An entry begins with a line of JSON that tells what follows and how long each part is; the parts
follow as they are. What was written by another version does not read back and counts as absent.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from functools import cache as once
from itertools import accumulate, chain, islice, pairwise
from typing import TYPE_CHECKING, Any, Final

from . import cache
from .cache import LostError
from .chunk import Body, Chunk, Piece, Shared, n_quads, shared_turtle
from .counts import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

WHOLE: Final = ("jsonld", "nt", "ttl")
"""Pieces that are kept as they are."""

IMPLIED: Final = ("nq", "shared_ttl")
"""Pieces whose plain bytes follow from the rest, at less cost than that of keeping them."""


def body_name(name: str) -> str:
    """Return the name of the entry that holds the text of the chunks in entry ``name``."""
    return f"{name}.text"


def keep(folder: Path, name: str, chunks: Sequence[Chunk], notes: Mapping[str, Any]) -> None:
    """Keep ``chunks`` in the cache, with ``notes``, which must be JSON, beside them.

    The text is written first, so that an entry that is there has its text.

    Raises:
        ReleaseError: the disk is full or cannot be written.
    """
    bodies = [(chunk.graph, chunk.body()) for chunk in chunks]
    subjects = [[graph, [each.subject for each in body.shared]] for graph, body in bodies]
    texts = [list(_texts(body)) for _, body in bodies]
    cache.store(folder, body_name(name), _packed({"subjects": subjects}, texts))
    head = {"notes": notes, "chunks": [_head(chunk) for chunk in chunks]}
    hashes = [[c.counts.subjects.tobytes(), c.counts.objects.tobytes()] for c in chunks]
    cache.store(folder, name, _packed(head, hashes))


def kept(folder: Path, name: str) -> tuple[tuple[Chunk, ...], dict[str, Any]] | None:
    """Return the chunks and notes of the entry ``name``; ``None`` where it cannot be read."""
    content = cache.load(folder, name)
    if content is None:
        return None

    @once
    def bodies() -> tuple[Body, ...]:
        return _bodies(folder, name)

    try:
        head, parts = _unpacked(content)
        chunks = tuple(
            _chunk(told, hashes, lambda i=i: bodies()[i])
            for i, (told, hashes) in enumerate(zip(head["chunks"], parts, strict=True))
        )
        return chunks, head["notes"]
    except (KeyError, TypeError, ValueError):
        return None


def recall_chunks(folder: Path, name: str) -> tuple[Chunk, ...]:
    """Return the chunks of the entry ``name``.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    known = kept(folder, name)
    if known is None:
        raise LostError(name)
    return known[0]


def _packed(head: Mapping[str, Any], parts: Sequence[Sequence[bytes]]) -> bytes:
    lengths = [[len(part) for part in own] for own in parts]
    line = json.dumps({**head, "lengths": lengths}, ensure_ascii=False).encode()
    return b"".join((line, b"\n", *chain.from_iterable(parts)))


def _unpacked(content: bytes) -> tuple[dict[str, Any], list[list[bytes]]]:
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    lengths = head["lengths"]
    bounds = list(accumulate(chain.from_iterable(lengths), initial=0))
    if bounds[-1] != len(body):
        raise ValueError("the entry was cut short")
    parts = iter([body[start:end] for start, end in pairwise(bounds)])
    return head, [list(islice(parts, len(own))) for own in lengths]


def _head(chunk: Chunk) -> dict[str, Any]:
    return {
        "key": chunk.key,
        "graph": chunk.graph,
        "size": chunk.size,
        "shares": chunk.shares,
        "triples": chunk.counts.triples,
        "classes": chunk.counts.classes,
        "properties": chunk.counts.properties,
        "links": chunk.counts.links,
    }


def _chunk(head: Mapping[str, Any], hashes: Sequence[bytes], body: Any) -> Chunk:
    subjects, objects = (array("Q", each) for each in hashes)
    classes, properties = Counter(head["classes"]), Counter(head["properties"])
    links = Counter(head["links"])
    counts = Counts(head["triples"], classes, properties, links, subjects, objects)
    return Chunk(head["key"], head["graph"], head["size"], head["shares"], counts, body)


def _texts(body: Body) -> Iterator[bytes]:
    for name in WHOLE:
        yield from (getattr(body, name).plain, getattr(body, name).deflated)
    for name in IMPLIED:
        yield getattr(body, name).deflated
    for each in body.shared:
        yield from (each.nt, each.ttl)


def _bodies(folder: Path, name: str) -> tuple[Body, ...]:
    """Return the text of the chunks in entry ``name``.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    content = cache.load(folder, body_name(name))
    if content is None:
        raise LostError(body_name(name))
    try:
        head, parts = _unpacked(content)
        told = zip(head["subjects"], parts, strict=True)
        return tuple(_body(graph, subjects, own) for (graph, subjects), own in told)
    except (KeyError, TypeError, ValueError) as error:
        raise LostError(body_name(name)) from error


def _body(graph: str, subjects: Sequence[str], parts: Sequence[bytes]) -> Body:
    taken = iter(parts)
    jsonld, nt, ttl = (Piece(next(taken), next(taken)) for _ in WHOLE)
    nq, shared_ttl = (next(taken) for _ in IMPLIED)
    rest = list(taken)
    shared = tuple(map(Shared, subjects, rest[::2], rest[1::2]))
    quads = n_quads(graph, nt.plain, shared) if graph else b""
    return Body(
        nq=Piece(quads, nq),
        jsonld=jsonld,
        nt=nt,
        ttl=ttl,
        shared_ttl=Piece(shared_turtle(shared), shared_ttl),
        shared=shared,
    )
