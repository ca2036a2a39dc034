"""A graph store that fails when it is told to, and small releases to load."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from akkoord.graph import Release
from akkoord.graph.graph_store import Patience
from akkoord.graph.release.assemble import NOTICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HASTY = Patience(timeout=10, tries=2, wait=0.01)
OURS = "https://example.org/graph/"


def quietly(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


@dataclass
class Store:
    """A graph store in memory that can be told to fail.

    Attributes:
        graphs: N-Triples by graph.
        puts: graphs in the order in which they were put.
        refuse: returns the status to refuse a request with, or 0.
        lose: drops a line of what is put into a graph whose name ends so.
    """

    graphs: dict[str, bytes] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)
    refuse: Callable[[str, str], int] = lambda _method, _graph: 0
    lose: str = "none"

    def answer(self, method: str, graph: str, body: bytes) -> tuple[int, bytes]:
        if status := self.refuse(method, graph):
            return status, b""
        if method == "PUT":
            self.puts.append(graph)
            kept = body.splitlines(keepends=True)
            self.graphs[graph] = b"".join(kept[1:] if graph.endswith(self.lose) else kept)
            return 204, b""
        if graph not in self.graphs:
            return 404, b""
        if method == "DELETE":
            del self.graphs[graph]
            return 204, b""
        return 200, self.graphs[graph]


@contextmanager
def served(store: Store) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            graph = parse_qs(urlsplit(self.path).query)["graph"][0]
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, content = store.answer(self.command, graph, body)
            self.send_response(status)
            self.send_header("content-type", "application/n-triples")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = respond  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/store?version=1"
        finally:
            server.shutdown()


def release_of(folder: Path, graphs: dict[str, int]) -> Release:
    """Write a release of named graphs with that many triples each."""
    path = folder / "-".join(f"{name}{number}" for name, number in graphs.items())
    path.mkdir(parents=True)
    lines = [
        f'<{OURS}{name}#{at}> <{OURS}p> "{at} é" <{OURS}{name}> .\n'
        for name, number in graphs.items()
        for at in range(number)
    ]
    (path / "regeerakkoord.nq").write_text(NOTICE.format(base=OURS) + "".join(lines), "utf-8")
    return Release("0" * 16, OURS, path)
