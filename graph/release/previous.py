"""The last release as a store of bytes: which stretch of which of its files holds what.

What is copied from there is checked on the way against the CRC-32 that it had when it was
written, so a file that was damaged or changed since is noticed, and nothing of it is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from . import cache
from .layout import checksums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from .layout import Release


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a release, as it was written.

    Attributes:
        sha256: of all of it, lower-case hexadecimal.
        keys: of its stretches, in order.
        ends: where each ends, in bytes from the beginning.
        checks: CRC-32 of the file up to each of these ends.
    """

    sha256: str
    keys: tuple[str, ...]
    ends: tuple[int, ...]
    checks: tuple[int, ...]

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self.ends[-1] if self.ends else 0

    @property
    def check(self) -> int:
        """CRC-32 of the whole."""
        return self.checks[-1] if self.checks else 0

    def start(self, index: int) -> int:
        """Return where the stretch ``index`` begins."""
        return self.ends[index - 1] if index else 0


@dataclass(frozen=True, slots=True)
class Run:
    """Stretches that follow one another, in a new file as in an old one.

    Attributes:
        first: index of the first in the new file.
        count: how many.
        old: index of the first in the old file; ``None`` where they are not in it.
    """

    first: int
    count: int
    old: int | None


@dataclass(frozen=True, slots=True)
class Previous:
    """A release that was built here before.

    Attributes:
        folder: where it lies.
        files: its files by path within it.
    """

    folder: Path
    files: Mapping[str, Written] = field(default_factory=dict)

    def beside(self, name: str, content: bytes, other: str) -> bytes | None:
        """Return the file ``other``, which was made from ``name``, if that held ``content``.

        ``None`` where it held something else, or where ``other`` is not what it was any more.
        """
        old, made = self.files.get(name), self.files.get(other)
        if old is None or made is None or old.sha256 != sha256(content).hexdigest():
            return None
        try:
            found = (self.folder / other).read_bytes()
        except OSError:
            return None
        return found if sha256(found).hexdigest() == made.sha256 else None


def remember(entries: Path, release: Release, files: Mapping[str, Written]) -> str:
    """Keep what a release is made of, for the next build; return the entry's name.

    Args:
        entries: folder of the cache.
        release: as it lies on disk; it may be older than the draft.
        files: of the draft. One that a library packed otherwise than it is in the release has no
            place there.

    Raises:
        ReleaseError: the disk is full or cannot be written.
        OSError: the release's checksums cannot be read.
    """
    name = entry_name(release.id)
    sums = checksums(release.path)
    told = {
        each: [f.sha256, f.keys, f.ends, f.checks]
        for each, f in files.items()
        if sums.get(each) == f.sha256
    }
    cache.store(entries, name, json.dumps(told).encode())
    return name


def recalled(entries: Path, current: Path) -> Previous:
    """Return the release that a link leads to as this program built it; else one without files."""
    folder = current.resolve()
    content = cache.load(entries, entry_name(folder.name))
    try:
        told = json.loads(content or b"{}").items()
        files = {
            name: Written(sha256, tuple(keys), tuple(ends), tuple(checks))
            for name, (sha256, keys, ends, checks) in told
        }
    except (AttributeError, TypeError, ValueError):
        files = {}
    return Previous(folder, files)


def entry_name(release: str) -> str:
    """Return the name of the cache entry that tells what a release is made of."""
    return cache.key(b"release", release.encode())


def runs(keys: Sequence[str], old: Written | None) -> Iterator[Run]:
    """Part the stretches of a new file into runs, as long as the old file allows."""
    found = list(_places(keys, old.keys if old else ()))
    first = 0
    for i in range(1, len(keys) + 1):
        before, begun = found[i - 1], found[first]
        goes_on = None if before is None else before + 1
        if i == len(keys) or found[i] != goes_on:
            yield Run(first, i - first, begun)
            first = i


def _places(keys: Iterable[str], known: Sequence[str]) -> Iterator[int | None]:
    """Yield where an old file has each of the stretches of a new one.

    What stands in several places, such as a closing bracket, is sought first where it should be
    if one stretch was added or replaced before it.
    """
    places = {key: i for i, key in reversed([*enumerate(known)])}
    likely = 0
    for key in keys:
        near = (at for at in (likely, likely + 1) if known[at : at + 1] == (key,))
        found = next(near, places.get(key))
        yield found
        likely = likely if found is None else found + 1
