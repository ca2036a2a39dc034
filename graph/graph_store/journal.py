"""What was loaded into a store, and what a load under way can be undone with.

Kept beside the releases, in ``published/`` by store: which graphs hold what, and, while a load is
under way, what each graph that it has touched held before.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = "published"
_STATE: Final = "state.json"
_BEFORE: Final = "before"
_DONE: Final = "done"
_LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one store.

    Attributes:
        folder: where it lies.
        url: of the store.
    """

    folder: Path
    url: str

    @classmethod
    def of(cls, data: Path, url: str) -> Journal:
        """Return the journal of the store ``url`` in the folder of releases ``data``."""
        return cls(data / FOLDER / hashlib.sha256(url.encode()).hexdigest()[:16], url)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the journal for one load at a time.

        Raises:
            ReleaseError: another load is at work, or the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / _LOCK).open("w")
        except OSError as error:
            raise ReleaseError(f"{self.folder}: cannot be written ({error.strerror})") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ReleaseError(
                    f"another load into {self.url} is at work; wait for it to end"
                ) from error
            yield

    def loaded(self) -> dict[str, str]:
        """Return the graphs that were loaded, each with the mark that was noted for it."""
        try:
            state = json.loads((self.folder / _STATE).read_bytes())
            return {str(graph): str(sha256) for graph, sha256 in state["graphs"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise ReleaseError(
                f"{self.folder / _STATE}: cannot be read; remove it to load everything anew"
            ) from error

    def note(self, loaded: dict[str, str]) -> None:
        """Note what is loaded now: graphs, each with a mark that tells what it holds."""
        state = {"store": self.url, "graphs": loaded}
        self._write(self.folder / _STATE, json.dumps(state, indent=1).encode())

    @property
    def under_way(self) -> bool:
        """Whether a load has begun and not ended."""
        return (self.folder / _BEFORE).is_dir()

    def knows(self, graph: str) -> bool:
        """Whether it is noted what ``graph`` held before the load under way."""
        return self._place(graph).is_file()

    def save(self, graph: str, mark: str | None, content: bytes | None) -> None:
        """Note what a graph held before the load under way.

        Args:
            graph: its IRI.
            mark: of what we loaded there before; ``None`` if we did not.
            content: as N-Triples; ``None`` if it was not there.
        """
        head = {"graph": graph, "mark": mark, "present": content is not None}
        self._write(self._place(graph), json.dumps(head).encode() + b"\n" + (content or b""))

    def saved(self) -> Iterator[tuple[str, str | None, bytes | None]]:
        """Return what was saved: graph, mark and content, as for :meth:`save`."""
        for path in sorted((self.folder / _BEFORE).glob("*.nt")):
            line, _, content = path.read_bytes().partition(b"\n")
            head = json.loads(line)
            yield head["graph"], head["mark"], content if head["present"] else None

    def close(self) -> None:
        """End the load under way, if any, in one step: it can no longer be undone.

        Raises:
            ReleaseError: the folder cannot be written.
        """
        done = self.folder / _DONE
        shutil.rmtree(done, ignore_errors=True)  # left by one that was killed here
        try:
            if self.under_way:
                (self.folder / _BEFORE).rename(done)
        except OSError as error:
            raise ReleaseError(f"{self.folder}: cannot be written ({error.strerror})") from error
        shutil.rmtree(done, ignore_errors=True)

    def _place(self, graph: str) -> Path:
        return self.folder / _BEFORE / f"{hashlib.sha256(graph.encode()).hexdigest()}.nt"

    def _write(self, path: Path, content: bytes) -> None:
        unfinished = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content)
            unfinished.replace(path)
        except OSError as error:
            raise ReleaseError(f"{path}: cannot be written ({error.strerror})") from error
