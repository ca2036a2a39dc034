"""The SPARQL 1.1 Protocol's query operation: an HTTP request, read into a QueryRequest.

https://www.w3.org/TR/sparql11-protocol/#query-operation, section 2.1: by GET, by POST of a form,
by POST of the query itself. Reading is pure: it takes what came and returns what it means, or
raises the problem that the client is told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .frames import Task
from .lexer import glance
from .limits import Limits
from .negotiation import VERSIONS, Choice, named, negotiated, prefers_html
from .parameters import urldecoded
from .problems import Kind, Problem

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

METHODS = "GET, HEAD, POST, OPTIONS"

TABLE = "table"
"""What ``format=`` says where a person is to read the answer as a page."""

_OF_FORM = frozenset({"query", "format", "lang"})
"""Parameters of the form: a page does not restrict a query to graphs."""

_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]+")


class HttpRequest(NamedTuple):
    """What the protocol looks at in a request; hashable, so that a repeat is known by it.

    Attributes:
        method: ``GET``, ``HEAD`` or ``POST``.
        query_string: of the URL, percent-encoded.
        accept: the Accept header, several joined by commas; empty without one.
        content_type: empty without one.
        content_encoding: empty without one.
        body: empty for GET and HEAD.
    """

    method: str
    query_string: bytes = b""
    accept: str = ""
    content_type: str = ""
    content_encoding: str = ""
    body: bytes = b""


class QueryRequest(NamedTuple):
    """A query to evaluate, complete and checked as far as that goes without parsing it.

    Attributes:
        query: the text as sent.
        choice: the format of the answer.
        volatile: whether the answer differs each time.
        prefixes: (prefix, IRI) as the query declares them.
        default_graphs: IRIs of ``default-graph-uri``.
        named_graphs: IRIs of ``named-graph-uri``.
        key: what two requests of the same answer have in common, on the same release.
        digest: stands for the query in logs.
    """

    query: str
    choice: Choice
    volatile: bool
    prefixes: tuple[tuple[str, str], ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    key: tuple[str, ...]
    digest: str

    @property
    def task(self) -> Task:
        """The query as a worker takes it."""
        return Task(
            self.query,
            self.choice.format.name,
            self.default_graphs,
            self.named_graphs,
            self.prefixes,
            self.choice.version,
        )


@dataclass(frozen=True, slots=True)
class NoQuery:
    """A request for the endpoint itself: its description, or its page for people.

    Attributes:
        html: whether the client prefers a page.
    """

    html: bool


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A query whose answer is to be read as a page, on which its refusal is told too.

    Attributes:
        query: the text as sent, not looked at yet.
    """

    query: str


def read(request: HttpRequest, limits: Limits) -> QueryRequest | TableRequest | NoQuery:
    """Return what ``request`` asks for.

    A browser that follows a link to a query gets the page, with the query in its form; whoever
    names a format, or posts, gets the answer. The form itself may ask for a page with the answer.

    Raises:
        Problem: the request is not one of the protocol, or is refused.
    """
    merged = urldecoded(request.query_string, "The URL")
    if request.method == "POST":
        merged = _with_posted(merged, request)
    if "update" in merged:
        raise Problem(Kind.UPDATE_REFUSED, "Updates are refused: there is no update operation.")
    queries = merged.get("query", [])
    if request.method != "POST":
        if not queries and not merged.keys() & {"default-graph-uri", "named-graph-uri"}:
            return NoQuery(_wants_page(request, merged))
        if _wants_page(request, merged):
            return NoQuery(html=True)
        if merged.keys() <= _OF_FORM and merged.get("format") == [TABLE] and len(queries) == 1:
            return TableRequest(queries[0])
    return query_request(
        _only(queries),
        limits,
        accept=request.accept,
        formats=[*merged.get("format", ()), *merged.get("output", ())],
        default_graphs=_graphs(merged, "default-graph-uri"),
        named_graphs=_graphs(merged, "named-graph-uri"),
    )


def _wants_page(request: HttpRequest, parameters: Mapping[str, list[str]]) -> bool:
    return prefers_html(request.accept) and not parameters.keys() & {"format", "output"}


def query_request(
    query: str,
    limits: Limits,
    *,
    accept: str = "",
    formats: Sequence[str] = (),
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
) -> QueryRequest:
    """Return the request to evaluate ``query``.

    Args:
        query: the text.
        limits: those of the endpoint.
        accept: an Accept header, used where no format is named.
        formats: names of formats; the first counts.
        default_graphs: IRIs of the graphs that make up the default graph.
        named_graphs: IRIs of the named graphs.

    Raises:
        Problem: the query is refused, or cannot be answered in such a format.
    """
    form, text, volatile, prefixes = glance(query, limits)
    choice = named(formats[0], form) if formats else negotiated(accept, form)
    key = (choice.content_type, text, *default_graphs, "", *named_graphs)
    digest = hashlib.blake2b(query.encode(), digest_size=6).hexdigest()
    return QueryRequest(
        query, choice, volatile, prefixes, default_graphs, named_graphs, key, digest
    )


def _with_posted(url: Mapping[str, list[str]], request: HttpRequest) -> dict[str, list[str]]:
    """Return the parameters of the URL with those of the form, or the query, that was posted."""
    form, text = _posted(request)
    if text is not None:
        return {**url, "query": [*url.get("query", ()), text]}
    if "query" in url:
        detail = "The query of a form that is posted belongs into the form, not into the URL."
        raise Problem(Kind.MALFORMED_REQUEST, detail)
    return _merged(url, form)


def _posted(request: HttpRequest) -> tuple[Mapping[str, list[str]], str | None]:
    """Return the parameters of a posted form, or the query that was posted as such."""
    media_type, options = _media_type(request.content_type)
    charset, version = options.get("charset", ""), options.get("version", "")
    if media_type == UPDATE:
        raise Problem(Kind.UPDATE_REFUSED, "Updates are refused: there is no update operation.")
    if request.content_encoding.strip().lower() not in ("", "identity"):
        raise _unsupported("a compressed body")
    if media_type not in (FORM, DIRECT):
        raise _unsupported(f"a body of type {media_type[:60]!r}" if media_type else "no type")
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise _unsupported(f"charset {charset[:30]!r}; SPARQL queries are UTF-8")
    if version and version not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise _unsupported(f"version {version[:30]!r} of SPARQL; known are {known}")
    if media_type == FORM:
        return urldecoded(request.body, "The form"), None
    try:
        return {}, request.body.decode()
    except UnicodeDecodeError:
        raise Problem(Kind.MALFORMED_REQUEST, "The query is not UTF-8.") from None


def _media_type(content_type: str) -> tuple[str, dict[str, str]]:
    """Return the media type and its parameters by name, in lower case."""
    media_type, *parameters = (part.strip() for part in content_type.lower().split(";"))
    pairs = (parameter.partition("=")[::2] for parameter in parameters)
    return media_type, {name.strip(): value.strip('" ') for name, value in pairs}


def _merged(url: Mapping[str, list[str]], form: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: [*url.get(name, ()), *form.get(name, ())] for name in url.keys() | form.keys()}


def _only(queries: list[str]) -> str:
    if not queries or not queries[0].strip():
        detail = "The query is missing: send one as the parameter 'query', or as the body."
        raise Problem(Kind.MALFORMED_REQUEST, detail)
    if len(queries) > 1:
        detail = f"One request carries one query; this one has {len(queries)}."
        raise Problem(Kind.MALFORMED_REQUEST, detail)
    return queries[0]


def _graphs(parameters: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    if name not in parameters:
        return ()
    iris = dict.fromkeys(parameters[name])  # sets have no order, and this is a key
    for iri in iris:
        if not _ABSOLUTE_IRI.fullmatch(iri):
            raise Problem(Kind.MALFORMED_REQUEST, f"{name} takes an absolute IRI, not {iri[:80]!r}")
    return tuple(iris)


def _unsupported(what: str) -> Problem:
    detail = f"POST takes {FORM} or {DIRECT} in UTF-8; this request has {what}."
    return Problem(Kind.MEDIA_TYPE, detail, ((b"accept-post", f"{FORM}, {DIRECT}".encode()),))
