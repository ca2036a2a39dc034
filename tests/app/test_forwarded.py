"""Whether a client came over TLS is for our own proxies to say."""

from __future__ import annotations

import pytest

from akkoord.app.forwarded import scheme_of
from akkoord.app.sparql.budget import networks

OURS = networks(["10.0.0.0/8"])
HTTPS = [(b"x-forwarded-proto", b"https")]


def scheme(peer: str, headers: list[tuple[bytes, bytes]]) -> str:
    return scheme_of({"scheme": "http", "client": (peer, 1), "headers": headers}, OURS)


def test_our_proxy_is_believed() -> None:
    assert scheme("10.0.0.1", HTTPS) == "https"
    assert scheme("10.0.0.1", []) == "http"


def test_nobody_else_is() -> None:
    assert scheme("192.0.2.1", HTTPS) == "http"
    assert scheme_of({"scheme": "http", "client": ("10.0.0.1", 1), "headers": HTTPS}, ()) == "http"
    assert scheme_of({"scheme": "http", "headers": HTTPS}, OURS) == "http"


def test_of_several_hops_the_nearest_counts() -> None:
    assert scheme("10.0.0.1", [(b"x-forwarded-proto", b"http"), *HTTPS]) == "https"
    assert scheme("10.0.0.1", [(b"x-forwarded-proto", b"https, http")]) == "http"


@pytest.mark.parametrize("said", [b"", b"gopher", b"https://a", b"\xff"])
def test_what_is_no_scheme_of_the_web_is_passed_over(said: bytes) -> None:
    assert scheme("10.0.0.1", [(b"x-forwarded-proto", said)]) == "http"
