"""HTTP that no honest client speaks: answered as the RFCs say, or cut, and nobody else notices."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import httpx
import pytest

SECRET = "nobody may read this"
"""Stands in files beside the release; see conftest.py."""


class Target(Protocol):
    @property
    def url(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def log(self) -> Path: ...

    @property
    def client(self) -> httpx.Client: ...

    def raw(self, request: bytes, timeout: float = 10) -> bytes: ...

    def connect(self, timeout: float = 10) -> socket.socket: ...

    def settled(self, seconds: float = 10) -> bool: ...


ASK = b"/sparql?query=ASK%7B%7D"
CLOSE = b"Connection: close\r\n\r\n"
GET = b"GET " + ASK + b" HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"


def status(answer: bytes) -> int:
    """Return the status of the last response in ``answer``; 0 for a connection just closed."""
    found = re.findall(rb"^HTTP/1\.[01] (\d{3})", answer, re.MULTILINE)
    return int(found[-1]) if found else 0


def headers(count: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % n for n in range(count))


MESSAGES = {
    "HTTP/1.0": (b"GET " + ASK + b" HTTP/1.0\r\n\r\n", {200}),
    "HTTP/1.0 that stays": (GET.replace(b"1.1", b"1.0") + CLOSE, {200}),
    "HTTP/0.9": (b"GET /\r\n\r\n", {400}),
    "HTTP/9.9": (GET.replace(b"1.1", b"9.9") + CLOSE, {0, 400, 505}),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100, {0, 400, 505}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 600, {400}),
    "random bytes": (bytes(range(256)) * 20, {400}),
    "null bytes": (b"\0" * 5000, {0, 400}),
    "no host": (b"GET " + ASK + b" HTTP/1.1\r\n" + CLOSE, {200, 400}),
    "a host that is not ours": (GET.replace(b"Host: a", b"Host: evil.example") + CLOSE, {200}),
    "a host that is no host": (GET.replace(b"Host: a", b"Host: <script>/../") + CLOSE, {200, 400}),
    "two hosts": (GET + b"Host: b\r\n" + CLOSE, {200, 400}),
    "another's URL": (GET.replace(b"/sparql", b"http://evil.example/sparql") + CLOSE, {200}),
    "CONNECT": (b"CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\n" + CLOSE, {400, 405}),
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: a\r\n" + CLOSE, {405}),
    "a method nobody knows": (b"BREW /sparql HTTP/1.1\r\nHost: a\r\n" + CLOSE, {405}),
    "a method of 60 kB": (b"A" * 60_000 + b" / HTTP/1.1\r\nHost: a\r\n" + CLOSE, {400, 405}),
    "90 headers": (GET + headers(90) + CLOSE, {200}),
    "a flood of headers": (GET + headers(5_000) + CLOSE, {431}),
    "a header of 2 MB": (GET + b"X: " + b"a" * 2_000_000 + b"\r\n" + CLOSE, {431}),
    "a header of 100 kB": (GET + b"X: " + b"a" * 100_000 + b"\r\n" + CLOSE, {431}),
    "20,000 media ranges": (GET + b"Accept: " + b"a/b," * 20_000 + b"\r\n" + CLOSE, {431}),
    "20,000 encodings": (GET + b"Accept-Encoding: " + b"br," * 20_000 + b"\r\n" + CLOSE, {431}),
    "10,000 entity tags": (GET + b"If-None-Match: " + b'"a",' * 10_000 + b"\r\n" + CLOSE, {431}),
    "a header with a null": (GET + b"X: \0\r\n" + CLOSE, {400}),
    "a header in two lines": (GET + b"X: a\r\n  b\r\n" + CLOSE, {400}),
    "a header without a name": (GET + b": a\r\n" + CLOSE, {400}),
    "bare line feeds": (GET.replace(b"\r\n", b"\n") + b"Connection: close\n\n", {200, 400}),
    "a URL of 2 MB": (GET.replace(b"%7B", b"a" * 2_000_000) + CLOSE, {414, 431}),
    "a URL of 60 kB": (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE, {404}),
    "a thing with a long name": (
        b"GET /id/report/" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE, {404},
    ),
    "60,000 parameters": (
        b"GET /sparql?" + b"&" * 60_000 + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE, {400},
    ),
    "a search for 30,000 words": (
        b"GET /search?q=" + b"a+" * 30_000 + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE, {200, 400},
    ),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK{}x", {400}),
    "a negative length": (POST + b"Content-Length: -5\r\n\r\nASK{}", {400}),
    "a length beyond numbers": (POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nASK{}", {400}),
    "a length of a terabyte": (POST + b"Content-Length: 1099511627776\r\n\r\nASK{}", {413}),
    "length and chunks": (
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nASK{}\r\n0\r\n\r\n" + GET + CLOSE, {200, 400},
    ),
    "chunks of no size": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n", {0, 400}),
    "a chunk of 16 exabytes": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 16 + b"\r\nASK{}\r\n", {0, 400, 408},
    ),
    "an encoding nobody knows": (POST + b"Transfer-Encoding: zip\r\n\r\nASK{}", {0, 400, 501}),
    "a promise of a body": (
        POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n" + CLOSE, {400, 408, 417},
    ),
    "an upgrade": (
        GET + b"Upgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n"
        + CLOSE, {200, 400},
    ),
    "a range of everything": (
        b"GET /dumps/regeerakkoord.nt HTTP/1.1\r\nHost: a\r\nRange: bytes="
        + b"0-," * 2_000 + b"0-\r\n" + CLOSE, {200, 206, 416},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_no_honest_client_sends_is_answered_or_cut(
    target: Target, name: str
) -> None:
    message, expected = MESSAGES[name]
    began = time.monotonic()
    answer = target.raw(message)
    assert status(answer) in expected, answer[:300]
    assert time.monotonic() - began < 5
    assert b"Traceback" not in answer


ROOTS = ("/dumps/", "/doc/", "/id/", "/static/", "/")
WAYS = (
    "../../{}", "../{}", "%2e%2e/%2e%2e/{}", "..%2f..%2f{}", "%2e%2e%2f%2e%2e%2f{}",
    "%252e%252e%252f%252e%252e%252f{}", "..%5c..%5c{}", "..\\..\\{}", "..%c0%af..%c0%af{}",
    "%c0%ae%c0%ae/%c0%ae%c0%ae/{}", "..%ef%bc%8f..%ef%bc%8f{}", "..%u2215..%u2215{}",
    "....//....//{}", "..;/..;/{}", "./.././../{}", "regeerakkoord.nt/../../../{}",
    "reports/../../../{}", "{}%00.ttl", "../../{}%00", "..%00/..%00/{}", "//{}", "%2f{}",
    "file:///{}", "C:\\{}", "../../current/../{}", "~/{}", "..%0d%0a../{}",
)  # fmt: skip


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("file", ["secret.txt", "etc/passwd"])
def test_no_path_leads_out_of_the_release(target: Target, root: str, file: str) -> None:
    climbs = ("", "../" * 12, "..%2f" * 12, "%2e%2e/" * 12)
    for path in (climb + way.format(file) for way in WAYS for climb in climbs):
        answer = target.raw(f"GET {root}{path} HTTP/1.0\r\n\r\n".encode())
        assert status(answer) in (303, 308, 400, 404), (path, answer[:200])
        assert SECRET.encode() not in answer, path
        assert b"root:" not in answer, path


PATHS = {
    "a null": b"/doc/\0",
    "an escaped null": b"/doc/%00",
    "random bytes": b"/doc/" + bytes(range(0x80, 0x100)),
    "escaped random bytes": b"/doc/" + quote(bytes(range(256))).encode(),
    "overlong UTF-8": b"/doc/%c0%af",
    "a surrogate": b"/doc/%ed%a0%80",
    "half an escape": b"/doc/%e",
    "no escape": b"/doc/%zz",
    "a line break": b"/doc/a%0d%0aSet-Cookie:%20a=b",
    "markup": b"/doc/%3Cscript%3Ealert(1)%3C/script%3E",
    "a template": b"/doc/{{7*7}}${7*7}%7B%7B7*7%7D%7D",
    "a query": b"/doc/x%3E%20?p%20?o%20%7D%20%23",
    "a format string": b"/doc/%25s%25n{0.__class__}",
    "right to left": b"/doc/%e2%80%ae%e2%80%8f",
    "many dots": b"/doc/" + b"." * 5_000,
    "many slashes": b"/doc" + b"/" * 5_000,
    "square brackets": b"/doc/[::1]/[",
    "three fragments": b"/doc/a%23b%23c%23",
    "no port": b"/doc//a:b:c/",
    "an apostrophe": b"/doc/it's",
}


@pytest.mark.parametrize("name", PATHS)
def test_an_address_that_means_nothing_is_not_found(target: Target, name: str) -> None:
    answer = target.raw(b"GET " + PATHS[name] + b" HTTP/1.0\r\n\r\n")
    assert status(answer) in (308, 400, 404), answer[:300]
    assert b"Set-Cookie" not in answer.partition(b"\r\n\r\n")[0]
    assert b"<script>alert" not in answer
    assert b"49$" not in answer


BODIES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "multipart": (
        415,
        {"content-type": "multipart/form-data; boundary=x"},
        b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK{}\r\n--x--\r\n',
    ),
    "gzip": (
        415,
        {"content-type": "application/sparql-query", "content-encoding": "gzip"},
        gzip.compress(b"ASK {}"),
    ),
    "a gzip bomb": (
        415,
        {"content-type": "application/sparql-query", "content-encoding": "gzip"},
        gzip.compress(b"#" * 50_000_000, 1),
    ),
    "gzip twice": (
        415,
        {"content-type": "application/sparql-query", "content-encoding": "gzip, gzip"},
        gzip.compress(gzip.compress(b"ASK {}")),
    ),
    "UTF-16": (415, {"content-type": "application/sparql-query; charset=utf-16"}, b"A\0S\0K\0"),
    "UTF-7": (415, {"content-type": "application/sparql-query; charset=utf-7"}, b"ASK +AHs-}"),
    "XML": (415, {"content-type": "application/xml"}, b'<!DOCTYPE a SYSTEM "file:///etc/passwd">'),
    "JSON": (415, {"content-type": "application/json"}, b'{"query": "ASK {}"}'),
    "a pickle": (415, {"content-type": "application/x-python-serialize"}, b"cos\nsystem\n."),
    "no type": (415, {}, b"ASK {}"),
    "a type of 7 kB": (415, {"content-type": "a/b;" + "c=d;" * 1_700}, b"ASK {}"),
    "200 kB of parameters": (
        400, {"content-type": "application/x-www-form-urlencoded"}, b"a=b&" * 50_000,
    ),
    "a form that is not UTF-8": (
        400, {"content-type": "application/x-www-form-urlencoded"}, b"query=%ff%fe",
    ),
    "2 MB of a form": (
        413, {"content-type": "application/x-www-form-urlencoded"}, b"query=" + b"a" * 2_000_000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_the_wrong_kind_is_refused(target: Target, name: str) -> None:
    expected, sent, body = BODIES[name]
    response = target.client.post(f"{target.url}/sparql", headers=sent, content=body)
    assert response.status_code == expected, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_without_end_is_given_up(target: Target) -> None:
    with target.connect() as connection:
        connection.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        began = time.monotonic()
        sent = 0
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 8 and sent < 100_000_000:
                connection.sendall(b"4000\r\n" + b"#" * 0x4000 + b"\r\n")
                sent += 0x4000
        answer = b""
        with contextlib.suppress(ConnectionError):
            answer = connection.recv(1000)
    assert status(answer) in (0, 413)
    assert sent < 20_000_000


def test_a_body_that_drips_is_given_up(target: Target) -> None:
    began = time.monotonic()
    with target.connect() as connection:
        connection.sendall(POST + b"Content-Length: 1000\r\n\r\n")
        connection.settimeout(0.1)
        answer = b""
        while not answer and time.monotonic() - began < 8:
            connection.sendall(b"#")
            with contextlib.suppress(TimeoutError):
                answer = connection.recv(1000)
    assert status(answer) == 408
    assert b"problem-body-too-slow" in answer
    assert time.monotonic() - began < 4


def test_a_pipeline_is_answered_in_order(target: Target) -> None:
    paths = [ASK, b"/health", b"/nowhere", b"/sparql?query=x", b"/dumps/../x"] * 10
    message = b"".join(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n" for path in paths)
    answer = target.raw(message + GET + CLOSE)
    statuses = [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]
    assert statuses == [200, 200, 404, 400, 404] * 10 + [200]


def test_a_pipeline_without_end_keeps_nobody_waiting(target: Target) -> None:
    """Few of its requests are answered while somebody else waits; how fast is the machine's."""
    answer = len(target.raw(GET + CLOSE)) - len(b"connection: close\r\n")
    received, over = 0, threading.Event()

    def ask(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                connection.sendall((GET + b"\r\n") * 200)

    def read(connection: socket.socket) -> None:
        nonlocal received
        with contextlib.suppress(OSError):
            while part := connection.recv(1 << 18):
                received += len(part)

    meanwhile = []
    with ThreadPoolExecutor(2) as threads, target.connect(30) as greedy:
        threads.submit(ask, greedy)
        threads.submit(read, greedy)
        time.sleep(0.5)
        try:
            for _ in range(9):
                before = received
                assert status(target.raw(GET + CLOSE, 5)) == 200
                meanwhile.append((received - before) // answer)
        finally:
            over.set()
            greedy.shutdown(socket.SHUT_RDWR)
    assert received // answer > 1000
    assert statistics.median(meanwhile) < 2000


def test_half_open_connections_keep_nobody_out(target: Target) -> None:
    """More of them than a server serves at a time by default, silent in every way."""
    beginnings = (
        b"",
        b"G",
        b"GET / HT",
        GET,
        GET + CLOSE[:-2],
        POST + b"Content-Length: 9\r\n\r\n",
    )
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(target.connect()) for _ in range(200)]
        for number, connection in enumerate(silent):
            connection.sendall(beginnings[number % len(beginnings)])
        for _ in range(20):
            began = time.monotonic()
            assert status(target.raw(GET + CLOSE)) == 200
            assert time.monotonic() - began < 1
        end = time.monotonic() + 8
        for connection in silent:
            connection.settimeout(max(0.1, end - time.monotonic()))
            with contextlib.suppress(ConnectionResetError):
                while connection.recv(65536):
                    pass  # at its end, the server has closed it


def test_connections_that_are_reset_cost_nothing(target: Target) -> None:
    linger = b"\1\0\0\0\0\0\0\0"
    query = GET.replace(b"ASK%7B%7D", quote("SELECT * { ?a ?b ?c . ?d ?e ?f }").encode())
    for _ in range(100):
        with target.connect() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.sendall(query + CLOSE)
    assert target.settled()


def test_clients_that_do_not_read_are_dropped(target: Target) -> None:
    query = GET.replace(b"ASK%7B%7D", quote("SELECT * { ?s ?p ?o . ?a ?b ?c }").encode())
    with contextlib.ExitStack() as stack:
        for _ in range(30):
            connection = stack.enter_context(target.connect())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(query + CLOSE)
        assert target.settled()


def test_a_request_that_turns_out_to_be_none_is_logged_once(target: Target) -> None:
    def logged() -> list[str]:
        time.sleep(0.5)
        lines = target.log.read_text("utf-8").splitlines()
        return [line for line in lines if "/health" not in line and "/metrics" not in line]

    assert target.settled()
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    query = GET.replace(b"ASK%7B%7D", quote(long).encode())
    told = []
    for _ in range(3):  # clients of earlier tests may be told meanwhile, but not each time
        before = len(logged())
        with target.connect() as connection:
            connection.sendall(query + b"Transfer-Encoding: chunked\r\n\r\n")
            time.sleep(0.1)
            connection.sendall(b"no size\r\n")
            assert status(connection.recv(1000)) == 400
        told.append([json.loads(line)["status"] for line in logged()[before:]])
    assert [400] in told


def test_the_log_holds_one_line_a_request_however_it_is_spelled(target: Target) -> None:
    answer = target.raw(b"GET /a%0a%7B%22status%22:200%7D%0a HTTP/1.0\r\n\r\n")
    assert status(answer) == 404
    assert status(target.raw(GET + b"X: a\r\n b\r\n" + CLOSE)) == 400
    time.sleep(0.5)
    lines = target.log.read_text("utf-8").splitlines()
    assert all(line[0] in "{IWEs" for line in lines), lines
    assert not any(line.startswith('{"status"') for line in lines)
    assert max(map(len, lines)) < 2_000
    assert any('"kind":"refused"' in line and '"status":400' in line for line in lines)
    assert 'kind="refused",status="400"' in target.client.get(f"{target.url}/metrics").text
