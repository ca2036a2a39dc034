from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.http1.target import objection, target_of
from akkoord.app.sparql.problems import Kind

HOST = (b"host", b"example.org")


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        (b"/", "/", b""),
        (b"/a/b?c=d?e", "/a/b", b"c=d?e"),
        (b"/caf%C3%A9%2Fx?%41", "/café/x", b"%41"),
        (b"/a#b?c", "/a", b""),
        (b"http://other.example/a?b", "/a", b"b"),
        (b"http://other.example?b", "/", b"b"),
        (b"https://other.example", "/", b""),
        (b"//a//b", "//a//b", b""),
        (b"*", "*", b""),
    ],
)
def test_a_target_is_a_path_and_a_query(url: bytes, path: str, query: bytes) -> None:
    target = target_of(url)
    assert target is not None
    assert (target.path, target.query) == (path, query)


@pytest.mark.parametrize("url", [b"", b"a", b"example.org:80", b"1://a/", b"?a"])
def test_what_names_no_path_is_no_target(url: bytes) -> None:
    assert target_of(url) is None


@given(st.binary())
def test_any_bytes_are_a_target_or_none(url: bytes) -> None:
    target = target_of(b"/" + url)
    assert target is not None
    assert target.raw_path.startswith(b"/")
    target_of(url)


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"a",
        b"example.org:8000",
        b"127.0.0.1",
        b"[::1]",
        b"[::1]:80",
        b"a_b.c",
        b"x%20y",
        b"a:",
    ],
)
def test_a_host_is_a_name_or_an_address_with_or_without_port(host: bytes) -> None:
    assert objection("1.1", [(b"host", host)]) is None


@pytest.mark.parametrize(
    "host",
    [b"a b", b"a/b", b"<script>", b"a@b", b"a:b", b"[::1", b"::1", b"a:1:2", b"\xff", b'"'],
)
def test_what_is_no_host_is_refused(host: bytes) -> None:
    problem = objection("1.1", [(b"host", host)])
    assert problem is not None
    assert problem.kind is Kind.MALFORMED_HTTP


def test_one_host_is_needed_and_no_more() -> None:
    assert objection("1.1", []) is not None
    assert objection("1.1", [HOST, HOST]) is not None
    assert objection("1.0", [HOST, HOST]) is not None
    assert objection("1.0", []) is None


@pytest.mark.parametrize("version", ["0.9", "1.2", "2.0", ""])
def test_a_version_that_is_not_spoken_is_refused(version: str) -> None:
    assert objection(version, [HOST]) is not None


def test_a_hundred_headers_are_enough() -> None:
    assert objection("1.1", [HOST, *[(b"x", b"y")] * 99]) is None
    problem = objection("1.1", [HOST, *[(b"x", b"y")] * 100])
    assert problem is not None
    assert problem.kind is Kind.HEADER_TOO_LONG


@pytest.mark.parametrize("coding", [b"chunked", b"Chunked", b" chunked "])
def test_chunks_are_understood(coding: bytes) -> None:
    assert objection("1.1", [HOST, (b"transfer-encoding", coding)]) is None


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"identity", b"xchunked", b"", b"chunked,"])
def test_a_coding_that_is_not_undone_is_refused(coding: bytes) -> None:
    problem = objection("1.1", [HOST, (b"transfer-encoding", coding)])
    assert problem is not None
    assert problem.kind.status == 501


def test_the_old_version_has_no_chunks() -> None:
    problem = objection("1.0", [HOST, (b"transfer-encoding", b"chunked")])
    assert problem is not None
    assert problem.kind.status == 400
