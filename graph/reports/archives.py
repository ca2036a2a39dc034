"""Reports in ``.zip`` and ``.tar.gz`` archives, read without unpacking anything to disk.

An archive is never trusted: names that climb out of it, links, and more data than the limits
allow are refused, and sizes are counted while reading rather than believed.
"""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, Final

from ..model import SourceFile
from .findings import FindingLog, excerpt, readable
from .limits import MAX_REPORT_BYTES, Budget, is_report_name

MAX_MEMBERS: Final = 20_000
"""Of one archive."""
MAX_RATIO: Final = 200
"""Of a member's size, or a tar's, to its compressed size; reports come to 15, a bomb to 1,000."""
RATIO_FROM_BYTES: Final = 1_000_000
"""Smaller members may be compressed as well as they can be."""
MAX_HEADER_BYTES: Final = 1_000_000
"""Of what a tar tells of one member, and what is read ahead: tarfile holds a name in memory."""

_UTF_8: Final = 0x800
"""Bit of a zip member's flags: its name is UTF-8."""
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)


class _TooMuchDataError(Exception):
    """An archive's data exceed the budget; told already."""


class _Metered(io.RawIOBase):
    """A tar, decompressed, that spends from the budget what is read from it.

    Attributes:
        reach: the byte up to which it may be read: past the member at hand, and one header.
    """

    def __init__(self, file: BinaryIO, budget: Budget, log: FindingLog) -> None:
        compressed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self.reach = MAX_HEADER_BYTES
        self._file = file
        self._stream = gzip.GzipFile(fileobj=file, mode="rb") if compressed else file
        self._position = 0
        self._budget = budget
        self._log = log

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        if not self._budget.take(len(data), self._log):
            raise _TooMuchDataError
        self._position += len(data)
        if not _sound_ratio("the archive", self._position, self._file.tell(), self._log):
            raise _TooMuchDataError
        if self._position > self.reach:
            raise tarfile.ReadError(f"a member is told of in more than {MAX_HEADER_BYTES} bytes")
        buffer[: len(data)] = data
        return len(data)


def read_archive(
    file: BinaryIO, path: str, budget: Budget, log: FindingLog
) -> Iterator[SourceFile]:
    """Yield the reports in an archive, sorted by name.

    Args:
        file: open at its beginning, seekable.
        path: of the archive, for messages.
        budget: what may still be read.
        log: of the archive; a finding on a member names it in its message.
    """
    magic = file.read(4)
    file.seek(0)
    members: list[SourceFile] = []
    try:
        reader = _zip if magic.startswith(b"PK") else _tar
        members.extend(reader(file, path, budget, log))
    except _TooMuchDataError:
        pass
    except _DAMAGED as error:
        message = f"damaged archive, or none: {excerpt(str(error)) or type(error).__name__}"
        log.error(0, "damaged-archive", message, "make or fetch the archive again")
    if not members and not log.failed:
        message = "the archive holds no report"
        log.error(0, "no-reports", message, "put *.md files in it")
    yield from sorted(members, key=lambda source: source.path)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; of one that does not say it is UTF-8, as UTF-8 where it can be.

    What ``zip`` of Info-ZIP writes on Linux is UTF-8 without the bit that says so (APPNOTE 4.4.4),
    which ``zipfile`` reads as code page 437.
    """
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _zip(file: BinaryIO, path: str, budget: Budget, log: FindingLog) -> Iterator[SourceFile]:
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        if len(infos) > MAX_MEMBERS:
            _too_many(log)
            return
        for info in infos:
            kind = info.external_attr >> 28
            name = _member_name(info)
            if info.is_dir() or not _wanted(name, log):
                continue
            if kind not in (0, 0o10):
                _link(name, log)
            elif info.flag_bits & 1:
                message = f"member '{excerpt(name)}' is encrypted"
                log.error(0, "encrypted-member", message, "make the archive without a password")
            elif _sound_size(name, info.file_size, info.compress_size, log):
                with archive.open(info) as member:
                    content = member.read(MAX_REPORT_BYTES + 1)
                if not budget.take(len(content), log):
                    return
                yield _source(path, name, content)


def _tar(file: BinaryIO, path: str, budget: Budget, log: FindingLog) -> Iterator[SourceFile]:
    metered = _Metered(file, budget, log)
    with tarfile.open(fileobj=io.BufferedReader(metered, 1 << 16), mode="r|") as archive:
        for count, info in enumerate(archive, 1):
            metered.reach = archive.offset + MAX_HEADER_BYTES
            if count > MAX_MEMBERS:
                _too_many(log)
                return
            if info.isdir() or not _wanted(info.name, log):
                continue
            if not info.isreg():
                _link(info.name, log)
            elif _sound_size(info.name, info.size, info.size, log):
                member = archive.extractfile(info)
                if member is not None:
                    yield _source(path, info.name, member.read(MAX_REPORT_BYTES + 1))


def _wanted(name: str, log: FindingLog) -> bool:
    """Whether a member is a report; a name that climbs out of the archive is an error."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or not is_report_name(parts[-1]) or "__MACOSX" in parts:
        return False
    if name.startswith(("/", "\\")) or ".." in parts or PureWindowsPath(name).drive:
        message = f"member with a path out of the archive: '{excerpt(name)}'"
        log.error(0, "unsafe-path", message, "make the archive from a folder, with relative paths")
        return False
    return True


def _sound_size(name: str, size: int, compressed: int, log: FindingLog) -> bool:
    shown = excerpt(name)
    if not _sound_ratio(f"member '{shown}'", size, compressed, log):
        return False
    if size > MAX_REPORT_BYTES:
        message = f"member '{shown}' is too large for a report: {size} bytes"
        log.error(0, "too-large", message, f"a report has at most {MAX_REPORT_BYTES} bytes")
        return False
    return True


def _sound_ratio(what: str, size: int, compressed: int, log: FindingLog) -> bool:
    if size <= RATIO_FROM_BYTES or size <= MAX_RATIO * max(compressed, 1):
        return True
    message = f"{what} unpacks to {size // max(compressed, 1)} times its size"
    log.error(0, "decompression-bomb", message, "leave out what is no report")
    return False


def _link(name: str, log: FindingLog) -> None:
    message = f"member '{excerpt(name)}' is a link or a device"
    log.error(0, "not-a-file", message, "put the file itself in the archive")


def _too_many(log: FindingLog) -> None:
    message = f"more than {MAX_MEMBERS} members"
    log.error(0, "too-many-members", message, "part the archive")


def _source(path: str, name: str, content: bytes) -> SourceFile:
    path_within = PurePosixPath(name.replace("\\", "/"))
    parts = [readable(part) for part in path_within.parts if part != "."]
    return SourceFile(f"{path}!/{'/'.join(parts)}", tuple(parts[:-1]), parts[-1], content)
