"""The request log: a line of JSON for each request, on standard error.

A query is told by its hash, and no line says who asked, unless that was wanted when serving
began. Lines are gathered and written together a few times a second, so that writing costs a
request next to nothing.
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
        if len(self._lines) == 1:
            asyncio.get_running_loop().call_later(_EVERY, self.flush)

    def flush(self) -> None:
        """Write what has gathered."""
        lines, self._lines = self._lines, []
        self._stream.write("".join(lines))
        self._stream.flush()
