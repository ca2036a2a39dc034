from __future__ import annotations

import asyncio
import gzip

import pytest
import zstandard

from akkoord.app.sparql.cache import Answer, Cache, Flight
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind, Problem


def test_an_answer_is_compressed_once_and_only_if_that_gains() -> None:
    large = Answer(b"a" * 5000, "text/csv")
    assert gzip.decompress(large.coded("gzip")) == large.body
    assert zstandard.decompress(large.coded("zstd")) == large.body
    assert large.coded("zstd") is large.coded("zstd")
    small = Answer(b"a" * 50, "text/csv")
    assert not small.compresses


def test_etags_tell_bodies_and_encodings_apart() -> None:
    tags = {
        tag
        for body in (b"one", b"two")
        for coding in ("", "gzip", "zstd")
        for tag in (Answer(body, "text/csv").etag_in(coding),)
    }
    assert len(tags) == 6
    assert Answer(b"one", "text/csv").etag == Answer(b"one", "text/csv").etag


def test_the_cache_holds_no_more_bytes_than_it_may() -> None:
    cache = Cache(Limits(cache=100_000, cached_answer=50_000))
    for n in range(100):
        cache.put(n, Answer(bytes(10_000), "text/csv"))
        assert cache.size <= 100_000
    assert cache.get(0) is None
    assert cache.get(99) is not None


def test_what_was_used_last_stays_longest() -> None:
    cache = Cache(Limits(cache=50_000, cached_answer=50_000))
    cache.put("used", Answer(bytes(10_000), "text/csv"))
    for n in range(20):
        assert cache.get("used") is not None
        cache.put(n, Answer(bytes(10_000), "text/csv"))
    assert cache.get(0) is None


def test_an_answer_that_is_too_large_is_not_kept() -> None:
    cache = Cache(Limits(cached_answer=10))
    cache.put("key", Answer(bytes(11), "text/csv"))
    assert cache.get("key") is None
    assert cache.size == 0


def test_all_who_wait_get_the_answer_that_lands() -> None:
    async def scene() -> None:
        flight = Flight()
        waiting = [asyncio.create_task(flight.wait()) for _ in range(3)]
        await asyncio.sleep(0)
        answer = Answer(b"x", "text/csv")
        flight.land(answer)
        assert await asyncio.gather(*waiting) == [answer] * 3

    asyncio.run(scene())


def test_who_stops_waiting_takes_nobody_along() -> None:
    async def scene() -> None:
        flight = Flight()
        one, other = (asyncio.create_task(flight.wait()) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        await asyncio.sleep(0)
        flight.land(None)
        assert await other is None

    asyncio.run(scene())


def test_a_problem_is_everyones() -> None:
    async def scene() -> None:
        flight = Flight()
        waiting = asyncio.create_task(flight.wait())
        await asyncio.sleep(0)
        flight.land(Problem(Kind.TIME_LIMIT, "cut"))
        with pytest.raises(Problem, match="cut"):
            await waiting

    asyncio.run(scene())
