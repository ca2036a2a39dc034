"""What was read of reports, kept for as long as builds follow one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Note = TypeVar("Note")


class Recollection(Generic[Note]):
    """What was read of reports, until something is done without them.

    Args:
        read: returns what there is of a report, by its cache key.
    """

    def __init__(self, read: Callable[[str], Note]) -> None:
        self._read = read
        self._known: dict[str, Note] = {}

    def of(self, keys: Iterable[str]) -> list[Note]:
        """Return what there is of reports, by their cache keys, and forget all others."""
        known = self._known
        self._known = {key: known[key] if key in known else self._read(key) for key in keys}
        return list(self._known.values())
