"""Contents that were asked for last, as many as fit."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    Contents = Mapping[str, bytes]


class Recent:
    """Sets of contents by key, least recently used first out. Not for several threads at once.

    Args:
        most: bytes that are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Contents] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> Contents | None:
        """Return what is kept for ``key``."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, contents: Contents) -> None:
        """Keep ``contents``, unless that is too much by itself, and drop what has to give way."""
        size = _size(contents)
        if size > self._most or key in self._kept:
            return
        self._kept[key] = contents
        self.size += size
        while self.size > self._most:
            self.size -= _size(self._kept.popitem(last=False)[1])


def _size(contents: Contents) -> int:
    return sum(map(len, contents.values()))
