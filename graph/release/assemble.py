"""Every file of a release, from the chunks of its graphs: in memory, written elsewhere.

The identifier follows from the dataset and from what was found about it; the catalogue, which
names the identifier and the size of each file, comes last.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from .catalog import DEFAULTS, catalogue_of
from .chunk import Piece, merged, piece, turtle_body, turtle_head
from .distribution import File
from .layout import FINDINGS, MANIFEST, NAME, REPORTS
from .void import void

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from ..configuration import Imprint
    from ..errors import Finding
    from .chunk import Chunk, Shared

REPORT_MARK: Final = "/id/report/"
ID_LENGTH: Final = 16
NOTICE: Final = """\
# The assessments in this data were written by a language model. They are not the
# government's. {base}
"""
GZIP_HEAD: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
DEFLATE_END: Final = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Assembled:
    """A release in memory.

    Attributes:
        id: its identifier.
        files: content by path within the release.
        checksums: SHA-256 of each, lower-case hexadecimal.
    """

    id: str
    files: dict[str, bytes]
    checksums: dict[str, str]


def serialised(chunks: Sequence[Chunk], base: str) -> dict[str, bytes]:
    """Return the files that hold the dataset: whole, compressed, by report, and counted.

    Args:
        chunks: of all graphs, those of one graph together, in the order of the files.
        base: the base IRI.
    """
    shared, counts = merged(chunks, base)
    layouts = {
        "ttl": list(_turtle(chunks, shared, base)),
        "nt": [*(chunk.nt for chunk in chunks), piece(b"".join(each.nt for each in shared))],
        "nq": [chunk.nq for chunk in chunks],
        "trig": list(_trig(chunks, base)),
        "jsonld": list(_json_ld(chunks)),
    }
    whole = {
        f"{NAME}.{extension}": b"".join(each.plain for each in pieces)
        for extension, pieces in layouts.items()
    }
    packed = {
        f"{NAME}.{extension}.gz": _gzip(pieces, whole[f"{NAME}.{extension}"])
        for extension, pieces in layouts.items()
    }
    reports = {
        report_file(chunk.graph): _head(base) + chunk.ttl.plain + chunk.shared_ttl.plain
        for chunk in chunks
        if REPORT_MARK in chunk.graph
    }
    described = turtle_file(void(chunks, counts, base), base)
    return {**whole, **packed, **reports, "void.ttl": described}


def assembled(
    dataset: Mapping[str, bytes],
    validation: Sequence[ox.Triple],
    findings: Sequence[Finding],
    base: str,
    imprint: Imprint = DEFAULTS,
    *,
    held: Mapping[str, str] | None = None,
) -> Assembled:
    """Return a release: its dataset, and what was found about it.

    Args:
        dataset: from :func:`serialised`.
        validation: the validation report.
        findings: what was noticed in the sources.
        base: the base IRI.
        imprint: who publishes it, under which licence.
        held: SHA-256 of what a file holds, by its path, for files that another version of a
            library may lay out otherwise; the identifier follows from that instead.
    """
    listing = json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=1)
    files = {
        **dataset,
        "validation.ttl": turtle_file(validation, base),
        FINDINGS: listing.encode(),
    }
    with ThreadPoolExecutor() as pool:  # SHA-256 leaves the interpreter's lock
        checksums = dict(zip(files, pool.map(_sha256, files.values()), strict=True))
    identifier = release_id({**checksums, **(held or {})})
    whole = [name for name in files if name.startswith(f"{NAME}.")]
    distributions = [File(name, len(files[name]), checksums[name]) for name in whole]
    described = catalogue_of(distributions, base, identifier, imprint)
    manifest = {"id": identifier, "base": base, "licence": imprint.licence}
    added = {
        "catalog.ttl": turtle_file(described, base),
        MANIFEST: json.dumps(manifest).encode(),
    }
    sums = {name: _sha256(content) for name, content in added.items()}
    return Assembled(identifier, {**files, **added}, {**checksums, **sums})


def report_file(iri: str) -> str:
    """Return the path, within a release, of the Turtle file of the report ``iri``."""
    domain, number = iri.rsplit("/", 2)[1:]
    return f"{REPORTS}/{domain}/{number}.ttl"


def turtle_file(triples: Sequence[ox.Triple], base: str) -> bytes:
    """Return ``triples`` as a Turtle file of ours, notice and prefixes on top."""
    return _head(base) + turtle_body(triples, base)


def release_id(checksums: Mapping[str, str]) -> str:
    """Return the identifier of a release whose files have these SHA-256 sums.

    Compressed files do not count: another version of zlib may pack the same content otherwise.
    """
    lines = (f"{name} {checksums[name]}\n" for name in sorted(checksums) if name[-3:] != ".gz")
    return _sha256("".join(lines).encode())[:ID_LENGTH]


def _head(base: str) -> bytes:
    return NOTICE.format(base=base).encode() + turtle_head(base)


def _turtle(chunks: Sequence[Chunk], shared: Sequence[Shared], base: str) -> Iterator[Piece]:
    yield piece(_head(base))
    yield from (chunk.ttl for chunk in chunks)
    yield piece(b"".join(each.ttl for each in shared))


def _trig(chunks: Sequence[Chunk], base: str) -> Iterator[Piece]:
    yield piece(_head(base))
    for graph, parts in groupby(chunks, key=lambda chunk: chunk.graph):
        yield piece(f"<{graph}> {{\n".encode())
        for chunk in parts:
            yield from (chunk.ttl, chunk.shared_ttl)
        yield piece(b"}\n")


def _json_ld(chunks: Sequence[Chunk]) -> Iterator[Piece]:
    """Lay out one object a graph; what stands between two node objects is a comma."""
    opening = "["
    for graph, parts in groupby(chunks, key=lambda chunk: chunk.graph):
        between = f'{opening}{{"@id":{json.dumps(graph)},"@graph":['
        for chunk in parts:
            yield piece(between.encode())
            yield chunk.jsonld
            between = ","
        opening = "]},\n"
    yield piece(b"]}]\n")


def _gzip(pieces: Sequence[Piece], plain: bytes) -> bytes:
    """Return one gzip member around deflated pieces (RFC 1952), without name or time."""
    check, size = zlib.crc32(plain), len(plain) & 0xFFFFFFFF
    trailer = check.to_bytes(4, "little") + size.to_bytes(4, "little")
    return b"".join((GZIP_HEAD, *(each.deflated for each in pieces), DEFLATE_END, trailer))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
