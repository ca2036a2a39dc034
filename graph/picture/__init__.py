"""A picture of the model, drawn from what the ontology, the shapes and the registers say.

:mod:`.diagram` reads what there is to draw, :mod:`.layout` gives it a place, :mod:`.svg` writes
it. Run as a module it prints the picture: ``python -m akkoord.graph.picture > model.svg``.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from .diagram import diagram
from .layout import lay_out
from .svg import svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

__all__ = ["committed_turtle", "picture"]

PACKAGE = Path(__file__).parents[2]


def picture(quads: Iterable[Quad]) -> str:
    """Return the model that ``quads`` describe as an SVG document.

    Args:
        quads: the ontology, the shapes and the registers; which graph they are in is nothing to it.

    Raises:
        ValueError: a class has no place in the picture yet.
    """
    model = diagram(quads)
    return svg(model, lay_out(model))


def committed_turtle() -> Iterator[Quad]:
    """Read the ontology, the shapes and the registers that come with the program."""
    files = chain((PACKAGE / "ontology").glob("*.ttl"), (PACKAGE / "shapes").glob("*.ttl"))
    for file in sorted(files):
        yield from parse(path=str(file), format=RdfFormat.TURTLE)
