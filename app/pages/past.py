"""An earlier release as a source of descriptions: what the queries ask the endpoint for now.

Each method of :class:`Past` answers as the query file of its name does, from an
:class:`~akkoord.graph.release.archive.Archive`; the tests hold the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.archive import open_archive
from akkoord.graph.release.history import Publication, until
from akkoord.graph.terms import LABEL, PART_OF, A, term, value
from akkoord.graph.vocabulary import OWL

from .description import LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from akkoord.graph.release.archive import Archive
    from akkoord.graph.release.layout import Release

_CLASS: Final = term(OWL, "Class")
_NAMING: Final = (A, LABEL)
_PLACING: Final = (A, LABEL, PART_OF)


@dataclass(frozen=True, slots=True)
class Past:
    """A release that need not be the one that is served.

    Attributes:
        release: which.
        archive: the release to look into.
    """

    release: Release
    archive: Archive

    def triples(self, name: str, thing: str, skipped: int = 0) -> list[Triple]:
        """Return what the query file ``name`` constructs; see :meth:`.data.Graph.triples`."""
        if name == "description":
            return self._named(_triples(self.archive.about(thing)))
        if name == "graph-described":
            return self._named(_triples(self.archive.within(thing)))
        if name == "class-labels":
            return _class_labels(_triples(self.archive.within(thing)))
        return self._links(thing, skipped)

    def _named(self, said: list[Triple]) -> list[Triple]:
        named = dict.fromkeys(t.object.value for t in said if isinstance(t.object, NamedNode))
        return said + [triple for iri in named for triple in self._of(iri, _NAMING)]

    def _links(self, thing: str, skipped: int) -> list[Triple]:
        found = _triples(self.archive.leading_to(thing))
        ordered = sorted(found, key=lambda t: (_iri(t), t.predicate.value))
        links = ordered[skipped : skipped + LINKS]
        placed = [t for iri in dict.fromkeys(map(_iri, links)) for t in self._of(iri, _PLACING)]
        wholes = dict.fromkeys(value(t.object) for t in placed if t.predicate == PART_OF)
        labels = [t for iri in wholes for t in self._of(iri, (LABEL,))]
        return links + placed + labels

    def _of(self, iri: str, properties: Iterable[NamedNode]) -> list[Triple]:
        marks = tuple(f"<{iri}> {each} ".encode() for each in properties)
        return _triples(line for line in self.archive.about(iri) if line.startswith(marks))


def _class_labels(ontology: Sequence[Triple]) -> list[Triple]:
    classes = {each.subject for each in ontology if (each.predicate, each.object) == (A, _CLASS)}
    return [each for each in ontology if each.predicate == LABEL and each.subject in classes]


def past(publication: Publication) -> Past | None:
    """Return the release of a publication to look into; ``None`` where it is damaged."""
    try:
        return Past(publication.release, open_archive(publication.release))
    except ReleaseError:
        return None


def publications_of(iri: str, current: Release) -> tuple[Publication, ...]:
    """Return the publications of the releases that know ``iri``, oldest first.

    Args:
        iri: of a thing.
        current: the release that is served; the others stand beside it, and what was published
            after it is not told of yet.
    """
    return tuple(each for each in until(current) if _knows(each, iri))


def _knows(publication: Publication, iri: str) -> bool:
    source = past(publication)
    return source is not None and source.archive.holds(iri)


def _triples(lines: Iterable[bytes]) -> list[Triple]:
    quads = parse(b"".join(lines), format=RdfFormat.N_QUADS)
    return list(dict.fromkeys(quad.triple for quad in quads))


def _iri(triple: Triple) -> str:
    return triple.subject.value if isinstance(triple.subject, NamedNode) else ""
