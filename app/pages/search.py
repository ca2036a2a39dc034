"""``/search?q=``: full text over all that a release names, for people and for programs.

HTML, or JSON where ``Accept`` or ``format=json`` asks for it; ``/opensearch.xml`` tells browsers
and programs how to ask (https://github.com/dewitt/opensearch). What is found and how stands in
:mod:`akkoord.graph.search`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request, url_for

from akkoord.graph.search.asking import completed

from .choices import asked
from .data import graph, query
from .indexes import index_of
from .language import current
from .negotiation import HTML, Format
from .representation import bare, negotiate, represent
from .results import Results, as_json, results

if TYPE_CHECKING:
    from collections.abc import Callable

    from .choices import Search

blueprint = Blueprint("search", __name__)

JSON: Final = Format("json", "JSON", "json", "application/json")
OFFERED: Final = (HTML, JSON)
OPENSEARCH: Final = "application/opensearchdescription+xml"
WORDS: Final = '"urn:akkoord:words"'
"""What the words take the place of in ``queries/search.rq``."""

EXAMPLES: Final = (
    *("fiets", '"Vlaamse dienstverlening"', "subsidie gemeente -sport"),
    *("FIT OR VLAIO", "digitalis*", "5.4"),
)


@blueprint.get("/search")
def search() -> Response:
    """Answer with what was found."""
    wanted = asked(request.args)
    named = {each.name: each for each in OFFERED}.get(request.args.get("format", ""))
    format_ = negotiate(named, OFFERED)
    write = _page if format_ == HTML else _json
    other = JSON if format_ == HTML else HTML
    link = f'<{_addresses(other)(wanted)}>; rel="alternate"; type="{other.media_type}"'
    address = f"{bare(url_for('.search'))}?{wanted.parameters()}"
    return represent(format_, address, lambda _: write(wanted), offered=(format_,), links=(link,))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to browsers and other programs."""
    address = bare(url_for(".search", _external=True))
    return Response(render_template("opensearch.xml", address=address), mimetype=OPENSEARCH)


def _results(wanted: Search) -> Results:
    release = graph().release
    return results(wanted, index_of(release), release.base, current())


def _page(wanted: Search) -> str:
    found = _results(wanted)
    return render_template(
        "search.html",
        found=found,
        examples=EXAMPLES,
        address=_addresses(HTML),
        json=_addresses(JSON)(wanted),
        queries=(_query(wanted),) if wanted.words else (),
    )


def _json(wanted: Search) -> str:
    found, address = _results(wanted), _addresses(JSON)
    addresses = {
        "release": graph().release.id,
        "page": _addresses(HTML)(wanted),
        "previous": address(found.previous) if found.previous else None,
        "next": address(found.next) if found.next else None,
    }
    return json.dumps(as_json(found, addresses), ensure_ascii=False)


def _addresses(format_: Format) -> Callable[[Search], str]:
    """Return what gives the address of a search in a format; a page has a hundred of them."""
    path = bare(url_for("search.search"))
    kept = "&format=json" if format_ == JSON else ""
    kept += f"&lang={current()}" if request.args.get("lang") else ""
    return lambda search: f"{path}?{search.parameters()}{kept}"


def _query(wanted: Search) -> str:
    """Return the query that asks the same words of the endpoint."""
    return query("search").replace(WORDS, str(ox.Literal(completed(wanted.words))))
