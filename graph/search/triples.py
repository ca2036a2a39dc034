"""The triples of a SPARQL query, read from left to right.

What is read of a query is no more than its groups, its triples and what lies between them (SPARQL
1.1 Query, section 19.8). It need not be valid; in one that is, what cannot be read is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ..errors import UsageError
from ..query_text import place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tokens import Token

_TERMS: Final = frozenset({"iri", "variable", "name", "number", "string", "word"})
_OPENING: Final = ("(", "{")
_TRANSPARENT: Final = frozenset({"OPTIONAL", "MINUS", "UNION", "WHERE", "LATERAL"})
_USE: Final = 'write ?thing ra:textMatch "words", or (?thing ?score) ra:textMatch ("words" 20)'


class Term(NamedTuple):
    """What stands in a triple: a terminal, a list of terms, or a blank node's properties."""

    kind: str
    text: str
    start: int
    end: int
    items: tuple[Term, ...] = ()
    properties: tuple[Property, ...] = ()


class Property(NamedTuple):
    """A verb, which may be a property path, with its objects."""

    path: Sequence[Token]
    objects: Sequence[Term]
    start: int
    end: int


class Triples(NamedTuple):
    """The triples of one subject.

    Attributes:
        subject: theirs.
        properties: theirs; none where a blank node's properties stand alone.
        joins_at: offset in the query at which what is joined to them can stand.
        end: offset after them, their full stop included.
        only: whether the query is CONSTRUCT WHERE, of which the triples are a template too.
    """

    subject: Term
    properties: Sequence[Property]
    joins_at: int
    end: int
    only: bool


def refused(query: str, offset: int, reason: str) -> UsageError:
    """Return the error for what stands at ``offset``."""
    return UsageError(f"{place(query, offset)}: ra:textMatch: {reason}; {_USE}")


class Reader:
    """Reads one query.

    Attributes:
        found: the triples so far.
    """

    def __init__(self, query: str, tokens: Sequence[Token]) -> None:
        self.found: list[Triples] = []
        self._query = query
        self._tokens = tokens
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
        properties = self._properties() if self._sees_verb() else []
        end = self._peek().end if self._sees() == "." else self._end
        self.found.append(Triples(subject, properties, joins_at, end, self._only_triples))

    def _properties(self) -> list[Property]:
        properties = []
        while True:
            start = self._peek().start
            path = self._path()
            objects = [self._term()]
            while self._sees() == ",":
                self._take()
                objects.append(self._term())
            properties.append(Property(path, objects, start, self._end))
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
        items: list[Term] = []
        properties: list[Property] = []
        if token.text == "[":
            if self._sees() != "]":
                properties = self._properties()
            self._take()
        elif token.text == "(":
            while self._sees() != ")":
                items.append(self._term())
            self._take()
        elif token.kind not in _TERMS:
            raise refused(self._query, token.start, "what stands here is not read beside it")
        elif token.kind == "string" and self._peek().kind == "tag":
            self._take()
        elif token.kind == "string" and self._sees() == "^^":
            self._take()
            self._take()
        kind = {"[": "blank", "(": "list"}.get(token.text, token.kind)
        return Term(kind, token.text, token.start, self._end, tuple(items), tuple(properties))

    def _sees_verb(self) -> bool:
        token = self._peek()
        return token.kind in ("iri", "name", "variable") or token.text in ("a", "^", "!", "(")

    def _sees(self) -> str:
        return self._peek().text

    def _peek(self) -> Token:
        if self._next == len(self._tokens):
            raise refused(
                self._query, len(self._query), "the query is not read to its end beside it"
            )
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._peek()
        self._next += 1
        return token

    @property
    def _end(self) -> int:
        return self._tokens[self._next - 1].end
