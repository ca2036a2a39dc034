"""``/card.png`` and ``/card/….png``: the pictures that other sites show beside a link to a page.

A page about a thing has one of its own, with its name and its decisions over time or else what is
counted of it; all others share that of the site. Each says who wrote the assessments. See
https://ogp.me/#structured; ``templates/base.html`` tells which is where.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, abort, url_for

from akkoord.graph.vocabulary import DCTERMS, RA

from . import kinds
from .address import iri_of, path_of
from .data import graph, number
from .drawings import card
from .evidence import cited_by_month
from .language import current, long_date, message, numeral
from .negotiation import Format
from .report import load as load_report
from .representation import bare, represent
from .tallies import domain_of, tallies
from .thing import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .pictures import Picture
    from .thing import Thing

blueprint = Blueprint("cards", __name__)

PNG: Final = Format("png", "PNG", "png", "image/png")
SIZE: Final = (1200, 630)
"""In pixels, as ``charts/card.json`` draws it."""

TOLD: Final = ("reports", "decisions", "agencies")

OWN: Final = {
    f"{RA}{name}": f"kind.{name}"
    for name in (
        *("Agency", "Agreement", "Decision", "Meeting", "PolicyDomain", "PolicyTheme"),
        *("Report", "Section", "Statement", "Topic"),
    )
}
"""What things of a class are called that have a card of their own."""

_LINE: Final = 35
"""Characters of a title that fit beside each other."""

_TOLD_LINE: Final = 62
"""Characters of what is told below a title that fit beside each other."""

_LINES: Final = 5
"""Lines of a title that fit below each other."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where the card of a page is.

    Attributes:
        address: absolute.
        text: what the picture shows, for those who do not see it.
    """

    address: str
    text: str


def card_of(thing: Thing | None) -> Card:
    """Return the card of the page about ``thing``; that of the site for any other page."""
    kind, path = (_kind(thing), path_of(thing.iri)) if thing else ("", None)
    if not thing or not kind or not path:
        return Card(_absolute(url_for("cards.image", _external=True)), message("card.alt"))
    address = url_for("cards.of_thing", path=path, _external=True)
    return Card(_absolute(address), f"{message(kind)}: {thing.label}")


@blueprint.get("/card.png")
def image() -> Response:
    """Answer with the picture: what this is, how much of it, and decisions over time."""
    address = bare(url_for(".image"))
    return represent(PNG, address, _of_site, offered=(PNG,), state=current())


@blueprint.get("/card/<path:path>.png")
def of_thing(path: str) -> Response:
    """Answer with the picture of a thing: its name, its kind, and its decisions or its counts."""
    iri = iri_of(path)
    found = load(graph(), iri, current()) if iri else None
    if found is None or not _kind(found):
        abort(404)
    address = bare(url_for(".of_thing", path=path))
    return represent(PNG, address, partial(_of_thing, found), offered=(PNG,), state=current())


def _absolute(address: str) -> str:
    return f"{bare(address)}?lang={current()}"


def _kind(thing: Thing) -> str:
    return next((OWN[class_] for class_ in thing.types if class_ in OWN), "")


def _of_site(_: Format) -> bytes | None:
    row = graph().rows("figures")[0]
    counts = {name: number(row, name) for name in TOLD}
    figures = (f"{numeral(n)} {message(f'figure.{name}', n=n)}" for name, n in counts.items())
    title = wrap(message("home.title"), _LINE)
    return card(title, [" · ".join(figures)], message("card.notice"), cited_by_month(graph()))


def _of_thing(thing: Thing, _: Format) -> bytes | None:
    context = kinds.kind_of(thing).context(graph(), thing, current())
    day = long_date(thing.text(f"{DCTERMS}date"))
    dated = "" if day in thing.label else day  # a meeting is called by its day
    told = (message(_kind(thing)), dated, domain_of(thing, context))
    statement = thing.text(f"{RA}text") if f"{RA}Statement" in thing.types else ""
    lines = wrap(statement or thing.label, _LINE, max_lines=_LINES, placeholder=" …")
    below = wrap(" · ".join(filter(None, told)), _TOLD_LINE, max_lines=2, placeholder=" …")
    counted = tallies(thing, context)
    return card(lines, below, message("card.notice"), _timeline(context), counted)


def _timeline(context: Mapping[str, Any]) -> Picture | None:
    """Return what the page of a thing, or the report on a section, shows over time, if it does."""
    node = context.get("node")
    if node and node.report:
        return load_report(graph(), node.report, current()).timeline
    shown: Picture | None = getattr(context.get("report"), "timeline", context.get("timeline"))
    return shown
