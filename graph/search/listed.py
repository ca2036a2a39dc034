"""What the registers give to the index: the same for every release of this program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from .. import vocabulary as v
from ..derive.facts import agencies_named
from ..terms import LABEL, TITLE, A, ra, term, value
from .document import Document
from .words import Words, words_of_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import NamedNode

    from ..mentions import MentionFinder
    from ..register_file import Term
    from ..register_model import Registers

_PREF_LABEL: Final = term(v.SKOS, "prefLabel")
_IDENTIFIER: Final = term(v.ORG, "identifier")
_NAMING: Final = (
    *(TITLE, _PREF_LABEL, term(v.SKOS, "altLabel"), ra("ambiguousLabel")),
    *(ra("number"), LABEL, _IDENTIFIER),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The documents that no report is needed for.

    Attributes:
        entries: domains, themes and agencies.
        sections: every section without its text, in the order of the contents.
    """

    entries: tuple[Document, ...]
    sections: tuple[Document, ...]


def listed(registers: Registers, finder: MentionFinder) -> Listed:
    """Return what the registers list.

    Args:
        registers: under the build's base.
        finder: of the register's agencies.
    """
    known = _Known(registers)
    sections = (_section(iri, known, registers, finder) for iri in registers.section_themes)
    return Listed(tuple(_entries(known)), tuple(sections))


def to_json(found: Listed) -> dict[str, Any]:
    """Return what :func:`from_json` makes ``found`` of again."""
    return asdict(found)


def from_json(told: Mapping[str, Any]) -> Listed:
    """Return what :func:`to_json` told."""
    entries, sections = (tuple(map(_document, told[part])) for part in ("entries", "sections"))
    return Listed(entries, sections)


def _document(told: dict[str, Any]) -> Document:
    facets = {name: tuple(values) for name, values in told["facets"].items()}
    named = Words(*told["named"])
    return Document(**{**told, "names": tuple(told["names"]), "facets": facets, "named": named})


class _Known:
    """What the registers say of each thing, by property."""

    def __init__(self, registers: Registers) -> None:
        self._said: dict[str, dict[NamedNode, list[Term]]] = defaultdict(dict)
        for quad in registers.quads():
            self._said[value(quad.subject)].setdefault(quad.predicate, []).append(quad.object)

    def of(self, kind: str) -> list[str]:
        """Return the IRIs of all things of a class, sorted."""
        return sorted(iri for iri, said in self._said.items() if ra(kind) in said.get(A, ()))

    def label(self, iri: str, language: str) -> str:
        """Return the label of a thing; an empty string where it has none."""
        labels = self._said[iri].get(LABEL, ())
        return next((value(each) for each in labels if _language(each) == language), "")

    def names(self, iri: str) -> tuple[str, ...]:
        """Return all names of a thing, each once."""
        said = self._said[iri]
        return tuple(dict.fromkeys(value(name) for each in _NAMING for name in said.get(each, ())))

    def values(self, iri: str, name: str) -> tuple[str, ...]:
        """Return the values of a property of ours."""
        return tuple(value(each) for each in self._said[iri].get(ra(name), ()))


def _language(node: Term) -> str | None:
    return getattr(node, "language", None)


def _entries(known: _Known) -> Iterator[Document]:
    """Yield what the registers hold beside sections."""
    facets = {"PolicyDomain": "domain", "PolicyTheme": "theme", "Agency": "agency"}
    for kind, facet in facets.items():
        for iri in known.of(kind):
            own: dict[str, tuple[str, ...]] = {facet: (iri,)}
            if kind == "Agency":
                own["domain"] = known.values(iri, "domain")
            label, english = known.label(iri, "nl"), known.label(iri, "en")
            names = known.names(iri)
            named = words_of_names(names)
            yield Document(kind, iri, label, english, names, facets=own, named=named)


def _section(iri: str, known: _Known, registers: Registers, finder: MentionFinder) -> Document:
    label, domain = known.label(iri, "nl"), known.values(iri, "domain")
    facets = {
        "domain": domain,
        "theme": registers.section_themes[iri],
        "agency": agencies_named(label, finder),
    }
    names = known.names(iri)
    named = words_of_names(names)
    context = domain[0]
    return Document("Section", iri, label, names=names, context=context, facets=facets, named=named)
