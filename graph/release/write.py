"""The folder of releases: held by one build at a time, and switched in one step.

A release is written to a folder of its own (see :mod:`.draft`); only when that is whole the link
``current`` moves, by a rename. A build that is killed at any moment leaves either the old link or
the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final

from ..errors import ReleaseError
from . import recorded
from .layout import (
    CACHE,
    CHECKSUMS,
    CURRENT,
    LOCK,
    MANIFEST,
    RELEASES,
    Release,
    checksums,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNFINISHED: Final = ".unfinished-"
REPLACED: Final = ".replaced-"
"""Before the name of a damaged release, while a whole one takes that name."""
PATIENCE: Final = 1.0
"""Seconds to wait for a lock: the processes of a build that was killed take a moment to end."""
NOTHING: Final = MappingProxyType[str, str]({})


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
        _acquire(lock, out)
        try:
            for leftover in (out / RELEASES).glob(f"{UNFINISHED}*"):
                shutil.rmtree(leftover)
            settle(out / RELEASES)
        except OSError as error:
            raise ReleaseError(
                f"{error.filename}: left by an earlier build, and cannot be removed "
                f"({error.strerror}); remove it by hand"
            ) from error
        try:
            yield
        finally:
            # Closing it would not do: processes that were forked meanwhile hold it as well.
            fcntl.flock(lock, fcntl.LOCK_UN)


def settle(releases: Path) -> None:
    """Remove a release that was replaced; where no other has its name, give it that name back.

    Raises:
        OSError: that cannot be done.
    """
    for aside in releases.glob(f"{REPLACED}*"):
        target = releases / aside.name.removeprefix(REPLACED)
        if target.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(target)


def _acquire(lock: IO[str], out: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > limit:
                raise ReleaseError(
                    f"{out}: another build is writing here; wait for it to end, "
                    "or choose another --out"
                ) from None
            time.sleep(PATIENCE / 20)
        except OSError as error:
            raise ReleaseError(f"{out}: cannot be locked ({error.strerror})") from error
        else:
            return


def is_whole(release: Path, known: Mapping[str, str] = NOTHING) -> bool:
    """Whether the folder holds every file of a release, with the content that it should have."""
    return not damage(release, known)


def damage(release: Path, known: Mapping[str, str] = NOTHING) -> tuple[str, ...]:
    """Return the files of a release that are gone or are not what their checksums say.

    Args:
        release: the release's folder. Where it tells no checksums, that file is what is damaged.
        known: SHA-256 of files of it that need not be read, by name.
    """
    try:
        sums = checksums(release)
    except (OSError, ValueError):
        return (CHECKSUMS,)
    with ThreadPoolExecutor() as pool:
        contents = pool.map(lambda name: known.get(name) or _sha256(release / name), sums)
        told = zip(sums.items(), contents, strict=True)
        damaged = tuple(name for (name, expected), found in told if found != expected)
    return damaged if MANIFEST in sums else (*damaged, CHECKSUMS)


def switch(out: Path, release: Release) -> None:
    """Make ``release`` the current one, atomically, and note when.

    Raises:
        ReleaseError: the link cannot be written, or the history cannot be read or written.
    """
    recorded.record(out)  # a build that was killed may have switched without noting it
    link = out / f".{CURRENT}"
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(f"{RELEASES}/{release.id}")
        link.replace(out / CURRENT)
        sync_folder(out)
    except OSError as error:
        raise ReleaseError(
            f"{out / CURRENT}: cannot be made to point to the new release ({error.strerror})"
        ) from error
    recorded.record(out)


def cache_folder(out: Path) -> Path:
    """Return the folder in which a build keeps what the next one can reuse."""
    return out / CACHE


def sync_folder(folder: Path) -> None:
    """Make sure that a folder's entries are on disk."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _sha256(path: Path) -> str:
    """Return the digest of a file; an empty string where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
