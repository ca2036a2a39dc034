"""``/docs``: how to use what is served here, with examples that the tests run as they stand.

The examples are the files of ``app/recipes``; prose is a template for each language. Figures come
from the program itself: formats from their one table, limits from their defaults.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request

from akkoord.app.sparql.limits import MIB, Limits
from akkoord.graph.formats import GRAPHS, SOLUTIONS

from .data import graph
from .language import current
from .representation import page

if TYPE_CHECKING:
    from .negotiation import Format

blueprint = Blueprint("docs", __name__)

RECIPES: Final = Path(__file__).parent.parent / "recipes"
_ADDRESS: Final = "{address}"


@blueprint.get("/docs")
def docs() -> Response:
    """Answer with the documentation."""
    return page(_docs)


def recipe(name: str, address: str) -> str:
    """Return an example for the service at ``address``.

    Args:
        name: of its file.
        address: without a slash at its end.
    """
    return _text(name).replace(_ADDRESS, address)


@cache
def _text(name: str) -> str:
    return (RECIPES / name).read_text("utf-8")


def _docs(_: Format) -> str:
    address = request.url_root.rstrip("/")
    return render_template(
        "docs.html",
        prose=f"docs.{current()}.html",
        address=address,
        recipe=lambda name: recipe(name, address),
        release=graph().release,
        limits=Limits(),
        mebibyte=MIB,
        solutions=SOLUTIONS,
        graphs=GRAPHS,
    )
