"""A release's quads as they stand in its canonical N-Quads, one a line.

A line ends in the graph's name and ``" ."``, and an IRI holds no blank, so subject and graph are
found without parsing. The file begins with comments, which are no quads. See
https://www.w3.org/TR/rdf-canon/#canonical-quads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .layout import Release


def quad_lines(release: Release) -> list[bytes]:
    """Return a release's quads, each a line with its line end.

    Raises:
        ReleaseError: they cannot be read.
    """
    path = release.file("nq")
    try:
        return [line for _, line in placed(path.read_bytes())]
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read ({error.strerror}); build again") from error


def placed(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the quads in canonical N-Quads, each with the byte at which its line begins."""
    position = 0
    for line in content.splitlines(keepends=True):
        if not line.startswith(b"#"):
            yield position, line
        position += len(line)


def subject_of(line: bytes) -> bytes:
    """Return the subject of a quad, in its angle brackets."""
    return line.partition(b" ")[0]


def graph_of(line: bytes) -> bytes:
    """Return the graph of a quad, in its angle brackets."""
    return line.rsplit(b" ", 2)[-2]


def triple_of(line: bytes) -> bytes:
    """Return a quad without its graph: a line of N-Triples."""
    return line.rsplit(b" ", 2)[0] + b" .\n"


def iri(term: bytes) -> str:
    """Return the IRI that stands in angle brackets."""
    return term[1:-1].decode()
