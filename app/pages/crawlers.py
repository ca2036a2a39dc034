"""What crawlers look for: ``robots.txt`` and the sitemap, in parts when it is long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, render_template, url_for

from .address import path_of
from .data import graph, once_a_release, text
from .representation import bare

if TYPE_CHECKING:
    from .data import Graph

blueprint = Blueprint("crawlers", __name__)

LIMIT: Final = 50_000
"""Addresses in one file, https://www.sitemaps.org/protocol.html."""

PLACES: Final = ("site.home", "lists.meetings", "lists.agencies")
"""Pages about no one thing from which readers go on."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers that all may be read, query answers excepted."""
    lines = (
        "User-agent: *",
        "Disallow: /sparql?",
        "Disallow: /s/",
        "Allow: /",
        f"Sitemap: {bare(url_for('.sitemap', _external=True))}",
        "",
    )
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages of all things that a reader looks for, or the parts of that list."""
    count = -(-len(_addresses()) // LIMIT)
    if count == 1:
        return part(1)
    parts = [url_for(".part", number=n + 1, _external=True) for n in range(count)]
    return _xml("sitemap-index.xml", parts)


@blueprint.get("/sitemap/<int:number>.xml")
def part(number: int) -> Response:
    """List as many of the pages as one file may hold."""
    listed = _addresses()[(number - 1) * LIMIT : number * LIMIT] if number else []
    return _xml("sitemap.xml", listed) if listed else abort(404)


def _addresses() -> list[str]:
    places = [url_for(place, _external=True) for place in PLACES]
    things = (url_for("documents.doc", path=p, _external=True) for p in _paths(graph()))
    return [bare(address) for address in (*places, *things)]


@once_a_release
def _paths(graph: Graph) -> tuple[str, ...]:
    rows = graph.rows("sitemap")
    return tuple(sorted({path for row in rows if (path := path_of(text(row, "thing")))}))


def _xml(template: str, addresses: list[str]) -> Response:
    return Response(render_template(template, addresses=addresses), mimetype="application/xml")
