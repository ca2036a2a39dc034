"""The event stream in pages, described by TREE and LDES.

The root names every page with what is on it; a page is never written to again. Both are plain
RDF: https://treecg.github.io/specification/ and https://w3id.org/ldes/specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from akkoord.graph import vocabulary as v
from akkoord.graph.event_stream import PUBLISHED, VERSION_OF, moment
from akkoord.graph.terms import DATE, LABEL, TITLE, A, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from akkoord.graph.event_stream import Event, Version

SIZE: Final = 100
"""Versions on a page."""

TREE: Final = "https://w3id.org/tree#"
LDES: Final = "https://w3id.org/ldes#"

_SHAPE: Final = Path(__file__).parent.parent.parent / "shapes" / "version.ttl"
_SHAPE_IRI: Final = NamedNode("https://w3id.org/regeerakkoord/shapes#Version")
_BOUNDS: Final = ("GreaterThanOrEqualToRelation", "LessThanOrEqualToRelation")
_DESCRIPTION: Final = (
    (
        "De beslissingen en rapporten, met een nieuwe versie bij elke uitgave die er iets anders "
        "over zegt. De beoordelingen zijn door een taalmodel geschreven; ze zijn niet die van de "
        "regering.",
        "nl",
    ),
    (
        "The decisions and reports, with a new version for each release that says something else "
        "of them. The assessments were written by a language model; they are not the "
        "government's.",
        "en",
    ),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the versions of one publication, all of one kind.

    Attributes:
        event: its name, which begins with the moment of the publication: ``20261126114521``.
        number: among the pages of the publication, from 1.
        versions: at least one.
    """

    event: str
    number: int
    versions: tuple[Version, ...]

    @property
    def path(self) -> str:
        """What follows the root's address."""
        return f"{self.event}/{self.number}"


def pages(event: Event) -> tuple[Page, ...]:
    """Return the pages of what one publication added."""
    kinds = (list(group) for _, group in groupby(event.versions, key=lambda each: each.kind))
    parts = (kind[i : i + SIZE] for kind in kinds for i in range(0, len(kind), SIZE))
    return tuple(Page(event.name, n, tuple(part)) for n, part in enumerate(parts, start=1))


def root_triples(root: str, events: Sequence[Event]) -> Iterator[Triple]:
    """Yield the description of the stream, and of where its pages are.

    Args:
        root: address of the root, as the client sees it.
        events: all there were, oldest first; at least one.
    """
    licence = events[-1].publication.release.licence
    stream, view = NamedNode(f"{root}#stream"), NamedNode(root)
    yield from _stream(root)
    for text, language in _DESCRIPTION:
        yield Triple(stream, term(v.DCTERMS, "description"), Literal(text, language=language))
    yield Triple(stream, term(v.DCTERMS, "license"), NamedNode(licence))
    yield Triple(stream, term(TREE, "shape"), _SHAPE_IRI)
    yield from _shape()
    # What was once published stays: retained is all since the first publication that is kept.
    retention = NamedNode(f"{root}#retention")
    yield Triple(view, A, term(TREE, "Node"))
    yield Triple(view, term(LDES, "retentionPolicy"), retention)
    yield Triple(retention, A, term(LDES, "PointInTimePolicy"))
    yield Triple(retention, term(LDES, "pointInTime"), moment(events[0].publication.iso))
    for event in events:
        for page in pages(event):
            yield from _relations(root, page, moment(event.publication.iso))


def page_triples(root: str, page: Page) -> Iterator[Triple]:
    """Yield a page: its members, each with what is said of it."""
    stream = NamedNode(f"{root}#stream")
    yield from _stream(root)
    yield Triple(NamedNode(f"{root}/{page.path}"), A, term(TREE, "Node"))
    for version in page.versions:
        yield Triple(stream, term(TREE, "member"), NamedNode(version.iri))
    for version in page.versions:
        yield from version.triples()


def _stream(root: str) -> Iterator[Triple]:
    stream = NamedNode(f"{root}#stream")
    yield Triple(stream, A, term(LDES, "EventStream"))
    for text, language in (("Beslissingen en rapporten", "nl"), ("Decisions and reports", "en")):
        yield Triple(stream, TITLE, Literal(text, language=language))
        yield Triple(stream, LABEL, Literal(text, language=language))
    yield Triple(stream, term(LDES, "timestampPath"), PUBLISHED)
    yield Triple(stream, term(LDES, "versionOfPath"), VERSION_OF)
    yield Triple(stream, term(TREE, "view"), NamedNode(root))


def _relations(root: str, page: Page, published: Literal) -> Iterator[Triple]:
    """Tell between which moments, and which days of decisions, the versions on a page lie.

    A client that wants some of them only need not read the other pages.
    """
    bounds = [(PUBLISHED, (published, published))]
    days = _days(page.versions)
    if days:
        bounds.append((DATE, days))
    for path, values in bounds:
        name = path.value.replace("#", "/").rpartition("/")[2]
        for kind, bound in zip(_BOUNDS, values, strict=True):
            end = "from" if kind == _BOUNDS[0] else "until"
            relation = NamedNode(f"{root}#{page.event}-{page.number}-{name}-{end}")
            yield Triple(NamedNode(root), term(TREE, "relation"), relation)
            yield Triple(relation, A, term(TREE, kind))
            yield Triple(relation, term(TREE, "node"), NamedNode(f"{root}/{page.path}"))
            yield Triple(relation, term(TREE, "path"), path)
            yield Triple(relation, term(TREE, "value"), bound)


def _days(versions: Iterable[Version]) -> tuple[Literal, Literal] | None:
    """Return the first and the last day of the decisions; nothing unless each has one."""
    days = [
        next((triple.object for triple in version.triples() if triple.predicate == DATE), None)
        for version in versions
    ]
    known = sorted((day for day in days if isinstance(day, Literal)), key=lambda day: day.value)
    return (known[0], known[-1]) if known and len(known) == len(days) else None


@cache
def _shape() -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(path=_SHAPE))
