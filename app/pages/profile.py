"""What a thing of one class has, put together from shapes, ontology and release.

The shapes say which properties there are, with what values and how many; the ontology what they
mean; the release how many there are, with an example of each. :mod:`.shapes` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from akkoord.graph.vocabulary import RDF, RDFS, SCHEMA, SH, SKOS

from .data import number, text
from .thing import Link, Text, Thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .data import Row
    from .shape import Shape, Target

_TYPE: Final = f"{RDF}type"
_LONGEST: Final = 120
"""Characters of an example."""


@dataclass(frozen=True, slots=True)
class Use:
    """How a property is used on things of a class.

    Attributes:
        things: how many have it.
        example: one of its values, cut where it is long.
    """

    things: int
    example: Link | Text


Usage = Mapping[tuple[str, str], Use]
"""By class and property."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a class.

    Attributes:
        iri: of the property.
        shapes: that constrain it there.
        meaning: its definition; for one of another vocabulary, what the shapes say of it.
        use: how the release uses it, if it does.
    """

    iri: str
    shapes: tuple[Shape, ...]
    meaning: str
    use: Use | None

    @property
    def count(self) -> str:
        """How many values, such as ``0..1``; ``0..*`` where no shape says."""
        return next((shape.count for shape in self.shapes if shape.count), "0..*")

    @property
    def constraints(self) -> tuple[tuple[str, tuple[Link | Text, ...]], ...]:
        """What its values are held to, each constraint once."""
        return tuple(dict.fromkeys(each for shape in self.shapes for each in shape.constraints))

    @property
    def classes(self) -> tuple[str, ...]:
        """IRIs of the classes that its values are of."""
        return self._values("class")

    @property
    def datatypes(self) -> tuple[str, ...]:
        """IRIs of the datatypes that its values are of."""
        return self._values("datatype")

    def _values(self, constraint: str) -> tuple[str, ...]:
        found = (values for name, values in self.constraints if name == constraint)
        links = (each.iri for values in found for each in values if isinstance(each, Link))
        return tuple(dict.fromkeys(links))


@dataclass(frozen=True, slots=True)
class Profile:
    """A class with its properties.

    Attributes:
        iri: of the class.
        label: its name.
        definition: what it is; empty for a class of another vocabulary.
        things: how many there are in the release.
        properties: in the order that the shapes give them.
        rules: shapes about such a thing as a whole.
    """

    iri: str
    label: str
    definition: str
    things: int
    properties: tuple[Property, ...]
    rules: tuple[Shape, ...]


def usage(rows: Iterable[Row]) -> dict[tuple[str, str], Use]:
    """Return what ``queries/usage.rq`` found."""
    return {
        (text(row, "class"), text(row, "property")): Use(number(row, "things"), _example(row))
        for row in rows
    }


def profiles(
    targets: Sequence[Target], terms: Mapping[str, Thing], used: Usage
) -> tuple[Profile, ...]:
    """Return a profile of each class that shapes target.

    Args:
        targets: of all shapes.
        terms: of the ontology, by IRI.
        used: by the release.
    """
    about = [target for target in targets if target.kind == "targetSubjectsOf"]

    def further(class_: str) -> list[Shape]:
        return [s for t in about if _has(class_, t.iri, terms, used) for s in t.shapes]

    classes = (target for target in targets if target.kind == "targetClass")
    return tuple(_profile(target, further(target.iri), terms, used) for target in classes)


def _profile(
    target: Target, further: Sequence[Shape], terms: Mapping[str, Thing], used: Usage
) -> Profile:
    shapes = (*target.shapes, *further)
    paths = dict.fromkeys(shape.path for shape in shapes if shape.path)
    term = terms.get(target.iri)
    there = used.get((target.iri, _TYPE))
    return Profile(
        target.iri,
        term.label if term else target.iri,
        term.text(f"{SKOS}definition") if term else "",
        there.things if there else 0,
        tuple(
            _property(path, [s for s in shapes if s.path == path], terms, used, target.iri)
            for path in paths
        ),
        tuple(shape for shape in target.shapes if not shape.path),
    )


def _property(
    iri: str, shapes: Sequence[Shape], terms: Mapping[str, Thing], used: Usage, class_: str
) -> Property:
    term = terms.get(iri)
    told = (shape.thing.text(f"{SH}description") for shape in shapes)
    defined = term.text(f"{SKOS}definition") if term else ""
    meaning = defined or next(filter(None, told), shapes[0].thing.label)
    return Property(iri, tuple(shapes), meaning, used.get((class_, iri)))


def _has(class_: str, property_: str, terms: Mapping[str, Thing], used: Usage) -> bool:
    """Tell whether things of a class may have a property: the ontology says so, or some do."""
    term = terms.get(property_)
    named = (f"{RDFS}domain", f"{SCHEMA}domainIncludes")
    stated = [link.iri for name in named for link in (term.links(name) if term else ())]
    return class_ in stated or (class_, property_) in used


def _example(row: Row) -> Link | Text:
    term = row["example"]
    if term.kind != "literal":
        return Link(term.value, term.value)
    cut = len(term.value) > _LONGEST
    return Text(f"{term.value[:_LONGEST]}…" if cut else term.value, term.language or "")
