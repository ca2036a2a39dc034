"""What is said of one thing, in the shape that templates read.

Labels come in several languages; a link shows the reader's, or else the Dutch one, or else any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from akkoord.app.sparql.client import Term
from akkoord.graph.vocabulary import DCTERMS, RDF, RDFS, SKOS

from .data import language, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Triple

    from .data import Graph, Row

BOUND: Final = 500
"""How many incoming links a page shows (``LIMIT`` in ``queries/incoming.rq``)."""

_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Link:
    """A thing that a page names.

    Attributes:
        iri: of the thing.
        label: in the reader's language; the IRI where it has none.
        language: of the label, empty where it has none.
    """

    iri: str
    label: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A literal.

    Attributes:
        value: its text.
        language: language tag, empty without one.
    """

    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with its links in both directions.

    Attributes:
        iri: of the thing.
        outgoing: what is said of it, by property IRI.
        incoming: what points to it, by property IRI; at most :data:`BOUND` in all.
    """

    iri: str
    outgoing: Mapping[str, tuple[Link | Text, ...]]
    incoming: Mapping[str, tuple[Link, ...]]

    @property
    def types(self) -> tuple[str, ...]:
        """IRIs of its classes."""
        return tuple(link.iri for link in self.links(f"{RDF}type"))

    @property
    def name(self) -> Text:
        """Its name in the reader's language; its IRI where it has none."""
        names = (f"{DCTERMS}title", f"{SKOS}prefLabel", f"{RDFS}label")
        return next((self.texts(name)[0] for name in names if self.text(name)), Text(self.iri))

    @property
    def label(self) -> str:
        """The text of its name."""
        return self.name.value

    @property
    def itself(self) -> Link:
        """A link to it."""
        return Link(self.iri, self.label, self.name.language)

    def links(self, property_: str) -> tuple[Link, ...]:
        """Return the things that ``property_`` leads to."""
        return tuple(v for v in self.outgoing.get(property_, ()) if isinstance(v, Link))

    def link(self, property_: str) -> Link | None:
        """Return the first thing that ``property_`` leads to."""
        return next(iter(self.links(property_)), None)

    def texts(self, property_: str) -> tuple[Text, ...]:
        """Return the literals of ``property_``, those in the reader's language first."""
        return tuple(v for v in self.outgoing.get(property_, ()) if isinstance(v, Text))

    def text(self, property_: str) -> str:
        """Return the literal of ``property_`` for the reader; empty where there is none."""
        return next((t.value for t in self.texts(property_)), "")

    def inverse(self, property_: str, kind: str = "") -> tuple[Link, ...]:
        """Return the things that lead here by ``property_``.

        Args:
            property_: IRI.
            kind: first segment after ``id/`` of the IRIs wanted, such as ``report``; any if empty.
        """
        found = self.incoming.get(property_, ())
        return tuple(link for link in found if f"/id/{kind}/" in link.iri) if kind else found

    @property
    def cut(self) -> bool:
        """Whether more may point to it than is shown."""
        return sum(map(len, self.incoming.values())) >= BOUND


def natural(value: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a sort key that puts ``4.10`` after ``4.9``."""
    pieces = _DIGITS.split(value.casefold())
    return tuple((p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in pieces)


def rank(tag: str, wanted: str) -> int:
    """Return the place of a language for a reader who wants ``wanted``; lower is better."""
    return 0 if tag == wanted else 1 if tag == "nl" else 2


def links(rows: Iterable[Row], name: str, label: str, wanted: str) -> tuple[Link, ...]:
    """Return one link for each IRI of variable ``name``, in natural order of label and IRI."""
    best: dict[str, tuple[int, str, str]] = {}
    for row in rows:
        iri, tag = text(row, name), language(row, label)
        place = rank(tag, wanted) if label in row else 9
        found = (place, text(row, label) or iri, tag)
        best[iri] = min(best.get(iri, found), found)
    named = (Link(iri, label, tag) for iri, (_, label, tag) in best.items())
    return tuple(sorted(named, key=lambda link: (natural(link.label), natural(link.iri))))


def load(graph: Graph, iri: str, wanted: str) -> Thing | None:
    """Return the thing ``iri`` for a reader of language ``wanted``; ``None`` if unknown."""
    said = graph.rows("outgoing", iri)
    if not said:
        return None
    pointing = graph.rows("incoming", iri)
    return Thing(
        iri,
        {p: _values(rows, wanted) for p, rows in _by_property(said).items()},
        {p: links(rows, "value", "label", wanted) for p, rows in _by_property(pointing).items()},
    )


def _by_property(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(text(row, "property"), []).append(row)
    return grouped


def _values(rows: Sequence[Row], wanted: str) -> tuple[Link | Text, ...]:
    things = [row for row in rows if row["value"].kind != "literal"]
    literals = {
        Text(text(row, "value"), language(row, "value"))
        for row in rows
        if row["value"].kind == "literal"
    }
    ordered = sorted(literals, key=lambda t: (rank(t.language, wanted), natural(t.value), t.value))
    return (*links(things, "value", "label", wanted), *ordered)


def described(triples: Iterable[Triple], wanted: str) -> dict[str, Thing]:
    """Return the things that ``triples`` describe, without incoming links, by IRI.

    Labels are those among the triples; a blank node counts as a thing under ``_:`` and its label.
    """
    said: dict[str, dict[str, list[Row]]] = {}
    for triple in triples:
        row = {"value": _term(triple.object)}
        subject = said.setdefault(_term(triple.subject).value, {})
        subject.setdefault(triple.predicate.value, []).append(row)
    labels = {iri: _labels(properties) for iri, properties in said.items()}
    return {
        iri: Thing(
            iri,
            {p: _values(_with_labels(rows, labels), wanted) for p, rows in properties.items()},
            {},
        )
        for iri, properties in said.items()
    }


def _labels(properties: Mapping[str, list[Row]]) -> list[Term]:
    named = (properties.get(p) for p in (f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title"))
    return [row["value"] for row in next((rows for rows in named if rows), [])]


def _with_labels(rows: Iterable[Row], labels: Mapping[str, list[Term]]) -> list[Row]:
    labelled: list[Row] = []
    for row in rows:
        named = labels.get(row["value"].value, ())
        labelled += [{**row, "label": label} for label in named] or [row]
    return labelled


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    match term:
        case ox.NamedNode():
            return Term("uri", term.value)
        case ox.Literal():
            return Term("literal", term.value, term.language, term.datatype.value)
        case ox.BlankNode():
            return Term("bnode", f"_:{term.value}")
        case _:
            raise TypeError("no quoted triples in a release")
