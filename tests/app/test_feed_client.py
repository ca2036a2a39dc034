"""The LDES client from npm replicates the stream, and later reads only what was added."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.conftest import found

from akkoord.graph import BuildOptions, build, current_release
from akkoord.graph.building import EXAMPLES
from akkoord.graph.event_stream import VERSION_OF, event_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SERVE = "import sys; from akkoord.app.cli import main; sys.exit(main())"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Serve the folder ``out``, in which something was built, and return the address."""
    arguments = [sys.executable, "-c", SERVE, "serve", "--port", "0", "--data", tmp_path / "out"]
    build([EXAMPLES], BuildOptions(tmp_path / "out"))
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split()[-1]
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def replicate(tmp_path: Path, npm_packages: Path, served: str) -> Callable[[], list[ox.Quad]]:
    """Return a function that runs the client, which keeps its state, and returns what it read."""
    client = npm_packages / "ldes-client" / "dist" / "bin" / "cli.js"

    def read() -> list[ox.Quad]:
        arguments = [found("node"), client, f"{served}/feed", "--save", tmp_path / "state"]
        done = subprocess.run(arguments, capture_output=True, check=True, timeout=60)
        return list(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))

    return read


def members(quads: list[ox.Quad]) -> list[str]:
    return sorted(quad.subject.value for quad in quads if quad.predicate == VERSION_OF)


def test_the_client_replicates_the_stream_and_then_reads_only_what_is_new(
    tmp_path: Path, replicate: Callable[[], list[ox.Quad]], served: str
) -> None:
    out = tmp_path / "out"
    (first,) = event_stream(current_release(out))
    quads = replicate()
    assert members(quads) == sorted(version.iri for version in first.versions)
    told = {str(ox.Triple(q.subject, q.predicate, q.object)) for q in quads}
    about_members = {
        str(triple)
        for version in first.versions
        for triple in version.triples()
        if getattr(triple.subject, "value", "") == version.iri
    }
    assert told >= about_members

    shutil.copytree(EXAMPLES, tmp_path / "in")
    path = tmp_path / "in" / "Dierenwelzijn.md"
    path.write_text(
        path.read_text("utf-8").replace("## Conclusie", "Een zin erbij.\n\n## Conclusie")
    )
    build([tmp_path / "in"], BuildOptions(out))
    _, second = event_stream(current_release(out))
    assert [version.kind for version in second.versions] == ["Report"]
    _await_release(served, second.publication.release.id)
    assert members(replicate()) == [version.iri for version in second.versions]


def _await_release(address: str, release: str) -> None:
    import httpx

    deadline = time.monotonic() + 30
    while httpx.get(f"{address}/health").json()["release"] != release:
        assert time.monotonic() < deadline, "the new release is not taken up"
        time.sleep(0.1)
