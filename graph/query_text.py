r"""A query's text as marks: words, brackets and what lies between them.

Oxigraph sends a ``SERVICE`` request wherever a query says, and its parser overflows the stack,
which ends the process, when brackets nest some thousands deep. It offers no option against
either, so the text is read first.

This is a tokeniser, not a parser. It runs where a crash would cost a service, so it takes any
text in linear time (quantifiers are possessive and a string without an end is an error at once)
and looks only at words and brackets; strings, IRIs, comments and variables are passed over
inside the pattern, which makes it three times as fast as a token at a time. Terminals: SPARQL
1.1 Query, https://www.w3.org/TR/sparql11-query/#sparqlGrammar.

Oxigraph accepts no ``\u`` escape in a keyword, so keywords appear literally; but it asks for no
blank after one: ``trueSERVICE<…>`` and ``SERVICEex:a{}`` both call another service (checked).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

MAX_DEPTH: Final = 100
"""Brackets that may be open at once; real queries nest fewer than twenty."""

SILENT = r"[ \t\r\n]++|\#[^\r\n]*+"
STRING = (
    r'"""(?:"{0,2}+(?:[^"\\]++|\\.))*+"""|'
    r"'''(?:'{0,2}+(?:[^'\\]++|\\.))*+'''|"
    r'"(?!"")(?:[^"\\\r\n]++|\\.)*+"|'
    r"'(?!'')(?:[^'\\\r\n]++|\\.)*+'"
)
# "<" opens an IRI or compares, and "?a<?b&&?c>?d" fits both. What has an authority or holds
# only harmless characters is an IRI; anything else is "less than", so that nothing hides in it.
_AUTHORITY = r"""[A-Za-z][A-Za-z0-9+.\-]*+://(?:[^\x00-\x20<>"{}|^`\\]++|\\u|\\U)*+"""
_PLAIN_IRI = rf"<(?:{_AUTHORITY}|[\w:/.~%@=\-]*+)>"
_IRI = rf"<(?:{_AUTHORITY}|[\w:/.~%@=\#\-]*+)>"
LOCAL = r":(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*+"
_PASSED = rf"(?:{SILENT}|{_IRI}|{STRING}|[?$@]\w++|[0-9]++|[^\w\s(){{}}\[\]\"'#:])*+"

_NAME = rf"[^\W\d][\w.\-]*+(?:{LOCAL})?+|{LOCAL}"
_BROKEN = r"[\"'](?s:.*+)"
_MARK = re.compile(
    rf"{_PASSED}(?:(?P<name>{_NAME})|(?P<open>[({{\[])|(?P<close>[)}}\]])|{_BROKEN}|.|\Z)",
    re.DOTALL,
)
_WORD = re.compile(
    rf"(?:{SILENT}|{_IRI}|{STRING}|[?$@]\w++|\d++|[^\w\"'#:])*+({_NAME}|{_BROKEN}|\Z)", re.DOTALL
)
"""A word, or a string without an end: the brackets are passed over too."""
_RUN = re.compile(rf"(?:{SILENT})*+((?:{_IRI}|{STRING}|[^ \t\r\n\#\"'<]++|<)*+)", re.DOTALL)
_UNSURE = re.compile(rf"<(?!{_PLAIN_IRI[1:]})")
_BLANKS = rf"(?:{SILENT})*+"
_GROUP = re.compile(rf"{_BLANKS}\{{")
_KEYWORD = "SERVICE"
_CALL = re.compile(
    rf"[?$]\w++|(?P<call>{_KEYWORD}{_BLANKS}(?:SILENT{_BLANKS})?+(?:[<?$]|[\w.\-]*+{LOCAL}{_BLANKS}\{{))",
    re.IGNORECASE,
)
"""A call wherever its letters stand, inside strings and comments too."""


class UnreadableError(ValueError):
    """A text that is no query, or one that must not be parsed.

    Attributes:
        place: where, as ``line 3, column 14``.
    """

    def __init__(self, query: str, offset: int) -> None:
        self.place = place(query, offset)
        super().__init__(self.place)


class TooDeepError(UnreadableError):
    """Too many brackets are open at once."""


class OpenStringError(UnreadableError):
    """A string does not end."""


def place(query: str, offset: int) -> str:
    """Return where ``offset`` is in ``query``, as ``line 3, column 14``."""
    line = query.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - query.rfind(chr(10), 0, offset)}"


def words(query: str, depth: int = MAX_DEPTH) -> list[str]:
    """Return the words of ``query`` in upper case; prefixed names stay whole.

    Args:
        query: the text.
        depth: brackets that may be open at once.

    Raises:
        TooDeepError: more are.
        OpenStringError: a string does not end.
    """
    if sum(map(query.count, "([{")) > depth:
        _check_depth(query, depth)
    found = _WORD.findall(query)
    for last in found[-2:]:  # an empty one may follow
        if last.startswith(("'", '"')):
            raise OpenStringError(query, len(query) - len(last))
    return " ".join(found).upper().split()


def _check_depth(query: str, depth: int) -> None:
    opened = 0
    for mark in _MARK.finditer(query):
        if mark.lastgroup == "open":
            opened += 1
            if opened > depth:
                raise TooDeepError(query, mark.start("open"))
        elif mark.lastgroup == "close":
            opened -= 1


def calls_service(query: str) -> bool:
    """Return whether ``query`` may call another service, in whatever reading.

    In a prefix (``SERVICEex:a {``) the word is a keyword only where a group follows; after GRAPH
    such a prefixed name is what it looks like. Where a ``<`` may be read in two ways, a string
    that holds what looks like a call is taken for one.
    """
    if _KEYWORD not in query.upper():
        return False
    if is_ambiguous(query) and any(mark["call"] for mark in _CALL.finditer(query)):
        return True
    before = ""
    for name, end in _names(query):
        prefix, colon, _ = name.partition(":")
        if _KEYWORD in prefix and (not colon or (before != "GRAPH" and _GROUP.match(query, end))):
            return True
        before = name
    return False


def is_ambiguous(query: str) -> bool:
    """Return whether ``query`` has a ``<`` that only a parser can tell the meaning of."""
    return bool(_UNSURE.search(query))


def folded(query: str) -> str:
    """Return ``query`` without comments and with white space folded, where that is safe.

    Two queries of the same folded text parse alike.
    """
    if is_ambiguous(query):
        return query
    marked = "#" in query or "'" in query or '"' in query  # there may be comments or strings
    if not marked and query.isascii() and query.isprintable():
        return " ".join(query.split())  # blanks are all that can be folded
    return " ".join(_RUN.findall(query)).strip()


def _names(query: str) -> Iterator[tuple[str, int]]:
    """Yield the words of ``query`` in upper case, and where each ends."""
    for mark in _MARK.finditer(query):
        if mark["name"]:
            yield mark["name"].upper(), mark.end()
