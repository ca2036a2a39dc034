"""What the registers say, as a build uses it; :mod:`.registers` reads it from their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyoxigraph import NamedNode, Quad


@dataclass(frozen=True, slots=True)
class Register:
    """One register as a named graph.

    Attributes:
        name: ``agreement``, ``domains``, ``themes``, ``agencies`` or ``ontology``.
        graph: IRI of the named graph.
        quads: in the order of the file.
    """

    name: str
    graph: str
    quads: tuple[Quad, ...]


@dataclass(frozen=True, slots=True)
class ContentsRow:
    """One section as the agreement's table of contents lists it.

    Attributes:
        domain: label of its policy domain.
        number: such as ``4.3.2``.
        parent: number of the section that holds it; ``None`` for the head of a domain.
        title: as printed, cut off where the source is.
    """

    domain: str
    number: str
    parent: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Registers:
    """All registers under one base.

    Attributes:
        load: returns the registers, one a named graph, in a fixed order, the ontology last.
        section_themes: IRIs of a section's official themes, by the section's IRI; every section
            is in it, in the order of the contents.
        rows: the table of contents, in its order.
        themes: IRI of each official theme by its slug.
        types: classes of each thing that a register describes.
    """

    load: Callable[[], tuple[Register, ...]]
    section_themes: Mapping[str, tuple[str, ...]]
    rows: tuple[ContentsRow, ...]
    themes: Mapping[str, str]
    types: Mapping[NamedNode, tuple[NamedNode, ...]]

    @property
    def registers(self) -> tuple[Register, ...]:
        """The registers, read now if they were not before."""
        return self.load()

    def quads_of(self, name: str) -> tuple[Quad, ...]:
        """Return the quads of the register ``name``."""
        return next(each.quads for each in self.registers if each.name == name)

    def quads(self) -> Iterator[Quad]:
        """Yield the quads of all registers, one named graph after the other."""
        for register in self.registers:
            yield from register.quads
