"""How an endpoint is asked, and what is done about one that does not answer."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from akkoord.graph.errors import RemoteError, UsageError
from akkoord.graph.reconcile.endpoint import Endpoint, Manners

QUERY = "SELECT ?s WHERE { ?s ?p ?o }"
HASTY = Manners(pause=0, timeout=5, tries=3, wait=0.001, longest=2)


def test_a_query_is_asked_with_a_name_to_turn_to(themis):
    server = themis("<http://example.org/s> a <http://example.org/c> .")
    answer = Endpoint(server.url, HASTY).ask(QUERY)
    assert b"http://example.org/s" in answer
    assert server.queries == [QUERY]
    assert "akkoord" in server.agents[0]
    assert "https://w3id.org/regeerakkoord/" in server.agents[0]


def test_an_address_with_parameters_keeps_them(themis):
    server = themis("")
    Endpoint(server.url + "?default-graph-uri=", HASTY).ask(QUERY)
    assert server.queries == [QUERY]


def slept_here(monkeypatch) -> list[float]:
    """Return the list in which this thread's sleeps gather; other threads of the run go on."""
    slept, here, sleep = [], threading.get_ident(), time.sleep
    monkeypatch.setattr(
        time,
        "sleep",
        lambda seconds: slept.append(seconds) if threading.get_ident() == here else sleep(seconds),
    )
    return slept


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_the_time_it_names(themis, monkeypatch, status):
    slept = slept_here(monkeypatch)
    server = themis("", (status, {"Retry-After": "7"}, b"busy"))
    Endpoint(server.url, Manners(pause=0.5)).ask(QUERY)
    assert slept == [0.5, 7, 0.5]
    assert len(server.queries) == 2


def test_the_time_to_return_may_be_a_date(themis):
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    server = themis("", (503, {"Retry-After": past}, b"busy"))
    Endpoint(server.url, HASTY).ask(QUERY)
    assert len(server.queries) == 2


@pytest.mark.parametrize("header", ["soon", "-3", "Thu, 99 Foo 2021"])
def test_a_time_to_return_that_says_nothing_is_passed_over(themis, header):
    server = themis("", (503, {"Retry-After": header}, b"busy"))
    Endpoint(server.url, HASTY).ask(QUERY)
    assert len(server.queries) == 2


def test_waits_double_where_the_server_names_no_time(themis, monkeypatch):
    slept = slept_here(monkeypatch)
    server = themis("", *[(503, {}, b"busy")] * 3)
    Endpoint(server.url, Manners(pause=0.5, tries=4, wait=1)).ask(QUERY)
    assert slept == [0.5, 1, 0.5, 2, 0.5, 4, 0.5]


def test_a_server_that_stays_busy_is_left_alone_in_the_end(themis):
    server = themis("", *[(503, {}, b"busy")] * 9)
    with pytest.raises(RemoteError, match=r"answers 503.*goes on where it stopped"):
        Endpoint(server.url, HASTY).ask(QUERY)
    assert len(server.queries) == HASTY.tries


def test_a_server_that_wants_hours_of_peace_gets_them_at_once(themis):
    server = themis("", (429, {"Retry-After": "9" * 400}, b"busy"))
    with pytest.raises(RemoteError, match="answers 429"):
        Endpoint(server.url, HASTY).ask(QUERY)
    assert len(server.queries) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_a_refusal_is_not_argued_with(themis, status):
    server = themis("", (status, {}, b"no"))
    with pytest.raises(RemoteError, match=f"answers {status}"):
        Endpoint(server.url, HASTY).ask(QUERY)
    assert len(server.queries) == 1


def test_an_answer_cut_short_is_asked_for_again(themis):
    server = themis("", (200, {"Content-Length": "5000"}, b"{"))
    answer = Endpoint(server.url, Manners(0, 0.3, 3, 0.001)).ask(QUERY)
    assert b"bindings" in answer
    assert len(server.queries) == 2


def test_a_server_that_hangs_up_is_asked_again(themis):
    server = themis("", (200, {"Transfer-Encoding": "chunked", "Content-Length": "0"}, b"zz\r\n"))
    assert b"bindings" in Endpoint(server.url, HASTY).ask(QUERY)


def test_a_redirect_to_a_file_is_not_followed(themis, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for address in (secret.as_uri(), "ftp://127.0.0.1/secret"):
        server = themis("", *[(302, {"Location": address}, b"")] * 3)
        with pytest.raises(RemoteError):
            Endpoint(server.url, HASTY).ask(QUERY)


@pytest.mark.parametrize("trickle", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
def test_a_server_that_does_not_answer_in_time_is_given_up(trickle):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        over = threading.Event()

        def dawdle():
            while not over.is_set():
                connection, _ = silent.accept()
                with connection:
                    connection.sendall(trickle)
                    while trickle and not over.wait(0.05):
                        try:
                            connection.sendall(b" ")
                        except OSError:
                            break
                    over.wait(0 if trickle else 0.5)

        thread = threading.Thread(target=dawdle)
        thread.start()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/sparql"
        before = time.monotonic()
        try:
            with pytest.raises(RemoteError, match="no answer"):
                Endpoint(url, Manners(0, 0.2, 2, 0.001)).ask(QUERY)
            assert time.monotonic() - before < 3
        finally:
            over.set()
            socket.create_connection(silent.getsockname()).close()
            thread.join()


def test_a_server_that_is_not_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/sparql"
    with pytest.raises(RemoteError, match="no answer"):
        Endpoint(url, HASTY).ask(QUERY)


def test_an_endless_answer_is_cut(themis, monkeypatch):
    monkeypatch.setattr("akkoord.graph.reconcile.endpoint.LARGEST", 1000)
    server = themis("", (200, {}, b" " * 2000))
    with pytest.raises(RemoteError, match="more than 1000 bytes"):
        Endpoint(server.url, HASTY).ask(QUERY)


@pytest.mark.parametrize(
    "url",
    [
        "themis.vlaanderen.be/sparql",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://",
        "http:///sparql",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://user:word@example.org/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: other",
        "http://example.org/é",
        "",
    ],
)
def test_only_a_web_address_is_an_endpoint(url):
    with pytest.raises(UsageError, match="no endpoint’s address"):
        Endpoint(url)
