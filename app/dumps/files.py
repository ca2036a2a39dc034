"""The files of a release: those on disk, and what may be known of any file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from akkoord.app.codings import GZIP, ZSTD
from akkoord.graph.errors import ReleaseError
from akkoord.graph.formats import GRAPHS, PARQUET
from akkoord.graph.release.history import last_published
from akkoord.graph.release.layout import checksums, open_release

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPES: Final = {
    **{f".{each.extension}": each.content_type for each in (*GRAPHS, PARQUET)},
    ".csv": "text/csv; charset=utf-8; header=present",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".sqlite": "application/vnd.sqlite3",
    ".zst": "application/zstd",
}
PACKED: Final = {ZSTD: ".zst", GZIP: ".gz"}
"""The ending of a file that holds another one compressed, by content coding; the best first."""

TEXT: Final = "text/plain; charset=utf-8"
RELEASE: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class DumpFile:
    """What is told of one file of a release.

    Attributes:
        name: path within the release, with ``/``.
        size: in bytes.
        modified: seconds since 1970.
        sha256: in hexadecimal; empty for a file that ``SHA256SUMS`` does not list.
    """

    name: str
    size: int
    modified: float
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes, modified: float) -> DumpFile:
        """Return what is told of ``content`` as the file ``name``, last changed at ``modified``."""
        return cls(name, len(content), modified, hashlib.sha256(content).hexdigest())

    @property
    def ending(self) -> str:
        """The last extension, with its dot; empty without one."""
        return PurePosixPath(self.name).suffix

    @property
    def media_type(self) -> str:
        """Its media type, by its extension."""
        return media_type(self.name)

    @property
    def etag(self) -> str:
        """A strong validator: its checksum, or what changes whenever the file does."""
        return f'"{self.sha256[:32] or f"{self.modified:.0f}-{self.size}"}"'

    @property
    def day(self) -> str:
        """When it was written, as ``yyyy-mm-ddThh:mm:ssZ``."""
        return datetime.fromtimestamp(self.modified, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def media_type(name: str) -> str:
    """Return the Content-Type of a file of this name."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix, TEXT)


@lru_cache(maxsize=64)
def listing(release: Path) -> Mapping[str, DumpFile]:
    """Return what lies in the folder ``release``, by name, in order of name.

    A release never changes once it is served, so this is read once. Symbolic links are left out.
    """
    try:
        sums = checksums(release)
    except FileNotFoundError:
        sums = {}
    found = (p for p in release.rglob("*") if p.is_file() and not p.is_symlink())
    names = {path.relative_to(release).as_posix(): path for path in found}
    return {name: _file(name, names[name], sums.get(name, "")) for name in sorted(names)}


def _file(name: str, path: Path, sha256: str) -> DumpFile:
    status = path.stat()
    return DumpFile(name, status.st_size, status.st_mtime, sha256)


def releases_in(current: Path) -> Mapping[str, Path]:
    """Return the folders of the releases that stand beside the current one, by identifier."""
    return {path.name: path for path in current.parent.iterdir() if RELEASE.fullmatch(path.name)}


def published(current: Path) -> float:
    """Return when the release in this folder last became current, in seconds since 1970.

    For a folder that is damaged, whose files can be had all the same, that is 0.
    """
    try:
        return last_published(open_release(current)).timestamp()
    except ReleaseError:
        return 0
