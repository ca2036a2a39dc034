"""Garbage is collected while the service runs, and Python's own schedule returns after it."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest

from akkoord.app import collection


class Knot:
    """Garbage that only a collection finds: it refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_new_garbage_is_found_at_once_and_old_garbage_after_a_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collection, "_TICK", 0.001)
    monkeypatch.setattr(collection, "_ROUND", 20)

    async def watched() -> tuple[bool, bool, bool]:
        collecting = asyncio.create_task(collection.collect())
        old = Knot()
        await asyncio.sleep(0.005)  # it is no longer new
        new = Knot()
        seen = [weakref.ref(new), weakref.ref(old)]
        del new, old
        own_schedule = gc.isenabled()
        await asyncio.sleep(0.005)
        new_gone = seen[0]() is None
        while seen[1]() is not None:
            await asyncio.sleep(0.001)
        collecting.cancel()
        await asyncio.wait({collecting})
        return own_schedule, new_gone, gc.isenabled()

    own_schedule, new_gone, afterwards = asyncio.run(asyncio.wait_for(watched(), 10))
    assert not own_schedule
    assert new_gone
    assert afterwards
