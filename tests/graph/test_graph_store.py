"""Loading releases into graph stores: real ones, and one that fails when it is told to."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from akkoord.graph import Release, publish
from akkoord.graph.errors import ReleaseError, RemoteError, UsageError
from akkoord.graph.graph_store import Patience, roll_back
from akkoord.graph.graph_store.journal import Journal
from akkoord.graph.release.assemble import NOTICE
from akkoord.graph.release.lines import graph_of, quad_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HASTY = Patience(timeout=10, tries=2, wait=0.01)
OURS = "https://example.org/graph/"
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


def quietly(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


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


def test_each_graph_is_put_where_it_belongs_and_counted(tmp_path: Path) -> None:
    store = Store()
    with served(store) as url:
        done = publish(release_of(tmp_path, {"a": 2, "b": 1}), url, tmp_path, quietly)
    assert (done.loaded, done.unchanged, done.removed, done.triples) == (2, 0, 0, 3)
    assert store.graphs[f"{OURS}b"].decode() == f'<{OURS}b#0> <{OURS}p> "0 é" .\n'


def test_what_is_there_already_is_not_sent_again(tmp_path: Path) -> None:
    store = Store()
    with served(store) as url:
        publish(release_of(tmp_path, {"a": 2, "b": 1}), url, tmp_path, quietly)
        store.puts.clear()
        done = publish(release_of(tmp_path, {"a": 2, "b": 3}), url, tmp_path, quietly)
    assert store.puts == [f"{OURS}b"]
    assert (done.loaded, done.unchanged) == (1, 1)


def test_a_graph_that_was_damaged_in_the_store_is_loaded_again(tmp_path: Path) -> None:
    store = Store()
    release = release_of(tmp_path, {"a": 2, "b": 1})
    with served(store) as url:
        publish(release, url, tmp_path, quietly)
        whole = store.graphs.pop(f"{OURS}a")
        publish(release, url, tmp_path, quietly)
    assert store.graphs[f"{OURS}a"] == whole


def test_a_graph_of_which_a_triple_was_exchanged_is_loaded_again(tmp_path: Path) -> None:
    store = Store()
    release = release_of(tmp_path, {"a": 2, "b": 1})
    with served(store) as url:
        publish(release, url, tmp_path, quietly)
        whole = store.graphs[f"{OURS}a"]
        store.graphs[f"{OURS}a"] = whole.replace(b'"0 ', b'"9 ')
        assert publish(release, url, tmp_path, quietly).loaded == 1
    assert store.graphs[f"{OURS}a"] == whole


def test_what_a_store_spells_in_its_own_way_is_not_sent_again(tmp_path: Path) -> None:
    class Decomposing(Store):
        def answer(self, method: str, graph: str, body: bytes) -> tuple[int, bytes]:
            status, content = super().answer(method, graph, body)
            return status, content.replace("é".encode(), "e\u0301".encode())

    release = release_of(tmp_path, {"a": 2, "b": 1})
    with served(Decomposing()) as url:
        publish(release, url, tmp_path, quietly)
        assert publish(release, url, tmp_path, quietly).unchanged == 2


def test_a_load_that_was_killed_while_it_ended_is_not_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store()

    def killed(folder: Path, **_: object) -> None:
        for saved in sorted(folder.glob("*"))[1:]:
            saved.unlink()
            raise KeyboardInterrupt

    with served(store) as url:
        with monkeypatch.context() as patched:
            patched.setattr("shutil.rmtree", killed)
            with pytest.raises(KeyboardInterrupt):
                publish(release_of(tmp_path, {"a": 1, "b": 1}), url, tmp_path, quietly)
        with pytest.raises(UsageError, match="nothing to undo"):
            roll_back(url, tmp_path, quietly)
        done = publish(release_of(tmp_path, {"a": 2, "b": 1}), url, tmp_path, quietly)
        assert (done.loaded, done.unchanged) == (1, 1)


def test_a_second_load_into_a_store_is_refused_while_one_is_at_work(tmp_path: Path) -> None:
    store = Store()
    with served(store) as url:
        with Journal.of(tmp_path, url).held():
            with pytest.raises(ReleaseError, match=r"another load .* wait for it to end"):
                publish(release_of(tmp_path, {"a": 1}), url, tmp_path, quietly)
            with pytest.raises(ReleaseError, match="another load"):
                roll_back(url, tmp_path, quietly)
        assert store.puts == []
        assert publish(release_of(tmp_path, {"b": 1}), url, tmp_path, quietly).loaded == 1


def test_only_graphs_that_we_loaded_are_removed_when_the_release_lacks_them(
    tmp_path: Path,
) -> None:
    store = Store({"https://other.example/": b"<x:a> <x:b> <x:c> .\n"})
    with served(store) as url:
        publish(release_of(tmp_path, {"a": 2, "b": 1}), url, tmp_path, quietly)
        done = publish(release_of(tmp_path, {"a": 2}), url, tmp_path, quietly)
    assert done.removed == 1
    assert set(store.graphs) == {f"{OURS}a", "https://other.example/"}


def test_what_the_store_refuses_undoes_the_whole_load(tmp_path: Path) -> None:
    before = {f"{OURS}a": b"<x:a> <x:b> <x:c> .\n"}
    store = Store(dict(before))
    store.refuse = lambda method, graph: 400 if (method, graph) == ("PUT", f"{OURS}c") else 0
    with served(store) as url, pytest.raises(RemoteError, match="3 graphs were put back"):
        publish(release_of(tmp_path, {"a": 2, "b": 1, "c": 1}), url, tmp_path, quietly, HASTY)
    assert store.graphs == before


def test_a_load_that_cannot_be_undone_says_so_and_how_to_undo_it_later(tmp_path: Path) -> None:
    store = Store(refuse=lambda method, _graph: 0 if method == "GET" else 403)
    with served(store) as url:
        with pytest.raises(RemoteError, match="--roll-back"):
            publish(release_of(tmp_path, {"a": 2}), url, tmp_path, quietly, HASTY)
        store.refuse = lambda _method, _graph: 0
        assert roll_back(url, tmp_path, quietly, HASTY) == 1


def test_triples_that_do_not_come_back_undo_the_whole_load(tmp_path: Path) -> None:
    store = Store(lose="b")
    with served(store) as url, pytest.raises(RemoteError, match="of the 2 triples"):
        publish(release_of(tmp_path, {"a": 2, "b": 2}), url, tmp_path, quietly, HASTY)
    assert store.graphs == {}


def test_an_interrupted_load_goes_on_where_it_stopped(tmp_path: Path) -> None:
    store = Store()
    store.refuse = lambda method, graph: 503 if (method, graph) == ("PUT", f"{OURS}b") else 0
    release = release_of(tmp_path, {"a": 1, "b": 1, "c": 1})
    with served(store) as url:
        with pytest.raises(RemoteError, match="run the same command again"):
            publish(release, url, tmp_path, quietly, HASTY)
        store.refuse = lambda _method, _graph: 0
        done = publish(release, url, tmp_path, quietly, HASTY)
    assert store.puts == [f"{OURS}{name}" for name in "abc"]
    assert (done.loaded, done.unchanged) == (2, 1)


def test_an_interrupted_load_can_be_undone_whoever_went_on_with_it(tmp_path: Path) -> None:
    before = {f"{OURS}a": b"<x:a> <x:b> <x:c> .\n"}
    store = Store(dict(before))
    store.refuse = lambda method, graph: 503 if (method, graph) == ("PUT", f"{OURS}c") else 0
    with served(store) as url:
        for number in (1, 2):  # the second run meets what the first one wrote
            release = release_of(tmp_path, {"a": number, "b": 1, "c": 1})
            with pytest.raises(RemoteError):
                publish(release, url, tmp_path, quietly, HASTY)
        assert store.graphs != before
        assert roll_back(url, tmp_path, quietly, HASTY) == 3
        assert store.graphs == before
        with pytest.raises(UsageError, match="nothing to undo"):
            roll_back(url, tmp_path, quietly, HASTY)


def test_a_store_that_is_briefly_busy_is_asked_again(tmp_path: Path) -> None:
    answers = iter([503, *(0 for _ in range(100))])
    store = Store(refuse=lambda _method, _graph: next(answers))
    with served(store) as url:
        assert publish(release_of(tmp_path, {"a": 1}), url, tmp_path, quietly, HASTY).loaded == 1


def test_a_store_that_wants_a_password_is_told_as_that(tmp_path: Path) -> None:
    store = Store(refuse=lambda _method, _graph: 401)
    with served(store) as url, pytest.raises(RemoteError, match="AKKOORD_STORE_USER"):
        publish(release_of(tmp_path, {"a": 1}), url, tmp_path, quietly, HASTY)


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


def test_the_password_may_stand_in_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    assert "AKKOORD_STORE_USER" not in os.environ
    given = []

    class Challenging(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given.append(self.headers["authorization"])
            self.send_response(404 if given[-1] else 401)
            self.send_header("www-authenticate", 'Basic realm="x"')
            self.send_header("content-length", "0")
            self.end_headers()

        def do_PUT(self) -> None:
            self.send_error(418)

        def do_DELETE(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Challenging) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(RemoteError, match="418"):
            publish(
                release_of(tmp_path, {"a": 1}),
                f"http://127.0.0.1:{server.server_port}/",
                tmp_path,
                quietly,
                HASTY,
            )
        server.shutdown()
    assert given[:2] == [None, "Basic bWU6c2VjcmV0"]
