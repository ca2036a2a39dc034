"""Fetched reports on disk, with the sums by which anybody can check them.

``SHA256SUMS`` is what ``sha256sum --check`` reads; ``fetched.json`` tells where the files come
from. A file that is there with the right content is left alone; one that an earlier fetch wrote
is replaced, or removed where the commit no longer holds it. Nothing else in the folder is touched:
what somebody changed there is left as it is, and told.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from ..errors import SourceError
from ..revisions import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .repository import Repository
    from .tree import Entry

SUMS: Final = "SHA256SUMS"


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


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a folder.

    Attributes:
        files: what the commit holds, in order of path.
        removed: paths of files of an earlier fetch that it does not hold.
        edited: paths of files that were changed since they were fetched, and left as they are.
    """

    files: tuple[Kept, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]


def written(
    out: Path,
    repository: Repository,
    entries: Sequence[Entry],
    progress: Callable[[str, int, int], None],
) -> Written:
    """Write what ``entries`` name, and remove what an earlier fetch wrote beside it.

    Raises:
        SourceError: the folder cannot be written, or a link in it leads out.
    """
    earlier = _recorded(out)
    kept, edited = [], []
    try:
        for done, entry in enumerate(entries, 1):
            content, is_there = _written(out, repository, entry, earlier.pop(entry.path, ""))
            kept.append(Kept(entry.path, len(content), _sha256(content)))
            if not is_there:
                edited.append(entry.path)
            progress("write", done, len(entries))
        obsolete = [path for path in sorted(earlier) if _inside(out, path).is_file()]
        removed = [path for path in obsolete if _removed(out / path, earlier[path])]
    except OSError as error:
        raise SourceError(
            f"{error.filename or out}: cannot be written ({error.strerror}); make room or choose "
            "another --out, then run the same command again to go on"
        ) from error
    edited += [path for path in obsolete if path not in removed]
    return Written(tuple(kept), tuple(removed), tuple(edited))


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


def _written(out: Path, repository: Repository, entry: Entry, recorded: str) -> tuple[bytes, bool]:
    """Write a file, unless somebody changed the one that is there.

    Args:
        out: the folder.
        repository: which has the content.
        entry: what to write.
        recorded: SHA-256 of what an earlier fetch wrote there; empty where none did.

    Returns:
        The content, and whether the file has it now.
    """
    target = _inside(out, entry.path)
    there = target.read_bytes() if target.is_file() else None
    name = _object_name(there, entry) if there is not None else ""
    if there is not None and name == entry.name:
        return there, True
    content = repository.content(entry)
    # What git knows was published; a fetch that was interrupted wrote it, but no record.
    if there is not None and _sha256(there) != recorded and not repository.knows(name):
        return content, False
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, content)
    return content, True


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


def _recorded(out: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that an earlier fetch wrote, by its path."""
    try:
        files = json.loads((out / MANIFEST).read_bytes())["files"]
        told = {str(each["path"]): str(each["sha256"]) for each in files}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {path: sha256 for path, sha256 in told.items() if ".." not in path.split("/")}


def _removed(path: Path, recorded: str) -> bool:
    """Remove a file if it is as it was fetched, and return whether it was."""
    is_fetched = _sha256(path.read_bytes()) == recorded
    if is_fetched:
        path.unlink()
    return is_fetched


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _replace(target: Path, content: bytes) -> None:
    unfinished = target.with_name(f".{target.name[:100]}.part")
    unfinished.write_bytes(content)
    unfinished.replace(target)
