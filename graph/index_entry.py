"""The index of a release in the build's cache, for as long as no text changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lookups import LISTED, remembered
from .recollection import Recollection
from .release import cache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .search.documents import Searched
    from .search.listed import Listed
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


def indexer(shop: Workshop) -> Indexer:
    """Return what writes the index of reports."""
    # It takes 20 ms to import, in a process of its own.
    from .search.listed import from_json, listed, to_json  # noqa: PLC0415

    def make() -> object:
        return to_json(listed(shop.registers, shop.finder))

    return Indexer(shop, from_json(remembered(shop.names.base, shop.cache, LISTED, make)))


class Indexer:
    """What writes the index of reports; what it read of them it has for the next time.

    Args:
        shop: what the reports are converted with.
        listed: what the registers give to the index.
    """

    def __init__(self, shop: Workshop, listed: Listed) -> None:
        self._shop = shop
        self._listed = listed
        self._sections = {each.iri: each for each in listed.sections}
        self._reports = Recollection(self._read)

    def prepare(self, reports: Iterable[str]) -> None:
        """Read reports, by their cache keys, which the next index will be made of."""
        self._reports.of(reports)

    def keep(self, key: str, reports: Iterable[str]) -> None:
        """Write the index of reports, by their cache keys, and keep it under a key.

        Raises:
            LostError: the cache lost what a report gives to it.
        """
        from .search.documents import documents  # noqa: PLC0415 - as in indexer()
        from .search.writing import written  # noqa: PLC0415

        shop, searched = self._shop, self._reports.of(reports)
        made = written(documents(searched, shop.names, self._listed))
        cache.store(shop.cache, key, made.digest.encode() + b"\n" + made.content)

    def _read(self, key: str) -> Searched:
        from .noted import recall_facts, recall_passages  # noqa: PLC0415 - as in indexer()
        from .search.documents import searched  # noqa: PLC0415

        facts = recall_facts(key, self._shop.cache)
        passages = recall_passages(key, self._shop.cache)
        return searched(facts, passages, self._sections[facts.section], self._shop.registers)
