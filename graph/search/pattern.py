"""Where a SPARQL query asks the index: the triple patterns with ``ra:textMatch``.

What is read of a query is no more than its groups, its triples and what lies between them (SPARQL
1.1 Query, section 19.8). It need not be valid; in one that is, what cannot be read is refused.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from ..errors import UsageError
from ..query_text import LOCAL, SILENT, STRING, place
from ..vocabulary import RA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TEXT_MATCH: Final = f"{RA}textMatch"

_TOKEN: Final = re.compile(
    rf"(?P<silent>{SILENT}|\s++)|(?P<string>{STRING})"
    r"|(?P<iri><[^\x00-\x20<>\"{}|^`\\]*+>)|(?P<variable>[?$]\w++)|(?P<tag>@[A-Za-z][A-Za-z0-9\-]*+)"
    rf"|(?P<name>(?:[^\W\d](?:[\w.\-]{{0,999}}+))?+{LOCAL})"
    r"|(?P<number>[+-]?(?:\d++(?:\.\d++)?+|\.\d++)(?:[eE][+-]?\d++)?+)"
    r"|(?P<word>[^\W\d]\w*+)|(?P<mark>\^\^|.)",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_TERMS: Final = frozenset({"iri", "variable", "name", "number", "string", "word"})
_DIGITS: Final = 10
_OPENING: Final = ("(", "{")
_TRANSPARENT: Final = frozenset({"OPTIONAL", "MINUS", "UNION", "WHERE", "LATERAL"})
_USE: Final = 'write ?thing ra:textMatch "words", or (?thing ?score) ra:textMatch ("words" 20)'


class Token(NamedTuple):
    """A terminal of the grammar, or what serves as one."""

    kind: str
    text: str
    start: int
    end: int


class Term(NamedTuple):
    """What stands in a triple: a terminal, or a list of terms."""

    kind: str
    text: str
    start: int
    end: int
    items: tuple[Term, ...] = ()


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


class _Property(NamedTuple):
    path: Sequence[Token]
    objects: Sequence[Term]
    start: int
    end: int


def text_matches(query: str, prefixes: Mapping[str, str]) -> tuple[TextMatch, ...]:
    """Return the patterns of ``query`` that ask the index, in their order.

    Args:
        query: the text.
        prefixes: those that need no declaration.

    Raises:
        UsageError: the property stands where it cannot be answered.
    """
    tokens = list(_tokens(query))
    names = Names(tokens, prefixes)
    if not any(names.iri(token) == TEXT_MATCH for token in tokens):
        return ()
    reader = _Reader(query, tokens, names)
    reader.read()
    return tuple(reader.found)


def _tokens(query: str) -> Iterator[Token]:
    at = 0
    while found := _TOKEN.match(query, at):
        kind, text = found.lastgroup or "", found[0]
        if kind == "name":
            text = text.rstrip(".")  # the dots end the triple
        at += len(text)
        if kind != "silent":
            yield Token(kind, text, at - len(text), at)


class Names:
    """What prefixed names stand for in one query.

    Args:
        tokens: of the query.
        prefixes: those that need no declaration.
    """

    def __init__(self, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(prefixes)
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if word.text.upper() == "PREFIX" and (name.kind, iri.kind) == ("name", "iri"):
                self._prefixes[name.text[:-1]] = iri.text[1:-1]

    def iri(self, token: Token | Term) -> str:
        """Return the IRI that ``token`` is; empty where it is none."""
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or prefix not in self._prefixes:
            return ""
        return self._prefixes[prefix] + _unescaped(local)


class _Reader:
    """Reads one query from left to right."""

    def __init__(self, query: str, tokens: Sequence[Token], names: Names) -> None:
        self.found: list[TextMatch] = []
        self._query = query
        self._tokens = tokens
        self._names = names
        self._next = 0
        self._only_triples = False

    def read(self) -> None:
        """Read all of it."""
        while self._next < len(self._tokens):
            self._outside()

    def _outside(self) -> None:
        """Take what stands outside of any group; or a group."""
        token = self._take()
        word = token.text.upper()
        if word == "CONSTRUCT":
            self._only_triples = self._sees() != "{"
            if not self._only_triples:
                self._skip()
        elif word == "VALUES" and token.kind == "word":
            self._skip()
        elif token.text == "{":
            self._group(token)

    def _group(self, opening: Token) -> None:
        """Take a group up to its end; its beginning was taken."""
        joins_at = opening.end
        while self._sees() != "}":
            token = self._peek()
            word = token.text.upper() if token.kind == "word" else token.text
            if word == "{":
                self._group(self._take())
                joins_at = self._end
            elif word == "SELECT":
                while self._sees() != "}":
                    self._outside()
            elif word == "." or word in _TRANSPARENT:
                self._take()
            elif word == "GRAPH":
                self._take()
                self._take()
            elif word in ("FILTER", "BIND"):
                self._take()
                self._expression()
                joins_at = self._end if word == "BIND" else joins_at
            elif word == "VALUES":
                self._skip()
                joins_at = self._end
            else:
                self._triples(joins_at)
        self._take()

    def _skip(self) -> None:
        """Take everything up to the end of the next braces."""
        depth = 0
        while True:
            token = self._take()
            depth += (token.text == "{") - (token.text == "}")
            if token.text == "}" and not depth:
                return

    def _expression(self) -> None:
        while self._sees() not in _OPENING:
            self._take()
        self._bracketed()

    def _bracketed(self) -> None:
        opening = self._take()
        if opening.text == "{":
            self._group(opening)
            return
        while self._sees() != ")":
            if self._sees() in _OPENING:
                self._bracketed()
            else:
                self._take()
        self._take()

    def _triples(self, joins_at: int) -> None:
        """Take the triples of one subject."""
        subject = self._term()
        if not self._sees_verb():
            return
        properties = self._properties()
        matching = [each for each in properties if self._asks(each)]
        if not matching:
            return
        if len(matching) == len(properties) and self._sees() == ".":
            self._take()
        if self._only_triples:
            raise self._refused(subject.start, "CONSTRUCT WHERE holds triples of the graph alone")
        if subject.kind == "list" and len(properties) > 1:
            raise self._refused(subject.start, "(?thing ?score) has no other property")
        cuts = _cuts(subject, properties, matching, self._end)
        for each in matching:
            match = self._match(subject, each, joins_at, cuts.pop(0) if cuts else ())
            self.found.append(match)

    def _properties(self) -> list[_Property]:
        properties = []
        while True:
            start = self._peek().start
            path = self._path()
            objects = [self._term()]
            while self._sees() == ",":
                self._take()
                objects.append(self._term())
            properties.append(_Property(path, objects, start, self._end))
            while self._sees() == ";":
                self._take()
            if self._tokens[self._next - 1].text != ";" or not self._sees_verb():
                return properties

    def _path(self) -> list[Token]:
        """Take a verb: a variable, an IRI or a property path."""
        first = self._next
        while True:
            while self._sees() in ("^", "!"):
                self._take()
            if self._sees() == "(":
                self._bracketed()
            else:
                self._take()
            while self._sees() in ("*", "+", "?"):
                self._take()
            if self._sees() not in ("/", "|"):
                return list(self._tokens[first : self._next])
            self._take()

    def _term(self) -> Term:
        token = self._take()
        items = []
        if token.text == "[":
            if self._sees() != "]":
                for each in self._properties():
                    if self._asks(each):
                        raise self._refused(each.start, "its subject must be a variable or an IRI")
            self._take()
        elif token.text == "(":
            while self._sees() != ")":
                items.append(self._term())
            self._take()
        elif token.kind not in _TERMS:
            raise self._refused(token.start, "what stands here is not read beside it")
        elif token.kind == "string" and self._peek().kind == "tag":
            self._take()
        elif token.kind == "string" and self._sees() == "^^":
            self._take()
            self._take()
        kind = {"[": "blank", "(": "list"}.get(token.text, token.kind)
        return Term(kind, token.text, token.start, self._end, tuple(items))

    def _asks(self, each: _Property) -> bool:
        asking = [self._names.iri(token) == TEXT_MATCH for token in each.path]
        if any(asking) and len(asking) > 1:
            raise self._refused(each.start, "it is no part of a property path")
        return any(asking)

    def _match(
        self, subject: Term, asked: _Property, joins_at: int, cuts: tuple[tuple[int, int], ...]
    ) -> TextMatch:
        things = subject.items or (subject,)
        thing, score = things[0], things[1] if len(things) > 1 else None
        if len(things) > 2:  # noqa: PLR2004
            raise self._refused(subject.start, "its subject has a thing and a score")
        if score and (score.kind != "variable" or score.text[1:] == thing.text[1:]):
            raise self._refused(score.start, "the score must be a variable of its own")
        variable = thing.text if thing.kind == "variable" else ""
        iri = self._names.iri(thing)
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
        text, named = _text(words.text), score.text if score else ""
        return TextMatch(variable, iri, named, text, wanted, joins_at, cuts)

    def _sees_verb(self) -> bool:
        token = self._peek()
        return token.kind in ("iri", "name", "variable") or token.text in ("a", "^", "!", "(")

    def _sees(self) -> str:
        return self._peek().text

    def _peek(self) -> Token:
        if self._next == len(self._tokens):
            raise self._refused(len(self._query), "the query is not read to its end beside it")
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._peek()
        self._next += 1
        return token

    @property
    def _end(self) -> int:
        return self._tokens[self._next - 1].end

    def _refused(self, offset: int, reason: str) -> UsageError:
        return UsageError(f"{place(self._query, offset)}: ra:textMatch: {reason}; {_USE}")


def _cuts(
    subject: Term, properties: Sequence[_Property], matching: Sequence[_Property], end: int
) -> list[tuple[tuple[int, int], ...]]:
    """Return what to cut so that the properties that ask the index are gone."""
    kept = [each for each in properties if each not in matching]
    if not kept:
        return [((subject.start, end),)]
    first = [(properties[0].start, kept[0].start)] if properties[0] in matching else []
    later = [(each.start, each.end) for each in matching if each.start > kept[0].start]
    return [(*first, *later)]


def _text(literal: str) -> str:
    """Return what a string stands for, in whichever quotes it is written."""
    quotes = 3 if literal[:3] in ('"""', "'''") and len(literal) > 5 else 1  # noqa: PLR2004
    return _unescaped(literal[quotes:-quotes])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2]:
        return chr(min(int(code, 16), sys.maxunicode))
    return _CONTROL.get(escape[3], escape[3])
