"""Where the parts of a release lie, and which release is current.

A folder of releases holds ``releases/{id}/`` for each release, the link ``current`` to the one
that is served, and ``cache/`` with the work that the next build need not do again. A release's
folder never changes once it has its name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..configuration import DEFAULT_LICENCE
from ..errors import ReleaseError

CURRENT: Final = "current"
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

REPORT_MARK: Final = "/id/report/"
"""What the name of a graph holds if it is a report's."""


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


def report_file(iri: str) -> str:
    """Return the path, within a release, of the Turtle file of the report ``iri``."""
    domain, number = iri.rsplit("/", 2)[1:]
    return f"{REPORTS}/{domain}/{number}.ttl"


def graph_file(iri: str) -> str:
    """Return the path, within a release, of the Turtle file of a graph that is no report's."""
    name = iri.rpartition("/id/graph/")[2] if "/id/graph/" in iri else iri.rpartition("/")[2]
    return f"{GRAPHS}/{name}.ttl"


def turtle_of(iri: str) -> str:
    """Return the path, within a release, of the Turtle file of a named graph."""
    return report_file(iri) if REPORT_MARK in iri else graph_file(iri)


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
