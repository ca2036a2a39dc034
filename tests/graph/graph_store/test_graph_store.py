"""Loading releases into a graph store that fails when it is told to."""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.graph import publish
from akkoord.graph.errors import ReleaseError, RemoteError, UsageError
from akkoord.graph.graph_store import roll_back
from akkoord.graph.graph_store.journal import Journal

if TYPE_CHECKING:
    pass

from .stores import HASTY, OURS, Store, quietly, release_of, served


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
    with served(store) as url, pytest.raises(RemoteError, match="2 graphs were put back"):
        publish(release_of(tmp_path, {"a": 2, "b": 1, "c": 1}), url, tmp_path, quietly, HASTY)
    assert store.graphs == before


def test_a_load_that_is_refused_at_once_says_that_nothing_was_loaded(tmp_path: Path) -> None:
    store = Store(refuse=lambda method, _graph: 400 if method == "PUT" else 0)
    with served(store) as url, pytest.raises(RemoteError, match="nothing had been loaded"):
        publish(release_of(tmp_path, {"a": 2}), url, tmp_path, quietly, HASTY)


def test_a_load_that_cannot_be_undone_says_so_and_how_to_undo_it_later(tmp_path: Path) -> None:
    store = Store()
    store.refuse = lambda method, _graph: 403 if store.graphs and method != "GET" else 0
    with served(store) as url:
        with pytest.raises(RemoteError, match="--roll-back"):
            publish(release_of(tmp_path, {"a": 2, "b": 1}), url, tmp_path, quietly, HASTY)
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
        assert roll_back(url, tmp_path, quietly, HASTY) == 2
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
