"""What was said of a thing: archived documents, by the Memento protocol (RFC 7089).

``/doc/…`` is its own TimeGate: with ``Accept-Datetime`` it redirects to ``/memento/{time}/…``, the
document as it was in the release that was current then. ``/timegate/…`` does so always, and
``/timemap/…`` lists all there are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from pyoxigraph import NamedNode, Triple
from werkzeug.exceptions import NotFound
from werkzeug.http import http_date, parse_date

from akkoord.graph.release.history import STAMP
from akkoord.graph.terms import moment_literal, term
from akkoord.graph.vocabulary import DCTERMS, PROV

from .address import iri_of
from .data import graph
from .description import Page, describe, with_document, written
from .language import current
from .negotiation import HTML, Format, split
from .past import past, publications_of
from .representation import bare, negotiate, represent
from .thing import Link, Thing, described

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as BaseResponse

    from akkoord.graph.release.history import Publication

blueprint = Blueprint("memento", __name__)

LINK_FORMAT: Final = "application/link-format"


@blueprint.get("/timegate/<path:path>")
def timegate(path: str) -> BaseResponse:
    """Redirect to the document as it was at the time of ``Accept-Datetime``, or the last one."""
    name, known = _known(path)
    return redirected(name, known, split(path)[1])


@blueprint.get("/timemap/<path:path>")
def timemap(path: str) -> Response:
    """List the mementos of a document, in the link format (RFC 6690)."""
    name, known = _known(path)
    first, last = known[0], known[-1]
    lines = [
        f'<{_address("documents.doc", name)}>;rel="original"',
        f'<{_address(".timegate", name)}>;rel="timegate"',
        f'<{_address(".timemap", name)}>;rel="self";type="{LINK_FORMAT}"'
        f';from="{http_date(first.time)}";until="{http_date(last.time)}"',
        *(
            f'<{_address(".memento", name, each)}>;rel="{_place(each, known)}"'
            f';datetime="{http_date(each.time)}"'
            for each in known
        ),
    ]
    response = Response(",\n".join(lines) + "\n", mimetype=LINK_FORMAT)
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/memento/<stamp>/<path:path>")
def memento(stamp: str, path: str) -> BaseResponse:
    """Answer with a document as it was in one release, or redirect to the one that was current."""
    name, known = _known(path)
    extension = None if name == path else split(path)[1]
    at = _at(stamp)
    if at is None:
        abort(404)
    publication = _current_at(at, known)
    if publication.stamp != stamp:
        return redirect(_moved(name, publication, extension), 302)
    address = bare(url_for(".memento", stamp=stamp, path=name))
    iri = iri_of(name) or abort(404)
    content = partial(_content, iri, name, publication, known)
    response = represent(
        negotiate(extension), address, content, iri, links=_links(name, publication, known)
    )
    response.headers["Memento-Datetime"] = http_date(publication.time)
    return response


def redirected(
    name: str, known: Sequence[Publication], extension: Format | None = None
) -> BaseResponse:
    """Redirect to the memento for the time that the request asks for.

    Args:
        name: what follows ``/doc/``, without extension.
        known: the publications that know the thing, oldest first.
        extension: that was asked for.

    Raises:
        werkzeug.exceptions.BadRequest: ``Accept-Datetime`` is no date.
    """
    asked = request.headers.get("Accept-Datetime")
    at = datetime.now(UTC) if asked is None else parse_date(asked)
    if at is None:
        abort(400)
    response = redirect(_moved(name, _current_at(at, known), extension), 302)
    response.headers["Vary"] = "Accept, Accept-Language, Accept-Datetime"
    response.headers["Link"] = ", ".join(versions(name, known))
    response.headers["Cache-Control"] = "no-store"
    return response


def versions(name: str, known: Sequence[Publication] = ()) -> list[str]:
    """Return the links from a document to its TimeGate, its list of mementos, and some of them."""
    ends = [known[0], known[-1]] if len(known) > 1 else known
    return [
        f'<{bare(url_for("documents.doc", path=name))}>; rel="original"',
        f'<{bare(url_for("memento.timegate", path=name))}>; rel="timegate"',
        f'<{bare(url_for("memento.timemap", path=name))}>; rel="timemap"; type="{LINK_FORMAT}"',
        *(_link(name, each, _place(each, known)) for each in ends),
    ]


def _content(
    iri: str, name: str, publication: Publication, known: Sequence[Publication], format_: Format
) -> str | bytes | None:
    source = past(publication)
    if source is None:
        return None
    triples = describe(source, iri)
    if format_ == HTML:
        here = address_of(name, publication)
        newest = bare(url_for("documents.doc", path=name))
        shown = _shown(triples, iri)
        return render_template(
            "memento.html", thing=shown, publication=publication, here=here, newest=newest
        )
    base = publication.release.base
    document = f"{base}memento/{publication.stamp}/{name}"
    told = with_document(triples, iri, Page(document), publication.release)
    return written([*_versioned(document, name, publication, known), *told], format_, base)


def _shown(triples: Sequence[Triple], iri: str) -> Thing:
    """Return a thing for the page, with the links to it that a description holds."""
    things = described(triples, current())
    incoming: dict[str, list[Link]] = {}
    for triple in triples:
        if triple.object == NamedNode(iri) and isinstance(triple.subject, NamedNode):
            link = Link(triple.subject.value, things[triple.subject.value].label)
            incoming.setdefault(triple.predicate.value, []).append(link)
    found = things.get(iri, Thing(iri, {}, {}))
    return Thing(iri, found.outgoing, {p: tuple(each) for p, each in incoming.items()})


def _versioned(
    document: str, name: str, publication: Publication, known: Sequence[Publication]
) -> list[Triple]:
    base, this = publication.release.base, NamedNode(document)
    said = [
        Triple(this, term(DCTERMS, "isVersionOf"), NamedNode(f"{base}doc/{name}")),
        Triple(this, term(DCTERMS, "created"), moment_literal(publication.time)),
        Triple(
            this,
            term(PROV, "wasDerivedFrom"),
            NamedNode(f"{base}releases/{publication.release.id}"),
        ),
    ]
    after = known[known.index(publication) + 1 :][:1]
    for each in after:
        later = NamedNode(f"{base}memento/{each.stamp}/{name}")
        said.append(Triple(this, term(DCTERMS, "isReplacedBy"), later))
    return said


def _known(path: str) -> tuple[str, tuple[Publication, ...]]:
    """Return the name of a document and the publications that know what it is about.

    Raises:
        werkzeug.exceptions.NotFound: none does.
    """
    for name in dict.fromkeys((split(path)[0], path)):
        iri = iri_of(name)
        known = publications_of(iri, graph().release) if iri else ()
        if known:
            return name, known
    raise NotFound


def _current_at(at: datetime, known: Sequence[Publication]) -> Publication:
    """Return the last publication up to a time; the first one where it is earlier than all."""
    return next((each for each in reversed(known) if each.time <= at), known[0])


def _at(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def address_of(name: str, publication: Publication) -> str:
    """Return the address of a document as it was in one release."""
    return bare(url_for("memento.memento", stamp=publication.stamp, path=name))


def _moved(name: str, publication: Publication, extension: Format | None) -> str:
    address = address_of(name, publication)
    return f"{address}.{extension.extension}" if extension else address


def _links(name: str, publication: Publication, known: Sequence[Publication]) -> list[str]:
    place = known.index(publication)
    around = [*known[max(0, place - 1) : place], *known[place + 1 : place + 2]]
    names = ["prev"] * (place > 0) + ["next"]
    return [
        *versions(name, known),
        *(_link(name, each, f"{rel} memento") for each, rel in zip(around, names, strict=False)),
    ]


def _link(name: str, publication: Publication, relation: str) -> str:
    address = address_of(name, publication)
    return f'<{address}>; rel="{relation}"; datetime="{http_date(publication.time)}"'


def _place(publication: Publication, known: Sequence[Publication]) -> str:
    first = ["first"] * (publication == known[0])
    last = ["last"] * (publication == known[-1])
    return " ".join((*first, *last, "memento"))


def _address(endpoint: str, name: str, publication: Publication | None = None) -> str:
    stamp = {"stamp": publication.stamp} if publication else {}
    return bare(url_for(endpoint, path=name, _external=True, **stamp))
