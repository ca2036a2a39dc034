"""What is recorded beside releases: which became the current one, and when.

A release's content, and so its identifier, knows no clock. A release is published when the link
``current`` is made to lead to it; the link itself tells when that was, and a build notes it beside
the releases, in ``releases/history.json``. Where there is no such file, each release but the
current one was published when it was written.
"""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from ..errors import ReleaseError
from .layout import CURRENT, MANIFEST, RELEASES, Release, open_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

HISTORY: Final = "history.json"
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{16}")
_SECOND: Final = timedelta(seconds=1)

Entry: TypeAlias = tuple[str, datetime]
"""Identifier of a release, and when it was published."""


@dataclass(frozen=True, slots=True)
class Link:
    """What ``current`` tells.

    Attributes:
        name: identifier of the release that it leads to.
        since: when it was made to, in nanoseconds since 1970.
    """

    name: str
    since: int


def record(out: Path) -> None:
    """Note when the current release became so, unless it stands last already.

    Args:
        out: the folder of releases, held by a build.

    Raises:
        ReleaseError: the file cannot be read, or cannot be written.
    """
    folder = out / RELEASES
    told, current = _told(folder), linked(folder)
    if current is None or (told and told[-1][0] == current.name):
        return
    content = [
        {"release": name, "published": time.isoformat()}
        for name, time in published(folder, told, current)
    ]
    unfinished = folder / f".{HISTORY}"  # the folder is held, so nobody else writes it
    try:
        with unfinished.open("w") as file:
            file.write(json.dumps(content, indent=1))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / HISTORY)
    except OSError as error:
        raise ReleaseError(f"{folder / HISTORY}: cannot be written ({error.strerror})") from error


def linked(folder: Path) -> Link | None:
    """Return what the link beside a folder of releases tells; nothing where there is none."""
    link = folder.parent / CURRENT
    try:
        return Link(link.readlink().name, link.lstat().st_mtime_ns)
    except OSError:
        return None


def published(folder: Path, told: Sequence[Entry], current: Link | None) -> list[Entry]:
    """Return all that is known to have been published, the current one last.

    Args:
        folder: of the releases.
        told: what the file says.
        current: what the link tells.
    """
    if current is None:
        return apart(told or _untold(folder))
    if told and told[-1][0] == current.name:
        return apart(told)
    before = told or [
        (name, time) for name, time in _untold(folder, current.since) if name != current.name
    ]
    return apart([*before, (current.name, moment(current.since))])


def _untold(folder: Path, until: float = math.inf) -> list[Entry]:
    """Return the kept releases that were written until a moment, as if published then."""
    written = ((each.id, written_at(each)) for each in kept_releases(folder))
    return sorted(((name, moment(at)) for name, at in written if at <= until), key=by_time)


def apart(entries: Iterable[Entry]) -> list[Entry]:
    """Return publications in their order, each at least a second after the one before."""
    told: list[Entry] = []
    for name, time in entries:
        told.append((name, max(time, told[-1][1] + _SECOND) if told else time))
    return told


def by_time(entry: Entry) -> tuple[datetime, str]:
    """Return by what entries are sorted."""
    return entry[1], entry[0]


def kept_releases(folder: Path) -> list[Release]:
    """Return the releases in a folder, in no order."""
    found = []
    for path in folder.iterdir():
        if _IDENTIFIER.fullmatch(path.name):
            try:
                found.append(open_release(path))
            except ReleaseError:
                continue  # damaged: a build will write it anew
    return found


def written_at(release: Release) -> int:
    """Return when a release was written, in nanoseconds since 1970."""
    return (release.path / MANIFEST).stat().st_mtime_ns


def moment(nanoseconds: int) -> datetime:
    """Return the second, in UTC, of a time in nanoseconds since 1970."""
    return datetime.fromtimestamp(nanoseconds // 10**9, UTC)


def recorded(folder: Path) -> list[Entry]:
    """Return what the file says; nothing where it cannot be read."""
    try:
        return _told(folder)
    except ReleaseError:
        return []


def _told(folder: Path) -> list[Entry]:
    """Return what the file says, in order of time; nothing where there is none.

    Raises:
        ReleaseError: it cannot be read, or is not as :func:`record` writes it.
    """
    file = folder / HISTORY
    try:
        entries = json.loads(file.read_text("utf-8"))
        told = [(str(e["release"]), datetime.fromisoformat(e["published"])) for e in entries]
        return sorted(((name, time.astimezone(UTC)) for name, time in told), key=by_time)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise ReleaseError(
            f"{file}: cannot be read ({reason}), and to write it anew would change when earlier "
            "releases were published; restore it, or remove it to have each count from when it "
            "was written"
        ) from error
