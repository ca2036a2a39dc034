"""Follows ``DIR/current``: loads a new release beside the one being served, then swaps.

The old engine keeps answering until the new one has answered a query; requests begun on it end
on it. A release that cannot be loaded, or one file of which is damaged, is refused, which the log
tells once, and changes nothing; it is looked at again now and then. The first release is served as
soon as what is loaded of it was checked; its other files are read right after.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.integrity import Inspection, Sound, inspected
from akkoord.graph.release.layout import CHECKSUMS, CURRENT, Release, current_release

from .engine import Engine
from .problems import Kind, Problem, retry_after

log = logging.getLogger(__name__)

INTERVAL = 0.5
"""Seconds between looks at the link."""

RETRY = 5.0
"""Seconds after which a release that was refused is looked at again: it may have been repaired."""

_SHOWN = 5
"""Damaged files that are named in the log."""

PATIENCE = 5.0
"""Seconds that queries under way have when the service stops."""


class Switch:
    """Holds the engine of the release that is served.

    Args:
        data: the folder of releases.
        start: starts an engine on a release; raises ReleaseError if that cannot be served.

    Attributes:
        intact: whether all files of the release served are what was written; ``None`` until that
            is known.
        swaps: how often another release came to be served, which may be an earlier one.
    """

    def __init__(self, data: Path, start: Callable[[Release], Awaitable[Engine]]) -> None:
        self._data = data
        self._start = start
        self.intact: bool | None = None
        self.swaps = 0
        self._sound: frozenset[Sound] = frozenset()
        self._engine: Engine | None = None
        self._seen: object = None
        self._following: asyncio.Task[None] | None = None
        self._closing: dict[asyncio.Task[None], Engine] = {}
        self._swapped = asyncio.Event()

    @property
    def engine(self) -> Engine:
        """The engine of the release served now.

        Raises:
            Problem: there is none yet, or no more.
        """
        if self._engine is None:
            raise Problem(Kind.NOT_READY, "Try again in a moment.", retry_after(1))
        return self._engine

    @property
    def ready(self) -> bool:
        """Whether queries are being answered."""
        return self._engine is not None and self._engine.ready

    @property
    def release_id(self) -> str:
        """The id of the release served now; empty for none."""
        return self._engine.release.id if self._engine is not None else ""

    @property
    def edition(self) -> str:
        """The release served, and which time: what is told of it tells when that began."""
        return f"{self.release_id}/{self.swaps}" if self._engine is not None else ""

    async def begin(self) -> None:
        """Serve the current release, and follow the link from now on.

        Raises:
            ReleaseError: there is no release, or it cannot be served.
        """
        self._seen = self._look()
        self._engine = await self._start(current_release(self._data))
        self._following = asyncio.get_running_loop().create_task(self._follow())

    async def swapped(self, engine: Engine) -> None:
        """Return once another engine than ``engine`` answers: at once, if one does already."""
        while self._engine is engine:
            await self._swapped.wait()

    def cut(self) -> None:
        """End all queries, on all engines: the service stops."""
        engines = [*self._closing.values(), *([self._engine] if self._engine else [])]
        for engine in engines:
            engine.cut()

    async def close(self) -> None:
        """Stop following, and stop all engines; queries under way have a moment to end."""
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._following
        if self._engine is not None:
            engine, self._engine = self._engine, None
            self._retire(engine)
        if self._closing:
            await asyncio.wait(self._closing, timeout=PATIENCE)

    async def _follow(self) -> None:
        await self._inspect_first(self.engine.release)
        refused, again = "", math.inf
        while True:
            await asyncio.sleep(INTERVAL)
            seen = self._look()
            if seen == self._seen and time.monotonic() < again:
                continue
            self._seen, again = seen, math.inf
            if seen is None:
                continue
            try:
                await self._swap(current_release(self._data))
            except Exception as error:
                again = time.monotonic() + RETRY
                if str(error) != refused:
                    expected = isinstance(error, ReleaseError | OSError)
                    log.error(
                        "the new release is refused, the old one stays: %s",
                        error,
                        exc_info=not expected,
                    )
                refused = str(error)

    async def _inspect_first(self, release: Release) -> None:
        found = await self._inspected(release)
        self.intact = not found.damaged
        self._sound = found.sound
        if found.damaged:
            log.error("release %s is served as it is, and %s", release.id, _told(found))

    async def _swap(self, release: Release) -> None:
        old = self.engine
        if release == old.release:
            return
        found = await self._inspected(release)
        self._sound |= found.sound
        if found.damaged:
            raise ReleaseError(f"{release.path}: {_told(found)}")
        self._engine = await self._start(release)
        self.swaps += 1
        self.intact, self._sound = True, found.sound
        log.info("release %s is served instead of %s", release.id, old.release.id)
        self._swapped.set()
        self._swapped = asyncio.Event()
        self._retire(old)

    async def _inspected(self, release: Release) -> Inspection:
        """Read the release's files, in a thread that seldom needs the interpreter."""
        return await asyncio.to_thread(inspected, release.path, self._sound)

    def _retire(self, engine: Engine) -> None:
        task = asyncio.get_running_loop().create_task(engine.close())
        self._closing[task] = engine
        task.add_done_callback(self._closing.pop)

    def _look(self) -> object:
        """Return what changes when another release becomes current; ``None`` for nothing."""
        try:
            path = (self._data / CURRENT).resolve(strict=True)
            status = path.stat()
        except OSError:
            return None
        return path, status.st_ino, status.st_mtime_ns


def _told(found: Inspection) -> str:
    shown = ", ".join(found.damaged[:_SHOWN]) + (", …" if len(found.damaged) > _SHOWN else "")
    return f"{len(found.damaged)} of its files are not what {CHECKSUMS} says ({shown}); build again"
