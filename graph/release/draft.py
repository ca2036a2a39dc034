"""A release while it is being written: a folder without a name, and what it holds so far.

Files are written to a folder of their own; it gets its name when it is whole. A build that is
killed at any moment leaves an unfinished folder, which the next build clears, and never a
half-written release under a name. One that replaces a damaged release may leave that without its
name, which the next build gives back.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import ReleaseError
from .lay import lay, lay_gzip, lay_zstd, site
from .layout import CHECKSUMS, RELEASES, open_release
from .stretch import text
from .write import REPLACED, UNFINISHED, is_whole, settle, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .layout import Release
    from .previous import Previous, Written
    from .stretch import Layout

THREADS: Final = 4
"""What is hashed and written leaves the interpreter's lock; some always wait for the disk."""


class Draft:
    """A release being written; a context manager, which clears what was not finished.

    Files are written in threads.

    Attributes:
        base: the IRI under which its things are named.
        files: written so far, by path within the release; all of them after :meth:`wait`.

    Args:
        out: the folder of releases, held by :func:`.write.exclusive`.
        last: the release built before, from which what it has in common is taken.
        base: the IRI under which its things are named.

    Raises:
        ReleaseError: the disk is full or cannot be written; any method.
    """

    def __init__(self, out: Path, last: Previous, base: str) -> None:
        self._releases = out / RELEASES
        self.base = base
        self.files: dict[str, Written] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._coming: deque[Future[dict[str, Written]]] = deque()
        with self._told():
            self._folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self._releases))
            self._site = site(self._folder, last)

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):  # the next build tries again
            settle(self._releases)

    def clear(self) -> None:
        """Remove what was written so far."""
        self._end()
        with self._told():
            shutil.rmtree(self._folder)
            self._folder.mkdir(mode=0o700)
        self.files.clear()

    def add_dumps(self, layouts: Mapping[str, Layout]) -> None:
        """Begin to write files, and each compressed beside it, with ``.gz`` and ``.zst`` behind."""
        # The longest first: it decides when all are there.
        for name in sorted(layouts, key=self._length, reverse=True):
            self._begin(partial(self._dump, name, layouts[name]))

    def add_tables(self, files: Mapping[str, bytes]) -> None:
        """Begin to write the files of the tables; those in CSV with each compressed beside it."""
        packed = {name: [text(content)] for name, content in files.items() if name[-4:] == ".csv"}
        self.add_dumps(packed)
        self.add({name: content for name, content in files.items() if name not in packed})

    def add_files(self, layouts: Mapping[str, Layout]) -> None:
        """Begin to write files."""
        self._begin(partial(self._plain, layouts))

    def add(self, files: Mapping[str, bytes]) -> None:
        """Begin to write files whose content is at hand."""
        self._begin(partial(self._at_hand, files))

    def wait(self) -> None:
        """Wait until all is written.

        Raises:
            LostError: what was to be copied from the last release is damaged.
        """
        with self._told():
            while self._coming:
                self.files.update(self._coming.popleft().result())

    def _length(self, name: str) -> int:
        """Return the length of the file that the last release has under a name; 0 if none."""
        return known.size if (known := self._site.last.files.get(name)) else 0

    def _begin(self, write: Callable[[], dict[str, Written]]) -> None:
        """Have a thread write files; :meth:`wait` tells what went wrong."""
        self._pool = self._pool or ThreadPoolExecutor(THREADS)
        self._coming.append(self._pool.submit(write))

    def _end(self) -> None:
        """End the threads, whatever they are at."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None
        self._coming.clear()

    def finish(self, identifier: str) -> Release:
        """Add the checksums, and give the release its name; nothing is switched yet.

        A release of that name that stands there whole is left as it is: the name tells the
        content. One that is damaged is moved aside first; :func:`.write.settle` removes it, or
        puts it back where this one could not take its name.
        """
        self.wait()
        target = self._releases / identifier
        if is_whole(target, self._linked_to(target)):
            return open_release(target)
        listing = "".join(f"{file.sha256}  {name}\n" for name, file in sorted(self.files.items()))
        with self._told():
            lay(self._site, CHECKSUMS, [text(listing.encode())])
            self._folder.chmod(0o755)
            folders = {(self._folder / name).parent for name in (*self.files, CHECKSUMS)}
            with ThreadPoolExecutor(THREADS) as pool:  # of which the disk makes one
                list(pool.map(sync_folder, folders))
            if target.exists():
                target.rename(self._releases / f"{REPLACED}{identifier}")
            self._folder.rename(target)
            sync_folder(self._releases)
        return open_release(target)

    def _linked_to(self, release: Path) -> dict[str, str]:
        """Return the SHA-256 of files that a release shares with this one: they were read."""
        shared = {}
        for name, file in self.files.items():
            with suppress(OSError):
                if (self._folder / name).samefile(release / name):
                    shared[name] = file.sha256
        return shared

    def _plain(self, layouts: Mapping[str, Layout]) -> dict[str, Written]:
        return {name: lay(self._site, name, layout) for name, layout in layouts.items()}

    def _at_hand(self, files: Mapping[str, bytes]) -> dict[str, Written]:
        return self._plain({name: [text(content)] for name, content in files.items()})

    def _dump(self, name: str, layout: Layout) -> dict[str, Written]:
        plain = lay(self._site, name, layout)
        packed = lay_gzip(self._site, f"{name}.gz", layout, plain)
        smaller = lay_zstd(self._site, f"{name}.zst", layout)
        return {name: plain, f"{name}.gz": packed, f"{name}.zst": smaller}

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ReleaseError(
                f"{self._releases}: cannot be written ({error.strerror}); what was current still is"
            ) from error
