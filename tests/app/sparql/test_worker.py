from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pyoxigraph
import pytest

from akkoord.app.sparql import frames, worker
from akkoord.app.sparql.limits import Limits
from akkoord.graph.formats import GRAPHS, SOLUTIONS

SELECT = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"


def loaded(triples: int = 3) -> worker.Loaded:
    filled = pyoxigraph.Store()
    lines = (f'<http://x/{n}> <http://x/p> "{n}" <http://g/{n % 2}> .' for n in range(triples))
    filled.bulk_load("\n".join(lines).encode(), pyoxigraph.RdfFormat.N_QUADS)
    filled.bulk_load(b'<http://x/d> <http://x/p> "d" .', pyoxigraph.RdfFormat.N_TRIPLES)
    return worker.Loaded(filled, "http://x/")


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    """Return our end of a socket whose other end a worker serves, in a thread."""
    ours, theirs = socket.socketpair()
    # The thread shares the processor time that the test run has used up already.
    limits = Limits(seconds=1e6)
    thread = threading.Thread(target=worker.serve, args=(theirs, loaded(30_000), limits))
    thread.start()
    yield ours
    ours.close()
    thread.join(10)
    theirs.close()
    assert not thread.is_alive()


def exchanged(connection: socket.socket, task: frames.Task) -> list[tuple[bytes, bytes]]:
    connection.sendall(task.encode())
    received = []
    with connection.makefile("rb") as stream:
        while not received or received[-1][0] not in (frames.END, frames.FAILED):
            kind, length = frames.HEAD.unpack(stream.read(frames.HEAD.size))
            received.append((kind, stream.read(length)))
    return received


def test_every_format_that_is_negotiated_is_one_that_workers_write() -> None:
    assert {fmt.name for fmt in SOLUTIONS} == worker.RESULTS.keys()
    assert {fmt.name for fmt in GRAPHS} == worker.GRAPHS.keys()


def test_a_small_answer_is_one_piece_and_its_end(connection: socket.socket) -> None:
    task = frames.Task(SELECT, "json")
    (kind, data), (end, _) = exchanged(connection, task)
    assert (kind, end) == (frames.DATA, frames.END)
    assert json.loads(data)["results"]["bindings"] == [{"o": {"type": "literal", "value": "d"}}]


def test_a_large_answer_comes_in_bounded_pieces(connection: socket.socket) -> None:
    received = exchanged(connection, frames.Task("SELECT * { GRAPH ?g { ?s ?p ?o } }", "csv"))
    sizes = [len(data) for kind, data in received if kind == frames.DATA]
    assert len(sizes) > 5
    assert max(sizes) <= frames.CHUNK + 8192
    assert b"".join(data for _, data in received).count(b"\n") == 30_001


@pytest.mark.parametrize("fmt", GRAPHS, ids=lambda fmt: fmt.name)
def test_a_graph_reads_back_from_every_format(connection: socket.socket, fmt: object) -> None:
    name = fmt.name  # type: ignore[attr-defined]
    task = frames.Task(CONSTRUCT, name, prefixes=(("x", "http://x/"),))
    data = b"".join(data for kind, data in exchanged(connection, task) if kind == frames.DATA)
    found = [quad.triple for quad in pyoxigraph.parse(data, format=worker.GRAPHS[name])]
    assert [str(triple) for triple in found] == ['<http://x/d> <http://x/p> "d"']


def test_the_dataset_of_the_request_overrides_the_querys(connection: socket.socket) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <http://g/0> { ?s ?p ?o }"
    counts = []
    for graphs in ((), ("http://g/1", "http://g/0"), ("http://none/",)):
        task = frames.Task(query, "csv", default_graphs=graphs)
        counts.append(exchanged(connection, task)[0][1].split()[1])
    assert counts == [b"15000", b"30000", b"0"]


def test_named_graphs_alone_leave_the_default_graph_empty(connection: socket.socket) -> None:
    task = frames.Task("ASK { ?s ?p ?o }", "json", named_graphs=("http://g/1",))
    assert b"false" in exchanged(connection, task)[0][1]


def test_relative_iris_are_under_the_releases_base(connection: socket.socket) -> None:
    assert b"true" in exchanged(connection, frames.Task("ASK { <d> <p> 'd' }", "json"))[0][1]


def test_a_worker_goes_on_after_a_query_that_failed(connection: socket.socket) -> None:
    ((kind, failure),) = exchanged(connection, frames.Task("SELECT", "json"))
    assert kind == frames.FAILED
    assert frames.Failure.decode(failure).kind == "MALFORMED_QUERY"
    assert exchanged(connection, frames.Task(SELECT, "json"))[-1][0] == frames.END


@pytest.mark.parametrize(("query", "name"), [(SELECT, "turtle"), (CONSTRUCT, "json")])
def test_a_form_that_was_told_wrong_is_an_error_of_the_query(
    connection: socket.socket, query: str, name: str
) -> None:
    ((kind, _),) = exchanged(connection, frames.Task(query, name))
    assert kind == frames.FAILED


def test_a_worker_that_computed_for_long_says_goodbye() -> None:
    ours, theirs = socket.socketpair()
    limits = Limits(seconds=1e-9)
    thread = threading.Thread(target=worker.serve, args=(theirs, loaded(), limits))
    thread.start()
    assert exchanged(ours, frames.Task(SELECT, "json"))[-1] == (frames.END, frames.LAST_WORD)
    thread.join(10)
    assert not thread.is_alive()
    ours.close()
    theirs.close()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s bla:p ?o }", "line 1, column 20: Prefix not found"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "line 1, column 30: Duplicated variable name in SELECT"),
        ("SELECT * {} ORDER", "line 1, column 18: expected one of"),
        ("hello", "line 1, column 6: not expected here"),
    ],
)
def test_a_parse_error_tells_its_place_and_reason(query: str, message: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(query)
    told = worker.told(caught.value)
    assert told.startswith(message)
    assert "\\u" not in told
    assert "\n" not in told


def test_a_long_message_is_cut() -> None:
    assert len(worker.told(ValueError("x" * 10_000))) == 400
