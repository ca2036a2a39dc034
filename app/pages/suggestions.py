"""What somebody may have meant by the address of a thing that is not there.

An address is cut, misspelt, or made up from a name: so first comes what begins so, then what a slip
makes of it, then what is called so (abbreviations and former names too, by the index of texts, in
likelier spellings where there are any) and what is spelt alike, that of the same folder first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from flask import current_app
from rapidfuzz import fuzz, process

from akkoord.app.sparql.problems import Problem
from akkoord.graph.errors import ReleaseError
from akkoord.graph.search import spelling
from akkoord.graph.search.asking import read
from akkoord.graph.vocabulary import ONTOLOGY, RA

from .choices import KINDS
from .data import graph, once_a_release, text
from .indexes import EXTENSION
from .language import current
from .thing import Link, described, links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from akkoord.graph.search.reading import Index

    from .data import Graph

MOST: Final = 6
LIKENESS: Final = 60
"""Of addresses that are suggested, out of 100."""
A_SLIP: Final = 85
"""Likeness of addresses of which one is the other with a slip: ``5.44`` for ``5.4``."""

_LAST: Final = "\uffff"
"""Sorts after all that an IRI has: those are ASCII (:mod:`.data`)."""

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
    asked = wanted.removeprefix(prefix)
    called, alike = _called(kind, rest), _like(asked, endings, LIKENESS)
    found = [*begun, *_like(asked, endings, A_SLIP)]
    found += [*called, *alike] if prefix == all_of_kind else [*alike, *called]
    if not found and prefix != all_of_kind:
        found = _like(wanted, {iri: iri for iri in iris}, LIKENESS)  # what lies in the same folder
    found = found or _called_in_part(kind, rest)
    return tuple(link for iri in list(dict.fromkeys(found))[:MOST] for link in _link(iri))


def near_term(name: str) -> tuple[Link, ...]:
    """Return the terms of the ontology whose name is most like ``name``."""
    terms = described(graph().triples("graph", ONTOLOGY), current())
    names = {iri: iri.removeprefix(RA) for iri in terms if iri.startswith(RA)}
    return tuple(terms[iri].itself for iri in _like(name, names, LIKENESS))


def _beginning(prefix: str) -> tuple[str, ...]:
    """Return the IRIs that begin with ``prefix``."""
    try:
        iris = _iris(graph())
    except Problem:
        return ()
    return iris[bisect_left(iris, prefix) : bisect_left(iris, prefix + _LAST)]


@once_a_release
def _iris(graph: Graph) -> tuple[str, ...]:
    """Return the IRIs of all that has a page of its own, in order."""
    return tuple(sorted({text(row, "thing") for row in graph.rows("names")}))


def _called(kind: str, rest: str) -> list[str]:
    """Return the IRIs of what is called by all words of an address, or by likelier spellings."""
    index, words = _index(), _words(rest)
    if index is None:
        return []
    if found := _found(index, kind, " ".join(words)):
        return found
    likelier = spelling.suggestions(index, read(" ".join(words)))
    return _found(index, kind, " ".join(likelier.get(each, each) for each in words))


def _called_in_part(kind: str, rest: str) -> list[str]:
    """Return the IRIs of what is called by some words of an address."""
    index = _index()
    return _found(index, kind, " OR ".join(_words(rest))) if index else []


def _words(rest: str) -> list[str]:
    return _WORD.findall(_HASH.sub("", rest.rpartition("/")[2]))


def _found(index: Index, kind: str, question: str) -> list[str]:
    if kind not in KINDS:
        return []
    matches = index.find(read(question), {"kind": frozenset({KINDS[kind]})}).matches
    return [iri for iri, _ in index.iris(matches[:MOST])]


def _index() -> Index | None:
    try:
        found: Index | None = current_app.extensions[EXTENSION].of(graph().release)
    except ReleaseError:
        return None
    return found


def _like(wanted: str, addresses: Mapping[str, str], likeness: int) -> list[str]:
    """Return the IRIs whose address is most like ``wanted``, the likeliest first."""
    found = process.extract(wanted, addresses, scorer=fuzz.ratio, limit=MOST, score_cutoff=likeness)
    return [iri for _, _, iri in found]


def _link(iri: str) -> tuple[Link, ...]:
    return links(graph().rows("label", iri), "thing", "label", current())
