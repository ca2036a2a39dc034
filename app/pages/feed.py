"""``/feed``: the decisions and reports as a Linked Data Event Stream, and as an Atom feed.

A client that keeps up asks for the root with ``If-None-Match``; what is new is on pages that the
root did not name before, and a page that was read once need never be read again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, abort, current_app, render_template, url_for

from akkoord.graph.event_stream import event_stream
from akkoord.graph.release.history import last_published
from akkoord.graph.terms import TITLE, value

from .data import graph
from .description import written
from .negotiation import HTML, RDF_FORMATS, Format
from .representation import bare, by_extension, negotiate, represent
from .tree import Page, page_triples, pages, root_triples

if TYPE_CHECKING:
    from akkoord.graph.event_stream import Event, Version

blueprint = Blueprint("feed", __name__)

FOR_EVER: Final = f"public, max-age={365 * 24 * 3600}, immutable"
NEWEST: Final = 50
"""Versions that the page for people and the Atom feed show."""
ATOM: Final = Format("atom", "Atom", "atom", "application/atom+xml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A version as people see it.

    Attributes:
        iri: of the version.
        thing: IRI of the decision or report.
        kind: ``Decision`` or ``Report``.
        title: of the thing.
        updated: moment of the publication, in ISO 8601.
        gone: whether the publication no longer has the thing.
    """

    iri: str
    thing: str
    kind: str
    title: str
    updated: str
    gone: bool


class Streams:
    """The stream as far as the release that is served, made once for each release."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_for: object = None
        self._events: tuple[Event, ...] = ()

    def events(self) -> tuple[Event, ...]:
        """Return what each publication added, oldest first."""
        release = graph().release
        edition = release.id, last_published(release)
        with self._lock:
            if self._made_for != edition:
                self._events = event_stream(release)
                self._made_for = edition
            return self._events


@blueprint.get("/feed")
@blueprint.get("/feed.<extension>")
def feed(extension: str = "") -> Response:
    """Answer with the root of the stream, or with the newest of it as a page or as Atom."""
    offered = (HTML, *RDF_FORMATS, ATOM)
    chosen = ATOM if extension == ATOM.extension else by_extension(extension)
    format_ = negotiate(chosen, offered)
    state = events()[-1].publication.iso
    return represent(format_, bare(url_for(".feed")), _root, offered=offered, state=state)


@blueprint.get("/feed/<event>/<int:number>")
@blueprint.get("/feed/<event>/<int:number>.<extension>")
def page(event: str, number: int, extension: str = "") -> Response:
    """Answer with one page of the stream, which will be the same for ever."""
    asked = f"{event}/{number}"
    found = next((p for each in events() for p in pages(each) if p.path == asked), None)
    if found is None:
        abort(404)
    address = bare(url_for(".page", event=event, number=number))
    write = partial(_page, found)
    format_ = negotiate(by_extension(extension), RDF_FORMATS)
    response = represent(format_, address, write, offered=RDF_FORMATS)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def events() -> tuple[Event, ...]:
    """Return what each publication added to the stream, oldest first."""
    return cast("Streams", current_app.extensions["akkoord.feed"]).events()


def _address() -> str:
    return bare(url_for(".feed", _external=True))


def _root(format_: Format) -> str | bytes:
    if format_ in (HTML, ATOM):
        template = "feed.html" if format_ == HTML else "feed.xml"
        return render_template(template, entries=_newest(), address=_address())
    triples = sorted(root_triples(_address(), events()), key=lambda triple: str(triple.subject))
    return written(triples, format_, graph().release.base)


def _page(found: Page, format_: Format) -> bytes:
    triples = list(page_triples(_address(), found))
    return written(triples, format_, graph().release.base)


def _newest() -> list[Entry]:
    versions = (version for event in reversed(events()) for version in reversed(event.versions))
    return [_entry(version) for version in islice(versions, NEWEST)]


def _entry(version: Version) -> Entry:
    said = {triple.predicate: value(triple.object) for triple in version.triples()}
    return Entry(
        version.iri, version.thing, version.kind, said[TITLE], version.stamp, gone=version.gone
    )
