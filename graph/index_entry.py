"""The index of a release in the build's cache, for as long as no text changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lookups import LISTED, remembered
from .release import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .search.documents import Searched
    from .workshop import Workshop


@dataclass(frozen=True, slots=True)
class Index:
    """The index of all texts, as :class:`.search.writing.Written` has it."""

    content: bytes
    digest: str


def known_index(key: str, folder: Path) -> Index | None:
    """Return the index that is kept under ``key``; ``None`` where there is none."""
    entry = cache.load(folder, key)
    if entry is None:
        return None
    digest, _, content = entry.partition(b"\n")
    return Index(content, digest.decode())


def indexer(shop: Workshop) -> Callable[[str, Sequence[Searched]], None]:
    """Return what writes the index of reports, and keeps it under a key."""
    # It takes 20 ms to import, in a process of its own.
    from .search.documents import documents  # noqa: PLC0415
    from .search.listed import from_json, listed, to_json  # noqa: PLC0415
    from .search.writing import written  # noqa: PLC0415

    def make() -> object:
        return to_json(listed(shop.registers, shop.finder))

    def index(key: str, reports: Sequence[Searched]) -> None:
        known = from_json(remembered(shop.names.base, shop.cache, LISTED, make))
        made = written(documents(reports, shop.names, shop.registers, known))
        cache.store(shop.cache, key, made.digest.encode() + b"\n" + made.content)

    return index
