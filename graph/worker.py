"""What a forked process of a build does: each task, with all that this takes.

Half of what a build imports is imported here, and so in the processes that need it: their parent
has other things to do meanwhile.
"""

from __future__ import annotations

from functools import cache as once
from functools import partial
from typing import TYPE_CHECKING

from .checks import results_of
from .conversion import convert_source
from .converted import recall
from .derive import quality_totals
from .index_entry import indexer
from .noted import recall_facts, recall_searched
from .release.cache import LostError
from .release.pack import kept
from .tables_entry import keep_tables
from .tasks import (
    Checked,
    Conversion,
    Done,
    Indexed,
    Indexing,
    Prepared,
    Preparing,
    RegistersCheck,
    ReportCheck,
    Tabled,
    Tabling,
    TotalsCheck,
)
from .validation import (
    load_shapes,
    validate_derived,
    validate_registers,
    validate_report,
    validate_totals,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .model import SourceFile
    from .release.chunk import NamedGraph
    from .release.previous import Previous
    from .results import Result
    from .tasks import OurCheck, Outcome, Task
    from .workshop import Workshop


def worker(
    sources: Sequence[SourceFile], shop: Workshop, last: Previous
) -> Callable[[Task], Outcome]:
    """Return a function that does a task; it remembers what it has of reports for the next one.

    The function raises :class:`LostError` where the cache lost what it needs.

    Args:
        sources: what there is to convert.
        shop: what to convert with.
        last: the release that is current.
    """
    graphs: dict[str, tuple[NamedGraph, ...]] = {}
    searched = once(partial(recall_searched, folder=shop.cache))

    def work(task: Task) -> Outcome:
        if isinstance(task, Conversion):
            converted, made = convert_source(sources[task.number], shop)
            graphs[converted.key] = made
            return Done(task.number, converted)
        if isinstance(task, ReportCheck):
            made = graphs.pop(task.key, ()) or _graphs(task.key, shop)
            found = results_of(task.key, shop.cache, lambda: validate_report(made, shop.registers))
            return Checked(task.key, found)
        if isinstance(task, Preparing | Indexing):
            index = indexer(shop)
            reports = [searched(key) for key in task.reports]
            if isinstance(task, Preparing):
                return Prepared()
            index(task.key, reports)
            return Indexed()
        if isinstance(task, Tabling):
            keep_tables(task.key, task.reports, shop, last)
            return Tabled()
        return Checked(task.name, results_of(task.key, shop.cache, lambda: _validated(task, shop)))

    return work


def load() -> None:
    """Load what tasks take, for the processes that will be forked from this one."""
    from .search import documents, listed, writing  # noqa: F401, PLC0415
    from .tables import files, rows  # noqa: F401, PLC0415

    load_shapes()


def _graphs(key: str, shop: Workshop) -> tuple[NamedGraph, ...]:
    return tuple(chunk.read() for chunk in recall(key, shop.cache).chunks)


def _validated(task: OurCheck, shop: Workshop) -> tuple[Result, ...]:
    if isinstance(task, RegistersCheck):
        return validate_registers(shop.registers)
    if isinstance(task, TotalsCheck):
        return validate_totals(quality_totals(task.values, shop.names), shop.registers)
    known = kept(shop.cache, task.entry)
    if known is None:
        raise LostError(task.entry)
    facts = [recall_facts(key, shop.cache) for key in task.reports]
    return validate_derived([chunk.read() for chunk in known[0]], facts, shop.registers)
