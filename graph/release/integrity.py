"""Whether a release is on disk as it was written: every file against ``SHA256SUMS``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .layout import CHECKSUMS, checksums


class Sound(NamedTuple):
    """A file that was what it should be, as it was then.

    Attributes:
        digest: the SHA-256 digest of its content, in hexadecimal.
        device: that it is on.
        inode: of the file; files that did not change are linked from release to release.
        size: in bytes.
        modified: when it was, in nanoseconds.
    """

    digest: str
    device: int
    inode: int
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at a release's files found.

    Attributes:
        damaged: names of those that are missing, or are not what was written.
        sound: the others.
    """

    damaged: tuple[str, ...]
    sound: frozenset[Sound]


def inspected(release: Path, sound: frozenset[Sound] = frozenset()) -> Inspection:
    """Read all files of a release, and return what became of them.

    Args:
        release: its folder.
        sound: files found so before, which are read again only if they changed since.
    """
    try:
        sums = checksums(release)
    except (OSError, ValueError):
        return Inspection((CHECKSUMS,), frozenset())
    damaged, found = [], []
    for name, digest in sums.items():
        file = _sound(release / name, digest, sound)
        if file is None:
            damaged.append(name)
        else:
            found.append(file)
    return Inspection(tuple(damaged), frozenset(found))


def digest_of(path: Path) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sound(path: Path, digest: str, known: frozenset[Sound]) -> Sound | None:
    try:
        status = path.stat()
        file = Sound(digest, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        return file if file in known or digest_of(path) == digest else None
    except OSError:
        return None
