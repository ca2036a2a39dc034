"""Drafts of releases, and what is in a layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.graph.release.draft import Draft
from akkoord.graph.release.previous import Previous
from akkoord.graph.release.write import exclusive

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://w3id.org/regeerakkoord/"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with exclusive(tmp_path):
        pass
    return tmp_path


@pytest.fixture
def draft(out: Path) -> Callable[[], Draft]:
    """Return a function that begins a release in which nothing is copied from another."""
    return lambda: Draft(out, Previous(out / "nowhere"), BASE)
