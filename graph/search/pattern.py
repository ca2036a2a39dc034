"""Where a SPARQL query asks the index: the triple patterns with ``ra:textMatch``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..vocabulary import RA
from .tokens import Names, string_value, tokens_of
from .triples import Reader, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..errors import UsageError
    from .triples import Property, Term, Triples

TEXT_MATCH: Final = f"{RA}textMatch"

_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class TextMatch:
    """One triple pattern that asks the index.

    Attributes:
        variable: for what is found, such as ``?thing``; empty where an IRI stands in its place.
        iri: that one, which is found or not.
        score: the variable for how well; empty where none is asked for.
        words: that are looked for.
        limit: how many are wanted, the best; ``None`` for all.
        at: offset in the query at which the things found can be joined.
        cuts: stretches of the query that stand for the pattern.
    """

    variable: str
    iri: str
    score: str
    words: str
    limit: int | None
    at: int
    cuts: tuple[tuple[int, int], ...]


def text_matches(query: str, prefixes: Mapping[str, str]) -> tuple[TextMatch, ...]:
    """Return the patterns of ``query`` that ask the index, in their order.

    Args:
        query: the text.
        prefixes: those that need no declaration.

    Raises:
        UsageError: the property stands where it cannot be answered.
    """
    tokens = list(tokens_of(query))
    names = Names(tokens, prefixes)
    if not any(names.iri(token.kind, token.text) == TEXT_MATCH for token in tokens):
        return ()
    reader = Reader(query, tokens)
    reader.read()
    matching = _Matching(query, names)
    return tuple(match for triples in reader.found for match in matching.of(triples))


class _Matching:
    """Tells which triples of one query ask the index, and for what."""

    def __init__(self, query: str, names: Names) -> None:
        self._query = query
        self._names = names

    def of(self, triples: Triples) -> Iterator[TextMatch]:
        """Yield what the triples of one subject ask."""
        subject, properties = triples.subject, triples.properties
        asking = [each for each in properties if self._asks(each)]
        self._refuse_within((subject, *(term for each in properties for term in each.objects)))
        if not asking:
            return
        if triples.only:
            raise self._refused(subject.start, "CONSTRUCT WHERE holds triples of the graph alone")
        if subject.kind == "list" and len(properties) > 1:
            raise self._refused(subject.start, "(?thing ?score) has no other property")
        cuts = _cuts(triples, asking)
        for each in asking:
            yield self._match(subject, each, triples.joins_at, cuts)
            cuts = ()

    def _refuse_within(self, terms: Sequence[Term]) -> None:
        """Refuse what a blank node within ``terms`` asks."""
        for term in terms:
            for each in term.properties:
                if self._asks(each):
                    raise self._refused(each.start, "its subject must be a variable or an IRI")
                self._refuse_within(each.objects)
            self._refuse_within(term.items)

    def _asks(self, each: Property) -> bool:
        asking = [self._names.iri(token.kind, token.text) == TEXT_MATCH for token in each.path]
        if any(asking) and len(asking) > 1:
            raise self._refused(each.start, "it is no part of a property path")
        return any(asking)

    def _match(
        self, subject: Term, asked: Property, joins_at: int, cuts: tuple[tuple[int, int], ...]
    ) -> TextMatch:
        things = subject.items or (subject,)
        thing, score = things[0], things[1] if len(things) > 1 else None
        if len(things) > 2:  # noqa: PLR2004
            raise self._refused(subject.start, "its subject has a thing and a score")
        if score and (score.kind != "variable" or score.text[1:] == thing.text[1:]):
            raise self._refused(score.start, "the score must be a variable of its own")
        variable = thing.text if thing.kind == "variable" else ""
        iri = self._names.iri(thing.kind, thing.text)
        if not variable and not iri:
            raise self._refused(thing.start, "its subject must be a variable or an IRI")
        values = asked.objects[0].items or asked.objects
        words, limit = values[0], values[1] if len(values) > 1 else None
        if len(asked.objects) > 1 or len(values) > 2 or words.kind != "string":  # noqa: PLR2004
            raise self._refused(words.start, "the words must be one text, written out")
        if limit and not (
            limit.kind == "number" and limit.text.isdecimal() and len(limit.text) < _DIGITS
        ):
            raise self._refused(limit.start, "the limit must be a whole number")
        wanted = int(limit.text) if limit else None
        text, named = string_value(words.text), score.text if score else ""
        return TextMatch(variable, iri, named, text, wanted, joins_at, cuts)

    def _refused(self, offset: int, reason: str) -> UsageError:
        return refused(self._query, offset, reason)


def _cuts(triples: Triples, asking: Sequence[Property]) -> tuple[tuple[int, int], ...]:
    """Return what to cut so that the properties that ask the index are gone."""
    properties = triples.properties
    kept = [each for each in properties if each not in asking]
    if not kept:
        return ((triples.subject.start, triples.end),)
    first = [(properties[0].start, kept[0].start)] if properties[0] in asking else []
    later = [(each.start, each.end) for each in asking if each.start > kept[0].start]
    return (*first, *later)
