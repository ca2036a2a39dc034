"""What the forked processes of a build are told to do, and what they hand over.

Graphs do not cross: they lie in the build's cache, or in the memory of the process that converted
them. A source does, to a process that has nothing else to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .configuration import Imprint
    from .converted import Converted
    from .model import SourceFile
    from .results import Result

REGISTERS: Final = "registers"
DERIVED: Final = "derived"
TOTALS: Final = "totals"
INDEX: Final = "index"
TABLES: Final = "tables"
OURS: Final = (REGISTERS, DERIVED, TOTALS)
"""What is validated beside the reports."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the processes of a build work with: known before anything is read.

    Attributes:
        base: IRI under which things are named.
        entries: folder of what earlier builds kept.
        imprint: who publishes the release, under which licence.
        current: what leads to the release that is current.
    """

    base: str
    entries: Path
    imprint: Imprint
    current: Path


@dataclass(frozen=True, slots=True)
class Loading:
    """The task of loading what validates reports."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What validates reports is loaded."""


@dataclass(frozen=True, slots=True)
class Resting:
    """The task of clearing up after a build, while nobody waits for the next one."""


@dataclass(frozen=True, slots=True)
class Rested:
    """It is cleared up."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The task of converting a source, which has a number; done when it is :class:`Done`."""

    number: int
    source: SourceFile


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
class Derivation:
    """What the rules concluded, or a part of it that is validated on its own.

    Attributes:
        key: to keep the results under.
        entries: names of the cache entries that hold it.
        reports: keys of the reports that it was drawn from; none where it is sound without them.
    """

    key: str
    entries: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DerivedCheck:
    """The task of validating what the rules concluded, part by part."""

    parts: tuple[Derivation, ...]
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
Task: TypeAlias = (
    Loading | Resting | Conversion | ReportCheck | OurCheck | Preparing | Indexing | Tabling
)
Outcome: TypeAlias = Loaded | Rested | Done | Checked | Prepared | Indexed | Tabled


def started(setting: Setting) -> Callable[[Task], Outcome]:
    """Return, in the process that will work, what does a task there."""
    from .worker import worker  # noqa: PLC0415 - not in the parent, which needs none of it

    return worker(setting)
