"""What somebody may have meant by the address of a thing that is not there.

An address is misspelt, cut, or made up from a name: so first comes what begins so, then what is
called so (abbreviations and former names too, by the index of texts), then what is spelt alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import current_app
from rapidfuzz import fuzz, process

from akkoord.app.sparql.problems import Problem
from akkoord.graph.errors import ReleaseError
from akkoord.graph.search.asking import read

from .choices import KINDS
from .data import graph, text
from .indexes import EXTENSION
from .language import current
from .thing import Link, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from akkoord.graph.search.reading import Index

MOST: Final = 6
LIKENESS: Final = 60
"""Of addresses that are suggested, out of 100."""

_HASH: Final = re.compile(r"-[0-9a-f]{10}$")
_WORD: Final = re.compile(r"[^\W_]+")


def near(path: str) -> tuple[Link, ...]:
    """Return the things that are most like what was asked for; none if the path names no thing.

    Args:
        path: of the thing, without extension and what comes before: ``agency/fit``.
    """
    kind, slash, rest = path.partition("/")
    if not slash or "//" in path:
        return ()
    space = f"{graph().release.base}id/"
    wanted = space + path
    nearest = wanted.rpartition("/")[0]
    beside, all_of_kind = f"{nearest}/", f"{space}{kind}/"
    iris = _beginning(beside)
    prefix = beside if iris else all_of_kind
    iris = iris or _beginning(prefix)
    begun = [iri for iri in sorted(iris, key=len) if iri.startswith(wanted)]
    # What all addresses begin with would make any two alike.
    endings = {iri: iri.removeprefix(prefix) for iri in iris}
    alike = _like(wanted.removeprefix(prefix), endings)
    found = [*begun, *_called(kind, rest), *alike]
    if not found and prefix != all_of_kind:
        found = _like(wanted, {iri: iri for iri in iris})  # what lies in the same folder
    return tuple(link for iri in list(dict.fromkeys(found))[:MOST] for link in _link(iri))


def _beginning(prefix: str) -> list[str]:
    """Return the IRIs that begin with ``prefix``; none if that is no IRI."""
    try:
        return sorted({text(row, "thing") for row in graph().rows("names", prefix)})
    except (ValueError, Problem):
        return []


def _called(kind: str, rest: str) -> Iterable[str]:
    """Return the IRIs of what is called by all words of an address, or else by some of them."""
    index = _index()
    if index is None or kind not in KINDS:
        return ()
    words = _WORD.findall(_HASH.sub("", rest.rpartition("/")[2]))
    chosen = {"kind": frozenset({KINDS[kind]})}
    for question in (" ".join(words), " OR ".join(words)):
        if matches := index.find(read(question), chosen).matches:
            return [iri for iri, _ in index.iris(matches[:MOST])]
    return ()


def _index() -> Index | None:
    try:
        found: Index | None = current_app.extensions[EXTENSION].of(graph().release)
    except ReleaseError:
        return None
    return found


def _like(wanted: str, addresses: Mapping[str, str]) -> list[str]:
    """Return the IRIs whose address is most like ``wanted``, the likeliest first."""
    found = process.extract(wanted, addresses, scorer=fuzz.ratio, limit=MOST, score_cutoff=LIKENESS)
    return [iri for _, _, iri in found]


def _link(iri: str) -> tuple[Link, ...]:
    return links(graph().rows("label", iri), "thing", "label", current())
