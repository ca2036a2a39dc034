"""Memory that the serving process shares with its workers: which query each of them is at.

A worker says what it takes on by writing a number, which costs neither side a system call; the
serving process looks when it has to know: at the clock's ticks, and when a worker ends.
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

_SIZE: Final = 16
"""Bytes of a place: two words, the query's number and whether the worker is to take no other."""


class Places:
    """Numbers of queries by place; a place belongs to one worker at a time.

    Args:
        descriptor: of the shared memory, which both sides map; it is closed here.
    """

    def __init__(self, descriptor: int) -> None:
        self.count = os.fstat(descriptor).st_size // _SIZE
        self._memory = mmap.mmap(descriptor, self.count * _SIZE)
        self._words = memoryview(self._memory).cast("Q")
        os.close(descriptor)

    def current(self, place: int) -> int:
        """Return the query that the worker is at, or was last; 0 for none yet."""
        return self._words[2 * place]

    def take(self, place: int, number: int) -> None:
        """Say that the worker now is at query ``number``."""
        self._words[2 * place] = number

    def dismiss(self, place: int) -> None:
        """Ask the worker to take no other query."""
        self._words[2 * place + 1] = 1

    def is_dismissed(self, place: int) -> bool:
        """Return whether the worker is to take no other query."""
        return bool(self._words[2 * place + 1])

    def clear(self, place: int) -> None:
        """Make the place ready for a new worker."""
        self._words[2 * place] = self._words[2 * place + 1] = 0


def allocate(count: int) -> int:
    """Return the descriptor of memory for ``count`` places, to be shared with a child."""
    if sys.platform == "linux":
        descriptor = os.memfd_create("places")
    else:
        descriptor, path = tempfile.mkstemp()
        Path(path).unlink()
    os.truncate(descriptor, count * _SIZE)
    return descriptor
