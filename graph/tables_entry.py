"""The tables of a release in the build's cache, for as long as none of their rows changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lookups import AGENCIES, AGENCY_ROWS, remembered
from .release import cache
from .tables.bundle import bundled, unbundled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .release.previous import Previous
    from .tables.rows import Share
    from .workshop import Workshop


def known_tables(key: str, folder: Path) -> dict[str, bytes] | None:
    """Return the files that are kept under ``key``, by name; ``None`` where there are none."""
    entry = cache.load(folder, key)
    return None if entry is None else unbundled(entry)


def keep_tables(key: str, reports: Sequence[Share], shop: Workshop, last: Previous) -> None:
    """Lay out what reports give as tables, and keep these under a key."""
    # In a process of its own.
    from .tables.files import csv_files, parquet_files  # noqa: PLC0415
    from .tables.rows import agency_rows, merged  # noqa: PLC0415

    def make() -> object:
        return agency_rows(shop.registers.quads_of(AGENCIES))

    agencies = remembered(shop.names.base, shop.cache, AGENCY_ROWS, make)
    tables = merged(reports, agencies)
    files = csv_files(tables, shop.names.base, shop.imprint.licence)
    cache.store(shop.cache, key, bundled({**files, **parquet_files(files, last)}))
