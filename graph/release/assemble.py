"""Every file of a release: which stretches it is made of, and how it is finished.

The identifier follows from the dataset, from what was found about it, and from what the catalogue
says of both; the catalogue itself, which names the identifier and the size of each file, comes
last.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

from ..configuration import DEFAULTS
from ..iris import Names
from ..terms import A
from .catalog import catalogue_of
from .chunk import turtle_body, turtle_head
from .distribution import DISTRIBUTED, File
from .layout import FINDINGS, MANIFEST, NAME, REPORT_MARK, graph_file, report_file
from .stretch import part, text
from .void import void

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from ..configuration import Imprint
    from ..errors import Finding
    from .chunk import Chunk
    from .draft import Draft
    from .layout import Release
    from .stretch import Layout, Stretch

ID_LENGTH: Final = 16
CATALOGUE: Final = "catalog.ttl"
PACKED: Final = (".gz", ".zst", ".parquet")
PROVENANCE: Final = "provenance"
"""The graph that tells that a language model wrote the reports."""
NOTICE: Final = """\
# The assessments in this data were written by a language model. They are not those of the
# government. {base}
"""
"""What stands on top of each dump; without quotes, at which Raptor 2.0 gives up on N-Triples."""


def serialised(chunks: Sequence[Chunk], union: Chunk, base: str) -> dict[str, Layout]:
    """Return the dataset in every serialisation, by file name.

    Args:
        chunks: of all graphs, those of one graph together, in the order of the files.
        union: what several of them say of the same subjects, merged.
        base: the base IRI.
    """
    return {
        f"{NAME}.ttl": [text(_head(base)), *_parts([*chunks, union], "ttl")],
        f"{NAME}.nt": [text(_notice(base)), *_parts([*chunks, union], "nt")],
        f"{NAME}.nq": [text(_notice(base)), *_parts(chunks, "nq")],
        f"{NAME}.trig": [*_trig(chunks, base)],
        f"{NAME}.jsonld": [*_json_ld(chunks, base)],
    }


def by_report(chunks: Iterable[Chunk], base: str) -> dict[str, Layout]:
    """Return a Turtle file for each report among ``chunks``, by file name."""
    head = text(_head(base))
    return {
        report_file(chunk.graph): [head, part(chunk, "ttl"), part(chunk, "shared_ttl")]
        for chunk in chunks
        if REPORT_MARK in chunk.graph
    }


def by_graph(chunks: Iterable[Chunk], base: str) -> dict[str, Layout]:
    """Return a Turtle file for each graph that is no report's, by file name."""
    head = text(_head(base))
    found: dict[str, list[Stretch]] = {}
    for chunk in chunks:
        if REPORT_MARK not in chunk.graph:
            file = found.setdefault(graph_file(chunk.graph), [head])
            file += [part(chunk, "ttl"), part(chunk, "shared_ttl")]
    return dict(found)


def described(chunks: Sequence[Chunk], union: Chunk, base: str) -> dict[str, bytes]:
    """Return the files that tell of the dataset, by file name.

    Args:
        chunks: of all graphs.
        union: what several of them say of the same subjects, merged.
        base: the base IRI.
    """
    return {"void.ttl": turtle_file(void(chunks, union.counts, base), base)}


def finished(
    draft: Draft,
    validation: Sequence[ox.Triple],
    findings: Sequence[Finding],
    imprint: Imprint = DEFAULTS,
    held: Mapping[str, str] | None = None,
) -> Release:
    """Add to a draft what was found about its dataset, and its catalogue; give it its name.

    Args:
        draft: a release that holds its dataset.
        validation: the validation report.
        findings: what was noticed in the sources.
        imprint: who publishes it, under which licence.
        held: SHA-256 of what a file holds, by its path, for files that another version of a
            library may lay out otherwise; the identifier follows from that instead.

    Raises:
        ReleaseError: the disk is full or cannot be written.
        LostError: what was to be copied from the last release is damaged.
    """
    base = draft.base
    listing = json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=1)
    draft.add({"validation.ttl": turtle_file(validation, base), FINDINGS: listing.encode()})
    draft.wait()
    sums = {name: file.sha256 for name, file in draft.files.items()}
    distributions = [
        File(name, file.size, file.sha256)
        for name, file in sorted(draft.files.items())
        if name in DISTRIBUTED
    ]
    outlined = {CATALOGUE: _outline(distributions, base, imprint)}
    identifier = release_id({**sums, **(held or {}), **outlined})
    catalogue = turtle_file(catalogue_of(distributions, base, identifier, imprint), base)
    told = {"id": identifier, "base": base, "licence": imprint.licence}
    manifest = json.dumps(told).encode()
    draft.add({CATALOGUE: catalogue, MANIFEST: manifest})
    return draft.finish(identifier)


def turtle_file(triples: Sequence[ox.Triple], base: str) -> bytes:
    """Return ``triples`` as a Turtle file of ours, notice and prefixes on top.

    What is said of a subject stands together, its types first.
    """
    said: dict[object, list[ox.Triple]] = {}
    for triple in triples:
        said.setdefault(triple.subject, []).append(triple)
    ordered = (sorted(each, key=lambda triple: triple.predicate != A) for each in said.values())
    return _head(base) + turtle_body(chain.from_iterable(ordered), base)


def release_id(checksums: Mapping[str, str]) -> str:
    """Return the identifier of a release whose files have these SHA-256 sums.

    Compressed files do not count, nor Parquet: another version of a library may pack the same
    content otherwise.
    """
    counted = (name for name in sorted(checksums) if not name.endswith(PACKED))
    lines = (f"{name} {checksums[name]}\n" for name in counted)
    return _sha256("".join(lines).encode())[:ID_LENGTH]


def _outline(files: Iterable[File], base: str, imprint: Imprint) -> str:
    """Return the SHA-256 of what a catalogue says whatever the identifier, and however packed."""
    counted = [file for file in files if not file.name.endswith(PACKED)]
    triples = catalogue_of(counted, base, "", imprint)
    return _sha256("\n".join(map(str, triples)).encode())


def _notice(base: str) -> bytes:
    return NOTICE.format(base=base).encode()


def _head(base: str) -> bytes:
    return _notice(base) + turtle_head(base)


def _parts(chunks: Iterable[Chunk], name: str) -> Iterator[Stretch]:
    return (part(chunk, name) for chunk in chunks)


def _trig(chunks: Sequence[Chunk], base: str) -> Iterator[Stretch]:
    yield text(_head(base))
    for graph, parts in groupby(chunks, key=lambda chunk: chunk.graph):
        yield text(f"<{graph}> {{\n".encode())
        for chunk in parts:
            yield from (part(chunk, "ttl"), part(chunk, "shared_ttl"))
        yield text(b"}\n")


def _json_ld(chunks: Sequence[Chunk], base: str) -> Iterator[Stretch]:
    """Lay out one object a graph; what stands between two node objects is a comma.

    JSON has no comments: in place of the notice, the graph that tells who wrote comes first.
    """
    first = Names(base).graph(PROVENANCE)
    opening = "["
    ordered = sorted(chunks, key=lambda chunk: chunk.graph != first)
    for graph, parts in groupby(ordered, key=lambda chunk: chunk.graph):
        between = f'{opening}{{"@id":{json.dumps(graph)},"@graph":['
        for chunk in parts:
            yield text(between.encode())
            yield part(chunk, "jsonld")
            between = ","
        opening = "]},\n"
    yield text(b"]}]\n")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
