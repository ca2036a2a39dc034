"""The VoID description of a release: how much there is of what.

Every count is one that a query over the endpoint's default graph confirms. See
https://www.w3.org/TR/void/.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from .. import vocabulary as v
from ..iris import digest, slug
from ..terms import LABEL, TITLE, A, term
from .counts import TARGETS
from .layout import turtle_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .chunk import Chunk
    from .counts import Counts

TITLES: Final = (
    ("Opvolging van het Vlaamse regeerakkoord 2019-2024", "nl"),
    ("Follow-up of the Flemish coalition agreement 2019-2024", "en"),
)


def void(chunks: Sequence[Chunk], shared: Counts, base: str) -> tuple[Triple, ...]:
    """Return the VoID description of the dataset.

    Args:
        chunks: of all named graphs.
        shared: counts of what several graphs describe, each triple once.
        base: the base IRI.

    Returns:
        Counts of triples, subjects, objects, classes and properties as a query over the default
        graph confirms them, a partition by class and by property, and the size of each graph.
    """
    iri = NamedNode(f"{base}id/dataset")
    parts = [*(chunk.counts for chunk in chunks), shared]
    classes, properties, sizes = Counter[str](), Counter[str](), Counter[str]()
    for part in parts:  # a sum of counters makes a new one for each
        classes.update(part.classes)
        properties.update(part.properties)
    for chunk in chunks:
        sizes[chunk.graph] += chunk.size
    described = chain(
        _whole(iri, base),
        _totals(iri, parts, len(classes), len(properties)),
        _partitions(iri, "class", "entities", classes),
        _partitions(iri, "property", "triples", properties),
        _linksets(iri, parts),
        *(_graph(iri, base, graph, size) for graph, size in sizes.items()),
    )
    return tuple(dict.fromkeys(described))


def graph_subset(base: str, graph: str) -> NamedNode:
    """Return the name of the part of the dataset that a named graph holds."""
    return NamedNode(f"{base}id/void/graph/{digest(graph)}")


def _whole(iri: NamedNode, base: str) -> Iterator[Triple]:
    yield Triple(iri, A, term(v.VOID, "Dataset"))
    yield Triple(iri, term(v.VOID, "sparqlEndpoint"), NamedNode(f"{base}sparql"))
    yield Triple(iri, term(v.VOID, "uriSpace"), Literal(f"{base}id/"))
    yield Triple(iri, term(v.VOID, "dataDump"), NamedNode(f"{base}dumps/regeerakkoord.nt.gz"))
    for text, language in TITLES:
        yield Triple(iri, TITLE, Literal(text, language=language))
        yield Triple(iri, LABEL, Literal(text, language=language))


def _totals(
    iri: NamedNode, parts: Sequence[Counts], classes: int, properties: int
) -> Iterator[Triple]:
    subjects = len(set(chain.from_iterable(part.subjects for part in parts)))
    yield _count(iri, "triples", sum(part.triples for part in parts))
    yield _count(iri, "entities", subjects)
    yield _count(iri, "distinctSubjects", subjects)
    objects = set(chain.from_iterable(part.objects for part in parts))
    yield _count(iri, "distinctObjects", len(objects))
    yield _count(iri, "classes", classes)
    yield _count(iri, "properties", properties)


def _graph(dataset: NamedNode, base: str, graph: str, size: int) -> Iterator[Triple]:
    subset = graph_subset(base, graph)
    yield Triple(dataset, term(v.VOID, "subset"), subset)
    yield Triple(subset, A, term(v.VOID, "Dataset"))
    yield Triple(subset, LABEL, Literal(graph))
    yield Triple(subset, term(v.DCTERMS, "source"), NamedNode(graph))
    yield Triple(subset, term(v.VOID, "dataDump"), NamedNode(f"{base}dumps/{turtle_of(graph)}"))
    yield Triple(subset, term(v.RDFS, "seeAlso"), NamedNode(f"{base}catalog/graphs"))
    yield _count(subset, "triples", size)


def _count(subject: NamedNode, name: str, number: int) -> Triple:
    return Triple(subject, term(v.VOID, name), Literal(number))


def _partitions(
    dataset: NamedNode, by: str, measure: str, numbers: Mapping[str, int]
) -> Iterator[Triple]:
    for iri, number in sorted(numbers.items()):
        part = NamedNode(f"{dataset.value}/{by}/{_local(iri)}")
        yield Triple(dataset, term(v.VOID, f"{by}Partition"), part)
        yield Triple(part, A, term(v.VOID, "Dataset"))
        yield Triple(part, LABEL, Literal(iri))
        yield Triple(part, term(v.VOID, by), NamedNode(iri))
        yield _count(part, measure, number)


def _linksets(dataset: NamedNode, parts: Iterable[Counts]) -> Iterator[Triple]:
    links: Counter[str] = Counter()
    for part in parts:
        links.update(part.links)
    for link, number in sorted(links.items()):
        predicate, target = link.split()
        name = TARGETS[target]
        linkset = NamedNode(f"{dataset.value}/linkset/{slug(name)}/{_local(predicate)}")
        yield Triple(dataset, term(v.VOID, "subset"), linkset)
        yield Triple(linkset, A, term(v.VOID, "Linkset"))
        yield Triple(linkset, LABEL, Literal(f"{name}, {predicate.rpartition('#')[2]}"))
        yield Triple(linkset, term(v.VOID, "linkPredicate"), NamedNode(predicate))
        yield Triple(linkset, term(v.VOID, "subjectsTarget"), dataset)
        yield Triple(linkset, term(v.VOID, "objectsTarget"), NamedNode(target))
        yield Triple(NamedNode(target), A, term(v.VOID, "Dataset"))
        yield Triple(NamedNode(target), LABEL, Literal(name))
        yield Triple(NamedNode(target), term(v.VOID, "uriSpace"), Literal(target))
        yield _count(linkset, "triples", number)


def _local(iri: str) -> str:
    for prefix, namespace in v.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}/{iri.removeprefix(namespace)}"
    return digest(iri)
