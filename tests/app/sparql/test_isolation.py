"""What a query can do to the service: nothing that outlasts it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from .conftest import Served

POINT = "SELECT * { <https://w3id.org/regeerakkoord/id/thing/%d> ?p ?o }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i) }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


Serve = Callable[..., "Served"]


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def descendants(served: Served) -> tuple[int, list[int]]:
    """Return the zygote and its workers."""
    (zygote,) = children(served.process.pid)
    return zygote, children(zygote)


def alive(pids: list[int]) -> list[int]:
    def state(pid: int) -> str:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return "gone"

    return [pid for pid in pids if state(pid) not in ("gone", "Z", "X")]


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


HUNGRY = {
    "a group as one string of 20 GB": (
        "SELECT (STRLEN(GROUP_CONCAT(?x)) AS ?n) { ?a ?b ?c . ?d ?e ?f "
        "BIND(CONCAT(STR(?a), ?c, ?f, ?c, ?f, ?c, ?f, ?c, ?f) AS ?x) }"
    ),
    "a sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "distinct rows of a product": "SELECT (COUNT(*) AS ?n) { "
    "{ SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f } } }",
    "a doubling string": "SELECT (STRLEN(?z) AS ?n) { BIND('0123456789abcdef' AS ?s0) "
    + " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(34))
    + " BIND(?s34 AS ?z) }",
}


@pytest.mark.parametrize("name", HUNGRY)
def test_a_query_that_wants_too_much_memory_is_cut(
    serve: Serve, release_data: Path, name: str
) -> None:
    served = serve(release_data, AKKOORD_SECONDS="30", AKKOORD_MEMORY=str(200 * 1024 * 1024))
    began = time.monotonic()
    response = served.select(HUNGRY[name])
    assert response.status_code == 503
    assert response.json()["type"] == "/sparql#problem-memory-limit"
    assert "retry-after" in response.headers
    assert time.monotonic() - began < 25
    assert served.select(POINT % 1).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        PRODUCT,
        "SELECT (COUNT(*) AS ?n) { ?a ((!<a:a>)/(^!<a:a>))* ?b . ?c (!<a:a>|^!<a:a>)+ ?d }",
        "SELECT (COUNT(?x) AS ?n) { ?a ?b ?c . ?d ?e ?f "
        "BIND(REGEX(CONCAT(?c, ?f), '(a|aa)+.*(w|wa)*x$') AS ?x) }",
    ],
)
def test_a_query_past_its_time_is_cut_with_advice(server: Served, query: str) -> None:
    began = time.monotonic()
    response = server.select(query)
    took = time.monotonic() - began
    assert response.status_code == 503
    assert response.json()["type"] == "/sparql#problem-time-limit"
    assert "/dumps/" in response.json()["detail"]
    assert int(response.headers["retry-after"]) >= 1
    assert 1.9 < took < 4


def test_an_answer_cut_on_its_way_does_not_end_as_a_whole_one(server: Served) -> None:
    with httpx.stream("GET", server.sparql, params={"query": ENDLESS}, timeout=30) as response:
        assert response.status_code == 200
        assert "content-length" not in response.headers
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            response.read()
    assert server.select(POINT % 2).status_code == 200


def test_an_answer_past_its_size_is_cut(serve: Serve, release_data: Path) -> None:
    served = serve(release_data, AKKOORD_RESULT="1000000")
    with httpx.stream("GET", served.sparql, params={"query": ENDLESS}, timeout=30) as response:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            response.read()
        assert response.num_bytes_downloaded <= 1_100_000


def test_memory_stays_bounded_while_a_client_reads_slowly(serve: Serve, release_data: Path) -> None:
    served = serve(release_data, AKKOORD_SECONDS="30")
    served.select(POINT % 1)
    status = Path(f"/proc/{served.process.pid}/status")

    def resident() -> int:
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) // 1024

    time.sleep(2)  # the frameworks are imported in the background
    before = resident()
    parameters, headers = {"query": ENDLESS}, {"accept-encoding": "identity"}
    with httpx.stream("GET", served.sparql, params=parameters, headers=headers) as response:
        for _ in zip(range(20), response.iter_raw(), strict=False):
            time.sleep(0.1)
        assert resident() - before < 40


def test_a_query_that_overflows_the_stack_costs_itself_alone(server: Served) -> None:
    query = "ASK { FILTER(" + "!" * 90_000 + "true) }"
    response = httpx.post(server.sparql, data={"query": query}, timeout=30)
    assert response.status_code == 503
    assert response.json()["type"] == "/sparql#problem-memory-limit", response.text
    assert server.select(POINT % 3).status_code == 200


def test_workers_refuse_what_the_glance_would_have(tmp_path: Path) -> None:
    """SERVICE reaches a worker only past the lexer; then the kernel refuses the socket."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        script = f"""
import socket, sys, pyoxigraph
from akkoord.app.sparql import sandbox, worker
from akkoord.app.sparql.frames import Task
from akkoord.app.sparql.limits import Limits
store = pyoxigraph.Store()
assert sandbox.confine(Limits()), "no seccomp here"
def refused(call):
    try:
        call()
    except OSError as error:
        return error.errno == 1
    return False
import os
outcomes = [
    refused(lambda: list(store.query("SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{}} }}"))),
    refused(lambda: socket.socket()),
    refused(lambda: open({str(tmp_path / "x")!r}, "w")),
    refused(lambda: open("/etc/passwd")),
    refused(lambda: os.fork()),
    refused(lambda: os.execv("/bin/true", ["true"])),
    refused(lambda: os.kill(os.getppid(), 0)),
]
sys.stdout.write(repr(outcomes))
"""
        ran = subprocess.run(
            [os.sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
        if "no seccomp here" in ran.stderr:
            pytest.skip("this kernel or machine has no seccomp filter for us")
        assert ran.stdout[1:-1].split(", ")[1:] == ["True"] * 6, ran.stderr
        with pytest.raises(TimeoutError):
            listener.accept()


def test_quick_queries_do_not_wait_for_slow_ones(serve: Serve, release_data: Path) -> None:
    """However slow the machine: they are answered while the slow ones are still under way."""
    served = serve(release_data, AKKOORD_SECONDS="8", AKKOORD_BURST="1000")
    half = 'akkoord_workers{state="slow"} 4'  # of the slow places, for one client
    with ThreadPoolExecutor(12) as threads:
        slow = [threads.submit(served.select, f"{PRODUCT} # {n}\nLIMIT {n}") for n in range(1, 9)]
        assert eventually(lambda: half in httpx.get(f"{served.url}/metrics").text)
        with httpx.Client(timeout=60) as client:  # one: to make one takes longer than to ask
            for n in range(20):
                answer = client.get(served.sparql, params={"query": POINT % n})
                assert answer.status_code == 200
                assert client.get(f"{served.url}/health").status_code == 200
        assert sum(not run.done() for run in slow) >= 4
        kinds = Counter(run.result().json()["type"] for run in slow)
        statuses = {run.result().status_code for run in slow}
    assert statuses == {503}
    assert kinds == {"/sparql#problem-time-limit": 4, "/sparql#problem-busy": 4}


def test_a_client_that_leaves_frees_its_worker(serve: Serve, release_data: Path) -> None:
    served = serve(release_data, AKKOORD_SECONDS="30", AKKOORD_WORKERS="2")
    assert eventually(lambda: len(descendants(served)[1]) == 2)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(served.sparql, params={"query": PRODUCT}, timeout=0.7)

    def idle() -> bool:
        metrics = httpx.get(f"{served.url}/metrics").text
        return 'akkoord_workers{state="slow"} 0' in metrics and (
            'akkoord_workers{state="busy"} 0' in metrics
        )

    assert eventually(idle)
    assert eventually(lambda: len(alive(descendants(served)[1])) == 2)


def test_a_budget_is_spent_and_told(serve: Serve, release_data: Path) -> None:
    served = serve(release_data, AKKOORD_SECONDS="1", AKKOORD_BURST="1.5")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(served.select, (f"{PRODUCT} LIMIT {n}" for n in range(1, 5))))
    refused = served.select(f"{PRODUCT} LIMIT 5")
    assert refused.status_code == 429
    assert refused.json()["type"] == "/sparql#problem-budget-spent"
    assert int(refused.headers["retry-after"]) >= 1
    page = httpx.get(served.sparql, params={"query": f"{PRODUCT} LIMIT 6", "format": "table"})
    assert (page.status_code, page.headers["content-type"][:9]) == (429, "text/html")
    assert httpx.get(f"{served.url}/health").status_code == 200


def test_a_body_that_does_not_arrive_is_given_up(serve: Serve, release_data: Path) -> None:
    served = serve(release_data, AKKOORD_BODY_SECONDS="0.5")
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 408")
    assert served.select(POINT % 1).status_code == 200


@pytest.fixture
def victims(serve: Serve, release_data: Path) -> Iterator[Served]:
    served = serve(release_data, AKKOORD_SECONDS="30")
    assert eventually(lambda: len(descendants(served)[1]) >= 2)
    yield served
    assert served.process.poll() is None


def test_a_killed_worker_is_replaced(victims: Served) -> None:
    zygote, workers = descendants(victims)
    os.kill(workers[0], signal.SIGKILL)
    assert eventually(lambda: len(alive(children(zygote))) == len(workers))
    assert victims.select(POINT % 4).status_code == 200


def test_a_worker_killed_at_work_costs_that_query_alone(victims: Served) -> None:
    zygote, _ = descendants(victims)
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(victims.select(PRODUCT)))
    asking.start()
    time.sleep(1)
    busiest = max(
        children(zygote),
        key=lambda pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11]),
    )
    os.kill(busiest, signal.SIGKILL)
    asking.join(10)
    assert answers[0].status_code == 503
    assert answers[0].json()["type"] == "/sparql#problem-worker-ended"
    assert victims.select(POINT % 5).status_code == 200


def test_a_killed_zygote_is_replaced_and_leaves_no_orphans(victims: Served) -> None:
    zygote, workers = descendants(victims)
    os.kill(zygote, signal.SIGKILL)
    assert eventually(lambda: not alive([zygote, *workers]))
    assert victims.select(POINT % 6).status_code == 200
    assert descendants(victims)[0] != zygote


def test_nothing_survives_the_serving_process(serve: Serve, release_data: Path) -> None:
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        served = serve(release_data)
        assert eventually(lambda served=served: len(descendants(served)[1]) >= 2)
        zygote, workers = descendants(served)
        asking = threading.Thread(target=lambda served=served: _ignoring(served))
        asking.start()
        time.sleep(0.7)
        workers = children(zygote)
        served.process.send_signal(number)
        assert eventually(lambda z=zygote, w=workers: not alive([z, *w]), 40)
        served.process.wait(40)
        if number != signal.SIGKILL:
            assert served.process.returncode == 0
        asking.join(40)


def test_a_stopping_service_cuts_what_does_not_end(serve: Serve, release_data: Path) -> None:
    served = serve(release_data, AKKOORD_SECONDS="60")
    parameters, headers = {"query": ENDLESS}, {"accept-encoding": "identity"}
    with (
        ThreadPoolExecutor(1) as threads,
        httpx.stream("GET", served.sparql, params=parameters, headers=headers),
    ):  # and one client that does not read
        asked = threads.submit(served.select, PRODUCT)
        time.sleep(1)
        began = time.monotonic()
        served.process.terminate()
        response = asked.result()
        assert served.process.wait(20) == 0
        assert time.monotonic() - began < 8
    assert response.status_code == 503
    assert response.json()["type"] == "/sparql#problem-stopping"
    assert "retry-after" in response.headers


def _ignoring(served: Served) -> None:
    with contextlib.suppress(httpx.HTTPError):
        served.select("ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < 'a') }")
