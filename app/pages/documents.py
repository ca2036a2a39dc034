"""``/id/…`` and ``/doc/…``: things and the documents about them (design section 5)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from . import graphs, kinds, thing
from .address import iri_of
from .data import graph
from .description import describe, written
from .language import current
from .negotiation import HTML, Format, split
from .representation import bare, negotiate, represent

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("documents", __name__)


@blueprint.get("/id/<path:path>")
def id(path: str) -> BaseResponse:  # noqa: A001 - the name in the address
    """Answer for a thing: 303 to the document about it.

    An extension is kept, and so is the query; ``Accept`` is weighed where the document is.
    """
    if not _known(split(path)[0]) and not _known(path):
        abort(404)
    address = bare(url_for(".doc", path=path))
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(f"{address}?{asked}" if asked else address, 303)


@blueprint.get("/doc/<path:path>")
def doc(path: str) -> Response:
    """Answer with the document about a thing in the format asked for.

    A thing's own name may end as an extension does, as that of the distribution
    ``regeerakkoord.ttl``: what is nothing without its extension is looked for with it.
    """
    name, extension = split(path)
    try:
        return _document(name, extension)
    except NotFound:
        if extension is None:
            raise
        return _document(path, None)


def _document(name: str, extension: Format | None) -> Response:
    iri = iri_of(name)
    if iri is None:
        abort(404)
    address = bare(url_for(".doc", path=name))
    return represent(negotiate(extension), address, partial(_content, iri), iri)


def _known(name: str) -> bool:
    iri = iri_of(name)
    return iri is not None and bool(graph().rows("known", iri))


def _content(iri: str, format_: Format) -> str | bytes | None:
    if format_ == HTML:
        return _page(iri)
    triples = describe(graph(), iri)
    return written(triples, format_, graph().release.base) if triples else None


def _page(iri: str) -> str | None:
    found = thing.load(graph(), iri, current())
    if found is None or not found.types:
        return graphs.page(iri)
    kind = kinds.kind_of(found)
    return render_template(
        kind.template,
        thing=found,
        queries=kind.asked(iri),
        **kind.context(graph(), found, current()),
    )
