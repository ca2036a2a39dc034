"""What the forked processes of a build do, and what they hand over.

Tasks and outcomes are small: graphs lie in the build's cache, or in the memory of the process
that converted them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as once
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from .checks import results_of
from .conversion import Converted, convert_source, recall
from .derive import quality_totals
from .index_entry import indexer
from .noted import recall_facts, recall_searched
from .release.cache import LostError
from .release.pack import kept
from .tables_entry import keep_tables
from .validation import (
    load_shapes,
    validate_derived,
    validate_registers,
    validate_report,
    validate_totals,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .model import SourceFile
    from .release.chunk import NamedGraph
    from .release.previous import Previous
    from .results import Result
    from .workshop import Workshop

REGISTERS: Final = "registers"
DERIVED: Final = "derived"
TOTALS: Final = "totals"
INDEX: Final = "index"
TABLES: Final = "tables"
OURS: Final = (REGISTERS, DERIVED, TOTALS)
"""What is validated beside the reports."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The task of converting the source of a number; done when it is :class:`Done`."""

    number: int


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """The task of validating the converted report of a cache key."""

    key: str


@dataclass(frozen=True, slots=True)
class RegistersCheck:
    """The task of validating the registers, with the key to keep the results under."""

    key: str
    name = REGISTERS


@dataclass(frozen=True, slots=True)
class DerivedCheck:
    """The task of validating what the rules concluded.

    Attributes:
        key: to keep the results under.
        entry: name of the cache entry that holds the conclusions.
        reports: keys of the reports that they were drawn from.
    """

    key: str
    entry: str
    reports: tuple[str, ...]
    name = DERIVED


@dataclass(frozen=True, slots=True)
class TotalsCheck:
    """The task of validating the measurements of the dataset: a value for each metric."""

    key: str
    values: Mapping[str, int]
    name = TOTALS


@dataclass(frozen=True, slots=True)
class Preparing:
    """The task of loading what the index takes, and the reports, by their keys, that it knows."""

    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the index takes is loaded."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """The task of indexing the texts of reports, by their keys, and keeping that under a key."""

    key: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The index is there."""


@dataclass(frozen=True, slots=True)
class Tabling:
    """The task of laying out reports, by their keys, as tables, and keeping these under a key."""

    key: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tabled:
    """The tables are there."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the source of a number."""

    number: int
    converted: Converted


@dataclass(frozen=True, slots=True)
class Checked:
    """The validation results of a report, by its cache key, or of something of ours, by name."""

    key: str
    results: tuple[Result, ...]


OurCheck: TypeAlias = RegistersCheck | DerivedCheck | TotalsCheck
Task: TypeAlias = Conversion | ReportCheck | OurCheck | Preparing | Indexing | Tabling
Outcome: TypeAlias = Done | Checked | Prepared | Indexed | Tabled


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
