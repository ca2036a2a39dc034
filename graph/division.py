"""Which process of a build does what.

To load SHACL takes as long as to validate a dozen reports. Where few have changed, the first
process validates them all, for which it may have been prepared before, and the second does most
else, which spares it that. Where many have, each validates what it converted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from .parallel import Workers
    from .tasks import Indexing, OurCheck, Outcome, Preparing, ReportCheck, Task

FEW: Final = 10
"""Changed reports up to which one process validates them all."""


class Division(Protocol):
    """Which process does what."""

    def validate(self, task: ReportCheck | OurCheck, place: int | None = None) -> None:
        """Have something validated; ``place`` is the process that converted it, if any did."""

    def prepare(self, task: Preparing) -> None:
        """Have what did not change read for the index, while what did is converted."""

    def index(self, task: Indexing) -> None:
        """Have the index made."""


def division(changed: int, workers: Workers[Task, Outcome]) -> Division:
    """Return which of some processes does what, where so many reports have changed."""
    return _Apart(workers) if changed <= FEW else _Alike(workers)


class _Apart:
    def __init__(self, workers: Workers[Task, Outcome]) -> None:
        self._workers = workers
        self._other = min(1, workers.jobs - 1)

    def validate(self, task: ReportCheck | OurCheck, place: int | None = None) -> None:
        self._workers.submit_to(0, task)

    def prepare(self, task: Preparing) -> None:
        self._workers.submit_to(self._other, task)

    def index(self, task: Indexing) -> None:
        self._workers.submit_to(self._other, task)


class _Alike:
    def __init__(self, workers: Workers[Task, Outcome]) -> None:
        self._workers = workers

    def validate(self, task: ReportCheck | OurCheck, place: int | None = None) -> None:
        if place is None:
            self._workers.submit_soon(task)
        else:
            self._workers.submit_to(place, task)

    def prepare(self, task: Preparing) -> None:
        """Nobody has time for that."""

    def index(self, task: Indexing) -> None:
        self._workers.submit_soon(task)
