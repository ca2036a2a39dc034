r"""A glance at a query before any worker sees it: its form, its depth, what must not run.

This is a tokeniser, not a parser: Oxigraph parses, in a worker that may crash. A glance runs
where a crash would cost the service, so it takes any text in linear time (quantifiers are
possessive and a string without an end is an error at once) and looks only at words and
brackets; strings, IRIs, comments and variables are passed over inside the pattern, which makes
it three times as fast as a token at a time. Terminals: SPARQL 1.1 Query, section 19.8.

Oxigraph accepts no ``\u`` escape in a keyword, so keywords appear literally; but it asks for no
blank after one: ``trueSERVICE<…>`` and ``SERVICEex:a{}`` both call another service (checked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .limits import Limits
from .negotiation import Form
from .problems import Kind, Problem

_SILENT = r"[ \t\r\n]++|\#[^\r\n]*+"
_STRING = (
    r'"""(?:"{0,2}+(?:[^"\\]|\\.))*+"""|'
    r"'''(?:'{0,2}+(?:[^'\\]|\\.))*+'''|"
    r'"(?!"")(?:[^"\\\r\n]|\\.)*+"|'
    r"'(?!'')(?:[^'\\\r\n]|\\.)*+'"
)
# "<" opens an IRI or compares, and "?a<?b&&?c>?d" fits both. What has an authority or holds
# only harmless characters is an IRI; anything else is "less than", so that nothing hides in it.
_AUTHORITY = r"""[A-Za-z][A-Za-z0-9+.\-]*+://(?:[^\x00-\x20<>"{}|^`\\]|\\u|\\U)*+"""
_PLAIN_IRI = rf"<(?:{_AUTHORITY}|[\w:/.~%@=\-]*+)>"
_IRI = rf"<(?:{_AUTHORITY}|[\w:/.~%@=\#\-]*+)>"
_LOCAL = r":(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*+"
_PASSED = rf"(?:{_SILENT}|{_IRI}|{_STRING}|[?$@]\w++|[0-9]++|[^\w\s(){{}}\[\]\"'#:])*+"

_MARK = re.compile(
    rf"{_PASSED}(?:(?P<name>[^\W\d][\w.\-]*+(?:{_LOCAL})?+|{_LOCAL})|(?P<open>[({{\[])"
    rf"|(?P<close>[)}}\]])|(?P<broken>[\"'](?s:.*+))|(?P<odd>.)|\Z)",
    re.DOTALL,
)
_RUN = re.compile(rf"(?:{_SILENT})*+((?:{_IRI}|{_STRING}|[^ \t\r\n\#\"'<]++|<)*+)", re.DOTALL)
_UNSURE = re.compile(rf"<(?!{_PLAIN_IRI[1:]})")
_GROUP = re.compile(rf"(?:{_SILENT})*+\{{")
_PREFIX = re.compile(
    r"\bPREFIX\s*([^\W\d][\w.\-]*)?:\s*<([A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*+)>",
    re.IGNORECASE,
)
_FORMS = tuple(Form)
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_UPDATES = frozenset(
    {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DELETEDATA", "DELETEWHERE"}
    | {"DROP", "INSERT", "INSERTDATA", "LOAD", "MOVE", "WITH"}
)
# A comment between name and bracket is not read to its end: where many begin, each reading of
# the rest would make time quadratic. To take a call for volatile costs no more than the cache.
_VOLATILE = re.compile(r"\b(?:NOW|RAND|STRUUID|UUID)\s*+[(#]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a query shows without being parsed.

    Attributes:
        form: its form; SELECT when it shows none, and Oxigraph will say what is wrong.
        text: the query without comments and with white space folded, where that is safe;
            two queries of the same text parse alike.
        volatile: whether it calls a function that answers differently each time.
        prefixes: (prefix, absolute IRI) as it declares them, for the answer's Turtle.
    """

    form: Form
    text: str
    volatile: bool
    prefixes: tuple[tuple[str, str], ...]


def glance(query: str, limits: Limits) -> Glance:
    """Look ``query`` over and refuse what must not reach a worker.

    Raises:
        Problem: the query is too long or too deep, ends inside a string, is an update, or
            calls another service.
    """
    _check_length(query, limits)
    words = _words(query, limits)
    _check_service(query)
    form = _form(words)
    return Glance(
        form=form,
        text=query if _UNSURE.search(query) else " ".join(_RUN.findall(query)).strip(),
        volatile=bool(_VOLATILE.search(query)),
        prefixes=tuple(_PREFIX.findall(query)) if form.gives_graph else (),
    )


def position(query: str, offset: int) -> str:
    """Return where ``offset`` is, as ``line 3, column 14``, both from 1."""
    line = query.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - query.rfind(chr(10), 0, offset)}"


def _check_length(query: str, limits: Limits) -> None:
    # A character takes one to four bytes; most queries need no encoding to be told.
    if len(query) * 4 > limits.query < len(query.encode()):
        detail = f"A query may have {limits.query} bytes in UTF-8; this one has more."
        raise Problem(Kind.QUERY_TOO_LONG, detail)


def _words(query: str, limits: Limits) -> list[str]:
    """Return the words of ``query`` in upper case; prefixed names stay whole.

    Raises:
        Problem: it nests too deeply, or a string does not end.
    """
    depth = 0
    words: list[str] = []
    for mark in _MARK.finditer(query):
        kind = mark.lastgroup
        if kind == "name":
            words.append(mark["name"])
        elif kind == "open":
            depth += 1
            if depth > limits.depth:
                place = position(query, mark.start("open"))
                detail = f"{place}: brackets may nest {limits.depth} deep."
                raise Problem(Kind.QUERY_TOO_DEEP, detail)
        elif kind == "close":
            depth -= 1
        elif kind == "broken":
            place = position(query, mark.start("broken"))
            raise Problem(Kind.MALFORMED_QUERY, f"{place}: a string that does not end.")
    return " ".join(words).upper().split()


def _check_service(query: str) -> None:
    """Refuse SERVICE, glued to its neighbours or not.

    In a prefix (``SERVICEex:a {``) it is a keyword only where a group follows; after GRAPH such
    a prefixed name is what it looks like.
    """
    if "SERVICE" not in query.upper():
        return
    before = ""
    for mark in _MARK.finditer(query):
        name = (mark["name"] or "").upper()
        prefix, colon, _ = name.partition(":")
        if "SERVICE" in prefix and (
            not colon or (before != "GRAPH" and _GROUP.match(query, mark.end()))
        ):
            detail = (
                "SERVICE is refused: this endpoint sends no requests. Ask each endpoint by "
                "itself, or federate from your side with a SERVICE that names this one."
            )
            raise Problem(Kind.SERVICE_REFUSED, detail)
        before = name


def _form(words: list[str]) -> Form:
    """Return the query's form, told by its first keyword after the prologue.

    Raises:
        Problem: that keyword begins an update.
    """
    first = next((word for word in words if ":" not in word and word not in _PROLOGUE), "")
    if first in _UPDATES:
        detail = "Updates are refused. The data comes from releases; /dumps/ has all of it."
        raise Problem(Kind.UPDATE_REFUSED, detail)
    return next((form for form in _FORMS if first.startswith(form.value)), Form.SELECT)
