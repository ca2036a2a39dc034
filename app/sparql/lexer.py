"""A glance at a query before any worker sees it: its form, its depth, what must not run.

Oxigraph parses, in a worker that may crash; here only words and brackets are looked at, as
:mod:`akkoord.graph.query_text` finds them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from akkoord.graph import query_text

from .limits import Limits
from .negotiation import Form
from .problems import Kind, Problem

_PREFIX = re.compile(
    r"\bPREFIX\s*([^\W\d][\w.\-]*)?:\s*<([A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*+)>",
    re.IGNORECASE,
)
_FORMS = {form.value: form for form in Form}
_FIRST = re.compile(rf"[ \t\r\n]*+({'|'.join(form.value for form in Form)})", re.I | re.A)
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_UPDATES = frozenset(
    {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DELETEDATA", "DELETEWHERE"}
    | {"DROP", "INSERT", "INSERTDATA", "LOAD", "MOVE", "WITH"}
)
# A comment between name and bracket is not read to its end: where many begin, each reading of
# the rest would make time quadratic. To take a call for volatile costs no more than the cache.
_VOLATILE = re.compile(r"\b(?:NOW|RAND|STRUUID|UUID)\s*+[(#]")


class Glance(NamedTuple):
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
    form = _told_at_once(query, limits) or _form(_words(query, limits))
    if query_text.calls_service(query):
        detail = (
            "SERVICE is refused: this endpoint sends no requests. Ask each endpoint by "
            "itself, or federate from your side with a SERVICE that names this one."
        )
        raise Problem(Kind.SERVICE_REFUSED, detail)
    prefixes = tuple(_PREFIX.findall(query)) if form.gives_graph else ()
    return Glance(form, query_text.folded(query), _is_volatile(query), prefixes)


def _check_length(query: str, limits: Limits) -> None:
    # A character takes one to four bytes; most queries need no encoding to be told.
    if len(query) * 4 > limits.query < len(query.encode()):
        detail = f"A query may have {limits.query} bytes in UTF-8; this one has more."
        raise Problem(Kind.QUERY_TOO_LONG, detail)


def _told_at_once(query: str, limits: Limits) -> Form | None:
    """Return the form of a query that begins with it and has no strings and few brackets."""
    first = _FIRST.match(query)
    if first is None or '"' in query or "'" in query:
        return None
    return _FORMS[first[1].upper()] if sum(map(query.count, "([{")) <= limits.depth else None


def _words(query: str, limits: Limits) -> list[str]:
    """Return the words of ``query`` in upper case.

    Raises:
        Problem: it nests too deeply, or a string does not end.
    """
    try:
        return query_text.words(query, limits.depth)
    except query_text.TooDeepError as error:
        detail = f"{error.place}: brackets may nest {limits.depth} deep."
        raise Problem(Kind.QUERY_TOO_DEEP, detail) from None
    except query_text.OpenStringError as error:
        detail = f"{error.place}: a string that does not end."
        raise Problem(Kind.MALFORMED_QUERY, detail) from None


def _is_volatile(query: str) -> bool:
    upper = query.upper()
    seems = "NOW" in upper or "RAND" in upper or "UUID" in upper
    return seems and bool(_VOLATILE.search(upper))


def _form(words: list[str]) -> Form:
    """Return the query's form, told by its first keyword after the prologue.

    Raises:
        Problem: that keyword begins an update.
    """
    for first in words:
        if ":" in first or first in _PROLOGUE:
            continue
        if first in _UPDATES:
            detail = "Updates are refused. The data comes from releases; /dumps/ has all of it."
            raise Problem(Kind.UPDATE_REFUSED, detail)
        for word, form in _FORMS.items():
            if first.startswith(word):
                return form
        break
    return Form.SELECT
