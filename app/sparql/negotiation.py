"""Which format an answer takes: the client's Accept header against what Oxigraph writes.

Proactive negotiation as in RFC 9110, section 12.5.1: the most specific media range that matches
a format gives it its quality; the highest quality wins; equals are ours to order.

A format may be asked for in a version (``version=1.2``), which is then told; what of RDF 1.2 that
lets into the answer is the business of :mod:`.versions`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from akkoord.graph.formats import GRAPHS, SOLUTIONS, Format

from .problems import Kind, Problem


class Form(enum.Enum):
    """The four forms of a query (SPARQL 1.1 Query, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is triples rather than solutions."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


VERSIONS = ("1.1", "1.2", "1.2-basic")
"""Values of the ``version`` parameter that Oxigraph's formats meet (RDF and SPARQL 1.2)."""


NAMED = 3
"""Specificity of a media range that names a media type."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A format as negotiated.

    Attributes:
        format: the format.
        version: the ``version`` parameter that the client asked for, echoed; empty for none.
    """

    format: Format
    version: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type header of the answer."""
        suffix = f"; version={self.version}" if self.version else ""
        return self.format.content_type + suffix


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header.

    Attributes:
        kind: such as ``text`` or ``*``.
        subtype: such as ``turtle`` or ``*``.
        version: its ``version`` parameter, or empty.
        quality: 0 to 1.
    """

    kind: str
    subtype: str
    version: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how closely this range names ``media_type``: 0 not at all, 3 exactly."""
        kind, _, subtype = media_type.partition("/")
        if (self.kind, self.subtype) == (kind, subtype):
            return NAMED
        if self.subtype == "*" and self.kind == kind:
            return 2
        return 1 if self.kind == self.subtype == "*" else 0


def formats(form: Form) -> tuple[Format, ...]:
    """Return the formats in which a query of ``form`` can be answered, the default first."""
    return GRAPHS if form.gives_graph else SOLUTIONS


def named(name: str, form: Form) -> Choice:
    """Return the format that a person named in ``format=`` or ``output=``, as Accept might.

    Raises:
        Problem: no format of that name, or of that media type, answers this form of query.
    """
    wanted, *parameters = (part.strip() for part in name.lower().split(";"))
    version = dict(map(_parameter, parameters)).get("version", "")
    for fmt in formats(form):
        named_so = wanted in (fmt.name, fmt.extension, fmt.media_type, *fmt.short, *fmt.aliases)
        if named_so and version in ("", *VERSIONS):
            return Choice(fmt, version)
    wanted = name.strip()
    raise _not_acceptable(f"format={wanted[:50]!r}", form)


@lru_cache(maxsize=1024)
def negotiated(accept: str, form: Form) -> Choice:
    """Return the format that an Accept header prefers; the default for an empty one.

    Raises:
        Problem: the header accepts none of the formats that answer this form of query.
    """
    if not accept.strip():
        return Choice(formats(form)[0])
    ranges = tuple(media_ranges(accept))
    best, quality = None, 0.0
    for fmt in formats(form):
        choice, q = _judge(fmt, ranges)
        if q > quality:
            best, quality = choice, q
    if best is None:
        raise _not_acceptable("the Accept header", form)
    return best


@lru_cache(maxsize=1024)
def prefers_html(accept: str) -> bool:
    """Return whether ``accept`` names HTML and nothing that we serve as data above it."""
    ranges = tuple(media_ranges(accept))
    html = max((r.quality for r in ranges if r.specificity("text/html") == NAMED), default=0.0)
    return html > 0 and all(
        r.quality < html
        for fmt in (*SOLUTIONS, *GRAPHS)
        for media_type in (fmt.media_type, *fmt.aliases)
        for r in ranges
        if r.specificity(media_type) == NAMED
    )


def media_ranges(accept: str) -> Iterator[MediaRange]:
    """Yield the elements of an Accept header; one that makes no sense is passed over."""
    for element in accept.split(","):
        media_type, *parameters = (part.strip() for part in element.split(";"))
        kind, slash, subtype = media_type.lower().partition("/")
        values = dict(_parameter(p) for p in parameters)
        quality = _quality(values.get("q", "1"))
        if slash and kind and subtype and quality is not None:
            yield MediaRange(kind, subtype, values.get("version", ""), quality)


def _judge(fmt: Format, ranges: tuple[MediaRange, ...]) -> tuple[Choice, float]:
    """Return ``fmt`` in the version asked for, and its quality: that of the closest range.

    An alias counts only where it is named: ``text/*`` does not ask for ``text/xml``.
    """
    candidates = [
        (closeness, bool(r.version), r.quality, r)
        for media_type in (fmt.media_type, *fmt.aliases)
        for r in ranges
        if not r.version or r.version in VERSIONS
        if (closeness := r.specificity(media_type))
        and (closeness == NAMED or media_type == fmt.media_type)
    ]
    if not candidates:
        return Choice(fmt), 0.0
    *_, closest = max(candidates, key=lambda c: c[:3])
    return Choice(fmt, closest.version), closest.quality


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _quality(text: str) -> float | None:
    try:
        quality = float(text)
    except ValueError:
        return None
    return quality if 0 <= quality <= 1 else None


def _not_acceptable(what: str, form: Form) -> Problem:
    known = ", ".join(f"{fmt.media_type} ({fmt.name})" for fmt in formats(form))
    return Problem(Kind.NOT_ACCEPTABLE, f"{what} asks for none of: {known}.")
