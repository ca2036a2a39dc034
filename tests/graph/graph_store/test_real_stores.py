"""Loading a release into graph stores that others use."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pyoxigraph as ox
import pytest

from akkoord.graph import Release, publish
from akkoord.graph.errors import RemoteError
from akkoord.graph.release.lines import graph_of, quad_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

from .stores import quietly

VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast("int", probe.getsockname()[1])


def waited_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[str]:
    """Run Oxigraph's server on an empty database."""
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    command = [program, "serve", "--location", tmp_path / "db", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        waited_for(port)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def virtuoso(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run Virtuoso on an empty database; it wants a password, by digest."""
    program = shutil.which("virtuoso-t")
    if program is None:
        # .ci/run installs it where the distribution has it.
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7)")
    ports = {"sql": free_port(), "http": free_port()}
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(**ports))
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    monkeypatch.setenv("AKKOORD_STORE_USER", "dba")
    monkeypatch.setenv("AKKOORD_STORE_PASSWORD", "dba")
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        waited_for(ports["http"])
        yield f"http://127.0.0.1:{ports['http']}/sparql-graph-crud-auth"
        process.kill()


def test_oxigraph_holds_exactly_the_release(
    oxigraph: str, example_release: Release, tmp_path: Path
) -> None:
    publish(example_release, f"{oxigraph}/store", tmp_path, quietly)
    answer = httpx.get(f"{oxigraph}/store", headers={"accept": "application/n-quads"})
    held = set(ox.parse(answer.content, format=ox.RdfFormat.N_QUADS))
    assert held == set(ox.parse(path=example_release.file("nq")))


def test_virtuoso_holds_the_release_graph_by_graph(
    virtuoso: str, example_release: Release, tmp_path: Path
) -> None:
    done = publish(example_release, virtuoso, tmp_path, quietly)
    quads = set(ox.parse(path=example_release.file("nq")))
    assert done.triples == len(quads)
    assert done.loaded == len(set(map(graph_of, quad_lines(example_release))))
    again = publish(example_release, virtuoso, tmp_path, quietly)
    assert (again.loaded, again.unchanged) == (0, done.loaded)


def test_virtuoso_refuses_a_wrong_password_and_is_left_as_it_was(
    virtuoso: str, example_release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKKOORD_STORE_PASSWORD", "wrong")
    with pytest.raises(RemoteError, match="AKKOORD_STORE_USER"):
        publish(example_release, virtuoso, tmp_path, quietly)
