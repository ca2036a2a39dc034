"""When which release was published.

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
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from ..errors import ReleaseError, UsageError
from .layout import CURRENT, MANIFEST, RELEASES, Release, current_release, open_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HISTORY: Final = "history.json"
PREVIOUS: Final = "previous"
STAMP: Final = "%Y%m%d%H%M%S"
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{16}")
_SECOND: Final = timedelta(seconds=1)

_Entry: TypeAlias = tuple[str, datetime]
"""Identifier of a release, and when it was published."""


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


def record(out: Path) -> None:
    """Note when the current release became so, unless it stands last already.

    Args:
        out: the folder of releases, held by a build.

    Raises:
        ReleaseError: the file cannot be read, or cannot be written.
    """
    folder = out / RELEASES
    noted, current = _noted(folder), _linked(folder)
    if current is None or (noted and noted[-1][0] == current.name):
        return
    told = _entries(folder, noted, current)
    content = [{"release": name, "published": time.isoformat()} for name, time in told]
    unfinished = folder / f".{HISTORY}"  # the folder is held, so nobody else writes it
    try:
        with unfinished.open("w") as file:
            file.write(json.dumps(content, indent=1))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / HISTORY)
    except OSError as error:
        raise ReleaseError(f"{folder / HISTORY}: cannot be written ({error.strerror})") from error


def history(release: Release) -> tuple[Publication, ...]:
    """Return the publications of ``release`` and of those that are kept beside it, oldest first.

    A release that was published again after another stands in it again; one that was written but
    never became current does not, unless it is ``release``. The current one stands last, from
    the moment that the link leads to it. A file that cannot be read counts as absent.
    """
    folder = release.path.parent
    file = folder / HISTORY
    noted = file.stat().st_mtime_ns if file.exists() else 0
    return _history(release, folder.stat().st_mtime_ns, noted, _linked(folder))


def is_removed(release: Release, name: str) -> bool:
    """Tell whether a release was published beside ``release`` and is no longer kept.

    Args:
        release: any that is kept.
        name: identifier of the release asked for.
    """
    folder = release.path.parent
    return name in dict(_legible(folder)) and name not in {each.id for each in _kept(folder)}


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
    publications, link = until(release), _linked(release.path.parent)
    told = [publications[-1].time] if publications else []
    if link and link.name == release.path.name:
        told.append(_time(link.since))
    return max(told, default=_time(_written(release)))


@lru_cache(maxsize=4)
def _history(
    release: Release, _changed: int, _noted_at: int, current: _Link | None
) -> tuple[Publication, ...]:
    folder = release.path.parent
    kept = {each.id: each for each in _kept(folder)}
    entries = _entries(folder, _legible(folder), current)
    told = [entry for entry in entries if entry[0] in kept]
    orphans = {after for before, after in pairwise(entries) if before[0] not in kept}
    if release.id in kept.keys() - dict(told).keys():
        told = sorted([*told, (release.id, _time(_written(release)))], key=_by_time)
    return tuple(
        Publication(kept[name], time, after_removed=(name, time) in orphans)
        for name, time in _apart(told)
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
    published = [each.release for each in reversed(history(current))]
    before = published[published.index(current) + 1 :]
    found = {CURRENT: [current], PREVIOUS: before[:1]}.get(name)
    if found is None:
        found = [each for each in dict.fromkeys(published) if name and each.id.startswith(name)]
    if len(found) != 1:
        listed = "".join(f"\n  {each}" for each in dict.fromkeys(one.id for one in published))
        raise UsageError(
            f"{data}: {'several releases' if found else 'no release'} "
            f"of the name {name!r}; choose from:{listed}"
        )
    return found[0]


@dataclass(frozen=True, slots=True)
class _Link:
    """What ``current`` tells.

    Attributes:
        name: identifier of the release that it leads to.
        since: when it was made to, in nanoseconds since 1970.
    """

    name: str
    since: int


def _linked(folder: Path) -> _Link | None:
    """Return what the link beside a folder of releases tells; nothing where there is none."""
    link = folder.parent / CURRENT
    try:
        return _Link(link.readlink().name, link.lstat().st_mtime_ns)
    except OSError:
        return None


def _entries(folder: Path, noted: Sequence[_Entry], current: _Link | None) -> list[_Entry]:
    """Return all that is known to have been published, the current one last."""
    if current is None:
        return _apart(noted or _unnoted(folder))
    if noted and noted[-1][0] == current.name:
        return _apart(noted)
    before = noted or [
        (name, time) for name, time in _unnoted(folder, current.since) if name != current.name
    ]
    return _apart([*before, (current.name, _time(current.since))])


def _unnoted(folder: Path, until: float = math.inf) -> list[_Entry]:
    """Return the kept releases that were written until a moment, as if published then."""
    written = ((each.id, _written(each)) for each in _kept(folder))
    return sorted(((name, _time(at)) for name, at in written if at <= until), key=_by_time)


def _apart(entries: Iterable[_Entry]) -> list[_Entry]:
    """Return publications in their order, each at least a second after the one before."""
    told: list[_Entry] = []
    for name, time in entries:
        told.append((name, max(time, told[-1][1] + _SECOND) if told else time))
    return told


def _by_time(entry: _Entry) -> tuple[datetime, str]:
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


def _written(release: Release) -> int:
    return (release.path / MANIFEST).stat().st_mtime_ns


def _time(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // 10**9, UTC)


def _legible(folder: Path) -> list[_Entry]:
    """Return what the file says; nothing where it cannot be read."""
    try:
        return _noted(folder)
    except ReleaseError:
        return []


def _noted(folder: Path) -> list[_Entry]:
    """Return what the file says, in order of time; nothing where there is none.

    Raises:
        ReleaseError: it cannot be read, or is not as :func:`record` writes it.
    """
    file = folder / HISTORY
    try:
        entries = json.loads(file.read_text("utf-8"))
        told = [(str(e["release"]), datetime.fromisoformat(e["published"])) for e in entries]
        return sorted(((name, time.astimezone(UTC)) for name, time in told), key=_by_time)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise ReleaseError(
            f"{file}: cannot be read ({reason}), and to write it anew would change when earlier "
            "releases were published; restore it, or remove it to have each count from when it "
            "was written"
        ) from error
