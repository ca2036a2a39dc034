"""What was made once is sent again, to whoever may have it."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING, Any

from akkoord.app.page_cache import PageCache
from akkoord.app.sparql.limits import Limits

if TYPE_CHECKING:
    from akkoord.app.exchange import Message, Receive, Scope, Send

TEXT = b"De regering besliste. " * 100


class Maker:
    """An application that counts how often it is asked, and answers in the language asked for."""

    def __init__(self, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.asked = 0
        self.status = status
        self.headers = headers or ((b"ETag", b'"one"'), (b"Vary", b"Accept, Accept-Language"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        body = dict(scope["headers"]).get(b"accept-language", b"nl") + TEXT
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [*self.headers]}
        )
        half = len(body) // 2
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": body[half:]})


def ask(
    cache: PageCache, path: str = "/", method: str = "GET", scheme: str = "http", **headers: str
) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nobody reads the body of a GET")

    given = [
        (k.replace("_", "-").encode(), v.encode())
        for k, vs in headers.items()
        for v in vs.split("|")
    ]
    scope = {"method": method, "path": path, "query_string": b"", "headers": given}
    scope["scheme"] = scheme
    asyncio.run(cache(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(m["body"] for m in sent[1:])


def cached(maker: Maker, **limits: int) -> PageCache:
    return PageCache(maker, lambda: "release", Limits(**limits), first)


def first(accept_language: str) -> str:
    return accept_language.partition(",")[0]


def test_a_page_that_names_itself_by_http_is_not_sent_to_who_came_over_tls() -> None:
    maker = Maker()
    cache = cached(maker)
    for scheme in ("http", "https", "http", "https"):
        ask(cache, scheme=scheme)
    assert maker.asked == 2


def test_what_is_asked_for_as_of_a_time_is_not_answered_as_of_now() -> None:
    maker = Maker()
    cache = cached(maker)
    ask(cache)
    ask(cache, accept_datetime="Thu, 01 Jan 2026 00:00:00 GMT")
    assert maker.asked == 2


def test_a_page_is_made_once_for_each_language() -> None:
    maker = Maker()
    cache = cached(maker)
    assert ask(cache)[2] == ask(cache)[2] == b"nl" + TEXT
    assert ask(cache, accept_language="en")[2] == b"en" + TEXT
    assert maker.asked == 2


def test_who_gets_the_same_language_gets_the_same_page() -> None:
    maker = Maker()
    cache = cached(maker)
    assert ask(cache, accept_language="en")[2] == ask(cache, accept_language="en,nl;q=0.5")[2]
    assert maker.asked == 1


def test_a_header_in_two_lines_is_not_taken_for_its_last_line() -> None:
    maker = Maker()
    cache = cached(maker)
    ask(cache, accept="text/turtle|*/*")
    ask(cache, accept="*/*")
    assert maker.asked == 2


def test_a_page_has_the_headers_of_all_data_and_its_own_ahead_of_them() -> None:
    own = ((b"ETag", b'"one"'), (b"Vary", b"Accept"), (b"Content-Security-Policy", b"own"))
    cache = cached(Maker(headers=own))
    for _ in range(2):
        _, headers, _ = ask(cache)
        assert headers[b"access-control-allow-origin"] == b"*"
        assert headers[b"content-security-policy"] == b"own"
    assert ask(cached(Maker(404)))[1][b"access-control-allow-origin"] == b"*"


def test_another_release_makes_it_anew() -> None:
    maker, release = Maker(), ["first"]
    cache = PageCache(maker, lambda: release[0], Limits(), first)
    ask(cache)
    release[0] = "second"
    ask(cache)
    assert maker.asked == 2


def test_a_page_goes_out_compressed_under_a_tag_of_its_own() -> None:
    cache = cached(Maker())
    status, headers, body = ask(cache, accept_encoding="gzip")
    assert (status, headers[b"content-encoding"]) == (200, b"gzip")
    assert headers[b"etag"] == b'"one-gzip"'
    assert headers[b"vary"] == b"Accept, Accept-Language, Accept-Encoding"
    assert gzip.decompress(body) == b"nl" + TEXT


def test_who_has_the_page_is_told_so() -> None:
    cache = cached(Maker())
    assert ask(cache, if_none_match='"one"')[0] == 304
    assert ask(cache, if_none_match='W/"one-gzip"', accept_encoding="gzip")[0] == 304
    assert ask(cache, if_none_match='"one-gzip"')[0] == 200
    assert ask(cache, if_none_match='"two"')[0] == 200


def test_head_has_the_headers_and_no_body() -> None:
    cache = cached(Maker())
    _, of_get, _ = ask(cache)
    assert ask(cache, method="HEAD") == (200, of_get, b"")


def test_what_has_no_tag_or_is_an_error_is_passed_on_and_made_each_time() -> None:
    for maker in (Maker(404), Maker(headers=((b"Content-Type", b"text/html"),))):
        cache = cached(maker)
        assert ask(cache)[2] == ask(cache)[2] == b"nl" + TEXT
        assert ask(cache, method="HEAD")[2] == b""
        assert maker.asked == 3


def test_what_is_too_large_to_keep_is_passed_on() -> None:
    maker = Maker()
    cache = cached(maker, cached_answer=1000)
    assert ask(cache)[2] == ask(cache)[2] == b"nl" + TEXT
    assert maker.asked == 2


def test_who_has_what_is_too_large_to_keep_is_told_so_and_gets_no_body() -> None:
    maker = Maker()
    cache = cached(maker, cached_answer=100)
    for method in ("GET", "HEAD"):
        status, headers, body = ask(cache, method=method, if_none_match='"one"')
        assert (status, headers[b"etag"], body) == (304, b'"one"', b"")
        assert headers[b"vary"] == b"Accept, Accept-Language"
    assert ask(cache, if_none_match='"another"')[0] == 200
    assert maker.asked == 3


def test_nobody_fills_the_cache_with_long_headers() -> None:
    maker = Maker()
    cache = cached(maker)
    ask(cache, accept="text/html, " * 300)
    ask(cache, accept="text/html, " * 300)
    assert maker.asked == 2


def test_a_date_that_no_calendar_has_is_passed_over() -> None:
    dated = (b"Last-Modified", b"Thu, 26 Nov 2026 10:00:00 GMT")
    cache = cached(Maker(headers=((b"ETag", b'"one"'), dated)))
    assert ask(cache, if_modified_since="Thu, 01 Jan 99999 00:00:00 GMT")[0] == 200
    assert ask(cache, if_modified_since="Thu, 26 Nov 2026 11:00:00 GMT")[0] == 304
    assert ask(cache, if_modified_since="Thu, 26 Nov 2026 09:00:00 GMT")[0] == 200


def test_an_image_is_sent_as_it_is_to_whoever_takes_codings() -> None:
    for content_type, coding in ((b"image/png", None), (b"image/svg+xml", b"gzip")):
        maker = Maker(headers=((b"ETag", b'"one"'), (b"Content-Type", content_type)))
        _, headers, body = ask(cached(maker), accept_encoding="gzip")
        assert headers.get(b"content-encoding") == coding
        assert len(body) == int(headers[b"content-length"])
