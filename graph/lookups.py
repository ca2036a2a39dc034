"""What conversion looks up in the registers, kept so that a build need not read them.

Reading and checking the registers takes 50 ms, a sixth of a build in which one report changed.
The entry's key covers the registers, so what is kept is what they say.
"""

from __future__ import annotations

import json
from functools import cache as once
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from .mention_labels import Case, Label, agency_labels
from .register_model import ContentsRow, Register, Registers
from .release import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LOOKUPS: Final = "lookups"
LISTED: Final = "listed"
AGENCY_ROWS: Final = "agency rows"
AGENCIES: Final = "agencies"


def entry_name(base: str, what: str = LOOKUPS) -> str:
    """Return the name of the cache entry for ``what`` follows from the registers under ``base``."""
    return cache.key(what.encode(), base.encode())


def entry_names(base: str) -> set[str]:
    """Return the names of all cache entries for the registers under ``base``."""
    return {entry_name(base, what) for what in (LOOKUPS, LISTED, AGENCY_ROWS)}


def remembered(base: str, folder: Path, what: str, make: Callable[[], Any]) -> Any:
    """Return what follows from the registers alone, as JSON has it: kept, or made and kept now.

    Args:
        base: IRI under which things are named.
        folder: the build's cache.
        what: its name in there.
        make: returns it; all in it is text, list or dictionary.

    Raises:
        ReleaseError: the cache cannot be written.
    """
    kept = cache.load(folder, entry_name(base, what))
    if kept is None:
        kept = json.dumps(make(), ensure_ascii=False).encode()
        cache.store(folder, entry_name(base, what), kept)
    return json.loads(kept)


def looked_up(base: str, folder: Path) -> tuple[Registers, tuple[Label, ...]]:
    """Return the registers, read only when their quads are asked for, and the agencies' labels.

    Args:
        base: IRI under which things are named.
        folder: the build's cache.

    Raises:
        RegisterError: a register is at fault.
        ReleaseError: the cache cannot be written.
    """
    kept = cache.load(folder, entry_name(base))
    if kept is not None:
        try:
            return _told(json.loads(kept), base)
        except (KeyError, TypeError, ValueError):
            pass  # written by nobody we know; read them instead
    registers = _loaded(base)
    labels = agency_labels(
        quad for each in registers.registers if each.name == AGENCIES for quad in each.quads
    )
    cache.store(folder, entry_name(base), json.dumps(_telling(registers, labels)).encode())
    return registers, labels


def _loaded(base: str) -> Registers:
    from .registers import load_registers  # noqa: PLC0415 - most builds need not read them

    return load_registers(base)


def _registers(base: str) -> tuple[Register, ...]:
    return _loaded(base).registers


def _telling(registers: Registers, labels: Sequence[Label]) -> dict[str, Any]:
    return {
        "section_themes": dict(registers.section_themes),
        "rows": [[each.domain, each.number, each.parent, each.title] for each in registers.rows],
        "themes": dict(registers.themes),
        "types": {
            node.value: [kind.value for kind in kinds] for node, kinds in registers.types.items()
        },
        "labels": [
            [each.agency, each.text, each.shown, each.ambiguous, each.case.name] for each in labels
        ],
    }


def _told(kept: dict[str, Any], base: str) -> tuple[Registers, tuple[Label, ...]]:
    registers = Registers(
        load=once(partial(_registers, base)),
        section_themes={iri: tuple(themes) for iri, themes in kept["section_themes"].items()},
        rows=tuple(ContentsRow(*row) for row in kept["rows"]),
        themes=kept["themes"],
        types={
            NamedNode(iri): tuple(map(NamedNode, kinds)) for iri, kinds in kept["types"].items()
        },
    )
    return registers, tuple(
        Label(agency, text, shown, ambiguous, Case[case])
        for agency, text, shown, ambiguous, case in kept["labels"]
    )
