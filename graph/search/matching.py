"""``ra:textMatch`` answered: a query that names it, rewritten into one that any store evaluates.

In place of each pattern stand, as ``VALUES``, the things that the index finds, which is a join
like any other: it holds in OPTIONAL, UNION, MINUS, GRAPH, EXISTS and subqueries alike. The index
covers the release, whatever graphs a query is limited to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..errors import UsageError
from .asking import read
from .pattern import text_matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .pattern import TextMatch
    from .reading import Index

MOST: Final = 16
"""Patterns with ``ra:textMatch`` in one query."""

_LOCAL_NAME: Final = "textMatch"


def asks_index(query: str) -> bool:
    """Tell whether ``query`` may hold ``ra:textMatch``."""
    return _LOCAL_NAME in query


def matched(query: str, index: Index | None, base: str, prefixes: Mapping[str, str]) -> str:
    """Return ``query`` as :func:`rewritten` does, once Oxigraph has found it valid.

    Args:
        query: the text.
        index: of the release; ``None`` where it has none.
        base: that relative IRIs are resolved against.
        prefixes: those that need no declaration.

    Raises:
        SyntaxError: the query is not valid; the message tells where, in the text as written.
        UsageError: the property stands where it cannot be answered, or there is no index.
    """
    if not asks_index(query):
        return query
    ox.Store().query(query, base_iri=base, prefixes=dict(prefixes))
    return rewritten(query, index, prefixes)


def rewritten(query: str, index: Index | None, prefixes: Mapping[str, str]) -> str:
    """Return ``query`` with what the index finds in place of ``ra:textMatch``.

    The query is not parsed by Oxigraph, which a text can crash; one that is not valid is still
    not so afterwards.

    Raises:
        UsageError: the property stands where it cannot be answered, or there is no index.
    """
    if not asks_index(query):
        return query
    matches = text_matches(query, prefixes)
    if not matches:
        return query
    if index is None:
        raise UsageError("ra:textMatch: this release has no index of its texts; build again")
    if len(matches) > MOST:
        raise UsageError(f"ra:textMatch: a query has at most {MOST}; this one has {len(matches)}")
    edits = [(start, end, "") for match in matches for start, end in match.cuts]
    edits += [(match.at, match.at, _values(match, index)) for match in matches]
    parts, at = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [query[at:start], text]
        at = max(at, end)
    return "".join((*parts, query[at:]))


def _values(match: TextMatch, index: Index) -> str:
    """Return what ``match`` finds as a join of its own."""
    found = index.iris(index.ranked(read(match.words))[: match.limit])
    if match.iri:
        found = [(iri, score) for iri, score in found if iri == match.iri]
    names = [name for name in (match.variable, match.score) if name]
    rows = (
        " ".join([f"<{iri}>"] * bool(match.variable) + [f"{score:.3f}"] * bool(match.score))
        for iri, score in found
    )
    return f" VALUES ({' '.join(names)}) {{ {' '.join(f'({row})' for row in rows)} }} "
