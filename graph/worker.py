"""What a forked process of a build does: each task, with all that this takes.

Half of what a build imports is imported by the processes that need it, when they do: their parent
has other things to do meanwhile.
"""

from __future__ import annotations

from functools import cache as once
from functools import partial
from typing import TYPE_CHECKING

from .checks import results_of
from .converted import recall
from .index_entry import indexer
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

    from .converted import Converted
    from .model import SourceFile
    from .release.chunk import NamedGraph
    from .results import Result
    from .search.documents import Searched
    from .tasks import Derivation, OurCheck, Outcome, Setting, Task
    from .workshop import Workshop


def worker(setting: Setting) -> Callable[[Task], Outcome]:
    """Return a function that does a task; it remembers what it has of reports for the next one.

    The function raises :class:`LostError` where the cache lost what it needs.
    """
    graphs: dict[str, tuple[NamedGraph, ...]] = {}
    shop_of = once(lambda: workshop(setting.base, setting.entries, setting.imprint))
    searched = once(partial(_searched, folder=setting.entries))

    def work(task: Task) -> Outcome:
        if isinstance(task, Loading):
            load_shapes(REPORT)
            return Loaded()
        shop = shop_of()
        if isinstance(task, Conversion):
            converted, made = _converted(task.source, shop)
            graphs[converted.key] = made
            return Done(task.number, converted)
        if isinstance(task, ReportCheck):
            made = graphs.pop(task.key, ()) or _graphs(task.key, shop)
            found = results_of(task.key, shop.cache, lambda: validate_report(made, shop.registers))
            return Checked(task.key, found)
        if isinstance(task, Preparing | Indexing):
            return _indexed(task, searched, shop)
        if isinstance(task, Tabling):
            last = previous.recalled(setting.entries, setting.current)
            keep_tables(task.key, task.reports, shop, last)
            return Tabled()
        return Checked(task.name, _validated(task, shop))

    return work


def load() -> None:
    """Load what tasks take, for the processes that will be forked from this one."""
    from . import conversion, noted  # noqa: F401, PLC0415
    from .search import documents, listed, writing  # noqa: F401, PLC0415
    from .tables import files, rows  # noqa: F401, PLC0415

    load_shapes(REPORT, REGISTER, DERIVED)


def _searched(key: str, folder: Path) -> Searched:
    from .noted import recall_searched  # noqa: PLC0415 - who validates need not read the texts

    return recall_searched(key, folder)


def _indexed(
    task: Preparing | Indexing, searched: Callable[[str], Searched], shop: Workshop
) -> Prepared | Indexed:
    index = indexer(shop)
    reports = [searched(key) for key in task.reports]
    if isinstance(task, Preparing):
        return Prepared()
    index(task.key, reports)
    return Indexed()


def _converted(source: SourceFile, shop: Workshop) -> tuple[Converted, tuple[NamedGraph, ...]]:
    from .conversion import convert_source  # noqa: PLC0415 - who validates may never convert

    return convert_source(source, shop)


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
