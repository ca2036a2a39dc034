"""What is made on request: once for all, in few threads, and not without end."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest

from akkoord.app.dumps.orders import MOST, Orders
from akkoord.app.sparql.problems import Problem


def test_what_many_ask_for_at_once_is_made_once() -> None:
    made: list[int] = []
    go = threading.Event()

    def make() -> int:
        assert go.wait(10)
        made.append(1)
        return len(made)

    async def ask() -> list[int]:
        orders = Orders[int]()
        asked = [asyncio.create_task(orders.made("index", make)) for _ in range(12)]
        await asyncio.sleep(0)
        go.set()
        return [*await asyncio.gather(*asked), await orders.made("index", make)]

    assert asyncio.run(ask()) == [1] * 12 + [2]


def test_who_asks_for_too_much_at_once_is_told_to_come_back() -> None:
    async def ask() -> Problem:
        orders, go = Orders[bool](), threading.Event()
        make = partial(go.wait, 10)
        asked = [asyncio.create_task(orders.made(n, make)) for n in range(MOST)]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as refused:
            await orders.made("one more", make)
        go.set()
        assert all(await asyncio.gather(*asked))
        assert await orders.made("one more", make)
        return refused.value

    problem = asyncio.run(ask())
    assert problem.kind.status == 503
    assert int(dict(problem.headers)[b"retry-after"]) > 0


def test_one_who_leaves_takes_nothing_from_the_others() -> None:
    async def ask() -> int:
        orders, go = Orders[int](), threading.Event()

        def make() -> int:
            assert go.wait(10)
            return 7

        leaves, stays = (asyncio.create_task(orders.made("a", make)) for _ in range(2))
        await asyncio.sleep(0)
        leaves.cancel()
        await asyncio.sleep(0)
        go.set()
        return await stays

    assert asyncio.run(ask()) == 7


def test_what_cannot_be_made_is_tried_again_by_who_asks_later() -> None:
    answers = iter([ValueError("broken"), None])

    def make() -> bool:
        answer = next(answers)
        if answer:
            raise answer
        return True

    async def ask() -> bool:
        orders = Orders[bool]()
        with pytest.raises(ValueError, match="broken"):
            await orders.made("a", make)
        return await orders.made("a", make)

    assert asyncio.run(ask())
