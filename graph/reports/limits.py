"""What is taken for a report in what users hand over, and how much of it is read."""

from __future__ import annotations

from typing import Final

from .findings import FindingLog

MAX_REPORT_BYTES: Final = 5_000_000
"""Of one report; the longest of the published ones has 35,000."""
MAX_TOTAL_BYTES: Final = 500_000_000
"""Of everything that one call reads, decompressed."""
ARCHIVE_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")


class Budget:
    """What may still be read, over all paths of one call."""

    def __init__(self, limit: int = MAX_TOTAL_BYTES) -> None:
        self._limit = limit
        self._left = limit

    def take(self, size: int, log: FindingLog) -> bool:
        """Spend ``size`` bytes, or say in ``log`` that there are not as many left."""
        self._left -= size
        if self._left >= 0:
            return True
        message = f"more than {self._limit} bytes in all"
        log.error(0, "too-much-data", message, "convert the reports in several runs")
        return False


def is_report_name(name: str) -> bool:
    """Whether a file found in a folder or archive is a report, by its name."""
    lowered = name.lower()
    return lowered.endswith(".md") and lowered != "readme.md" and not name.startswith(".")
