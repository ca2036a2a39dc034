"""What was done for a report, kept so that the next build need not do it again.

An entry's key covers all that its content depends on: the report's bytes and published path,
the registers, the shapes, this program's own source, and the base IRI. An entry that cannot be
read counts as absent; an entry is data, never code.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE: Final = Path(__file__).parent.parent.parent
COVERED: Final = ("graph/**/*.py", "graph/**/*.rq", "ontology/*.ttl", "shapes/*.ttl")


@cache
def program_fingerprint() -> str:
    """Return a hash of all that decides how a report is converted and validated."""
    total = hashlib.sha256()
    for pattern in COVERED:
        for path in sorted(PACKAGE.glob(pattern)):
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def key(*parts: bytes) -> str:
    """Return the key for work that depends on ``parts`` and on this program."""
    total = hashlib.sha256(program_fingerprint().encode())
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def load(folder: Path, name: str) -> bytes | None:
    """Return the entry ``name``, or ``None`` where there is none that can be read."""
    try:
        return (folder / name).read_bytes()
    except OSError:
        return None


def store(folder: Path, name: str, entry: bytes) -> None:
    """Write the entry ``name``, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.part"
    unfinished.write_bytes(entry)
    unfinished.replace(folder / name)


def prune(folder: Path, keep: Iterable[str]) -> None:
    """Remove every entry that is not in ``keep``."""
    kept = set(keep)
    for path in folder.glob("*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
