"""When which release was published, for those who read: of what is kept, by what is recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import UsageError
from .layout import CURRENT, Release, current_release, open_release
from .recorded import (
    HISTORY,
    apart,
    by_time,
    kept_releases,
    linked,
    moment,
    published,
    recorded,
    written_at,
)

if TYPE_CHECKING:
    from .recorded import Link

PREVIOUS: Final = "previous"
STAMP: Final = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that became the current one.

    Attributes:
        release: which is kept.
        time: when, in UTC, to the second; no two publications have the same.
        after_removed: whether the release published right before it is no longer kept.
    """

    release: Release
    time: datetime
    after_removed: bool = False

    @property
    def stamp(self) -> str:
        """The time as 14 digits, as addresses of archived pages have it."""
        return self.time.strftime(STAMP)

    @property
    def iso(self) -> str:
        """The time as an ``xsd:dateTime``."""
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


def history(release: Release) -> tuple[Publication, ...]:
    """Return the publications of ``release`` and of those that are kept beside it, oldest first.

    A release that was published again after another stands in it again; one that was written but
    never became current does not, unless it is ``release``. The current one stands last, from
    the moment that the link leads to it. A file that cannot be read counts as absent.
    """
    folder = release.path.parent
    file = folder / HISTORY
    noted = file.stat().st_mtime_ns if file.exists() else 0
    return _history(release, folder.stat().st_mtime_ns, noted, linked(folder))


def is_removed(release: Release, name: str) -> bool:
    """Tell whether a release was published beside ``release`` and is no longer kept.

    Args:
        release: any that is kept.
        name: identifier of the release asked for.
    """
    folder = release.path.parent
    return name in dict(recorded(folder)) and name not in {
        each.id for each in kept_releases(folder)
    }


def until(release: Release) -> tuple[Publication, ...]:
    """Return the publications up to the last of ``release``: its server may know none later."""
    publications = list(history(release))
    while publications and publications[-1].release.id != release.id:
        publications.pop()
    return tuple(publications)


def last_published(release: Release) -> datetime:
    """Return since when at least a release is what it is taken for, in UTC, to the second.

    That is when it last became the current one, by what builds noted or by the link: somebody may
    have moved that to another release and back, of which no build knows. Where neither tells, it
    is when the release was written.
    """
    publications, link = until(release), linked(release.path.parent)
    told = [publications[-1].time] if publications else []
    if link and link.name == release.path.name:
        told.append(moment(link.since))
    return max(told, default=moment(written_at(release)))


@lru_cache(maxsize=4)
def _history(
    release: Release, _changed: int, _noted_at: int, current: Link | None
) -> tuple[Publication, ...]:
    folder = release.path.parent
    kept = {each.id: each for each in kept_releases(folder)}
    entries = published(folder, recorded(folder), current)
    told = [entry for entry in entries if entry[0] in kept]
    orphans = {after for before, after in pairwise(entries) if before[0] not in kept}
    if release.id in kept.keys() - dict(told).keys():
        told = sorted([*told, (release.id, moment(written_at(release)))], key=by_time)
    return tuple(
        Publication(kept[name], time, after_removed=(name, time) in orphans)
        for name, time in apart(told)
    )


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
    releases = [each.release for each in reversed(history(current))]
    before = releases[releases.index(current) + 1 :]
    found = {CURRENT: [current], PREVIOUS: before[:1]}.get(name)
    if found is None:
        found = [each for each in dict.fromkeys(releases) if name and each.id.startswith(name)]
    if len(found) != 1:
        listed = "".join(f"\n  {each}" for each in dict.fromkeys(one.id for one in releases))
        raise UsageError(
            f"{data}: {'several releases' if found else 'no release'} "
            f"of the name {name!r}; choose from:{listed}"
        )
    return found[0]
