"""What pages read: the endpoint's contract, the query files, and one request's view of both.

Pages hold no store. They ask an :class:`Endpoint`, which the server implements over its worker
processes and the tests over a plain store. SPARQL stands in ``queries/*.rq``; where a query is
about one thing it names ``<urn:akkoord:thing>``, and the thing's IRI takes that place once it
has been found to be one that cannot end the token it stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, TypeVar, TypeVarTuple, cast

from flask import g
from pyoxigraph import RdfFormat, Triple, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from akkoord.app.sparql.client import Term
    from akkoord.graph.release.layout import Release

QUERIES: Final = Path(__file__).parent / "queries"
THING: Final = "<urn:akkoord:thing>"
PROPERTY: Final = "<urn:akkoord:property>"
OFFSET: Final = "OFFSET 0"
_IN_DUTCH: Final = "# nl: "

_KEPT: Final = 4
"""Answers of one kind that are kept: in two languages, of two releases."""

Answer = TypeVar("Answer")
Others = TypeVarTuple("Others")

# RFC 3986 without hosts in square brackets: the IRIs of section 5 are ASCII, and Oxigraph refuses
# a query with an IRI that is none.
_PART: Final = r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_IRI: Final = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{_PART}+(?:#{_PART}*)?")

Row: TypeAlias = "Mapping[str, Term]"


class Endpoint(Protocol):
    """What pages use of :class:`akkoord.app.sparql.client.Endpoint`."""

    @property
    def release(self) -> Release:
        """The release that answers now; another one after a switch."""

    def select(self, query: str) -> list[dict[str, Term]]:
        """Return the solutions of a SELECT query; an unbound variable has no key."""

    def construct(self, query: str) -> bytes:
        """Return the triples of a CONSTRUCT query as N-Triples."""


def is_iri(text: str) -> bool:
    """Tell whether ``text`` is an absolute IRI that a query can safely hold."""
    return bool(_IRI.fullmatch(text))


@cache
def _file(name: str) -> str:
    return (QUERIES / f"{name}.rq").read_text("utf-8")


def query(name: str, thing: str | None = None, linked_by: str | None = None) -> str:
    """Return the query in ``queries/{name}.rq``, about ``thing`` if it is about one.

    Args:
        name: of the file, without extension.
        thing: IRI that takes the place of ``<urn:akkoord:thing>``.
        linked_by: IRI of a property that takes the place of ``<urn:akkoord:property>``.

    Raises:
        ValueError: an argument is no IRI that a query can safely hold.
    """
    text = _file(name)
    for mark, iri in ((THING, thing), (PROPERTY, linked_by)):
        if iri is not None:
            if not is_iri(iri):
                raise ValueError(f"not an IRI: {iri!r}")
            text = text.replace(mark, f"<{iri}>")
    return text


def title_of(query: str, wanted: str) -> tuple[str, str]:
    """Return what a query file says that it asks, and the language it says so in.

    Args:
        query: its text, which begins with one comment line in English, then one in Dutch.
        wanted: language of the reader.
    """
    lines = query.splitlines()[:2]
    dutch = next((line for line in lines if line.startswith(_IN_DUTCH)), None)
    if dutch and wanted == "nl":
        return dutch.removeprefix(_IN_DUTCH), "nl"
    return lines[0].removeprefix("# "), "en"


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph as one request sees it.

    Attributes:
        endpoint: what answers queries.
        release: the release that was served when the request began.
    """

    endpoint: Endpoint
    release: Release

    def rows(self, name: str, thing: str | None = None, linked_by: str | None = None) -> list[Row]:
        """Return the solutions of a query file; arguments as for :func:`query`."""
        return list(self.endpoint.select(query(name, thing, linked_by)))

    def triples(self, name: str, thing: str, skipped: int = 0) -> list[Triple]:
        """Return the triples that a query file constructs, in N-Triples order.

        Args:
            name: of the file, without extension.
            thing: IRI that the query is about.
            skipped: how many solutions to leave out, in a query that has an ``OFFSET``.
        """
        asked = query(name, thing).replace(OFFSET, f"OFFSET {skipped:d}")
        lines = sorted(self.endpoint.construct(asked).splitlines(keepends=True))
        return [q.triple for q in parse(b"".join(lines), format=RdfFormat.N_TRIPLES)]

    def switched(self) -> bool:
        """Tell whether another release has taken over since the request began."""
        return self.endpoint.release.id != self.release.id


def see(endpoint: Endpoint) -> Graph:
    """Return the graph as it is served now."""
    return Graph(endpoint, endpoint.release)


def once_a_release(
    ask: Callable[[Graph, *Others], Answer],
) -> Callable[[Graph, *Others], Answer]:
    """Have ``ask`` asked once of each release, for each of its other arguments.

    What was asked while the release was switched may be the other's answer, and is not kept.
    """
    kept = lru_cache(maxsize=_KEPT)(ask)

    def answer(graph: Graph, /, *others: *Others) -> Answer:
        found = kept(graph, *others)
        if graph.switched():
            kept.cache_clear()
        return found

    return answer


def graph() -> Graph:
    """Return the graph that the request at hand sees."""
    return cast("Graph", g.graph)


def text(row: Row, name: str) -> str:
    """Return the text of ``name`` in a solution; an empty string where it is unbound."""
    term = row.get(name)
    return term.value if term else ""


def number(row: Row, name: str) -> int:
    """Return the integer that ``name`` has in a solution; 0 where it has none."""
    value = text(row, name)
    return int(value) if value.isdecimal() else 0


def language(row: Row, name: str) -> str:
    """Return the language of the literal ``name``; an empty string where it has none."""
    term = row.get(name)
    return (term.language or "") if term else ""
