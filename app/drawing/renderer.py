"""The asking side of the process that draws."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import IO, Any, Final, cast

from .frames import DRAWN, HEAD

PATIENCE: Final = 10.0
"""Seconds that a picture may take, the start of the process included; more is no picture."""

KEPT: Final = 128
"""Requests whose pictures are kept: a first page's are asked for by every kind of reader."""

Specification = Mapping[str, Any]
"""A chart in Vega-Lite."""


class DrawingError(Exception):
    """A picture cannot be drawn."""


class Renderer:
    """Draws charts, one at a time, in a process that is started for the first.

    Args:
        command: starts the process.
    """

    def __init__(
        self, command: tuple[str, ...] = (sys.executable, "-m", "akkoord.app.drawing")
    ) -> None:
        self._command = command
        self._drawn = lru_cache(KEPT)(self._draw)
        self._drawing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def svg(self, charts: Sequence[Specification], locale: str) -> tuple[str, ...]:
        """Return charts as SVG documents.

        Args:
            charts: their specifications.
            locale: name of the D3 locale by which their numbers are written.

        Raises:
            DrawingError: Vega cannot draw one of them.
        """
        drawn = self._drawn(json.dumps({"charts": charts, "locale": locale}))
        return tuple(json.loads(drawn))

    def png(self, chart: Specification) -> bytes:
        """Return a chart as a PNG image.

        Args:
            chart: its specification.

        Raises:
            DrawingError: Vega cannot draw it.
        """
        return self._drawn(json.dumps({"image": chart}))

    def _draw(self, asked: str) -> bytes:
        line = asked.encode() + b"\n"
        with self._drawing:
            answer = self._answered(line) or self._answered(line)
        if answer is None:
            raise DrawingError("the process that draws ended")
        kind, content = answer
        if kind != DRAWN:
            raise DrawingError(content.decode())
        return content

    def _answered(self, line: bytes) -> tuple[int, bytes] | None:
        """Return the answer to one request; ``None`` if the process is gone, then or before."""
        process = self._running()
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        try:
            requests, pictures = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            requests.write(line)
            requests.flush()
            kind, length = HEAD.unpack(pictures.read(HEAD.size))
            content = pictures.read(length)
            if len(content) == length:
                return kind, content
        except (OSError, struct.error):
            pass
        finally:
            late.cancel()
        self._end()
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # In a group of its own: an interrupt from a terminal is for the service alone.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
            )
            self._end = weakref.finalize(self, _end, self._process)
        return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
