"""What a search asks: words, choices by which they are narrowed, and which results to show.

All of it stands in the address, so that a search can be kept and sent. A choice is the last
segment of a thing's IRI, a year, or a kind; what an address says that cannot be is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from akkoord.graph.search.document import FACETS as ABOUT

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

FACETS: Final = ("kind", *ABOUT)

KINDS: Final = {
    **{"decision": "Decision", "section": "Section", "report": "Report"},
    **{"statement": "Statement", "agency": "Agency", "domain": "PolicyDomain"},
    **{"theme": "PolicyTheme", "topic": "Topic"},
}
"""Local name of the class by what a kind is called in an address."""

LONGEST: Final = 200
MOST: Final = 100
USUAL: Final = 20
_FURTHEST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Search:
    """One search.

    Attributes:
        words: as typed.
        chosen: values by facet, as the address has them, in its order.
        start: number of the first result to show, from 1.
        count: how many to show.
    """

    words: str
    chosen: Mapping[str, tuple[str, ...]]
    start: int = 1
    count: int = USUAL

    def values(self, base: str) -> dict[str, frozenset[str]]:
        """Return what is chosen as the index knows it, for things named under ``base``."""
        return {
            facet: frozenset(value_of(facet, each, base) for each in chosen)
            for facet, chosen in self.chosen.items()
        }

    def toggled(self, facet: str, name: str) -> Search:
        """Return the search with a choice more, or less where it is chosen."""
        chosen = self.chosen.get(facet, ())
        kept = tuple(each for each in chosen if each != name)
        return self._with({**self.chosen, facet: kept if name in chosen else (*chosen, name)})

    def cleared(self) -> Search:
        """Return the search without any choice."""
        return self._with({})

    def at(self, start: int) -> Search:
        """Return the search with other results to show."""
        return replace(self, start=start)

    def asking(self, words: str) -> Search:
        """Return the search for other words."""
        return replace(self, words=words, start=1)

    def parameters(self) -> str:
        """Return what stands in the address after the question mark, always in one order."""
        pairs = [("q", self.words)]
        pairs += [(facet, each) for facet in FACETS for each in self.chosen.get(facet, ())]
        pairs += [("start", str(self.start))] if self.start > 1 else []
        pairs += [("count", str(self.count))] if self.count != USUAL else []
        return urlencode(pairs)

    def _with(self, chosen: Mapping[str, tuple[str, ...]]) -> Search:
        kept = {facet: values for facet, values in chosen.items() if values}
        return Search(self.words, kept, count=self.count)


def asked(arguments: MultiDict[str, str]) -> Search:
    """Return the search that the arguments of an address ask."""
    lists = {facet: arguments.getlist(facet) for facet in FACETS}
    chosen = {
        facet: tuple(dict.fromkeys(filter(None, values)))[:MOST]
        for facet, values in lists.items()
        if any(values)
    }
    return Search(
        arguments.get("q", "")[:LONGEST],
        chosen,
        _number(arguments.get("start", ""), 1, _FURTHEST),
        _number(arguments.get("count", ""), USUAL, MOST),
    )


def value_of(facet: str, name: str, base: str) -> str:
    """Return the value of a facet that an address calls ``name``."""
    if facet == "kind":
        return KINDS.get(name, "")
    return name if facet == "year" else f"{base}id/{facet}/{name}"


def name_of(facet: str, value: str) -> str:
    """Return what an address calls a value of a facet."""
    if facet == "kind":
        return next(name for name, kind in KINDS.items() if kind == value)
    return value.rpartition("/")[2]


def _number(text: str, usual: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return usual
    return min(max(int(text), 1), most)
