"""What is sent for a request: by what a client tells where the response ends, and what then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import pytest

from akkoord.app.http1.outgoing import Outgoing
from akkoord.app.http1.response import Response


@dataclass
class From:
    """Who responds."""

    date: bytes = b"date: today\r\n"
    stopping: bool = False


@dataclass
class Sent:
    """What has left."""

    pieces: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.pieces.append(data)

    @property
    def head(self) -> bytes:
        return b"".join(self.pieces).partition(b"\r\n\r\n")[0] + b"\r\n"

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces).partition(b"\r\n\r\n")[2]


def asked(
    sent: Sent,
    method: str = "GET",
    version: str = "1.1",
    *,
    keep_alive: bool = True,
    stopping: bool = False,
) -> Response:
    scope = {"method": method, "http_version": version}
    outgoing = cast("Outgoing", sent)
    return Response(From(stopping=stopping), outgoing, scope, keep_alive=keep_alive)


def test_the_head_leaves_with_the_first_of_the_body_in_one_piece() -> None:
    response = asked(sent := Sent())
    response.start(200, b"x: y\r\n", 5)
    assert (response.started, response.begun, sent.pieces) == (True, False, [])
    response.write(b"hello", more=False)
    assert sent.pieces == [
        b"HTTP/1.1 200 OK\r\ndate: today\r\nx: y\r\ncontent-length: 5\r\n\r\nhello"
    ]
    assert response.begun
    assert response.is_whole


def test_a_status_that_has_no_phrase_is_sent_without() -> None:
    response = asked(sent := Sent())
    response.start(299, b"", 0)
    response.write(b"", more=False)
    assert sent.head.startswith(b"HTTP/1.1 299 \r\n")


def test_a_body_of_unknown_length_is_sent_in_chunks() -> None:
    response = asked(sent := Sent())
    response.start(200, b"", None)
    for piece in (b"0123456789abcdef", b""):
        response.write(piece, more=True)
    assert not response.is_whole
    response.write(b"end", more=False)
    assert b"transfer-encoding: chunked\r\n" in sent.head
    assert sent.body == b"10\r\n0123456789abcdef\r\n3\r\nend\r\n0\r\n\r\n"
    assert response.is_whole
    assert response.keep_alive


def test_the_old_version_is_sent_no_chunks_and_told_the_end_by_closing() -> None:
    response = asked(sent := Sent(), version="1.0")
    response.start(200, b"", None)
    response.write(b"hel", more=True)
    response.write(b"lo", more=False)
    assert b"connection: close\r\n" in sent.head
    assert b"transfer-encoding" not in sent.head
    assert sent.body == b"hello"
    assert not response.keep_alive


def test_the_old_version_is_told_that_its_connection_stays() -> None:
    response = asked(sent := Sent(), version="1.0")
    response.start(200, b"", 0)
    response.write(b"", more=False)
    assert b"connection: keep-alive\r\n" in sent.head


@pytest.mark.parametrize(
    ("method", "status", "length", "framing"),
    [
        ("HEAD", 200, 5, b"content-length: 5\r\n"),
        ("HEAD", 200, None, b""),
        ("GET", 304, 5, b""),
        ("GET", 204, None, b""),
    ],
)
def test_where_there_is_no_body_none_is_sent_and_the_client_has_all(
    method: str, status: int, length: int | None, framing: bytes
) -> None:
    response = asked(sent := Sent(), method)
    response.start(status, b"", length)
    response.write(b"hello", more=False)
    assert sent.head.partition(b"date: today\r\n")[2] == framing
    assert sent.body == b""
    assert response.is_whole
    assert response.keep_alive


def test_no_more_is_sent_than_was_announced() -> None:
    response = asked(sent := Sent())
    response.start(200, b"", 5)
    response.write(b"hel", more=True)
    response.write(b"lo and more", more=True)
    response.write(b"!", more=False)
    assert sent.body == b"hello"
    assert response.is_whole


def test_what_ends_before_its_length_is_not_whole() -> None:
    response = asked(Sent())
    response.start(200, b"", 5)
    response.write(b"hel", more=False)
    assert response.ended
    assert not response.is_whole


@pytest.mark.parametrize(("keep_alive", "stopping"), [(False, False), (True, True)])
def test_a_connection_that_is_not_to_stay_is_announced(keep_alive: bool, stopping: bool) -> None:
    response = asked(sent := Sent(), keep_alive=keep_alive, stopping=stopping)
    response.start(200, b"", 0)
    response.write(b"", more=False)
    assert b"connection: close\r\n" in sent.head
    assert not response.keep_alive


def test_of_an_applications_headers_length_and_connection_are_ours_to_say() -> None:
    response = asked(Sent())
    headers = [(b"content-length", b"5"), (b"connection", b"keep-alive"), (b"etag", b'"e"')]
    assert response.framed(headers) == (b'etag: "e"\r\n', 5)
    assert response.keep_alive
    assert response.framed([(b"connection", b"close")]) == (b"", None)
    assert not response.keep_alive
