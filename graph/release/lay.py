"""Files written from stretches: what the last release has is copied, the rest is read.

Every byte is hashed (SHA-256) and summed (CRC-32) as it passes, so nothing is read back. A file
that is the same as in the last release becomes a hard link to it, so that releases share the room
that they take; where the disk has no links, or others may do with a new file what they may not
with the old one, it is copied.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from zstandard import ZstdCompressor

from .cache import LostError
from .crc import moved
from .previous import Written, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import FileIO
    from pathlib import Path

    from .previous import Previous, Run
    from .stretch import Layout

BLOCK: Final = 1 << 20
PROBE: Final = ".probe"
GZIP_HEAD: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
DEFLATE_END: Final = b"\x03\x00"
ZSTD_LEVEL: Final = 3

Read: TypeAlias = "Callable[[], bytes]"
Access: TypeAlias = "tuple[int, int, int]"
"""Mode, owner and group."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a release is being written.

    Attributes:
        folder: of the release.
        last: the release built before.
        access: what the system gives to a new file there.
    """

    folder: Path
    last: Previous
    access: Access


def site(folder: Path, last: Previous) -> Site:
    """Return where a release is to be written: in an empty folder, after the release ``last``.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    probe = folder / PROBE
    probe.touch()
    access = _access(probe)
    probe.unlink()
    return Site(folder, last, access)


def lay(at: Site, name: str, layout: Layout) -> Written:
    """Write the file ``name`` of a release.

    Args:
        at: where.
        name: path of the file within the release.
        layout: what the file is made of.

    Raises:
        LostError: what was to be copied from there is damaged.
        OSError: the disk is full or cannot be written.
    """
    keys = [stretch.key for stretch in layout]
    reads = [stretch.plain for stretch in layout]
    return _written(at, name, keys, reads)


def lay_gzip(at: Site, name: str, layout: Layout, plain: Written) -> Written:
    """Write the file ``name`` of a release: what :func:`lay` wrote, as one gzip member.

    It has no name or time in it (RFC 1952), and pieces of deflate that were made once.

    Raises:
        LostError: what was to be copied from there is damaged.
        OSError: the disk is full or cannot be written.
    """
    size = plain.size & 0xFFFFFFFF
    trailer = DEFLATE_END + plain.check.to_bytes(4, "little") + size.to_bytes(4, "little")
    keys = ["head", *(stretch.key for stretch in layout), f"end {trailer.hex()}"]
    deflated = (stretch.deflated for stretch in layout)
    reads = [lambda: GZIP_HEAD, *deflated, lambda: trailer]
    return _written(at, name, keys, reads)


def lay_zstd(at: Site, name: str, layout: Layout) -> Written:
    """Write the file ``name`` of a release: a frame of Zstandard for each stretch.

    Frames that follow one another are one file (RFC 8878, section 3), and to the program ``zstd``
    as well; a function that unpacks a single frame, such as ``ZstdDecompressor.decompress`` of
    python-zstandard, stops after the first.

    Raises:
        LostError: what was to be copied from there is damaged.
        OSError: the disk is full or cannot be written.
    """
    keys = [stretch.key for stretch in layout]
    compressor = ZstdCompressor(ZSTD_LEVEL)
    reads = [lambda stretch=stretch: compressor.compress(stretch.plain()) for stretch in layout]
    return _written(at, name, keys, reads)


def _written(at: Site, name: str, keys: Sequence[str], reads: Sequence[Read]) -> Written:
    path, source, old = at.folder / name, at.last.folder / name, at.last.files.get(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if old and old.keys == tuple(keys) and _linked(source, path, old, at.access):
        return old
    with path.open("wb", buffering=0) as file:
        sink = _Sink(file)
        for run in runs(keys, old):
            if old is None or run.old is None:
                for read in reads[run.first : run.first + run.count]:
                    sink.write(read())
            else:
                sink.copy(source, old, run)
        os.fsync(file.fileno())
    return Written(sink.total.hexdigest(), tuple(keys), tuple(sink.ends), tuple(sink.checks))


def _linked(old: Path, new: Path, known: Written, access: Access) -> bool:
    """Link ``new`` to ``old`` if that can be done, and if it is still what it was.

    A link has the owner and the mode of the old file, so they must be those of a new one.
    """
    try:
        if _sum(old) != known.check:
            raise LostError(str(old))
        if _access(old) != access:
            return False
        new.hardlink_to(old)
    except OSError:
        return False
    return True


def _access(path: Path) -> Access:
    told = path.stat()
    return told.st_mode, told.st_uid, told.st_gid


def _sum(path: Path) -> int:
    check = 0
    with _opened(path) as file:
        while block := file.read(BLOCK):
            check = zlib.crc32(block, check)
    return check


def _opened(old: Path) -> FileIO:
    try:
        return old.open("rb", buffering=0)
    except OSError as error:
        raise LostError(str(old)) from error


def _give_back(file: FileIO, length: int) -> None:
    """Let the system take the memory that holds what was just read of a file, for what is written.

    Where memory is given to a machine when it is first used, new memory costs three times as much
    as the copy. The file, of a release that is about to be replaced, can be read again.
    """
    if hasattr(os, "posix_fadvise"):  # which macOS has not
        end = file.tell()
        begin = max(end - length, 0)
        with suppress(OSError):  # some file systems have nothing to give
            os.posix_fadvise(file.fileno(), begin, end - begin, os.POSIX_FADV_DONTNEED)


class _Sink:
    """A file that is being written: its hash so far, and where its stretches end."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.total = hashlib.sha256()
        self.ends: list[int] = []
        self.checks: list[int] = []
        self._end = 0
        self._check = 0
        # Blocks of their own would be given back to the system, and faulted in again, each time.
        self._room = memoryview(bytearray(BLOCK))

    def write(self, content: bytes) -> None:
        """Write one stretch."""
        self._put(memoryview(content), deque([self._end + len(content)]))

    def copy(self, path: Path, old: Written, run: Run) -> None:
        """Write a run of stretches that lie in an old file.

        Raises:
            LostError: the old file is not what it was.
        """
        assert run.old is not None  # noqa: S101
        begin, last = old.start(run.old), run.old + run.count - 1
        before, length = self._check, old.ends[last] - begin
        shift = self._end - begin
        ends = deque(end + shift for end in old.ends[run.old : last + 1])
        with _opened(path) as source:
            source.seek(begin)
            while ends:
                wanted = min(ends[-1] - self._end, BLOCK)
                count = source.readinto(self._room[:wanted])
                if count < min(wanted, 1):
                    raise LostError(str(path))
                self._put(self._room[:count], ends)
                _give_back(source, 2 * BLOCK)
        # What the sums up to either end of the run were, here and there, tells the run's own.
        known = old.checks[run.old - 1] if run.old else 0
        if self._check != moved(before ^ known, length) ^ old.checks[last]:
            raise LostError(str(path))

    def _put(self, content: memoryview, ends: deque[int]) -> None:
        """Write a part of one stretch, or of some, and note each of their ends in it."""
        rest = content
        while rest:
            rest = rest[self._file.write(rest) :]
        self.total.update(content)
        start = self._end
        while ends and ends[0] <= start + len(content):
            end = ends.popleft()
            self._sum(content[self._end - start : end - start])
            self.ends.append(end)
            self.checks.append(self._check)
        self._sum(content[self._end - start :])

    def _sum(self, content: memoryview) -> None:
        self._check = zlib.crc32(content, self._check)
        self._end += len(content)
