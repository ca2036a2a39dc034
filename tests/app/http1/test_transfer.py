"""One request being answered, as the application has it and as its connection has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from akkoord.app.http1.transfer import PIECE, Transfer

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from akkoord.app.http1.outgoing import Outgoing

WAITS = [(b"expect", b"100-Continue")]


class Line:
    """A connection that notes what becomes of it."""

    def __init__(self) -> None:
        self.listener = self
        self.date, self.stopping = b"", False
        self.sent: list[bytes] = []
        self.outcome = ""
        self.resumed = 0
        self.drains = 0
        self.is_writable = True

    @property
    def outgoing(self) -> Outgoing:
        return cast("Outgoing", self)

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    async def drained(self) -> None:
        self.drains += 1

    def resume(self) -> None:
        self.resumed += 1

    def finished(self, transfer: Transfer) -> None:
        self.outcome = "last" if transfer.is_last else "finished"

    def abort(self) -> None:
        self.outcome = "aborted"


def asked(
    line: Line, headers: list[tuple[bytes, bytes]] | None = None, version: str = "1.1"
) -> Transfer:
    scope = {"method": "POST", "http_version": version, "headers": headers or []}
    return Transfer(line, scope, keep_alive=True)


def answered(line: Line, transfer: Transfer, answering: Coroutine[Any, Any, None]) -> str:
    """Return what becomes of the connection once a request is answered."""

    async def run() -> None:
        transfer.begin(answering, asyncio.get_running_loop())
        while not line.outcome:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(run(), 5))
    return line.outcome


async def start(transfer: Transfer, length: int) -> None:
    headers = [(b"content-length", b"%d" % length)]
    await transfer.send({"type": "http.response.start", "status": 200, "headers": headers})


async def body(transfer: Transfer, content: bytes, *, more: bool = False) -> None:
    await transfer.send({"type": "http.response.body", "body": content, "more_body": more})


def test_a_body_is_received_as_it_arrives_and_ends_once() -> None:
    async def run() -> None:
        transfer = asked(line := Line())
        assert (transfer.feed(b"hel"), transfer.feed(b"lo")) == (3, 5)
        first = await transfer.receive()
        assert (first["body"], first["more_body"]) == (b"hello", True)
        waiting = asyncio.create_task(transfer.receive())
        await asyncio.sleep(0)
        assert not waiting.done()
        transfer.complete()
        last = await waiting
        assert (last["body"], last["more_body"]) == (b"", False)
        assert line.resumed == 2
        after = asyncio.create_task(transfer.receive())
        await asyncio.sleep(0)
        assert not after.done()
        transfer.disconnect()
        assert await after == {"type": "http.disconnect"}

    asyncio.run(run())


def test_who_receives_from_a_client_that_left_is_told_so() -> None:
    async def run() -> None:
        transfer = asked(Line())
        transfer.feed(b"half of it")
        transfer.disconnect()
        assert await transfer.receive() == {"type": "http.disconnect"}

    asyncio.run(run())


@pytest.mark.parametrize(
    ("headers", "version", "told"),
    [(WAITS, "1.1", [b"HTTP/1.1 100 Continue\r\n\r\n"]), (WAITS, "1.0", []), ([], "1.1", [])],
)
def test_a_client_that_waits_with_its_body_is_told_once_to_go_on(
    headers: list[tuple[bytes, bytes]], version: str, told: list[bytes]
) -> None:
    async def run() -> list[bytes]:
        transfer = asked(line := Line(), headers, version)
        for part in (b"one", b"two"):
            receiving = asyncio.create_task(transfer.receive())
            await asyncio.sleep(0)
            transfer.feed(part)
            assert (await receiving)["body"] == part
        return line.sent

    assert asyncio.run(run()) == told


def test_a_long_body_leaves_in_pieces_that_the_client_takes_one_by_one() -> None:
    async def run() -> Line:
        transfer = asked(line := Line())
        await start(transfer, 2 * PIECE + 1)
        await body(transfer, b"x" * (2 * PIECE + 1))
        return line

    line = asyncio.run(run())
    assert line.drains == 3
    head, _, first = line.sent[0].partition(b"\r\n\r\n")
    assert head
    assert [len(each) for each in (first, *line.sent[1:])] == [PIECE, PIECE, 1]


def test_a_short_body_waits_only_for_a_client_that_does_not_keep_up() -> None:
    async def run() -> tuple[int, int]:
        transfer = asked(line := Line())
        await start(transfer, 4)
        await body(transfer, b"ab", more=True)
        before, line.is_writable = line.drains, False
        await body(transfer, b"cd")
        return before, line.drains

    assert asyncio.run(run()) == (0, 1)


def test_an_answer_has_one_start_and_one_end() -> None:
    async def run() -> None:
        transfer = asked(Line())
        with pytest.raises(RuntimeError, match="after the start"):
            await body(transfer, b"")
        await start(transfer, 0)
        with pytest.raises(RuntimeError, match="starts once"):
            await start(transfer, 0)
        await body(transfer, b"")
        with pytest.raises(RuntimeError, match="ends once"):
            await body(transfer, b"")

    asyncio.run(run())


def test_the_connection_goes_on_after_a_whole_answer_to_a_whole_request() -> None:
    transfer = asked(line := Line())
    transfer.complete()

    async def answer() -> None:
        transfer.respond(200, b"", b"hello")

    assert answered(line, transfer, answer()) == "finished"


def test_the_connection_ends_with_an_answer_before_all_of_the_request_is_there() -> None:
    transfer = asked(line := Line())

    async def answer() -> None:
        transfer.respond(200, b"", b"hello")

    assert answered(line, transfer, answer()) == "last"


@pytest.mark.parametrize("error", [None, ValueError("a fault"), ConnectionResetError("gone")])
def test_an_answer_that_is_not_whole_breaks_the_connection_off(error: Exception | None) -> None:
    transfer = asked(line := Line())
    transfer.complete()

    async def answer() -> None:
        await start(transfer, 5)
        await body(transfer, b"hel", more=True)
        if error:
            raise error

    assert answered(line, transfer, answer()) == "aborted"


@pytest.mark.parametrize("leaves_first", [True, False])
def test_an_answer_ends_with_its_client_where_that_is_asked_for(leaves_first: bool) -> None:
    async def run() -> str:
        transfer = asked(line := Line())

        async def answer() -> None:
            if leaves_first:
                transfer.disconnect()
            transfer.end_with_client()
            await asyncio.sleep(60)

        transfer.begin(answer(), asyncio.get_running_loop())
        await asyncio.sleep(0)
        if not leaves_first:
            transfer.disconnect()
        async with asyncio.timeout(5):
            while not line.outcome:
                await asyncio.sleep(0)
        return line.outcome

    assert asyncio.run(run()) == "aborted"


def test_a_request_is_withdrawn_while_nothing_is_said_to_it_and_is_answered_no_more() -> None:
    async def run() -> None:
        transfer = asked(line := Line())
        await start(transfer, 5)
        assert transfer.withdraw()
        with pytest.raises(ConnectionAbortedError):
            await body(transfer, b"hello")
        with pytest.raises(ConnectionAbortedError):
            transfer.respond(200, b"", b"")
        assert line.sent == []

    asyncio.run(run())


def test_a_request_to_which_something_was_said_is_not_withdrawn() -> None:
    async def run() -> bool:
        transfer = asked(Line())
        await start(transfer, 5)
        await body(transfer, b"hel", more=True)
        return transfer.withdraw()

    assert not asyncio.run(run())
