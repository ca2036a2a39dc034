"""Endpoints on the data of W3C's tests; only the network is left out."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from akkoord.app.exchange import Exchange
from akkoord.app.sparql.answers import Answers
from akkoord.app.sparql.endpoint import SparqlEndpoint
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.pool import Pool
from akkoord.app.sparql.problems import Problem
from akkoord.app.sparql.responses import send_problem
from akkoord.graph.release.layout import open_release


@dataclass
class Response:
    """The client's end: what was sent to it."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""

    def respond(self, status: int, lines: bytes, body: bytes) -> None:
        self.start(status, lines, len(body))
        self.body = body

    def start(self, status: int, lines: bytes, length: int | None) -> None:
        self.status = status
        self.headers = dict(tuple(line.split(b": ", 1)) for line in lines.splitlines())

    async def send(self, message: Any) -> None:
        self.body += message["body"]

    def end_with_client(self) -> None:
        """Stay."""


class Endpoint:
    """Endpoints on the data of tests, each on a pool of its own, kept for the next test."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._loop = asyncio.new_event_loop()
        self._pools: dict[str, tuple[Pool, SparqlEndpoint]] = {}

    def ask(
        self,
        content: tuple[str, dict[str, str], str],
        method: str = "POST",
        query_string: bytes = b"",
        headers: tuple[tuple[bytes, bytes], ...] = (),
        body: bytes = b"",
    ) -> Response:
        """Send a request to an endpoint that serves ``content``: triples, graphs, base."""
        scope = {"method": method, "query_string": query_string, "headers": list(headers)}
        return self._loop.run_until_complete(self._ask(content, scope, body))

    async def _ask(self, content: Any, scope: dict[str, Any], body: bytes) -> Response:
        response = Response()

        request = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            if not request:
                await asyncio.Event().wait()  # the client stays and says no more
            return request.pop()

        exchange = Exchange(scope["method"], "/sparql", response)
        endpoint = await self._endpoint(content)
        try:
            answering = endpoint.answer(scope, receive, exchange)
            if answering is not None:
                await answering
        except Problem as problem:
            send_problem(problem, exchange)
        return response

    async def _endpoint(self, content: tuple[str, dict[str, str], str]) -> SparqlEndpoint:
        key = hashlib.sha256(repr(content).encode()).hexdigest()[:16]
        if key not in self._pools:
            release = open_release(self._written(key, *content))
            limits = Limits(workers=1, seconds=60)
            pool = await Pool.start(release, limits)
            answers = Answers(lambda: pool, limits)

            async def nothing(*_: Any) -> None:
                raise AssertionError("no query")

            self._pools[key] = (pool, SparqlEndpoint(answers, nothing, nothing))
            if len(self._pools) > 3:
                old, _ = self._pools.pop(next(iter(self._pools)))
                await old.close()
        return self._pools[key][1]

    def _written(self, key: str, triples: str, graphs: dict[str, str], base: str) -> Path:
        folder = self._scratch / key
        folder.mkdir()
        quads = [
            f"{line.rstrip()[:-1]} <{graph}> .\n"
            for graph, lines in graphs.items()
            for line in lines.splitlines()
        ]
        files = {
            "regeerakkoord.nt": triples,
            "regeerakkoord.nq": "".join(quads),
            "release.json": json.dumps({"id": key, "base": base}),
        }
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
        sums = (f"{hashlib.sha256(files[n].encode()).hexdigest()}  {n}\n" for n in files)
        (folder / "SHA256SUMS").write_text("".join(sums))
        return folder

    def close(self) -> None:
        for pool, _ in self._pools.values():
            self._loop.run_until_complete(pool.close())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    made = Endpoint(tmp_path_factory.mktemp("w3c"))
    yield made
    made.close()
