"""The published reports, from their public git repository at a pinned commit: the verb ``fetch``.

A repository is never trusted. Only regular ``*.md`` files are taken, read out of git's object
store by their hash and written by us: nothing is checked out, no hook, filter, submodule or link
of the repository takes effect. What was fetched is told by ``SHA256SUMS`` and ``fetched.json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..reports.archives import MAX_MEMBERS
from ..reports.limits import MAX_REPORT_BYTES, MAX_TOTAL_BYTES
from .folder import Kept, record, written
from .repository import Repository
from .tree import reports_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .tree import Entry

__all__ = ["Fetched", "Kept", "fetch"]

_STORE = ".git-objects"
"""What git downloaded, inside the folder; hidden, so that a build does not walk it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched.

    Attributes:
        commit: the commit's full name.
        files: the reports, in order of path.
        skipped: what is no report, with the reason: links, submodules.
        removed: files of an earlier fetch that the commit does not hold.
        edited: files that were changed since they were fetched, and left as they are.
    """

    commit: str
    files: tuple[Kept, ...]
    skipped: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]


def fetch(
    url: str, revision: str | None, out: Path, progress: Callable[[str, int, int], None]
) -> Fetched:
    """Fetch the published reports into the folder ``out``.

    What is there already, whole, is neither downloaded nor written again; so a run that was
    interrupted goes on where it stopped. What somebody changed is not overwritten.

    Args:
        url: of the git repository: https, http, git or file.
        revision: full name of a commit; the newest one of the default branch without it.
        out: where the reports go, in the folders of the repository.
        progress: told of each stage, how much is done, and of how much.

    Raises:
        UsageError: the URL or the revision cannot be used, or git is not installed.
        RemoteError: the repository cannot be reached, or does not hold the commit.
        SourceError: the repository holds what no one may be handed, or the folder cannot be
            written.
    """
    repository = Repository.open(out / _STORE, url)
    progress("download", 0, 1)
    commit = repository.obtained(revision)
    progress("download", 1, 1)
    entries, skipped = reports_in(repository.listing(commit))
    _check_size(entries)
    done = written(out, repository, entries, progress)
    record(out, done.files, url, commit)
    return Fetched(commit, done.files, skipped, done.removed, done.edited)


def _check_size(entries: Sequence[Entry]) -> None:
    largest = max(entries, key=lambda entry: entry.size, default=None)
    if largest is None:
        raise SourceError(
            "the commit holds no report: *.md files are expected, as POLICY DOMAIN/TITLE.md; "
            "check the URL and the commit"
        )
    if largest.size > MAX_REPORT_BYTES:
        raise SourceError(
            f"{largest.path}: {largest.size} bytes, and a report has at most "
            f"{MAX_REPORT_BYTES}; nothing was written"
        )
    if len(entries) > MAX_MEMBERS or sum(entry.size for entry in entries) > MAX_TOTAL_BYTES:
        raise SourceError(
            f"{len(entries)} files of {sum(entry.size for entry in entries)} bytes are more than "
            f"{MAX_MEMBERS} files of {MAX_TOTAL_BYTES} bytes; nothing was written"
        )
