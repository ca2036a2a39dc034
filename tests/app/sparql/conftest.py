"""A release large enough to be slow on, and real servers on free ports."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

QUADS = 50_000
BASE = "https://w3id.org/regeerakkoord/"

SERVE = """
import sys
from pathlib import Path
from akkoord.app.server import serve
engine = sys.argv[2] if len(sys.argv) > 2 else None
serve(Path(sys.argv[1]), port=0, engine=engine, announce=lambda url: print(url, flush=True))
"""

WriteRelease = Callable[..., Path]


@dataclass(frozen=True)
class Served:
    """A server under test.

    Attributes:
        url: of its root, without a slash at the end.
        process: the serving process.
    """

    url: str
    process: subprocess.Popen[str]

    @property
    def sparql(self) -> str:
        return f"{self.url}/sparql"

    def select(self, query: str, **options: object) -> httpx.Response:
        parameters = {"query": query}
        return httpx.get(self.sparql, params=parameters, timeout=60, **options)  # type: ignore[arg-type]


def write_release(data: Path, name: str = "first", quads: int = QUADS) -> Path:
    """Write a release of about ``quads`` quads in as many hundred graphs, and make it current."""
    folder = data / "releases" / name
    folder.mkdir(parents=True)
    triples = [
        f'<{BASE}id/thing/{n // 8}> <{BASE}ns#p{n % 8}> "waarde {n} in {name}"@nl'
        for n in range(quads)
    ]
    files = {
        "regeerakkoord.nt": "".join(f"{triple} .\n" for triple in triples),
        "regeerakkoord.nq": "".join(
            f"{triple} <{BASE}id/graph/{n // 400}> .\n" for n, triple in enumerate(triples)
        ),
        "release.json": json.dumps({"id": name, "base": BASE}),
    }
    for file_name, content in files.items():
        (folder / file_name).write_text(content, "utf-8")
    sums = [f"{hashlib.sha256(files[f].encode()).hexdigest()}  {f}\n" for f in sorted(files)]
    (folder / "SHA256SUMS").write_text("".join(sums))
    switch(data, name)
    return data


def switch(data: Path, name: str) -> None:
    """Make release ``name`` current, as a build does: by a link that is renamed into place."""
    link = data / "current.new"
    link.symlink_to(f"releases/{name}")
    link.replace(data / "current")


@pytest.fixture(scope="session")
def new_release() -> WriteRelease:
    """Return the function that writes a release."""
    return write_release


@pytest.fixture(scope="session")
def release_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases with one of 50,000 quads; nobody may write to it."""
    return write_release(tmp_path_factory.mktemp("data"))


def started(data: Path, engine: str = "", **environment: str) -> Served:
    arguments = [sys.executable, "-c", SERVE, str(data), *([engine] if engine else [])]
    with (data / "server.log").open("a") as log:
        process = subprocess.Popen(
            arguments,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, **environment},
            text=True,
        )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert url, (data / "server.log").read_text()
    return Served(url, process)


def stopped(served: Served) -> None:
    served.process.terminate()
    try:
        served.process.wait(10)
    except subprocess.TimeoutExpired:
        served.process.kill()
        served.process.wait()
    if served.process.stdout is not None:
        served.process.stdout.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Return a function that starts a server; all are stopped when the test ends."""
    running: list[Served] = []

    def start(data: Path, engine: str = "", **environment: str) -> Served:
        running.append(started(data, engine, **environment))
        return running[-1]

    yield start
    for served in running:
        stopped(served)


@pytest.fixture(scope="session")
def server(release_data: Path) -> Iterator[Served]:
    """Return a server that all tests share which do it no lasting harm."""
    served = started(release_data, AKKOORD_SECONDS="2", AKKOORD_BURST="100000")
    yield served
    stopped(served)
