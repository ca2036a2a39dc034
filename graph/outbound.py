r"""What a query must not hold before it is evaluated: calls of other services, deep nesting.

Oxigraph sends a ``SERVICE`` request wherever a query says, and its parser overflows the stack,
which ends the process, when brackets nest some thousands deep. It offers no option against
either, so the text is read first.

The text is read as tokens, not parsed. One token is ambiguous without a parser: ``<`` opens an
IRI or compares. Both readings are followed, so that nothing hides in the wrong one; the price is
that a query may be refused for a relative IRI that holds the word. Terminals: SPARQL 1.1 Query,
https://www.w3.org/TR/sparql11-query/#sparqlGrammar.
"""

from __future__ import annotations

import re
from typing import Final

MAX_DEPTH: Final = 100
"""Brackets that may be open at once; real queries nest fewer than twenty."""

_ESCAPE: Final = r"\\[_~.\-!$&'()*+,;=/?\#@%]"
_TOKEN: Final = re.compile(
    rf"""
      (?P<silent> \s++ | \#[^\r\n]*+ )
    | (?P<string> \"\"\"(?:\"{{0,2}}+(?:[^\"\\]|\\.))*+\"\"\" | '''(?:'{{0,2}}+(?:[^'\\]|\\.))*+'''
                | \"(?:[^\"\\\r\n]|\\.)*+\" | '(?:[^'\\\r\n]|\\.)*+' )
    | (?P<iri>    <[A-Za-z][A-Za-z0-9+.\-]*+://[^\x00-\x20<>\"{{}}|^`]*+> )
    | (?P<either> <[^\x00-\x20<>\"{{}}|^`]*+> )
    | (?P<passed> [?$]\w++ | @[A-Za-z0-9\-]++ | _:\w++ )
    | (?P<name>   (?:[^\W\d][\w.\-]*+)?+ : (?:[\w:.\-]|%[0-9A-Fa-f]{{2}}|{_ESCAPE})*+ )
    | (?P<word>   [^\W\d]\w*+ )
    | (?P<open>   [(\[{{] )
    | (?P<close>  [)\]}}] )
    | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORD: Final = "service"
_OPENING: Final = re.compile(r"(?:\s++|\#[^\r\n]*+)*+\{")


def calls_service(query: str) -> bool:
    """Return whether ``query`` may call another service, in whatever reading.

    It may say so of a query that does not: one in which a prefix or a relative IRI holds the
    word ``SERVICE`` in a place where the keyword could stand. It never misses one that does.
    """
    return _KEYWORD in query.lower() and any(
        _may_be_service(query, token) for token, _ in _readings(query)
    )


def nests_too_deeply(query: str) -> bool:
    """Return whether more than :data:`MAX_DEPTH` brackets may be open at once in ``query``."""
    if sum(map(query.count, "([{")) <= MAX_DEPTH:
        return False
    return any(depth > MAX_DEPTH for _, depth in _readings(query))


def _may_be_service(query: str, token: re.Match[str]) -> bool:
    if token["word"]:
        return _KEYWORD in token["word"].lower()
    if token["name"] and _KEYWORD in token["name"].lower():
        # Oxigraph needs no blank after a keyword: SERVICEex:a{} calls ex:a.
        return bool(_OPENING.match(query, token.end()))
    return False


def _readings(query: str) -> list[tuple[re.Match[str], int]]:
    """Return every token of every reading of ``query``, with the brackets open before it ends."""
    found = []
    waiting = [(0, 0)]
    seen: set[int] = set()
    while waiting:
        at, depth = waiting.pop()
        while at < len(query) and at not in seen:
            seen.add(at)
            token = _TOKEN.match(query, at)
            assert token is not None  # noqa: S101 - "other" takes any character
            depth += bool(token["open"]) - bool(token["close"])
            found.append((token, depth))
            if token["either"]:
                waiting.append((at + 1, depth))
            at = token.end()
    return found
