"""What every report is converted with: names, registers, the agreement's contents, agencies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import UsageError
from .iri_check import BASE_REMEDY, is_base
from .iris import Names
from .lookups import looked_up
from .mentions import MentionFinder
from .release.catalog import DEFAULTS
from .reports import Contents

if TYPE_CHECKING:
    from pathlib import Path

    from .configuration import Imprint
    from .registers import Registers


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every report is converted with.

    Attributes:
        names: mints IRIs under the build's base.
        registers: the registers under that base.
        contents: the agreement's contents, for finding a report's section.
        finder: of the agencies of the register.
        cache: folder of entries from earlier builds.
        imprint: who publishes the release, under which licence.
    """

    names: Names
    registers: Registers
    contents: Contents
    finder: MentionFinder
    cache: Path
    imprint: Imprint


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
    finder = MentionFinder.of(labels)
    return Workshop(Names(base), registers, Contents(registers.rows), finder, folder, imprint)
