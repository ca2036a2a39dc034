"""``/id/…`` and ``/doc/…``: things and the documents about them (design section 5)."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import NotFound

from akkoord.graph.release import metadata

from . import graphs, kinds, structured, thing
from .address import iri_of
from .data import graph, text
from .description import Page, beside, describe, with_document, written
from .gone import gone
from .language import current
from .memento import redirected, versions
from .negotiation import HTML, Format, split
from .past import publications_of
from .representation import bare, negotiate, represent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as BaseResponse

    from akkoord.graph.release.history import Publication

blueprint = Blueprint("documents", __name__)

_OK: Final = 200
_PAGE_NUMBER: Final = re.compile(r"[1-9][0-9]{0,4}")


@blueprint.get("/id/<path:path>")
def id(path: str) -> BaseResponse:  # noqa: A001 - the name in the address
    """Answer for a thing: 303 to the document about it.

    An extension is kept, and so is the query; ``Accept`` is weighed where the document is.
    """
    names = dict.fromkeys((split(path)[0], path))
    if not any(_known(name) for name in names) and not any(_was_known(name) for name in names):
        abort(404)
    address = bare(url_for(".doc", path=path))
    asked = request.query_string.decode("ascii", "ignore")
    response = redirect(f"{address}?{asked}" if asked else address, 303)
    response.headers["Link"] = f'<{address}>; rel="describedby"'
    return response


@blueprint.get("/doc/<path:path>")
def doc(path: str) -> BaseResponse:
    """Answer with the document about a thing in the format asked for.

    A thing's own name may end as an extension does, as that of the distribution
    ``regeerakkoord.ttl``: what is nothing without its extension is looked for with it.
    """
    named = dict.fromkeys((split(path), (path, None)))
    if "Accept-Datetime" in request.headers:
        for name, extension in named:
            if known := _was_known(name):
                return redirected(name, known, extension)
    for name, extension in named:
        with suppress(NotFound):
            return _document(name, extension)
    for name, _ in named:
        iri, known = iri_of(name), _was_known(name)
        if iri and known and known[-1].release.id != graph().release.id:
            return gone(name, iri, known)
    raise NotFound


def _document(name: str, extension: Format | None) -> Response:
    iri = iri_of(name)
    if iri is None:
        abort(404)
    address = bare(url_for(".doc", path=name))
    page = Page(f"{graph().release.base}doc/{name}", _page_number())
    content = partial(_content, iri, page)
    response = represent(negotiate(extension), address, content, iri, links=versions(name))
    response.vary.add("Accept-Datetime")
    if response.status_code == _OK:
        for class_ in (text(row, "type") for row in graph().rows("types", iri)):
            response.headers.add("Link", f'<{class_}>; rel="type"')
    return response


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if _PAGE_NUMBER.fullmatch(asked) else abort(404)


def _known(name: str) -> bool:
    iri = iri_of(name)
    if iri is None:
        return False
    return bool(graph().rows("known", iri) or metadata.described(graph().release, iri))


def _was_known(name: str) -> tuple[Publication, ...]:
    iri = iri_of(name)
    return publications_of(iri, graph().release) if iri else ()


def _content(iri: str, page: Page, format_: Format) -> str | bytes | None:
    if format_ == HTML:
        return _html(iri)
    triples = describe(graph(), iri, page.skipped)
    if not triples:
        return None
    after_this_request(partial(_linked, beside(triples, iri, page)))
    told = with_document(triples, iri, page, graph().release)
    return written(told, format_, graph().release.base)


def _linked(pages: Mapping[str, int], response: Response) -> Response:
    """Name the pages around one in its head too, by the relations that RFC 8288 registers."""
    for name, number in pages.items():
        relation = {"previous": "prev"}.get(name, name)
        response.headers.add("Link", f'<?page={number}>; rel="{relation}"')
    return response


def _html(iri: str) -> str | None:
    found = thing.load(graph(), iri, current())
    if found is None or not found.types:
        return graphs.page(iri) or _of_metadata(iri)
    kind = kinds.kind_of(found)
    context = kind.context(graph(), found, current())
    return render_template(
        kind.template,
        thing=found,
        queries=kind.asked(iri),
        structured=structured.of_thing(found, context),
        **context,
    )


def _of_metadata(iri: str) -> str | None:
    """Return the page of what only the release's other files tell of."""
    found = thing.described(metadata.described(graph().release, iri), current()).get(iri)
    return render_template(kinds.GENERAL.template, thing=found, queries=()) if found else None
