"""From source files to checked named graphs: what is done for each report, once.

A report that has not changed since the last build is taken from the cache. The others are
parsed, converted and validated in forked processes: first every one is converted, so that the
release can be written while SHACL is still at work, and then they are validated, and what follows
from all reports (see :mod:`.division` for where).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from .checks import known_results, results_name
from .converted import entries_of, recall
from .division import division
from .index_entry import known_index
from .release import cache
from .release.cache import LostError
from .tables_entry import known_tables
from .tasks import (
    DERIVED,
    INDEX,
    OURS,
    REGISTERS,
    TABLES,
    TOTALS,
    Checked,
    Conversion,
    Derivation,
    DerivedCheck,
    Done,
    Indexed,
    Indexing,
    Preparing,
    RegistersCheck,
    ReportCheck,
    Tabled,
    Tabling,
    TotalsCheck,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .converted import Converted, Kept, Shelf
    from .dataset import Conclusions
    from .index_entry import Index
    from .model import SourceFile
    from .parallel import Workers
    from .results import Result
    from .tasks import Outcome, Task
    from .workshop import Workshop

Progress: TypeAlias = "Callable[[str, int, int], None]"


class Processing:
    """Sources being converted and validated, in processes that run meanwhile.

    Args:
        sources: what to convert; each gives one :class:`Converted`.
        shop: what they are converted with.
        shelf: tells whether they were before.
        workers: the processes, with the same base and cache.
        progress: told how many are converted, and validated.
    """

    def __init__(
        self,
        sources: Sequence[SourceFile],
        shop: Workshop,
        shelf: Shelf,
        workers: Workers[Task, Outcome],
        progress: Progress,
    ) -> None:
        self._sources = sources
        self._shop = shop
        self._progress = progress
        self._converted: dict[int, Converted] = {}
        self._kept: dict[str, Kept] = {}
        self._checked: dict[str, tuple[Result, ...]] = {}
        self._places: dict[str, int] = {}
        self._entries: set[str] = set()
        self._index = ""
        self._tables = ""
        self._coming: set[type[Outcome]] = set()
        self._workers = workers
        self._begin(shelf)

    def _begin(self, shelf: Shelf) -> None:
        changed = 0
        shelf.begin()
        for number, source in enumerate(self._sources):
            found = shelf.recalled(source, self._shop)
            if found is None:
                changed += 1
                self.attend()  # a process that was prepared in time is free to convert
                self._workers.submit(Conversion(number, source))
            else:
                self._converted[number] = found[0]
                self._kept[found[0].key] = found[1]
        self._division = division(changed, self._workers)
        if changed:
            self._division.prepare(Preparing(tuple(self._kept)))
        self._check(RegistersCheck(self._key(REGISTERS, b"")))

    def check_derived(self, conclusions: Conclusions, reports: tuple[str, ...]) -> None:
        """Have what was derived validated meanwhile, unless it was before.

        Args:
            conclusions: what was.
            reports: keys of the reports that it was derived from.
        """
        alone = conclusions.alone(self._shop.names)
        rest = tuple(name for name in conclusions.chunks if name not in alone)
        parts = (
            Derivation(self._key(DERIVED, conclusions.entry.encode()), rest, reports),
            *(Derivation(self._key(DERIVED, name.encode()), (name,), ()) for name in alone),
        )
        self._entries.update(results_name(part.key) for part in parts)
        known = [known_results(part.key, self._shop.cache) for part in parts]
        if None in known:
            self._division.validate(DerivedCheck(parts))
        else:
            self._checked[DERIVED] = tuple(result for each in known for result in each or ())

    def check_totals(self, values: Mapping[str, int]) -> None:
        """Have the quality of the dataset, a value for each metric, validated likewise."""
        told = json.dumps(values, sort_keys=True).encode()
        self._check(TotalsCheck(self._key(TOTALS, told), values))

    def converted(self) -> tuple[Converted, ...]:
        """Wait until all sources are converted; validation goes on."""
        while len(self._converted) < len(self._sources):
            self._note(*next(self._workers))
        found = tuple(self._converted[number] for number in range(len(self._sources)))
        for key in dict.fromkeys(each.key for each in found if each.graph):
            self._check_report(key)
        return found

    def attend(self) -> None:
        """Take what is done by now, so that processes which are done have something to do."""
        for place, outcome in self._workers.ready():
            self._note(place, outcome)

    def checked(self) -> Mapping[str, tuple[Result, ...]]:
        """Wait until all is validated, and return the results by cache key or name."""
        for place, outcome in self._workers:
            self._note(place, outcome)
        return self._checked

    def kept(self, key: str) -> Kept:
        """Return what the cache has of a converted report.

        Raises:
            LostError: it is not there any more, or damaged.
        """
        if key not in self._kept:
            self._kept[key] = recall(key, self._shop.cache)
        return self._kept[key]

    def entries(self) -> set[str]:
        """Return the names of the cache entries that the next build can use."""
        keys = {each.key for each in self._converted.values()}
        return self._entries.union(*((*entries_of(key), results_name(key)) for key in keys))

    def make_index(self, reports: Mapping[str, Kept]) -> None:
        """Have the texts of reports, by their cache keys, indexed meanwhile."""
        told = "".join(each.noted.facts + each.noted.passages for each in reports.values())
        self._index = self._key(INDEX, told.encode())
        self._entries.add(self._index)
        if known_index(self._index, self._shop.cache) is None:
            self._division.index(Indexing(self._index, tuple(reports)))
            self._coming.add(Indexed)

    def index(self) -> Index:
        """Wait for the index and return it.

        Raises:
            LostError: it is not there any more, or damaged.
        """
        self._await(Indexed)
        found = known_index(self._index, self._shop.cache)
        if found is None:
            raise LostError(self._index)
        return found

    def make_tables(self, reports: Mapping[str, Kept]) -> None:
        """Have reports, by their cache keys, laid out as tables meanwhile."""
        told = "".join(each.noted.rows for each in reports.values())
        self._tables = self._key(TABLES, (self._shop.imprint.licence + told).encode())
        self._entries.add(self._tables)
        if known_tables(self._tables, self._shop.cache) is None:
            self._workers.submit_soon(Tabling(self._tables, tuple(reports)))
            self._coming.add(Tabled)

    def tables(self) -> Mapping[str, bytes]:
        """Wait for the tables and return their files by name.

        Raises:
            LostError: they are not there any more, or damaged.
        """
        self._await(Tabled)
        found = known_tables(self._tables, self._shop.cache)
        if found is None:
            raise LostError(self._tables)
        return found

    def _key(self, name: str, content: bytes) -> str:
        """Return the key of results that depend on ``content``, the base and this program."""
        return cache.key(name.encode(), self._shop.names.base.encode(), content)

    def _check(self, task: RegistersCheck | TotalsCheck) -> None:
        self._entries.add(results_name(task.key))
        known = known_results(task.key, self._shop.cache)
        if known is None:
            self._division.validate(task)
        else:
            self._checked[task.name] = known

    def _check_report(self, key: str) -> None:
        known = known_results(key, self._shop.cache)
        if known is not None:
            self._checked[key] = known
        else:
            self._division.validate(ReportCheck(key), self._places.get(key))

    def _await(self, outcome: type[Outcome]) -> None:
        while outcome in self._coming:
            self._note(*next(self._workers))

    def _note(self, place: int, outcome: Outcome) -> None:
        self._coming.discard(type(outcome))
        if isinstance(outcome, Checked):
            self._checked[outcome.key] = outcome.results
            expected = len(self._sources) + len(OURS)
            self._progress("validate", len(self._checked), expected)
        elif isinstance(outcome, Done):
            self._converted[outcome.number] = outcome.converted
            self._places[outcome.converted.key] = place
            self._progress("convert", len(self._converted), len(self._sources))
