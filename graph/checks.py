"""What is validated, each on its own, and the results that are kept for the next build."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from .release import cache
from .results import Result

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def results_name(key: str) -> str:
    """Return the name under which the validation results of the entry ``key`` are kept."""
    return f"{key}.results"


def known_results(key: str, folder: Path) -> tuple[Result, ...] | None:
    """Return the results that are kept for ``key``; ``None`` where they cannot be read."""
    content = cache.load(folder, results_name(key))
    try:
        return None if content is None else tuple(Result(**each) for each in json.loads(content))
    except (TypeError, ValueError):
        return None


def results_of(
    key: str, folder: Path, validate: Callable[[], tuple[Result, ...]]
) -> tuple[Result, ...]:
    """Return the results that are kept for ``key``, or else validate and keep them."""
    known = known_results(key, folder)
    if known is None:
        known = validate()
        entry = json.dumps([asdict(result) for result in known], ensure_ascii=False)
        cache.store(folder, results_name(key), entry.encode())
    return known
