"""What comes over one connection, from honest clients and others (RFC 9112)."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.http1.conftest import PATIENCE, Wire, connected, echo, held, listening, respond, talk

if TYPE_CHECKING:
    from akkoord.app.exchange import Receive, Scope, Send

HOST = b"Host: a\r\n"
CLOSE = b"Connection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def get(path: bytes = b"/") -> bytes:
    return b"GET %b HTTP/1.1\r\n%b" % (path, HOST)


POST = b"POST / HTTP/1.1\r\n" + HOST
LAST = get(b"/last") + CLOSE


def statuses(answer: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def bodies(answer: bytes) -> list[bytes]:
    return re.findall(rb"[A-Z]+ /\S* \[[^\]]*\]", answer)


def test_a_connection_stays_for_the_next_request() -> None:
    async def conversation(wire: Wire) -> bytes:
        await wire.send(get(b"/one") + b"\r\n")
        first = await wire.until(b"GET /one []")
        await wire.send(LAST)
        return first + await wire.rest()

    answer = held(conversation)
    assert bodies(answer) == [b"GET /one []", b"GET /last []"]
    assert answer.count(b"connection: close") == 1


def test_requests_sent_ahead_are_answered_in_order() -> None:
    paths = [b"/%d" % number for number in range(60)]
    answer = talk(b"".join(get(path) + b"\r\n" for path in paths) + LAST)
    assert bodies(answer) == [b"GET %b []" % path for path in [*paths, b"/last"]]


def test_a_slow_answer_is_not_overtaken() -> None:
    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.1 if scope["path"] == "/slow" else 0)
        await respond(send, b"GET %b []" % scope["raw_path"])

    answer = talk(get(b"/slow") + b"\r\n" + LAST, app=app)
    assert bodies(answer) == [b"GET /slow []", b"GET /last []"]


def test_the_old_version_closes_unless_it_asks_to_stay() -> None:
    assert statuses(talk(b"GET / HTTP/1.0\r\n\r\n")) == [200]
    stays = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    answer = talk(stays + b"GET /last HTTP/1.0\r\n\r\n")
    assert statuses(answer) == [200, 200]
    assert b"connection: keep-alive" in answer


BODIES = {
    "a length": (b"Content-Length: 5\r\n\r\nhello", b"hello"),
    "no length": (b"\r\n", b""),
    "chunks": (CHUNKED + b"\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", b"hello"),
    "chunks in capitals": (b"TRANSFER-ENCODING: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", b"hello"),
    "a chunk of hexadecimal size": (CHUNKED + b"\r\n00A\r\nhellohello\r\n0\r\n\r\n", b"hellohello"),
    "extensions": (CHUNKED + b'\r\n5;a=b;c="d"\r\nhello\r\n0;e\r\n\r\n', b"hello"),
    "trailers": (CHUNKED + b"\r\n5\r\nhello\r\n0\r\nX: y\r\nHost: b\r\n\r\n", b"hello"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_ends_where_it_says(name: str) -> None:
    sent, body = BODIES[name]
    assert bodies(talk(POST + sent + LAST)) == [b"POST / [%b]" % body, b"GET /last []"]


@given(st.lists(st.integers(1, 40), max_size=12))
@settings(max_examples=25, deadline=None)
def test_packets_may_break_anywhere(sizes: list[int]) -> None:
    message = POST + BODIES["trailers"][0] + LAST
    pieces, start = [], 0
    for size in sizes:
        pieces.append(message[start : start + size])
        start += size
    answer = talk(*filter(None, [*pieces, message[start:]]))
    assert bodies(answer) == [b"POST / [hello]", b"GET /last []"]


FAULTY = {
    "a length and chunks": POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks and a length": POST + CHUNKED + b"Content-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "one length twice": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of lengths": POST + b"Content-Length: 5, 5\r\n\r\nhello",
    "a length with a sign": POST + b"Content-Length: +5\r\n\r\nhello",
    "a hexadecimal length": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "a length with an underscore": POST + b"Content-Length: 0_5\r\n\r\nhello",
    "no number": POST + b"Content-Length: \r\n\r\nhello",
    "chunked twice": POST + CHUNKED + CHUNKED + b"\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunked and then more": POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "a blank before the colon": POST + b"Content-Length : 5\r\n\r\nhello",
    "a tab before the colon": POST + b"Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
    "a vertical tab": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "a folded header": get() + b"X: a\r\n b\r\n\r\n",
    "a blank before the first header": b"GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    "bare line feeds": get().replace(b"\r\n", b"\n") + b"\n",
    "one bare line feed": b"GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
    "a bare carriage return": get() + b"X: a\rY: b\r\n\r\n",
    "a null": get() + b"X: \0\r\n\r\n",
    "a header without a name": get() + b": a\r\n\r\n",
    "a header without a colon": get() + b"Xabc\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": get() + HOST + b"\r\n",
    "no host's name": b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "a version in lower case": b"GET / http/1.1\r\n" + HOST + b"\r\n",
    "a version of the future": b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
    "no version": b"GET /\r\n\r\n",
    "chunks in the old version": b"POST / HTTP/1.0\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "a chunk's size with a sign": POST + CHUNKED + b"\r\n+5\r\nhello\r\n0\r\n\r\n",
    "a chunk's size with a prefix": POST + CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n",
    "a chunk's size beyond numbers": POST + CHUNKED + b"\r\n" + b"f" * 17 + b"\r\nhello",
    "a chunk that ends in a bare line feed": POST + CHUNKED + b"\r\n5\nhello\n0\n\n",
    "a chunk longer than it says": POST + CHUNKED + b"\r\n5\r\nhelloxx0\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 100,
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_message_is_refused_and_nothing_after_it_is_read(name: str) -> None:
    answer = talk(FAULTY[name] + LAST)
    assert statuses(answer) == [400]
    assert b"connection: close" in answer
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_message_is_refused_after_those_before_it_are_answered(name: str) -> None:
    answer = talk(get(b"/1") + b"\r\n" + get(b"/2") + b"\r\n" + FAULTY[name] + LAST)
    assert bodies(answer) == [b"GET /1 []", b"GET /2 []"]
    assert statuses(answer)[:2] == [200, 200]
    assert statuses(answer)[2:] in ([400], [405])


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"identity", b"xchunked"])
def test_a_coding_that_nobody_undoes_is_refused(coding: bytes) -> None:
    answer = talk(
        POST + b"Transfer-Encoding: " + coding + b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + LAST
    )
    assert statuses(answer) == [501]


@pytest.mark.parametrize(
    "message",
    [
        get() + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
        get(b"/" + b"a" * 40_000) + b"\r\n",
        get() + b"X: y\r\n" * 101 + b"\r\n",
        POST + CHUNKED + b"\r\n5;" + b"a" * 400_000 + b"\r\nhello\r\n0\r\n\r\n",
        POST + CHUNKED + b"\r\n" + b"1\r\na\r\n" * 100_000 + b"0\r\n\r\n",
        POST + CHUNKED + b"\r\n5\r\nhello\r\n0\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    ],
    ids=["header", "target", "headers", "extension", "chunks", "trailers"],
)
def test_more_than_anybody_needs_to_say_is_refused(message: bytes) -> None:
    step = 8_000
    answer = talk(*(message[start : start + step] for start in range(0, len(message), step)))
    assert statuses(answer) == [431]


def test_a_large_body_in_decent_chunks_is_taken() -> None:
    chunks = b"400\r\n" + b"a" * 1024 + b"\r\n"
    answer = talk(POST + CHUNKED + CLOSE + chunks * 1_000 + b"0\r\n\r\n")
    assert statuses(answer) == [200]
    assert len(answer) > 1_024_000


@pytest.mark.parametrize("word", [b"100-continue", b"100-Continue"])
def test_who_waits_to_send_a_body_is_told_to(word: bytes) -> None:
    async def conversation(wire: Wire) -> bytes:
        await wire.send(POST + b"Expect: " + word + b"\r\nContent-Length: 5\r\n" + CLOSE)
        told = await wire.until(b"\r\n\r\n")
        await wire.send(b"hello")
        return told + await wire.rest()

    answer = held(conversation)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert bodies(answer) == [b"POST / [hello]"]


def test_who_has_sent_the_body_is_not_told_to() -> None:
    answer = talk(POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n" + CLOSE + b"hello")
    assert statuses(answer) == [200]


def test_the_old_version_knows_no_interim_response() -> None:
    head = b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    assert statuses(talk(head, b"hello")) == [200]


def test_an_upgrade_is_passed_over_and_ends_the_connection() -> None:
    answer = talk(get() + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + LAST)
    assert statuses(answer) == [200]
    assert b"connection: close" in answer


def test_a_client_that_has_no_more_to_say_is_still_answered() -> None:
    async def conversation(wire: Wire) -> bytes:
        wire.writer.write(get() + b"\r\n")
        wire.writer.write_eof()
        return await wire.rest()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.2)
        await echo(scope, receive, send)

    assert statuses(held(conversation)) == [200]
    assert statuses(held(conversation, slow)) == [200]


@pytest.mark.parametrize(
    "beginning", [b"", b"G", get(), get(b"/one") + b"\r\nGET", b"\r\n"],
)  # fmt: skip
def test_a_head_that_does_not_arrive_is_given_up(beginning: bytes) -> None:
    answer = talk(beginning, patience=replace(PATIENCE, head_seconds=0.2))
    assert statuses(answer) == ([200] if b"/one" in beginning else [])


def test_a_head_that_drips_is_given_up() -> None:
    async def conversation(wire: Wire) -> bytes:
        head, sent = get() + b"X: " + b"a" * 2_000, b""
        while not (wire.reader.at_eof() or wire.writer.is_closing()) and len(sent) < 2_000:
            wire.writer.write(head[len(sent) : len(sent) + 1])
            sent = head[: len(sent) + 1]
            await asyncio.sleep(0.01)
        return sent

    assert len(held(conversation, patience=replace(PATIENCE, head_seconds=0.2))) < 2_000


def test_an_answer_is_not_held_up_by_the_rest_of_a_refused_body() -> None:
    async def refusing(_scope: Scope, _receive: Receive, send: Send) -> None:
        await respond(send, b"no", 413)

    body = b"a" * 300_000
    answer = talk(POST + b"Content-Length: 300000\r\n\r\n", body, app=refusing)
    assert statuses(answer) == [413]
    assert answer.endswith(b"no")


def test_a_client_that_leaves_is_noticed() -> None:
    noticed = asyncio.Event()

    async def waiting(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        noticed.set()

    async def run() -> None:
        async with listening(waiting) as listener, asyncio.timeout(10):
            async with connected(listener) as wire:
                await wire.send(get() + b"\r\n")
            await noticed.wait()

    asyncio.run(run())


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_an_answer_that_is_broken_off_does_not_end_as_a_whole_one(version: bytes) -> None:
    async def breaking(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        await asyncio.sleep(0.05)
        raise RuntimeError("cut")

    async def conversation(wire: Wire) -> bytes:
        await wire.send(get().replace(b"1.1", version) + b"\r\n")
        assert (await wire.until(b"half")).startswith(b"HTTP/1.1 200")
        return await wire.rest()

    with pytest.raises(ConnectionResetError):
        held(conversation, app=breaking)


def test_a_connection_that_idles_is_closed_and_not_reset() -> None:
    answer = talk(get() + b"\r\n", patience=replace(PATIENCE, head_seconds=0.2))
    assert statuses(answer) == [200]


def test_a_client_that_does_not_read_is_given_up() -> None:
    ended = asyncio.Event()

    async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            while True:
                await send({"type": "http.response.body", "body": b"a" * 99_999, "more_body": True})
        finally:
            ended.set()

    async def run() -> None:
        patience = replace(PATIENCE, stall_seconds=0.2)
        async with listening(endless, patience) as listener, connected(listener) as wire:
            wire.writer.write(get() + b"\r\n")
            async with asyncio.timeout(10):
                await ended.wait()

    asyncio.run(run())


def test_a_server_that_stops_answers_what_it_was_asked() -> None:
    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.1)
        await respond(send, b"GET / []")

    async def run() -> bytes:
        async with listening(slow) as listener, connected(listener) as wire:
            await wire.send(get() + b"\r\n")
            listener.stop()
            return await wire.rest()

    answer = asyncio.run(run())
    assert bodies(answer) == [b"GET / []"]
    assert b"connection: close" in answer


def test_one_connection_too_many_waits_while_all_are_busy() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        asked.set()
        await go_on.wait()
        await respond(send, b"GET / []")

    async def run() -> list[bytes]:
        patience = replace(PATIENCE, connections=1, head_seconds=20)
        async with listening(app, patience) as listener, connected(listener) as first:
            await first.send(get() + CLOSE)
            async with asyncio.timeout(10):
                await asked.wait()
            async with connected(listener) as second:
                await second.send(get() + CLOSE)
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.2):
                        await second.reader.read(1)
                go_on.set()
                return bodies(await first.rest() + await second.rest())

    assert asyncio.run(run()) == [b"GET / []"] * 2


def test_idle_connections_keep_nobody_out() -> None:
    async def run() -> list[bytes]:
        async with AsyncExitStack() as stack:
            patience = replace(PATIENCE, connections=3, head_seconds=20)
            listener = await stack.enter_async_context(listening(patience=patience))
            wires = [await stack.enter_async_context(connected(listener)) for _ in range(9)]
            for wire, beginning in zip(wires, (b"", b"G", FAULTY["no host"]) * 3, strict=True):
                await wire.send(beginning)
            answers = []
            for _ in range(5):
                async with connected(listener) as wire:
                    await wire.send(LAST)
                    answers += bodies(await wire.rest())
            return answers

    assert asyncio.run(run()) == [b"GET /last []"] * 5
