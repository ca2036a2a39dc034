"""Fetched reports on disk, with the sums by which anybody can check them.

``SHA256SUMS`` is what ``sha256sum --check`` reads; ``fetched.json`` tells where the files come
from. A file that is there with the right content is left alone; one that an earlier fetch wrote
and the commit no longer holds is removed; nothing else in the folder is touched.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from ..errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from .repository import Repository
    from .tree import Entry

SUMS: Final = "SHA256SUMS"
MANIFEST: Final = "fetched.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """One report on disk.

    Attributes:
        path: within the folder, with slashes.
        size: in bytes.
        sha256: of its bytes, in lower-case hexadecimal.
    """

    path: str
    size: int
    sha256: str


def written(
    out: Path,
    repository: Repository,
    entries: Sequence[Entry],
    progress: Callable[[str, int, int], None],
) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """Write what ``entries`` name, and remove what an earlier fetch wrote beside it.

    Returns:
        The files, and the paths of those that were removed.

    Raises:
        SourceError: the folder cannot be written, or a link in it leads out.
    """
    kept = []
    try:
        for done, entry in enumerate(entries, 1):
            kept.append(_written(out, repository, entry))
            progress("write", done, len(entries))
        removed = tuple(_removed(out, {each.path for each in kept}))
    except OSError as error:
        raise SourceError(
            f"{error.filename or out}: cannot be written ({error.strerror}); make room or choose "
            "another --out, then run the same command again to go on"
        ) from error
    return tuple(kept), removed


def record(out: Path, files: Sequence[Kept], url: str, commit: str) -> None:
    """Write what was fetched, and from where; last, so that it tells of whole files only.

    Raises:
        SourceError: the folder cannot be written.
    """
    sums = "".join(f"{each.sha256}  {each.path}\n" for each in files)
    told = {"url": url, "commit": commit, "files": [asdict(each) for each in files]}
    try:
        _replace(out / SUMS, sums.encode())
        _replace(out / MANIFEST, f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode())
    except OSError as error:
        raise SourceError(f"{out}: cannot be written ({error.strerror})") from error


def _written(out: Path, repository: Repository, entry: Entry) -> Kept:
    target = _inside(out, entry.path)
    content = target.read_bytes() if target.is_file() else b""
    if not target.is_file() or _object_name(content, entry) != entry.name:
        content = repository.content(entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)
    return Kept(entry.path, len(content), hashlib.sha256(content).hexdigest())


def _inside(out: Path, path: str) -> Path:
    """Return where a file goes, unless a link in the folder would take it elsewhere."""
    target = out / path
    if target.is_symlink() or not target.parent.resolve().is_relative_to(out.resolve()):
        raise SourceError(f"{target}: is, or lies behind, a symbolic link; remove that first")
    return target


def _object_name(content: bytes, entry: Entry) -> str:
    """Return the hash under which git would store ``content``."""
    algorithm = "sha1" if len(entry.name) == hashlib.sha1(b"").digest_size * 2 else "sha256"  # noqa: S324
    return hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()


def _removed(out: Path, kept: Iterable[str]) -> list[str]:
    try:
        earlier = json.loads((out / MANIFEST).read_bytes())["files"]
        paths = {str(each["path"]) for each in earlier} - set(kept)
    except (OSError, ValueError, KeyError, TypeError):
        return []
    removed = []
    for path in sorted(paths):
        if ".." not in path.split("/") and _inside(out, path).is_file():
            (out / path).unlink()
            removed.append(path)
    return removed


def _replace(target: Path, content: bytes) -> None:
    unfinished = target.with_name(f".{target.name[:100]}.part")
    unfinished.write_bytes(content)
    unfinished.replace(target)
