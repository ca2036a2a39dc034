"""What a forked process of a build does: each task, with all that this takes.

Half of what a build imports is imported by the processes that need it, when they do: their parent
has other things to do meanwhile.
"""

from __future__ import annotations

import gc
from functools import cache as once
from functools import partial
from typing import TYPE_CHECKING

from .checks import results_of
from .converted import recall
from .index_entry import indexer
from .recollection import Recollection
from .release import previous
from .release.pack import recall_chunks
from .tables_entry import keep_tables
from .tasks import (
    Checked,
    Conversion,
    DerivedCheck,
    Done,
    Indexed,
    Indexing,
    Loaded,
    Loading,
    Prepared,
    Preparing,
    RegistersCheck,
    ReportCheck,
    Rested,
    Resting,
    Tabled,
    Tabling,
)
from .validation import (
    DERIVED,
    REGISTER,
    REPORT,
    load_shapes,
    validate_alone,
    validate_derived,
    validate_registers,
    validate_report,
)
from .workshop import workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .release.chunk import NamedGraph
    from .results import Result
    from .tables.rows import Share
    from .tasks import Derivation, OurCheck, Outcome, Setting, Task
    from .workshop import Workshop


def worker(setting: Setting) -> Callable[[Task], Outcome]:
    """Return a function that does a task; it remembers what it has of reports for the next one.

    The function raises :class:`LostError` where the cache lost what it needs.
    """
    return _Worker(setting).do


class _Worker:
    """What does tasks, with what it remembers from one to the next."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._shop = once(lambda: workshop(setting.base, setting.entries, setting.imprint))
        self._graphs: dict[str, tuple[NamedGraph, ...]] = {}
        self._indexer = once(lambda: indexer(self._shop()))
        self._rows = Recollection(partial(_rows, folder=setting.entries))

    def do(self, task: Task) -> Outcome:
        match task:
            case Loading():
                load_shapes(REPORT)
                return Loaded()
            case Resting():
                return self._rested()
            case Conversion():
                return self._converted(task)
            case Preparing() | Indexing():
                return self._indexed(task)
            case Tabling():
                return self._tabled(task)
            case _:
                return self._checked(task)

    def _rested(self) -> Rested:
        self._graphs.clear()
        gc.collect()
        return Rested()

    def _converted(self, task: Conversion) -> Done:
        from .conversion import convert_source  # noqa: PLC0415 - who validates may never convert

        converted, graphs = convert_source(task.source, self._shop())
        self._graphs[converted.key] = graphs
        return Done(task.number, converted)

    def _indexed(self, task: Preparing | Indexing) -> Prepared | Indexed:
        if isinstance(task, Preparing):
            self._indexer().prepare(task.reports)
            return Prepared()
        self._indexer().keep(task.key, task.reports)
        return Indexed()

    def _tabled(self, task: Tabling) -> Tabled:
        last = previous.recalled(self._setting.entries, self._setting.current)
        keep_tables(task.key, self._rows.of(task.reports), self._shop(), last)
        return Tabled()

    def _checked(self, task: ReportCheck | OurCheck) -> Checked:
        shop = self._shop()
        if not isinstance(task, ReportCheck):
            return Checked(task.name, _validated(task, shop))
        made = self._graphs.pop(task.key, ()) or _graphs(task.key, shop)
        found = results_of(task.key, shop.cache, lambda: validate_report(made, shop.registers))
        return Checked(task.key, found)


def load() -> None:
    """Load what tasks take, for the processes that will be forked from this one."""
    from . import conversion, noted  # noqa: F401, PLC0415
    from .search import documents, listed, writing  # noqa: F401, PLC0415
    from .tables import files, rows  # noqa: F401, PLC0415

    load_shapes(REPORT, REGISTER, DERIVED)


def _rows(key: str, folder: Path) -> Share:
    from .noted import recall_rows  # noqa: PLC0415 - who validates need not read the rows

    return recall_rows(key, folder)


def _graphs(key: str, shop: Workshop) -> tuple[NamedGraph, ...]:
    return tuple(chunk.read() for chunk in recall(key, shop.cache).chunks)


def _validated(task: OurCheck, shop: Workshop) -> tuple[Result, ...]:
    if isinstance(task, DerivedCheck):
        return tuple(result for part in task.parts for result in _concluded(part, shop))
    if isinstance(task, RegistersCheck):
        return results_of(task.key, shop.cache, lambda: validate_registers(shop.registers))
    from .derive.measurements import quality_totals  # noqa: PLC0415 - most changes change none

    totals = [quality_totals(task.values, shop.names)]
    return results_of(task.key, shop.cache, lambda: validate_alone(totals, shop.registers))


def _concluded(part: Derivation, shop: Workshop) -> tuple[Result, ...]:
    """Validate a part of what the rules concluded, unless it was before."""
    from .noted import recall_facts  # noqa: PLC0415 - what is cited seldom changes

    def validated() -> tuple[Result, ...]:
        graphs = [
            chunk.read() for name in part.entries for chunk in recall_chunks(shop.cache, name)
        ]
        if not part.reports:
            return validate_alone(graphs, shop.registers)
        facts = [recall_facts(key, shop.cache) for key in part.reports]
        return validate_derived(graphs, facts, shop.registers)

    return results_of(part.key, shop.cache, validated)
