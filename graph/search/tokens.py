"""The terminals of a SPARQL query, as far as they are read: SPARQL 1.1 Query, section 19.8."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from ..query_text import LOCAL, SILENT, STRING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


class Token(NamedTuple):
    """A terminal of the grammar, or what serves as one."""

    kind: str
    text: str
    start: int
    end: int


def tokens_of(query: str) -> Iterator[Token]:
    """Yield the terminals of ``query``, without white space and comments."""
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

    def iri(self, kind: str, text: str) -> str:
        """Return the IRI that a token is, by its kind and text; empty where it is none."""
        if kind == "iri":
            return text[1:-1]
        prefix, colon, local = text.partition(":")
        if kind != "name" or not colon or prefix not in self._prefixes:
            return ""
        return self._prefixes[prefix] + _unescaped(local)


def string_value(literal: str) -> str:
    """Return what a string stands for, in whichever quotes it is written."""
    quotes = 3 if literal[:3] in ('"""', "'''") and len(literal) > 5 else 1  # noqa: PLR2004
    return _unescaped(literal[quotes:-quotes])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2]:
        return chr(min(int(code, 16), sys.maxunicode))
    return _CONTROL.get(escape[3], escape[3])
