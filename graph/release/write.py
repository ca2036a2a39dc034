"""A release written beside what is served, and switched to in one step.

The files are written to a folder of their own; it gets its name when it is whole, and only then
the link ``current`` moves, by a rename. A build that is killed at any moment leaves either the
old link or the new one, never a half-written release under it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import ReleaseError
from .layout import CACHE, CHECKSUMS, CURRENT, LOCK, RELEASES, Release, open_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .assemble import Assembled

UNFINISHED: Final = ".unfinished-"


@contextmanager
def exclusive(out: Path) -> Iterator[None]:
    """Hold ``out`` for one build at a time, and clear what a killed build left.

    Raises:
        ReleaseError: another build is at work there, or the folder cannot be written.
    """
    try:
        (out / RELEASES).mkdir(parents=True, exist_ok=True)
        lock = (out / LOCK).open("w")
    except OSError as error:
        raise ReleaseError(
            f"{out}: cannot be written ({error.strerror}); choose another --out"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(
                f"{out}: another build is writing here; wait for it to end, or choose another --out"
            ) from None
        for leftover in (out / RELEASES).glob(f"{UNFINISHED}*"):
            shutil.rmtree(leftover)
        yield


def write_release(out: Path, whole: Assembled) -> Release:
    """Write a release and give it its name; nothing is switched yet.

    A release of the same content that stands there whole is left as it is.

    Args:
        out: the folder of releases, held by :func:`exclusive`.
        whole: the release in memory.

    Raises:
        ReleaseError: the disk is full or cannot be written.
    """
    sums = sorted(whole.checksums.items())
    listing = "".join(f"{checksum}  {name}\n" for name, checksum in sums).encode()
    target = out / RELEASES / whole.id
    if _is_whole(target, listing):
        return open_release(target)
    try:
        folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=out / RELEASES))
        for name, content in {**whole.files, CHECKSUMS: listing}.items():
            _write(folder / name, content)
        folder.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
    except OSError as error:
        raise ReleaseError(f"{target}: cannot be written ({error.strerror})") from error
    return open_release(target)


def switch(out: Path, release: Release) -> None:
    """Make ``release`` the current one, atomically."""
    link = out / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(f"{RELEASES}/{release.id}")
    link.replace(out / CURRENT)
    fd = os.open(out, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def cache_folder(out: Path) -> Path:
    """Return the folder in which a build keeps what the next one can reuse."""
    return out / CACHE


def _is_whole(target: Path, listing: bytes) -> bool:
    try:
        return (target / CHECKSUMS).read_bytes() == listing and all(
            (target / line.split("  ", 1)[1]).exists() for line in listing.decode().splitlines()
        )
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
