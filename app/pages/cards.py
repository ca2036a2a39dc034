"""``/card.png``: the picture that other sites show beside a link to a page of this one.

See https://ogp.me/#structured; ``templates/base.html`` tells where it is.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Final

from flask import Blueprint, Response, url_for

from .data import graph, number
from .drawings import card
from .evidence import cited_by_month
from .language import current, message, numeral
from .negotiation import Format
from .representation import bare, represent

blueprint = Blueprint("cards", __name__)

PNG: Final = Format("png", "PNG", "png", "image/png")
SIZE: Final = (1200, 630)
"""In pixels, as ``charts/card.json`` draws it."""

TOLD: Final = ("reports", "decisions", "citations", "agencies")

_LINE: Final = 35
"""Characters of a title that fit beside each other."""


@blueprint.get("/card.png")
def image() -> Response:
    """Answer with the picture: what this is, how much of it, and decisions over time."""
    address = bare(url_for(".image")).removesuffix(".png")
    return represent(PNG, address, _drawn, offered=(PNG,), state=current())


def _drawn(_: Format) -> bytes | None:
    row = graph().rows("figures")[0]
    counts = {name: number(row, name) for name in TOLD}
    figures = (f"{numeral(n)} {message(f'figure.{name}', n=n)}" for name, n in counts.items())
    return card(cited_by_month(graph()), wrap(message("home.title"), _LINE), " · ".join(figures))
