"""A shape, and what shapes are about: read by :mod:`.shapes`, told of by :mod:`.profile`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from akkoord.graph.vocabulary import SH

if TYPE_CHECKING:
    from .thing import Link, Text, Thing


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape, which is one row of a table.

    Attributes:
        thing: the shape.
        path: IRI of the property it is about; empty for the thing as a whole.
        count: how many values, such as ``1``, ``0..1`` or ``1..*``; empty without a path.
        constraints: local names of SHACL terms with their values.
        severity: local name.
    """

    thing: Thing
    path: str
    count: str
    constraints: tuple[tuple[str, tuple[Link | Text, ...]], ...]
    severity: str

    @property
    def name(self) -> str:
        """Its local name, by which the page can be entered."""
        return self.thing.iri.rpartition("#")[2]

    @property
    def messages(self) -> tuple[Text, ...]:
        """What to do about a violation, the reader's language first."""
        return self.thing.texts(f"{SH}message")


@dataclass(frozen=True, slots=True)
class Target:
    """What shapes are about, with those shapes.

    Attributes:
        kind: local name of the SHACL term that targets it; empty for shapes that others use.
        iri: of the class or property; empty likewise.
        shapes: in the order that they give themselves.
        new: names of those that stand under no target before this one.
    """

    kind: str
    iri: str
    shapes: tuple[Shape, ...]
    new: frozenset[str]
