"""Two releases side by side, line by line of their N-Quads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..release.layout import Release


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two releases.

    Attributes:
        release: which.
        lines: its quads, each a line of canonical N-Quads with its line end.
    """

    release: Release
    lines: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one release to another.

    Attributes:
        before: the release that is left.
        after: the release that is arrived at.
        removed: quads of the former alone, as lines of N-Quads, sorted.
        added: quads of the latter alone, likewise.
    """

    before: Side
    after: Side
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


def diff(before: Release, after: Release) -> Difference:
    """Return what changed from one release to another.

    Raises:
        ReleaseError: a release is damaged.
    """
    old, new = _side(before), _side(after)
    return Difference(
        old,
        new,
        removed=tuple(sorted(old.lines - new.lines)),
        added=tuple(sorted(new.lines - old.lines)),
    )


def subject_of(line: bytes) -> bytes:
    """Return the subject of a line of N-Quads, in its angle brackets."""
    return line.partition(b" ")[0]


def graph_of(line: bytes) -> bytes:
    """Return the graph of a line of N-Quads, in its angle brackets."""
    return line.rsplit(b" ", 2)[-2]


def triple_of(line: bytes) -> bytes:
    """Return a line of N-Quads without its graph: a line of N-Triples."""
    return line.rsplit(b" ", 2)[0] + b" .\n"


def iri(term: bytes) -> str:
    """Return the IRI that stands in angle brackets in canonical N-Quads."""
    return term[1:-1].decode()


def _side(release: Release) -> Side:
    path = release.file("nq")
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read ({error.strerror}); build again") from error
    return Side(release, frozenset(_without_comments(lines)))


def _without_comments(lines: Iterable[bytes]) -> Iterable[bytes]:
    return (line for line in lines if not line.startswith(b"#"))
