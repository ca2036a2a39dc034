"""When the serving process looks for garbage: often, and then at little.

Left to itself, Python looks once objects made outnumber objects freed by some hundreds. While a
full cache takes in one answer for each that it drops, that is almost never; and then it walks all
that came in since, for 200 ms, in which nobody is served. What is no longer new is looked at once
a minute, which takes 80 ms where the cache is full.
"""

from __future__ import annotations

import asyncio
import gc

_TICK = 0.05
"""Seconds between looks at what is new, each of which takes a fraction of a millisecond."""

_ROUND = 1200
"""Ticks after which everything is looked at once."""


async def collect() -> None:
    """Collect garbage until cancelled, in place of Python's own schedule."""
    gc.disable()
    try:
        while True:
            for _ in range(_ROUND):
                await asyncio.sleep(_TICK)
                gc.collect(0)
            gc.collect()
    finally:
        gc.enable()
