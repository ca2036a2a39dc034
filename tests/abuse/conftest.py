"""A server with low limits under attack, watched all the while: health, processes, memory."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import Release

SERVE = "import sys; from akkoord.app.cli import main; sys.exit(main())"
SECRET = "nobody may read this"
SECONDS = 0.4
MARK = "AKKOORD_ATTACKED"
LIMITS = {
    "AKKOORD_SECONDS": str(SECONDS),
    "AKKOORD_MEMORY": str(200 * 1024 * 1024),
    "AKKOORD_RESULT": "8000000",
    "AKKOORD_BODY_SECONDS": "1",
    "AKKOORD_STALL_SECONDS": "1",
    "AKKOORD_HEAD_SECONDS": "2",
    "AKKOORD_BURST": "1000000",
    "AKKOORD_CACHE": str(8 * 1024 * 1024),
    "AKKOORD_CACHED_ANSWER": str(1024 * 1024),
}
BRIEF = httpx.Limits(keepalive_expiry=1)
"""Connections are not used again at the moment at which the server gives them up."""
WARM = ("/", "/search?q=vlaams", "/sparql", "/ns", "/dumps/", "/nowhere", "/openapi.json")


@dataclass
class Watch:
    """Asks for /health over and over, each time on a new connection.

    Attributes:
        taken: seconds that each answer took.
        late: seconds by which this thread itself woke up late: what the machine's load adds.
    """

    port: int
    taken: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.is_set():
            began = time.perf_counter()
            time.sleep(0.02)
            self.late.append(time.perf_counter() - began - 0.02)
            began = time.perf_counter()
            try:
                answer = ask(self.port, b"GET /health HTTP/1.0\r\n\r\n", 10)
                if not answer.startswith(b"HTTP/1.1 200"):
                    self.failed.append(repr(answer[:60]))
            except OSError as error:
                self.failed.append(repr(error))
            self.taken.append(time.perf_counter() - began)


def ask(port: int, request: bytes, timeout: float) -> bytes:
    """Send bytes and return what comes back until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        with contextlib.suppress(ConnectionError):  # refused and closed before all was sent
            connection.sendall(request)
        parts = []
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


@dataclass
class Target:
    """The server under attack.

    Attributes:
        url: of its root, without a slash at the end.
        process: the serving process.
        mark: stands in the environment of every process that the server started.
        watch: asks for its health.
        at_first: bytes of memory that its processes had before the attack.
        log: its standard error.
        client: for requests that a library can make.
    """

    url: str
    port: int
    process: subprocess.Popen[str]
    mark: str
    watch: Watch
    log: Path
    at_first: int = 0
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, limits=BRIEF))

    def query(self, query: str | bytes, timeout: float = 20) -> httpx.Response:
        """Post a query as such."""
        content = query if isinstance(query, bytes) else query.encode()
        headers = {"content-type": "application/sparql-query"}
        url = f"{self.url}/sparql"
        return self.client.post(url, content=content, headers=headers, timeout=timeout)

    def raw(self, request: bytes, timeout: float = 10) -> bytes:
        """Send bytes and return what comes back until the server closes the connection."""
        return ask(self.port, request, timeout)

    def connect(self, timeout: float = 10) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def processes(self) -> dict[int, int]:
        """Return each living process of the server with its parent, wherever it now hangs."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes():
                    parent = re.search(r"PPid:\t(\d+)", (folder / "status").read_text())
                    found[int(folder.name)] = int(parent[1]) if parent else 0
        return found

    def memory(self) -> int:
        """Return the bytes of memory of all its processes; shared pages are counted once."""
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += 1024 * sum(int(kb) for kb in re.findall(r"^Pss: +(\d+)", rollup, re.M))
        return total

    def at_rest(self) -> bool:
        """Whether no query is being evaluated or waits."""
        metrics = self.client.get(f"{self.url}/metrics").text
        states = re.findall(r'^akkoord_workers\{state="(?:busy|slow)"\} (\d+)', metrics, re.M)
        return len(states) == 2 and not any(map(int, states))

    def settled(self, seconds: float = 10) -> bool:
        """Wait until it is at rest; whether it came to that."""
        end = time.monotonic() + seconds
        while not self.at_rest():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


@pytest.fixture(scope="session")
def target(example_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Serve the embedded examples; afterwards, no process of the server may be left."""
    data = tmp_path_factory.mktemp("attacked") / "public"
    shutil.copytree(example_release.path.parents[1], data, symlinks=True)
    (data / "secret.txt").write_text(SECRET)
    (data.parent / "secret.txt").write_text(SECRET)
    target = started(data)
    yield target
    target.watch.over.set()
    target.process.terminate()
    target.process.communicate(timeout=30)
    target.client.close()
    assert target.process.returncode == 0
    assert target.processes() == {}


def started(data: Path) -> Target:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mark = uuid.uuid4().hex
    log = data.parent / "log"
    arguments = [sys.executable, "-c", SERVE, "serve", "--data", str(data), "--port", str(port)]
    with log.open("w") as stream:
        process = subprocess.Popen(
            arguments, stderr=stream, text=True, env={**os.environ, **LIMITS, MARK: mark}
        )
    target = Target(f"http://127.0.0.1:{port}", port, process, mark, Watch(port), log)
    until_ready(target)
    for path in WARM:
        target.client.get(f"{target.url}{path}")
    target.query("ASK {}")
    time.sleep(0.5)
    target.at_first = target.memory()
    threading.Thread(target=target.watch.run, daemon=True).start()
    return target


def until_ready(target: Target) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and target.process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if target.client.get(f"{target.url}/health").status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError(target.log.read_text())


@pytest.fixture(autouse=True)
def _alive(target: Target) -> Iterator[None]:
    """After each attack, a small query is answered at once by the same process."""
    yield
    answer = target.query("SELECT ?s { ?s ?p ?o } LIMIT 1")
    assert answer.status_code == 200, answer.text
    assert target.process.poll() is None
