from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph
import pytest

from akkoord.app.sparql import frames, worker
from akkoord.app.sparql.desk import Desk
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.places import Places, allocate
from akkoord.app.sparql.processes import KIND
from akkoord.graph.formats import GRAPHS, SOLUTIONS

SELECT = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"


def loaded(triples: int = 3) -> worker.Loaded:
    filled = pyoxigraph.Store()
    lines = (f'<http://x/{n}> <http://x/p> "{n}" <http://g/{n % 2}> .' for n in range(triples))
    filled.bulk_load("\n".join(lines).encode(), pyoxigraph.RdfFormat.N_QUADS)
    filled.bulk_load(b'<http://x/d> <http://x/p> "d" .', pyoxigraph.RdfFormat.N_TRIPLES)
    return worker.Loaded(filled, "http://x/")


@dataclass(frozen=True)
class Client:
    """The serving process's side of one worker.

    Attributes:
        queue: takes queries.
        connection: gives answers.
        places: shared with the worker, whose place is the first.
    """

    queue: socket.socket
    connection: socket.socket
    places: Places

    def ask(self, task: frames.Task, number: int = 7) -> list[tuple[bytes, bytes]]:
        """Return the frames that answer ``task``, by kind and without their endings."""
        payload = task.encode()
        self.queue.send(frames.message(number, payload))
        received: list[tuple[bytes, bytes]] = []
        with self.connection.makefile("rb") as stream:
            while not received or received[-1][0] not in LAST:
                kind, told, length = frames.HEAD.unpack(stream.read(frames.HEAD.size))
                body = stream.read(length)
                assert told == number
                if kind == frames.FETCH:
                    self.connection.sendall(frames.NUMBER.pack(len(payload)) + payload)
                    continue
                if kind in (frames.ANSWER, frames.END):
                    (seconds,) = frames.ENDING.unpack_from(body)
                    assert seconds >= 0
                    body = body[frames.ENDING.size :]
                received.append((kind, body))
        return received


LAST = (frames.ANSWER, frames.END, frames.FAILED)


@contextlib.contextmanager
def working(limits: Limits, triples: int = 3) -> Iterator[tuple[Client, threading.Thread]]:
    """Have a thread play a worker."""
    queue, tasks = socket.socketpair(socket.AF_UNIX, KIND)
    ours, theirs = socket.socketpair()
    memory = allocate(1)
    places = Places(os.dup(memory))
    desk = Desk(tasks, theirs, Places(memory), 0)
    thread = threading.Thread(target=worker.serve, args=(desk, loaded(triples), limits))
    thread.start()
    with tasks, ours, theirs:
        with queue:
            yield Client(queue, ours, places), thread
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def client() -> Iterator[Client]:
    """Return our side of a worker that a thread plays."""
    # The thread shares the processor time that the test run has used up already.
    with working(Limits(seconds=1e6), 30_000) as (client, _):
        yield client


def test_every_format_that_is_negotiated_is_one_that_workers_write() -> None:
    assert {fmt.name for fmt in SOLUTIONS} == worker.RESULTS.keys()
    assert {fmt.name for fmt in GRAPHS} == worker.GRAPHS.keys()


def test_a_small_answer_is_one_frame(client: Client) -> None:
    ((kind, data),) = client.ask(frames.Task(SELECT, "json"))
    assert kind == frames.ANSWER
    assert json.loads(data)["results"]["bindings"] == [{"o": {"type": "literal", "value": "d"}}]


def test_a_task_too_long_for_the_queue_is_fetched(client: Client) -> None:
    query = f"ASK {{ ?s ?p 'd' }} # {'é' * frames.MESSAGE}"
    ((kind, data),) = client.ask(frames.Task(query, "json"))
    assert kind == frames.ANSWER
    assert b"true" in data


def test_a_worker_says_what_it_is_at(client: Client) -> None:
    client.ask(frames.Task(SELECT, "json"), 12)
    assert client.places.current(0) == 12


def test_a_large_answer_comes_in_bounded_pieces(client: Client) -> None:
    received = client.ask(frames.Task("SELECT * { GRAPH ?g { ?s ?p ?o } }", "csv"))
    sizes = [len(data) for kind, data in received if kind == frames.DATA]
    assert len(sizes) > 5
    assert max(sizes) <= frames.CHUNK + 8192
    assert b"".join(data for _, data in received).count(b"\n") == 30_001


@pytest.mark.parametrize("fmt", GRAPHS, ids=lambda fmt: fmt.name)
def test_a_graph_reads_back_from_every_format(client: Client, fmt: object) -> None:
    name = fmt.name  # type: ignore[attr-defined]
    task = frames.Task(CONSTRUCT, name, prefixes=(("x", "http://x/"),))
    data = b"".join(data for _, data in client.ask(task))
    found = [quad.triple for quad in pyoxigraph.parse(data, format=worker.GRAPHS[name])]
    assert [str(triple) for triple in found] == ['<http://x/d> <http://x/p> "d"']


def test_the_dataset_of_the_request_overrides_the_querys(client: Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <http://g/0> { ?s ?p ?o }"
    counts = []
    for graphs in ((), ("http://g/1", "http://g/0"), ("http://none/",)):
        task = frames.Task(query, "csv", default_graphs=graphs)
        counts.append(client.ask(task)[0][1].split()[1])
    assert counts == [b"15000", b"30000", b"0"]


def test_named_graphs_alone_leave_the_default_graph_empty(client: Client) -> None:
    task = frames.Task("ASK { ?s ?p ?o }", "json", named_graphs=("http://g/1",))
    assert b"false" in client.ask(task)[0][1]


def test_relative_iris_are_under_the_releases_base(client: Client) -> None:
    assert b"true" in client.ask(frames.Task("ASK { <d> <p> 'd' }", "json"))[0][1]


def test_a_worker_goes_on_after_a_query_that_failed(client: Client) -> None:
    ((kind, failure),) = client.ask(frames.Task("SELECT", "json"))
    assert kind == frames.FAILED
    assert frames.Failure.decode(failure).kind == "MALFORMED_QUERY"
    assert client.ask(frames.Task(SELECT, "json"))[-1][0] == frames.ANSWER


@pytest.mark.parametrize(("query", "name"), [(SELECT, "turtle"), (CONSTRUCT, "json")])
def test_a_form_that_was_told_wrong_is_an_error_of_the_query(
    client: Client, query: str, name: str
) -> None:
    ((kind, _),) = client.ask(frames.Task(query, name))
    assert kind == frames.FAILED


def test_a_worker_that_computed_for_long_ends() -> None:
    with working(Limits(seconds=1e-9)) as (_, thread):
        thread.join(10)
        assert not thread.is_alive()


def test_a_worker_that_is_dismissed_takes_no_other_query() -> None:
    with working(Limits(seconds=1e6)) as (client, thread):
        client.places.dismiss(0)
        client.ask(frames.Task(SELECT, "json"))
        thread.join(10)
        assert not thread.is_alive()


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
