"""When which release was published.

A release's content, and so its identifier, knows no clock. The time at which a release became
the current one stands beside the releases, in ``releases/history.json``, written as ``current``
is switched. Where there is no such file, each release was published when it was written.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from ..errors import ReleaseError, UsageError
from .layout import CURRENT, MANIFEST, Release, current_release, open_release

HISTORY: Final = "history.json"
PREVIOUS: Final = "previous"
STAMP: Final = "%Y%m%d%H%M%S"
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{16}")
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that became the current one.

    Attributes:
        release: which is kept.
        time: when, in UTC, to the second; no two publications have the same.
    """

    release: Release
    time: datetime

    @property
    def stamp(self) -> str:
        """The time as 14 digits, as addresses of archived pages have it."""
        return self.time.strftime(STAMP)

    @property
    def iso(self) -> str:
        """The time as an ``xsd:dateTime``."""
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


def record(release: Release, now: datetime | None = None) -> None:
    """Note that ``release`` becomes the current one, unless it is so already.

    Args:
        release: in its folder of releases, which is held by a build.
        now: the time, aware; that of the clock by default.

    Raises:
        OSError: the file cannot be written.
    """
    folder = release.path.parent
    noted = {name for name, _ in _noted(folder)}
    entries = [
        (each.release.id, each.time)
        for each in history(release)
        if each.release.id in noted or (not noted and each.release.id != release.id)
    ]
    if entries and entries[-1][0] == release.id:
        return
    time = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    if entries:
        time = max(time, entries[-1][1] + _SECOND)
    entries.append((release.id, time))
    content = [{"release": name, "published": each.isoformat()} for name, each in entries]
    unfinished = folder / f".{HISTORY}.{os.getpid()}"
    unfinished.write_text(json.dumps(content, indent=1))
    unfinished.replace(folder / HISTORY)


def history(release: Release) -> tuple[Publication, ...]:
    """Return the publications of ``release`` and of those that are kept beside it, oldest first.

    A release that was published again after another stands in it again; one that was written but
    never became current does not, unless it is ``release``.
    """
    folder = release.path.parent
    file = folder / HISTORY
    noted = file.stat().st_mtime_ns if file.exists() else 0
    return _history(release, folder.stat().st_mtime_ns, noted)


@lru_cache(maxsize=4)
def _history(release: Release, _changed: int, _noted_at: int) -> tuple[Publication, ...]:
    folder = release.path.parent
    kept = {each.id: each for each in _kept(folder)}
    noted = [(name, time) for name, time in _noted(folder) if name in kept]
    unlisted = kept.keys() - {name for name, _ in noted}
    unknown = unlisted & {release.id} if noted else unlisted
    entries = sorted([*noted, *((name, _written(kept[name])) for name in unknown)], key=_by_time)
    publications: list[Publication] = []
    for name, time in entries:
        after = publications[-1].time + _SECOND if publications else time
        publications.append(Publication(kept[name], max(time, after)))
    return tuple(publications)


def named_release(data: Path, name: str) -> Release:
    """Return the release that a person names.

    Args:
        data: the folder of releases.
        name: its identifier or the beginning of it; ``current``; ``previous`` for the one that was
            published before that; or the path of its folder.

    Raises:
        UsageError: no release is called that, or several are; the message lists them.
        ReleaseError: there is no folder of releases, or the release is damaged.
    """
    if "/" in name or os.sep in name:
        return open_release(Path(name))
    current = current_release(data)
    published = [each.release for each in reversed(history(current))]
    before = published[published.index(current) + 1 :]
    found = {CURRENT: [current], PREVIOUS: before[:1]}.get(name)
    if found is None:
        found = [each for each in dict.fromkeys(published) if name and each.id.startswith(name)]
    if len(found) != 1:
        listed = "".join(f"\n  {each}" for each in dict.fromkeys(one.id for one in published))
        raise UsageError(
            f"{data}: {'several releases' if found else 'no release'} "
            f"of the name {name!r}; there is:{listed}"
        )
    return found[0]


def _by_time(entry: tuple[str, datetime]) -> tuple[datetime, str]:
    return entry[1], entry[0]


def _kept(folder: Path) -> list[Release]:
    found = []
    for path in folder.iterdir():
        if _IDENTIFIER.fullmatch(path.name):
            try:
                found.append(open_release(path))
            except ReleaseError:
                continue  # damaged: a build will write it anew
    return found


def _written(release: Release) -> datetime:
    seconds = int((release.path / MANIFEST).stat().st_mtime)
    return datetime.fromtimestamp(seconds, UTC)


def _noted(folder: Path) -> list[tuple[str, datetime]]:
    """Return what the file says; nothing where there is none, or none that can be read."""
    try:
        entries = json.loads((folder / HISTORY).read_text("utf-8"))
        return [(e["release"], datetime.fromisoformat(e["published"])) for e in entries]
    except (OSError, ValueError, KeyError, TypeError):
        return []
