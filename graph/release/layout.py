"""Where the parts of a release lie, and which release is current.

A folder of releases holds ``releases/{id}/`` for each release, the link ``current`` to the one
that is served, and ``cache/`` with the work that the next build need not do again. A release's
folder never changes once it has its name.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..configuration import DEFAULT_LICENCE
from ..errors import ReleaseError, UsageError

CURRENT: Final = "current"
PREVIOUS: Final = "previous"
RELEASES: Final = "releases"
CACHE: Final = "cache"
LOCK: Final = ".lock"

NAME: Final = "regeerakkoord"
CHECKSUMS: Final = "SHA256SUMS"
FINDINGS: Final = "findings.json"
MANIFEST: Final = "release.json"
REPORTS: Final = "reports"
GRAPHS: Final = "graphs"
SEARCH: Final = "search.sqlite"


@dataclass(frozen=True, slots=True)
class Release:
    """One release on disk.

    Attributes:
        id: 16 hexadecimal digits, derived from the content.
        base: the IRI under which its things are named; ends in a slash.
        path: its folder, links resolved, so that it stays the same when ``current`` moves.
        licence: IRI of the licence of its dataset.
    """

    id: str
    base: str
    path: Path
    licence: str = DEFAULT_LICENCE

    def file(self, extension: str) -> Path:
        """Return the path of the whole dataset in one serialisation, such as ``nq``."""
        return self.path / f"{NAME}.{extension}"


def open_release(path: Path) -> Release:
    """Return the release in the folder ``path``.

    Raises:
        ReleaseError: the folder is missing or is no release.
    """
    try:
        resolved = path.resolve(strict=True)
        manifest = json.loads((resolved / MANIFEST).read_text("utf-8"))
        return Release(
            manifest["id"],
            manifest["base"],
            resolved,
            manifest.get("licence", DEFAULT_LICENCE),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{MANIFEST} is damaged"
        raise ReleaseError(
            f"{path}: no release to be read here ({reason}); run “akkoord build --out "
            f"{path.parent}” first, or point --data at a folder that a build wrote"
        ) from error


def current_release(data: Path) -> Release:
    """Return the release that is current in the folder of releases ``data``.

    Raises:
        ReleaseError: no build has succeeded there yet.
    """
    return open_release(data / CURRENT)


def checksums(release: Path) -> dict[str, str]:
    """Return the SHA-256 digests of a release's files, by name; the format is ``sha256sum``'s.

    Args:
        release: the release's folder.

    Raises:
        OSError: they cannot be read.
        ValueError: a line is not a digest and a name.
    """
    lines = (release / CHECKSUMS).read_text("utf-8").splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {name.removeprefix("*").removeprefix("./"): digest for digest, name in pairs}


def releases(data: Path) -> tuple[Release, ...]:
    """Return the releases in the folder of releases ``data``, the one written last first.

    Raises:
        ReleaseError: there is no such folder, or one of its releases is damaged.
    """
    try:
        folders = [each for each in (data / RELEASES).iterdir() if (each / MANIFEST).is_file()]
    except OSError as error:
        raise ReleaseError(
            f"{data}: no folder of releases ({error.strerror}); run “akkoord build --out {data}”"
        ) from error
    written = sorted(folders, key=lambda each: (each.stat().st_mtime_ns, each.name), reverse=True)
    return tuple(map(open_release, written))


def named_release(data: Path, name: str) -> Release:
    """Return the release that a person names.

    Args:
        data: the folder of releases.
        name: its identifier or the beginning of it; ``current``; ``previous`` for the one of the
            others that was written last; or the path of its folder.

    Raises:
        UsageError: no release is called that, or several are; the message lists them.
        ReleaseError: there is no folder of releases, or the release is damaged.
    """
    if "/" in name or os.sep in name:
        return open_release(Path(name))
    if name == CURRENT:
        return current_release(data)
    known = releases(data)
    if name == PREVIOUS:
        current = current_release(data).id
        found = [each for each in known if each.id != current][:1]
    else:
        found = [each for each in known if each.id.startswith(name)]
    if len(found) != 1 or not name:
        listed = "".join(f"\n  {each.id}" for each in known)
        raise UsageError(
            f"{data}: {'several releases' if found else 'no release'} "
            f"of the name {name!r}; there is:{listed}"
        )
    return found[0]
