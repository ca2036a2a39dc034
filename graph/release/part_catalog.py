"""The catalogue of the named graphs of a release, each a dataset of its own.

The catalogue that portals harvest (:mod:`.catalog`) offers one dataset, with the whole of it as
distributions: a portal that showed each report in each serialisation and compression would bury
it under two thousand files. This catalogue, to which that one leads (``dcat:catalog``), is for
whoever wants one graph: every file of every graph is a distribution here. Each dataset is the
``void:subset`` of its graph, a part of the whole (``dcterms:isPartOf``), and has of it what
holds for all: publisher, licence, provenance, place and time.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from .. import vocabulary as v
from ..formats import DUMPED
from ..terms import LABEL, PART_OF, TITLE, A, term, value
from .distribution import (
    COMPRESSIONS,
    File,
    Offering,
    distribution,
    measures,
    serialisations,
)
from .void import graph_subset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .layout import Release
    from .parts import Part

PATH: Final = "catalog/graphs"
"""Under the base: where this catalogue stands."""

_DESCRIPTION: Final = term(v.DCTERMS, "description")
_IDENTIFIER: Final = term(v.DCTERMS, "identifier")
_LANDING: Final = term(v.DCAT, "landingPage")
_SERIES: Final = term(v.DCAT, "inSeries")
_DISTRIBUTION: Final = term(v.DCAT, "distribution")
_MODIFIED: Final = term(v.DCTERMS, "modified")
_OWN: Final = frozenset(
    (TITLE, LABEL, PART_OF, _DESCRIPTION, _IDENTIFIER, _LANDING, _SERIES, _DISTRIBUTION, _MODIFIED)
)
"""What a graph's dataset does not have of the whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A named graph in the catalogue.

    Attributes:
        part: the graph.
        titles: what it is called.
        files: all that it is offered as.
    """

    part: Part
    titles: Sequence[Literal]
    files: Sequence[File]


def part_catalogue(
    catalogue: Iterable[Triple], entries: Sequence[Entry], release: Release
) -> tuple[Triple, ...]:
    """Return the catalogue of the named graphs, by subject.

    Args:
        catalogue: that of the release.
        entries: its named graphs.
        release: the release.
    """
    said = defaultdict[str, list[Triple]](list)
    for triple in catalogue:
        said[value(triple.subject)].append(triple)
    iri = NamedNode(release.base + PATH)
    common = [t for t in said[f"{release.base}id/dataset"] if t.predicate not in _OWN]
    triples = list(said[iri.value])
    for entry in entries:
        dataset = graph_subset(release.base, entry.part.iri)
        triples.append(Triple(iri, term(v.DCAT, "dataset"), dataset))
        triples += (Triple(dataset, t.predicate, t.object) for t in common)
        triples += _dataset(dataset, entry, release)
    triples += _named(triples, said)
    return tuple(sorted(dict.fromkeys(triples), key=lambda triple: str(triple.subject)))


def _dataset(dataset: NamedNode, entry: Entry, release: Release) -> Iterator[Triple]:
    part, base = entry.part, release.base
    for title in entry.titles:
        yield Triple(dataset, TITLE, title)
        yield Triple(dataset, LABEL, title)
    for text, language in (
        (f"De benoemde graaf {part.iri}, een deel van de dataset.", "nl"),
        (f"The named graph {part.iri}, a part of the dataset.", "en"),
    ):
        yield Triple(dataset, _DESCRIPTION, Literal(text, language=language))
    yield Triple(dataset, _IDENTIFIER, Literal(part.iri))
    yield Triple(dataset, PART_OF, NamedNode(f"{base}id/dataset"))
    page = NamedNode(f"{base}dumps/latest/{part.stem}/")
    yield Triple(dataset, _LANDING, page)
    yield Triple(page, A, term(v.FOAF, "Document"))
    yield Triple(page, LABEL, Literal(part.stem))
    of = Offering(dataset.value, f"{base}{PATH}#", base, release.licence)
    titles = (("nl", f"{part.stem} als"), ("en", f"{part.stem} as"))
    for kind, ending in product(serialisations(part.stem, titles, DUMPED), COMPRESSIONS):
        yield from distribution(kind, ending, of)
    for file in entry.files:
        yield from measures(file, of, release.id)


def _named(triples: Iterable[Triple], said: Mapping[str, Sequence[Triple]]) -> Iterator[Triple]:
    """Yield what the catalogue says of the things that ``triples`` name, and of what those name.

    The whole dataset is only named: it is described where it is offered.
    """
    known = {value(triple.subject) for triple in triples}
    waiting = [triple.object for triple in triples if triple.predicate != PART_OF]
    for node in waiting:
        if isinstance(node, NamedNode) and node.value not in known:
            known.add(node.value)
            found = said.get(node.value, ())
            yield from found
            waiting += (triple.object for triple in found)
