"""Requests that are answered in the very turn of the loop in which they arrive."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

from .conftest import PATIENCE, SECONDS, connected, listening_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from akkoord.app.http1.transfer import Transfer

GET = b"GET /%d HTTP/1.1\r\nhost: x\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
LARGE = b"x" * 60_000


def path(transfer: Transfer) -> None:
    transfer.respond(200, b"", transfer.scope["raw_path"])


def told(*pieces: bytes, answer: Callable[[Transfer], None] = path) -> bytes:
    async def run() -> bytes:
        async with listening_for(answer) as listener, connected(listener) as wire:
            await wire.send(*pieces)
            return await wire.rest()

    return asyncio.run(run())


def test_thousands_sent_ahead_are_answered_in_order() -> None:
    ahead = b"".join(GET % number for number in range(5000))
    heads = told(ahead, LAST).split(b"\r\n\r\n")
    bodies = [part.partition(b"HTTP/1.1 ")[0] for part in heads[1:]]
    assert bodies == [b"/%d" % number for number in range(5000)] + [b"/last"]


def test_thousands_sent_ahead_keep_nobody_waiting() -> None:
    answered: list[bytes] = []

    def note(transfer: Transfer) -> None:
        answered.append(transfer.scope["raw_path"])
        transfer.respond(200, b"", b"")

    async def run() -> None:
        async with (
            listening_for(note) as listener,
            connected(listener) as many,
            connected(listener) as one,
        ):
            await asyncio.sleep(0.05)
            many.writer.write(b"".join(GET % number for number in range(5000)))
            one.writer.write(LAST)
            await one.rest()

    asyncio.run(run())
    assert answered.index(b"/last") < 500


def test_a_head_only_is_asked_for_by_head() -> None:
    answer = told(b"HEAD /path HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert b"content-length: 5\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_what_is_no_request_is_refused_after_those_before_it() -> None:
    answer = told(GET % 1 + GET % 2 + b"GET /3 HTTP/1.1\r\nno header\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b"/2") < answer.index(b"HTTP/1.1 400")


def test_an_answer_that_fails_breaks_the_connection_off() -> None:
    def fail(_: Transfer) -> None:
        raise ValueError("no answer")

    async def run() -> bytes:
        async with listening_for(fail) as listener, connected(listener) as wire:
            await wire.send(GET % 1)
            try:
                return await wire.rest()
            except ConnectionResetError:
                return b"reset"

    assert asyncio.run(run()) == b"reset"


def test_who_asks_and_does_not_read_is_answered_no_further_and_given_up() -> None:
    answered: list[bytes] = []

    def large(transfer: Transfer) -> None:
        answered.append(transfer.scope["raw_path"])
        transfer.respond(200, b"", LARGE)

    async def run() -> None:
        patience = replace(PATIENCE, stall_seconds=0.5, head_seconds=60)
        async with listening_for(large, patience) as listener, connected(listener) as wire:
            wire.writer.transport.pause_reading()  # type: ignore[attr-defined]
            wire.writer.write(b"".join(GET % number for number in range(2000)))
            async with asyncio.timeout(SECONDS):
                while listener._connections or not answered:
                    await asyncio.sleep(0.05)
        assert len(answered) < 1000

    asyncio.run(run())


def test_who_reads_late_gets_everything() -> None:
    async def run() -> bytes:
        def large(transfer: Transfer) -> None:
            transfer.respond(200, b"", LARGE)

        async with listening_for(large) as listener, connected(listener) as wire:
            wire.writer.transport.pause_reading()  # type: ignore[attr-defined]
            wire.writer.write(b"".join(GET % number for number in range(200)) + LAST)
            await asyncio.sleep(0.3)
            wire.writer.transport.resume_reading()  # type: ignore[attr-defined]
            return await wire.rest()

    assert asyncio.run(run()).count(LARGE) == 201


def test_who_read_late_is_heard_afterwards() -> None:
    async def run() -> bytes:
        def large(transfer: Transfer) -> None:
            transfer.respond(200, b"", LARGE)

        async with listening_for(large) as listener, connected(listener) as wire:
            wire.writer.transport.pause_reading()  # type: ignore[attr-defined]
            wire.writer.write(b"".join(GET % number for number in range(200)))
            await asyncio.sleep(0.3)
            wire.writer.transport.resume_reading()  # type: ignore[attr-defined]
            for _ in range(200):
                await wire.until(LARGE)
            wire.writer.write(LAST)
            return await wire.rest()

    assert asyncio.run(run()).endswith(LARGE)


def test_who_waits_for_the_next_turn_does_not_idle() -> None:
    async def run() -> bytes:
        with contextlib.ExitStack() as stack:

            def crowd(transfer: Transfer) -> None:
                if transfer.scope["raw_path"] == b"/0":
                    stack.enter_context(socket.create_connection(listener.server))
                path(transfer)

            patience = replace(PATIENCE, connections=1)
            async with listening_for(crowd, patience) as listener, connected(listener) as wire:
                await wire.send(b"".join(GET % number for number in range(2000)) + LAST)
                return await wire.rest()

    assert asyncio.run(run()).endswith(b"/last")


def test_a_body_that_nobody_reads_stays_with_the_client() -> None:
    size = 40_000_000
    ended = asyncio.Event()

    async def wait(transfer: Transfer) -> None:
        await ended.wait()
        transfer.respond(200, b"", b"")

    async def run() -> int:
        async with listening_for(wait) as listener, connected(listener) as wire:
            head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % size
            wire.writer.write(head + b"x" * size)
            await asyncio.sleep(0.5)
            unsent = wire.writer.transport.get_write_buffer_size()
            ended.set()
            await wire.until(b"\r\n\r\n")
            return unsent

    assert asyncio.run(run()) > size / 2
