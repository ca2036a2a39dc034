"""What was done for a report, kept so that the next build need not do it again.

An entry's key covers all that its content depends on: the report's bytes and published path,
the registers, the shapes, the base IRI, this program's own source, and the versions of what it
stands on. An entry that cannot be read, or does not match its checksum, counts as absent; an
entry is data, never code.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PACKAGE: Final = Path(__file__).parent.parent.parent
COVERED: Final = (
    ("graph", (".py", ".rq", ".sql")),
    ("ontology", (".ttl",)),
    ("shapes", (".ttl",)),
)
LIBRARIES: Final = (
    "arro3_core",
    "arro3_io",
    "markdown_it_py",
    "pyahocorasick",
    "pyoxigraph",
    "pyshacl",
    "pystemmer",
    "rdflib",
    "zstandard",
)
CHECKSUM_LENGTH: Final = 4
_METADATA: Final = re.compile(r"(?P<library>.+)-[^-]+\.(?:dist|egg)-info")
"""Name of a folder of metadata, see
https://packaging.python.org/en/latest/specifications/recording-installed-packages/."""
_ENTRY: Final = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9.]+)?")
"""Name of an entry: a key, and what it keeps of that; or of one that is being written."""


class LostError(Exception):
    """What an entry relies on is gone or damaged: nothing in the cache can be relied on."""


@cache
def program_fingerprint() -> str:
    """Return a hash of all that decides how a report is converted and validated."""
    total = hashlib.sha256()
    versions = [sys.version, zlib.ZLIB_RUNTIME_VERSION, *_installed(sys.path)]
    total.update("\0".join(versions).encode())
    for folder, suffixes in COVERED:
        for path in sorted(_files(PACKAGE / folder, suffixes)):
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """Yield all files below a folder whose names end so."""
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names if name.endswith(suffixes))


def _installed(path: Sequence[str]) -> list[str]:
    """Return what tells the version of each library, the first that is found on ``path``.

    That is the name of the folder that holds its metadata. ``importlib.metadata`` is imported
    only where there is none: that, and reading the metadata, takes 20 ms.
    """
    found: dict[str, str] = {}
    for place in filter(None, path):
        with suppress(OSError):  # no folder, or not ours to read
            names = [each.name for each in Path(place).iterdir()]
            for told in filter(None, map(_METADATA.fullmatch, names)):
                found.setdefault(told["library"].lower().replace("-", "_"), told[0])
    return [found.get(library) or _version(library) for library in LIBRARIES]


def _version(library: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version(library)


def key(*parts: bytes) -> str:
    """Return the key for work that depends on ``parts`` and on this program."""
    total = hashlib.sha256(program_fingerprint().encode())
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def load(folder: Path, name: str) -> bytes | None:
    """Return the entry ``name``, or ``None`` where there is none that is whole."""
    kept = _read(folder / name)
    if kept is None or kept[:CHECKSUM_LENGTH] != _checksum(kept[CHECKSUM_LENGTH:]):
        return None
    return kept[CHECKSUM_LENGTH:]


def store(folder: Path, name: str, entry: bytes) -> None:
    """Write the entry ``name``, whole or not at all.

    Raises:
        ReleaseError: the disk is full or cannot be written.
    """
    unfinished = folder / f"{name}.{os.getpid()}.part"  # two sources may be alike
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.writelines((_checksum(entry), entry))
        unfinished.replace(folder / name)
    except OSError as error:
        raise ReleaseError(f"{folder}: cannot be written ({error.strerror})") from error


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _checksum(entry: bytes) -> bytes:
    return zlib.crc32(entry).to_bytes(CHECKSUM_LENGTH, "big")


def prune(folder: Path, keep: Iterable[str]) -> None:
    """Remove every entry that is not in ``keep``; what has no name of ours is somebody else's.

    Raises:
        ReleaseError: an entry cannot be removed.
    """
    kept = set(keep)
    for path in folder.glob("*"):
        if _ENTRY.fullmatch(path.name) and path.name not in kept and not path.is_dir():
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise ReleaseError(f"{path}: cannot be removed ({error.strerror})") from error
