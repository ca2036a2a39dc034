"""The request log: a line of JSON for each request, on standard error.

A query is told by its hash, and no line says who asked, unless that was wanted when serving
began. Lines are gathered and written together a few times a second, by a thread, so that writing
costs a request next to nothing, and a reader of the log that stalls holds nobody up.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from functools import lru_cache
from typing import IO

from .exchange import Exchange

_EVERY = 0.25
"""Seconds between writes."""

_MOST = 20_000
"""Lines that wait while the log is not being read; further ones are counted, not kept."""


@lru_cache(maxsize=256)
def _escaped(text: str) -> str:
    return json.dumps(text)


class Journal:
    """Writes the request log.

    Args:
        stream: where lines go; standard error by default.
        clients: whether lines name the client's address.
    """

    def __init__(self, stream: IO[str] | None = None, *, clients: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._clients = clients
        self._lines: list[str] = []
        self._lost = 0
        self._busy = False
        self._writing: asyncio.Task[None] | None = None

    def note(self, exchange: Exchange, seconds: float) -> None:
        """Note one request that took ``seconds``."""
        # What a client chooses, method and path, is escaped; the rest is ours.
        client = f',"client":{json.dumps(exchange.client)}' if self._clients else ""
        self._lines.append(
            f'{{"time":{time.time():.3f},"method":{_escaped(exchange.method[:20])},'
            f'"path":{_escaped(exchange.path[:200])},"status":{exchange.status},'
            f'"seconds":{seconds:.4f},"bytes":{exchange.size},"kind":"{exchange.kind}",'
            f'"query":"{exchange.digest}","source":"{exchange.source}",'
            f'"problem":"{exchange.problem}"{client}}}\n'
        )
        if len(self._lines) > _MOST:
            self._lost += 1
            self._lines.pop()
        elif self._writing is None:
            self._writing = asyncio.create_task(self._write_soon())

    def flush(self) -> None:
        """Write what has gathered: the service stops. What cannot be written by now is lost."""
        if not self._busy:
            self._write(self._taken())

    async def _write_soon(self) -> None:
        await asyncio.sleep(_EVERY)
        self._busy = True
        try:
            await asyncio.to_thread(self._write, self._taken())
        finally:
            self._busy = False
            self._writing = asyncio.create_task(self._write_soon()) if self._lines else None

    def _taken(self) -> str:
        lines, self._lines = self._lines, []
        if self._lost:
            lines.append(f'{{"lost":{self._lost}}}\n')
            self._lost = 0
        return "".join(lines)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
