"""Report files as users hand them over: files, folders, archives, standard input.

Whatever cannot be read becomes a finding, so that one run tells of all of them. Nothing is
read that is larger than the limits here allow.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from ..errors import Finding
from ..model import SourceFile
from .findings import FindingLog, readable
from .limits import ARCHIVE_MAGIC, MAX_REPORT_BYTES, Budget, is_report_name

STANDARD_INPUT: Final = "-"
_ARCHIVE_SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar")


def read_sources(
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: BinaryIO | None = None,
) -> tuple[tuple[SourceFile, ...], tuple[Finding, ...]]:
    """Read every report that ``paths`` name.

    Args:
        paths: files with any extension; folders, walked in sorted order for ``*.md`` except
            ``README.md``; ``.zip``, ``.tar.gz`` and ``.tgz`` archives, searched alike; ``-`` for
            standard input. A file or archive named twice is read once.
        stdin: read for ``-``; the process's own by default.

    Returns:
        The files in the order of ``paths``, and the findings, all of them errors. The folders
        of a file are relative to the given folder or archive; those of a lone file are all
        that stand above it.
    """
    reader = _Reader(stdin)
    sources = [source for path in paths for source in reader.read(os.fspath(path))]
    return tuple(sources), tuple(sorted(reader.findings))


class _Reader:
    """Reads paths one after the other against one budget."""

    def __init__(self, stdin: BinaryIO | None) -> None:
        self._stdin = stdin
        self._budget = Budget()
        self._seen: set[str] = set()
        self.findings: set[Finding] = set()

    def read(self, path: str) -> Iterator[SourceFile]:
        log = FindingLog(readable(path))
        try:
            yield from self._dispatch(path, log)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            message = f"cannot be read: {reason or type(error).__name__}"
            log.error(0, "unreadable", message, "check the path and its permissions")
        self.findings.update(log.findings())

    def _dispatch(self, path: str, log: FindingLog) -> Iterator[SourceFile]:
        if path == STANDARD_INPUT:
            yield from self._standard_input(log)
            return
        place = Path(path)
        mode = place.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from self._folder(place, log)
        elif not stat.S_ISREG(mode):
            remedy = "name a file, a folder or an archive; use '-' for standard input"
            log.error(0, "not-a-file", "neither a file nor a folder", remedy)
        elif path.lower().endswith(_ARCHIVE_SUFFIXES) or _begins_as_archive(place):
            from .archives import read_archive  # noqa: PLC0415 - libraries that folders can spare

            if self._is_new(place):
                with place.open("rb") as file:
                    yield from read_archive(file, readable(path), self._budget, log)
        else:
            yield from self._file(place, place.absolute().parent.parts[1:], log)

    def _folder(self, root: Path, log: FindingLog) -> Iterator[SourceFile]:
        found = False
        above = root.absolute().parts[1:]
        for folder, folders, names in os.walk(root, onerror=lambda error: _walk_error(error, log)):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = Path(folder).relative_to(root).parts
            for name in sorted(filter(is_report_name, names)):
                found = True
                yield from self._member(Path(folder, name), (*above, *inside))
        if not found:
            remedy = "name a folder that holds *.md files"
            log.error(0, "no-reports", "the folder holds no report", remedy)

    def _member(self, place: Path, folders: tuple[str, ...]) -> Iterator[SourceFile]:
        log = FindingLog(readable(str(place)))
        try:
            if place.is_file():
                yield from self._file(place, folders, log)
            else:
                remedy = "remove it, or put the file itself there"
                log.error(0, "not-a-file", "neither a file nor a link to one", remedy)
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            log.error(0, "unreadable", message, "check the file's permissions")
        self.findings.update(log.findings())

    def _file(self, place: Path, folders: tuple[str, ...], log: FindingLog) -> Iterator[SourceFile]:
        if not self._is_new(place):
            return
        size = place.stat().st_size
        if size > MAX_REPORT_BYTES:
            _too_large(f"{size} bytes", log)
            return
        with place.open("rb") as file:
            content = file.read(MAX_REPORT_BYTES + 1)
        if len(content) > MAX_REPORT_BYTES:
            _too_large("it grows while it is read", log)
        elif self._budget.take(len(content), log):
            above = tuple(map(readable, folders))
            yield SourceFile(readable(str(place)), above, readable(place.name), content)

    def _is_new(self, place: Path) -> bool:
        resolved = os.path.realpath(place)
        known = resolved in self._seen
        self._seen.add(resolved)
        return not known

    def _standard_input(self, log: FindingLog) -> Iterator[SourceFile]:
        stream = self._stdin or sys.stdin.buffer
        content = stream.read(MAX_REPORT_BYTES + 1)
        if len(content) > MAX_REPORT_BYTES:
            _too_large(f"over {MAX_REPORT_BYTES} bytes", log)
        elif content.startswith(ARCHIVE_MAGIC):
            remedy = "save the archive as a file and name that"
            log.error(0, "archive-on-standard-input", "an archive on standard input", remedy)
        elif self._budget.take(len(content), log):
            yield SourceFile(STANDARD_INPUT, (), STANDARD_INPUT, content)


def _begins_as_archive(place: Path) -> bool:
    with place.open("rb") as file:
        return file.read(4).startswith(ARCHIVE_MAGIC)


def _walk_error(error: OSError, log: FindingLog) -> None:
    message = f"folder cannot be read: {readable(error.filename)}: {error.strerror}"
    log.error(0, "unreadable", message, "check the folder's permissions")


def _too_large(size: str, log: FindingLog) -> None:
    message = f"too large for a report: {size}"
    log.error(0, "too-large", message, f"a report has at most {MAX_REPORT_BYTES} bytes")
