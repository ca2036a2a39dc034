"""What every report is converted with: names, registers, the agreement's contents, agencies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as once
from functools import partial
from typing import TYPE_CHECKING

from .configuration import DEFAULTS
from .errors import UsageError
from .iri_check import BASE_REMEDY, is_base
from .iris import Names
from .lookups import looked_up
from .reports import Contents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .configuration import Imprint
    from .mention_labels import Label
    from .mentions import MentionFinder
    from .register_model import Registers


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every report is converted with.

    Attributes:
        names: mints IRIs under the build's base.
        registers: the registers under that base.
        contents: the agreement's contents, for finding a report's section.
        load_finder: returns what finds the agencies of the register.
        cache: folder of entries from earlier builds.
        imprint: who publishes the release, under which licence.
    """

    names: Names
    registers: Registers
    contents: Contents
    load_finder: Callable[[], MentionFinder]
    cache: Path
    imprint: Imprint

    @property
    def finder(self) -> MentionFinder:
        """What finds the agencies of the register, made now if it was not before."""
        return self.load_finder()


def workshop(base: str, folder: Path, imprint: Imprint = DEFAULTS) -> Workshop:
    """Load what every report is converted with.

    Args:
        base: IRI under which things are named.
        folder: where entries are kept for later builds.
        imprint: who publishes the release, under which licence.

    Raises:
        UsageError: things cannot be named under the base.
        RegisterError: a register is at fault.
        ReleaseError: the cache cannot be written.
    """
    if not is_base(base):
        raise UsageError(f"{base!r} is no base to name things under; {BASE_REMEDY}")
    registers, labels = looked_up(base, folder)
    finder = once(partial(_finder, labels))
    return Workshop(Names(base), registers, Contents(registers.rows), finder, folder, imprint)


def _finder(labels: Sequence[Label]) -> MentionFinder:
    from .mentions import MentionFinder  # noqa: PLC0415 - where nothing is converted, nobody asks

    return MentionFinder.of(labels)
