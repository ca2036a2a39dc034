"""The asking side of the process that draws."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import IO, Any, Final, cast

from .frames import DRAWN, HEAD

PATIENCE: Final = 10.0
"""Seconds that a picture may take, the start of the process included; more is no picture."""

PAUSE: Final = 60.0
"""Seconds without drawing after the process failed: pages need not wait for it one by one."""

KEPT: Final = 2048
"""Charts that are kept: a first page's are asked for by every kind of reader, and pages share
axes. Most have a few kilobytes."""

IMAGES: Final = 3
"""Images that may be in line; whoever asks for more is told to come back."""

Specification = Mapping[str, Any]
"""A chart in Vega-Lite."""


class DrawingError(Exception):
    """A picture cannot be drawn."""


class BusyError(DrawingError):
    """As many images are in line as may be."""


class Renderer:
    """Draws charts, one at a time, in a process that is started for the first.

    An image takes ten times as long as a chart, and robots ask for thousands. So only one image at
    a time is in line with charts: a page waits for one at most.

    If the process fails, nothing is drawn for :data:`PAUSE` seconds; then another is started.

    Args:
        command: starts the process.
    """

    def __init__(
        # -P: nothing in the folder that the service was started from is run.
        self,
        command: tuple[str, ...] = (sys.executable, "-P", "-m", "akkoord.app.drawing"),
    ) -> None:
        self._command = command
        self._drawn = lru_cache(KEPT)(self._draw)
        self._drawing = threading.RLock()
        self._imaging = threading.Lock()
        self._images = threading.BoundedSemaphore(IMAGES)
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping: Callable[[], object] | None = None
        self._paused_until = 0.0

    def svg(self, charts: Sequence[Specification], locale: str) -> tuple[str, ...]:
        """Return charts as SVG documents.

        Args:
            charts: their specifications.
            locale: name of the D3 locale by which their numbers and times are written.

        Raises:
            DrawingError: Vega cannot draw one of them, or the process that draws has failed.
        """
        asked = [json.dumps({"chart": each, "locale": locale}) for each in charts]
        with self._drawing:  # until the last is drawn: no image comes between
            return tuple(self._drawn(each).decode() for each in asked)

    def png(self, chart: Specification, locale: str) -> bytes:
        """Return a chart as a PNG image.

        Args:
            chart: its specification.
            locale: as for :meth:`svg`.

        Raises:
            BusyError: :data:`IMAGES` are in line.
            DrawingError: Vega cannot draw it, or the process that draws has failed.
        """
        if not self._images.acquire(blocking=False):
            raise BusyError("too many images are asked for at once")
        try:
            with self._imaging:
                return self._draw(json.dumps({"image": chart, "locale": locale}))
        finally:
            self._images.release()

    def _draw(self, asked: str) -> bytes:
        with self._drawing:
            kind, content = self._answer(asked.encode() + b"\n")
        if kind != DRAWN:
            raise DrawingError(content.decode())
        return content

    def _answer(self, line: bytes) -> tuple[int, bytes]:
        if time.monotonic() < self._paused_until:
            raise DrawingError("the process that draws failed less than a minute ago")
        try:
            return _exchange(self._running(), line)
        except (OSError, struct.error) as error:
            self._stop()
            self._paused_until = time.monotonic() + PAUSE
            raise DrawingError("the process that draws cannot start, ended, or hangs") from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        # In a group of its own: an interrupt from a terminal is for the service alone.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        self._stopping = weakref.finalize(self, _end, self._process)
        return self._process

    def _stop(self) -> None:
        """End the process, if there is one, and close its pipes, also if it is gone already."""
        if self._stopping is not None:
            self._stopping()
        self._process = self._stopping = None


def _exchange(process: subprocess.Popen[bytes], line: bytes) -> tuple[int, bytes]:
    """Return the kind and content of the answer to one request.

    Raises:
        OSError: the process is gone.
        struct.error: it said nothing more.
    """
    requests, pictures = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    late = threading.Timer(PATIENCE, process.kill)
    late.start()
    try:
        requests.write(line)
        requests.flush()
        kind, length = HEAD.unpack(pictures.read(HEAD.size))
        content = pictures.read(length)
    finally:
        late.cancel()
    if len(content) < length:
        raise BrokenPipeError
    return kind, content


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
