"""What a file of a release is made of: stretches, each named by its content.

A stretch that the last release has as well is copied from there and never read otherwise, so a
layout costs nothing until a stretch turns out to be new.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .chunk import Piece, piece

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .chunk import Chunk


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file.

    Attributes:
        key: tells its content from that of any other.
        plain: returns the content.
        deflated: returns it as a piece of a deflate stream.
    """

    key: str
    plain: Callable[[], bytes]
    deflated: Callable[[], bytes]


Layout: TypeAlias = "Sequence[Stretch]"


def text(content: bytes) -> Stretch:
    """Return a stretch that holds ``content``."""
    key = hashlib.blake2b(content, digest_size=16).hexdigest()
    return Stretch(key, lambda: content, lambda: piece(content).deflated)


def part(chunk: Chunk, name: str) -> Stretch:
    """Return a stretch that holds what a chunk's body calls ``name``, such as ``nq``."""

    def read() -> Piece:
        found: Piece = getattr(chunk.body(), name)
        return found

    return Stretch(f"{chunk.key}.{name}", lambda: read().plain, lambda: read().deflated)
