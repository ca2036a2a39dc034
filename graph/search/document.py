"""What can be found: a document, whatever it tells of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .words import Words

FACETS: Final = ("domain", "theme", "year", "agency")
"""By what documents are told apart, beside their kind."""


@dataclass(frozen=True, slots=True)
class Document:
    """A thing that can be found.

    Attributes:
        kind: local name of its class.
        iri: its IRI.
        label: what it is called in Dutch.
        english: the same in English; empty where it has no English name.
        names: under which it is looked for, its label among them.
        text: that is searched beside its names.
        day: of a decision, ISO 8601; else empty.
        context: IRI of what it belongs to: a statement's report, a section's domain; or empty.
        facets: values by name of the facet: IRIs, and years in four digits.
        words: of the text, where they were told before.
        named: of the names, likewise.
    """

    kind: str
    iri: str
    label: str
    english: str = ""
    names: tuple[str, ...] = ()
    text: str = ""
    day: str = ""
    context: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Words | None = None
    named: Words | None = None
