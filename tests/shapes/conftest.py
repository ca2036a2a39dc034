"""Sound graphs to damage, and what the shapes then say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import SH, Graph

HERE = Path(__file__).parent
SHAPES = HERE.parents[1] / "shapes"
BASE = "https://w3id.org/regeerakkoord/shapes#"

Broken = Callable[[str, str, str], set[str]]


@cache
def shapes(group: str) -> Graph:
    graph = Graph()
    common = (SHAPES / "common.ttl", SHAPES / "quality.ttl")
    for path in [*common, *sorted(SHAPES.glob(f"{group}*.ttl"))]:
        graph.parse(path)
    return graph


def results(turtle: str, group: str) -> set[str]:
    """Return the local names of the shapes that ``turtle`` breaks."""
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    _, report, _ = pyshacl.validate(store, shacl_graph=shapes(group), inplace=True)
    return {str(shape).removeprefix(BASE) for shape in report.objects(None, SH.sourceShape)}


@pytest.fixture
def broken() -> Broken:
    """Return a function that damages a sound graph and tells which shapes notice.

    It takes the name of the graph (``report``, ``registers``, ``derived``), a passage of its
    Turtle, and what to put in every place of that passage.
    """

    def damage(graph: str, passage: str, replacement: str) -> set[str]:
        turtle = (HERE / f"sound-{graph}.ttl").read_text()
        assert passage in turtle
        return results(turtle.replace(passage, replacement), graph.removesuffix("s"))

    return damage
