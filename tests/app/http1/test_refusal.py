"""What is no request is refused in words that help, and the operator is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from akkoord.app.sparql.problems import Kind

from .conftest import connected, listening, talk

if TYPE_CHECKING:
    from akkoord.app.sparql.problems import Problem

GET = b"GET / HTTP/1.1\r\nhost: a\r\n"


def test_a_method_nobody_knows_is_not_allowed() -> None:
    answer = talk(b"BREW / HTTP/1.1\r\nhost: a\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"allow: GET, HEAD, OPTIONS" in answer


@pytest.mark.parametrize("beginning", [b"\x16\x03\x01\x02\x00\x01\x00\x01", b"\x80\x2e\x01 / "])
def test_who_speaks_tls_is_told_that_this_is_http(beginning: bytes) -> None:
    answer = talk(beginning)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"TLS is not spoken here" in answer


def test_the_operator_is_told_of_each_refusal() -> None:
    told: list[Problem] = []
    two_lengths = b"content-length: 1\r\ncontent-length: 2\r\n\r\n"

    async def run() -> None:
        async with listening(refused=told.append) as listener:
            for message in (b"GET / HTTP/1.1\r\n\r\n", GET + two_lengths, GET + b"\r\n"):
                async with connected(listener) as wire:
                    await wire.send(message)
                    await wire.until(b"\r\n\r\n")

    asyncio.run(run())
    assert [problem.kind for problem in told] == [Kind.MALFORMED_HTTP] * 2
