"""What a search found, as its page and its JSON tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from akkoord.graph.search.asking import completed, read
from akkoord.graph.search.snippets import Piece, snippet
from akkoord.graph.search.spelling import suggestions

from .choices import FACETS, name_of, value_of
from .language import has_message, message
from .thing import Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from akkoord.graph.search.asking import Expression
    from akkoord.graph.search.reading import Found, Index, Match, Shown

    from .choices import Search


MOST_CHOICES: Final = 20
"""Of one facet; all others leave fewer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    Attributes:
        kind: local name of its class.
        link: the thing, with its label.
        title: its label in pieces.
        text: the stretch of its text with most hits, in pieces; empty where that is the label.
        day: of a decision, ISO 8601; else empty.
        context: what it belongs to; ``None`` where that is nothing.
        score: how well it fits.
    """

    kind: str
    link: Link
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    day: str
    context: Link | None
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which a search can be narrowed.

    Attributes:
        name: as addresses have it.
        label: as people call it.
        count: things found that have it.
        chosen: whether the search is narrowed by it.
        search: the search with it, or without it where it is chosen.
    """

    name: str
    label: str
    count: int
    chosen: bool
    search: Search


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes:
        search: what was asked.
        total: how many things were found.
        hits: those to show.
        facets: the choices by facet; chosen ones first, then by how much they would leave.
        meant: the search with likelier spellings, where nothing was found; else ``None``.
    """

    search: Search
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Choice, ...]]
    meant: Search | None

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """What the search is narrowed by."""
        return tuple(each for choices in self.facets.values() for each in choices if each.chosen)

    @property
    def previous(self) -> Search | None:
        """The search for the results before these."""
        start, count = self.search.start, self.search.count
        return self.search.at(max(1, start - count)) if start > 1 else None

    @property
    def next(self) -> Search | None:
        """The search for the results after these."""
        start = self.search.start + self.search.count
        return self.search.at(start) if start <= self.total else None


def results(search: Search, index: Index, base: str, wanted: str) -> Results:
    """Return what ``search`` finds.

    Args:
        search: what is asked.
        index: of the release.
        base: the IRI under which its things are named.
        wanted: the reader's language.
    """
    expression = read(completed(search.words))
    found = index.find(expression, search.values(base))
    first = search.start - 1
    return Results(
        search,
        len(found.matches),
        _hits(found.matches[first : first + search.count], expression, index, wanted),
        _facets(search, found, index, base, wanted),
        None if found.matches else _meant(search, index, expression),
    )


def _hits(
    matches: Sequence[Match], expression: Expression, index: Index, wanted: str
) -> tuple[Hit, ...]:
    shown = index.shown(match.document for match in matches)
    contexts = index.named({each.context for each in shown.values()})
    hits = []
    for match in matches:
        each = shown[match.document]
        label = _label(each, wanted)
        text = "" if each.text == label else each.text.removeprefix(f"{label} · ")
        context = contexts.get(each.context)
        hits.append(
            Hit(
                each.kind,
                Link(each.iri, label),
                snippet(label, expression),
                snippet(text, expression),
                each.day,
                Link(context.iri, _label(context, wanted)) if context else None,
                match.score,
            )
        )
    return tuple(hits)


def _facets(
    search: Search, found: Found, index: Index, base: str, wanted: str
) -> dict[str, tuple[Choice, ...]]:
    chosen = search.values(base)
    counts = {
        facet: {**dict.fromkeys(chosen.get(facet, ()), 0), **found.counts.get(facet, {})}
        for facet in FACETS
    }
    things = index.named(value for values in counts.values() for value in values)
    facets = {}
    for facet, numbers in counts.items():
        names = {value_of(facet, name, base): name for name in search.chosen.get(facet, ())}
        choices = []
        for value, count in numbers.items():
            name = names.get(value) or name_of(facet, value)
            label = _label(things[value], wanted) if value in things else _word(facet, value, name)
            choice = Choice(name, label, count, value in names, search.toggled(facet, name))
            choices.append(choice)
        facets[facet] = tuple(sorted(choices, key=_order)[:MOST_CHOICES])
    return facets


def _order(choice: Choice) -> tuple[bool, int, str]:
    return not choice.chosen, -choice.count, choice.label


def _label(shown: Shown, wanted: str) -> str:
    return shown.english if wanted == "en" and shown.english else shown.label


def _word(facet: str, value: str, name: str) -> str:
    key = "search.kind." + value
    return message(key) if facet == "kind" and has_message(key) else name


def _meant(search: Search, index: Index, expression: Expression) -> Search | None:
    words = search.words
    for word, likelier in suggestions(index, expression).items():
        words = words.replace(word, likelier)
    return search.asking(words) if words != search.words else None


def as_json(found: Results, addresses: Mapping[str, Any]) -> dict[str, Any]:
    """Return what programs are told.

    Args:
        found: what was found.
        addresses: what goes before it: of this answer, of the next, of the release.
    """
    return {
        "query": found.search.words,
        **addresses,
        "total": found.total,
        "start": found.search.start,
        "count": len(found.hits),
        "suggestion": found.meant.words if found.meant else None,
        "results": [_hit_json(hit) for hit in found.hits],
        "facets": {
            facet: [
                {
                    "value": each.name,
                    "label": each.label,
                    "count": each.count,
                    "chosen": each.chosen,
                }
                for each in choices
            ]
            for facet, choices in found.facets.items()
        },
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "iri": hit.link.iri,
        "kind": hit.kind,
        "label": hit.link.label,
        "date": hit.day or None,
        "partOf": {"iri": hit.context.iri, "label": hit.context.label} if hit.context else None,
        "score": hit.score,
        "snippet": [piece._asdict() for piece in hit.text or hit.title],
    }
