"""Servers that are measured: ours, Oxigraph's own, and stock rdflib-endpoint.

Each listens on a free port of 127.0.0.1 in a process group of its own, holds the same data (the
release's named graphs, and their union as the default graph), and is stopped on leaving.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from .corpus import AKKOORD, ROOT, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

JSON_RESULTS = "application/sparql-results+json"
OURS = "akkoord"
OXIGRAPH = "oxigraph serve-read-only"
STOCK = "rdflib-endpoint + oxrdflib"

UNBUDGETED = {"AKKOORD_BUDGET": "1000", "AKKOORD_BURST": "1000000"}
"""Query seconds that one address may use; a benchmark asks as much as many clients together."""

QUIET = 0.2
"""Of one processor's time, what may be in use on a machine that is measured."""

PATIENCE = 60.0
"""Seconds that a server may take to start."""


@dataclass(frozen=True, slots=True)
class Server:
    """A SPARQL endpoint that is running.

    Attributes:
        name: for the tables.
        port: on 127.0.0.1.
        path: of the endpoint.
        log: file with all that the server printed.
    """

    name: str
    port: int
    path: str
    log: Path

    def url(self) -> str:
        """Return the endpoint's address."""
        return f"http://127.0.0.1:{self.port}{self.path}"


class Client:
    """One kept-alive connection to an endpoint, asking for SPARQL's JSON results.

    Args:
        server: to connect to.
        timeout: seconds to wait for the answer to a query.
    """

    def __init__(self, server: Server, timeout: float = 30.0) -> None:
        self._server = server
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)

    def ask(self, query: str) -> tuple[float, bytes]:
        """Return the seconds from request to last byte, and the answer.

        Raises:
            TimeoutError: there was no whole answer in time; the connection is of no more use.
            RuntimeError: the server did not answer 200.
        """
        return self.get(f"{self._server.path}?query={quote(query)}")

    def get(self, target: str, accept: str = JSON_RESULTS) -> tuple[float, bytes]:
        """Return the same for any path of the server; raises the same.

        A server may close a connection on which nothing was asked for a while.
        """
        try:
            return self._got(target, accept)
        except http.client.RemoteDisconnected:
            self._connection.close()
            return self._got(target, accept)

    def _got(self, target: str, accept: str) -> tuple[float, bytes]:
        start = time.perf_counter()
        self._connection.request("GET", target, headers={"Accept": accept})
        response = self._connection.getresponse()
        body = response.read()
        taken = time.perf_counter() - start
        if response.status != http.client.OK:
            raise RuntimeError(
                f"{self._server.name}: {response.status} {body[:300]!r} on {target[:300]}"
            )
        return taken, body

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def rows(answer: bytes) -> int:
    """Return the number of solutions in an answer."""
    return len(json.loads(answer)["results"]["bindings"])


@contextmanager
def ours(work: Path) -> Iterator[Server]:
    """Serve what was built in ``work/public`` with ``akkoord serve``."""
    port = free_port()
    command = [*AKKOORD, "serve", "--data", str(work / "public"), "--port", str(port)]
    server = Server(OURS, port, "/sparql", work / "akkoord.log")
    with running(server, command, UNBUDGETED):
        yield server


@contextmanager
def settled(work: Path) -> Iterator[Server]:
    """Serve likewise, from when the pages and files are prepared that follow a start."""
    with ours(work) as server:
        end = time.monotonic() + PATIENCE
        while _busy(1.0) > QUIET and time.monotonic() < end:
            pass
        yield server


def _busy(duration: float) -> float:
    """Return the processors' time that is in use, over some seconds, as a share of one."""
    idle, start = _idle(), time.monotonic()
    time.sleep(duration)
    idle = (_idle() - idle) / (time.monotonic() - start)
    return (os.cpu_count() or 1) - idle


def _idle() -> float:
    """Return the seconds in which a processor had nothing to do, since the machine started."""
    fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()
    return sum(map(int, fields[4:6])) / os.sysconf("SC_CLK_TCK")


def load_oxigraph(release: Path, work: Path) -> None:
    """Load a release into a database of Oxigraph's own server, and optimise it; once."""
    database = ["--location", str(work / "oxigraph")]
    if (work / "oxigraph").exists():
        return
    for extension in ("nq", "nt"):
        file = release / f"regeerakkoord.{extension}"
        run([_oxigraph(), "load", *database, "--file", str(file)])
    run([_oxigraph(), "optimize", *database])


@contextmanager
def oxigraph(work: Path) -> Iterator[Server]:
    """Serve what :func:`load_oxigraph` loaded with ``oxigraph serve-read-only``."""
    port = free_port()
    command = [_oxigraph(), "serve-read-only", "--location", str(work / "oxigraph")]
    command += ["--bind", f"127.0.0.1:{port}"]
    with running(Server(OXIGRAPH, port, "/query", work / "oxigraph.log"), command) as server:
        yield server


@contextmanager
def stock(release: Path, work: Path) -> Iterator[Server]:
    """Serve a release with rdflib-endpoint as it comes, oxrdflib behind it."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]
    command += ["--host", "127.0.0.1", "--port", str(port), "tests.bench.stock:app"]
    server = Server(STOCK, port, "/", work / "stock.log")
    with running(server, command, {"BENCH_RELEASE": str(release)}):
        yield server


@contextmanager
def running(
    server: Server, command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server's command until it answers; on leaving, end it and all that it started."""
    with server.log.open("w") as log:
        process = _start(command, {**os.environ, **(environment or {})}, log)
        try:
            _await_answer(server, process)
            yield server
        finally:
            _stop(process)


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _start(
    command: Sequence[str], environment: Mapping[str, str], log: IO[str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _await_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{server.name} did not start:\n{server.log.read_text()[-2000:]}")
        time.sleep(0.01)


def _answers(server: Server) -> bool:
    """Return whether a query is answered; by ours, only after /health says that it is ready."""
    client = Client(server)
    try:
        if server.name == OURS:
            client.get("/health")
        client.ask("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")
    except (OSError, http.client.HTTPException, RuntimeError):
        return False
    finally:
        client.close()
    return True


def _oxigraph() -> str:
    """Return the command of the PyPI package ``oxigraph``."""
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.exists() else shutil.which("oxigraph")
    if found is None:
        raise RuntimeError("oxigraph is not installed: pip install oxigraph")
    return found
