"""From content to an HTTP response: validators, alternates, and what all responses share.

A release never changes, and neither does this program while it runs, so a representation's
``ETag`` is known before it is made: the hash of release, program, address, format and language.
A repeated request is answered with 304 and without a query.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from flask import Response, abort, g, request
from werkzeug.http import quote_etag

from akkoord.app.headers import PAGE
from akkoord.graph.configuration import LANGUAGES
from akkoord.graph.release.history import last_published

from .data import graph
from .language import current
from .negotiation import FORMATS, HTML, RDF_FORMATS, TURTLE, Format, chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGES: Final = Path(__file__).parent
_SOURCES: Final = (
    "**/*.py",
    "**/*.html",
    "**/*.rq",
    "**/*.xml",
    "**/*.json",
    "**/*.ttl",
    "../drawing/*.py",
    "../static/**/*",
)


@cache
def program() -> str:
    """Return a hash of all that decides what a page looks like."""
    total = hashlib.sha256()
    for path in sorted(p for pattern in _SOURCES for p in PAGES.glob(pattern) if p.is_file()):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def negotiate(extension: Format | None, offered: Sequence[Format] = FORMATS) -> Format:
    """Return the format to answer in: the one the address names, or what ``Accept`` asks for.

    Raises:
        werkzeug.exceptions.NotAcceptable: ``Accept`` takes none of them.
    """
    return extension or chosen(request.accept_mimetypes, offered) or abort(406)


def by_extension(extension: str) -> Format | None:
    """Return the format of an address's extension; ``None`` for an empty one.

    Raises:
        werkzeug.exceptions.NotFound: no format has that extension.
    """
    if not extension:
        return None
    return next((f for f in FORMATS if f.extension == extension), None) or abort(404)


def bare(address: str) -> str:
    """Return ``address`` without its query, which carries the language."""
    return address.partition("?")[0]


def represent(
    format_: Format,
    address: str,
    write: Callable[[Format], str | bytes | None],
    iri: str = "",
    *,
    offered: Sequence[Format] = FORMATS,
    links: Sequence[str] = (),
    state: str = "",
) -> Response:
    """Return the representation of a resource, or 304 where the client has it.

    To its template, ``g.address`` is its whole address without a language, and ``g.canonical`` the
    one that others are told (RFC 6596, https://ogp.me/#metadata); see :func:`_canonical`.

    Args:
        format_: negotiated.
        address: of the resource without extension; alternates append theirs to it.
        write: makes the content; ``None`` when there is no such thing.
        iri: of the thing that the resource is about, if it is about one.
        offered: the formats there are.
        links: further values of the ``Link`` header.
        state: what else than the release it depends on.

    Raises:
        werkzeug.exceptions.NotFound: there is no such thing.
    """
    response = _without_content(format_, state)
    g.address = urljoin(request.host_url, address)
    g.canonical = _canonical(format_)
    response.headers["Link"] = ", ".join([*_links(format_, address, iri, offered), *links])
    if response.make_conditional(request).status_code == 304:  # noqa: PLR2004 - HTTP's number
        return response
    content = write(format_)
    if content is None:
        abort(404)
    response.set_data(content)
    return response


def page(write: Callable[[Format], str]) -> Response:
    """Return what exists as a page only, or 304 where the client has it.

    Args:
        write: makes the page.
    """
    return represent(HTML, request.script_root + request.path, write, offered=(HTML,))


def _without_content(format_: Format, state: str) -> Response:
    """Return what is known of a representation before it is made."""
    response = Response(mimetype=format_.media_type)
    response.headers["ETag"] = quote_etag(_fingerprint(format_, state))
    response.last_modified = last_published(graph().release)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "public, no-cache"
    if format_ == HTML:
        response.headers["Content-Language"] = current()
    return response


def _fingerprint(format_: Format, state: str) -> str:
    parts = (
        graph().release.id,
        state,
        program(),
        request.full_path,
        request.root_url,
        format_.extension,
        current() if format_ not in RDF_FORMATS else "",
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def translated(address: str, language: str) -> str:
    """Return where the page at ``address`` is in one language, whatever a browser asks for."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def _canonical(format_: Format) -> str:
    """Return the address that others are to know a representation by.

    A thing has one address, and so has its description, in any format and page by page. A page for
    people is whole, and in two languages at three addresses: ``?lang=`` is always the same one, and
    without it the page is in its reader's. Search engines want each of them canonical to itself and
    the three tied by ``hreflang``, the one that adapts as ``x-default``; were all canonical to
    that, none but the language their robot gets would be found
    (https://developers.google.com/search/docs/specialty/international/localized-versions). What
    programs go by is the same on all three: ``describes``, ``cite-as`` and the alternates.
    """
    asked = request.args.get("lang", "")
    if format_ == HTML and asked in LANGUAGES:
        return translated(g.address, asked)
    return f"{g.address}{_paged() if format_ in RDF_FORMATS else ''}"


def _paged() -> str:
    """Return the query by which a page that is one of several is asked for."""
    number = request.args.get("page", "")
    return f"?page={number}" if number.isascii() and number.isdecimal() else ""


def _links(format_: Format, address: str, iri: str, offered: Sequence[Format]) -> list[str]:
    """Return where else this is told, and what it tells of (RFC 8288, https://signposting.org)."""
    paged = _paged()
    links = [f'<{g.canonical}>; rel="canonical"']
    links += [
        f'<{address}.{f.extension}{paged}>; rel="alternate"; type="{f.media_type}"'
        for f in offered
        if f != format_
    ]
    if format_ == HTML and TURTLE in offered:
        links.append(f'<{address}.ttl>; rel="describedby"; type="text/turtle"')
    if iri:
        links += [f'<{iri}>; rel="describes"', f'<{iri}>; rel="cite-as"']
    links.append(f'<{graph().release.licence}>; rel="license"')
    return links


def finish(response: Response) -> Response:
    """Give ``response`` the headers that every response has.

    A page that was made while the release was being switched may hold some of both, and one whose
    charts could not be drawn is not whole; it is shown once and kept by nobody.
    """
    for name, value in PAGE.items():
        response.headers.setdefault(name, value)
    if "graph" not in g or graph().switched() or "lacking" in g:
        response.headers.remove("ETag")
        response.headers.remove("Last-Modified")
        response.headers["Cache-Control"] = "no-store"
    return response
