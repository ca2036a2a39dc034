"""``index.json``: every file of a release with its address, size and checksum, for programs."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .files import DumpFile, listing

if TYPE_CHECKING:
    from pathlib import Path

    from .maker import Maker

INDEX: Final = "index.json"


def every(release: Path, maker: Maker) -> tuple[DumpFile, ...]:
    """Return all files of the release in the folder ``release``, those made on request too.

    Raises:
        ReleaseError: the release is damaged.
    """
    made = chain(maker.files_of_all(release), maker.files_of_whole(release))
    found = {file.name: file for file in chain(listing(release).values(), made)}
    return tuple(found[name] for name in sorted(found))


def index(release: Path, address: str, maker: Maker) -> bytes:
    """Return the index of a release.

    Args:
        release: its folder.
        address: under which its files are, for ever; ends in a slash.
        maker: makes the files that are not on disk.

    Raises:
        ReleaseError: the release is damaged.
    """
    entries = [_entry(file, address) for file in every(release, maker)]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()


def _entry(file: DumpFile, address: str) -> dict[str, object]:
    return {
        "name": file.name,
        "url": f"{address}{quote(file.name)}",
        "size": file.size,
        "sha256": file.sha256 or None,
        "modified": file.day,
        "mediaType": file.media_type.partition(";")[0],
    }
