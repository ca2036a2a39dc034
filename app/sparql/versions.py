"""What RDF 1.1 cannot say: answers in RDF 1.2 go to clients that asked for it, and no others.

A client says which it reads with the ``version`` parameter of a media type
(https://www.w3.org/TR/rdf12-concepts/#section-version-announcement); without one it is taken to
know RDF 1.1, as every older client does, which has neither triple terms nor strings with a
direction. ``1.2-basic`` has the latter only. No release has either, so only a query that makes
its own can have them in its answer, and only such a query's answer is looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph

from .xml import Writer

_MAKES: Final = ("<<", "{|", "~", "TRIPLE", "STRLANGDIR", "--LTR", "--RTL")
"""All ways in which a query can make a term of RDF 1.2: terms, reifiers, functions, tags."""

_TRIPLES: Final = {"json": rb'"type":"triple"', "xml": rb"<triple>", "tsv": rb"[\t\n]<<\("}
_DIRECTIONS: Final = {
    "json": rb'"its:dir":', "xml": rb' its:dir="', "tsv": rb"--(?:ltr|rtl)[\t\n]",
}  # fmt: skip
"""How Oxigraph writes either kind; each format escapes one of the marks inside a text.

CSV writes texts only, which any client reads.
"""
_LONGEST: Final = 16
_OLD_FORMATS: Final = frozenset({"jsonld"})
"""Formats that have no triple terms in any version."""


class TooNewError(ValueError):
    """The answer has terms of RDF 1.2, which the client did not ask for; the message is for it."""


def may_be_new(query: str) -> bool:
    """Return whether the answer to ``query`` may have terms of RDF 1.2."""
    upper = query.upper()
    for mark in _MAKES:  # noqa: SIM110 - a generator takes as long again, for every query
        if mark in upper:
            return True
    return False


class VersionWriter:
    """Passes solutions on to ``writer``, as long as ``version`` has all of their terms.

    Args:
        writer: takes what Oxigraph writes.
        format_name: of the format that it writes.
        version: that the client asked for; empty for none.
    """

    def __init__(self, writer: Writer, format_name: str, version: str) -> None:
        self._writer = writer
        self._format = format_name
        self._last = b""
        self._refused = [
            (what, re.compile(marks[format_name]))
            for what, marks in _refused(version)
            if format_name in marks
        ]

    def write(self, part: bytes) -> int:
        """Pass on the next part.

        Raises:
            TooNewError: there is a term that the version does not have.
        """
        seen = self._last + part
        for what, mark in self._refused:
            if mark.search(seen):
                raise _too_new(what, self._format)
        self._last = seen[-_LONGEST:]  # a mark may be split between two parts
        return self._writer.write(part)

    def flush(self) -> None:
        """Pass on that Oxigraph is done."""
        self._writer.flush()


def in_version(
    triples: Iterable[pyoxigraph.Triple], format_name: str, version: str
) -> Iterator[pyoxigraph.Triple]:
    """Yield ``triples`` as long as the format in ``version`` has all of their terms.

    Raises:
        TooNewError: it does not have one.
    """
    known = "" if format_name in _OLD_FORMATS else version
    refused = {what for what, _ in _refused(known)}
    for triple in triples:
        new = _new(triple)
        if new in refused:
            raise _too_new(new, format_name)
        yield triple


_TERM: Final = "a triple term"
_DIRECTION: Final = "a string with a direction"


def _refused(version: str) -> tuple[tuple[str, dict[str, bytes]], ...]:
    """Return the kinds of terms that ``version`` lacks, with their marks by format."""
    if version == "1.2":
        return ()
    kinds = ((_TERM, _TRIPLES), (_DIRECTION, _DIRECTIONS))
    return kinds[:1] if version == "1.2-basic" else kinds


def _new(triple: pyoxigraph.Triple) -> str:
    """Return which kind of term of RDF 1.2 a triple has; empty for none."""
    if isinstance(triple.object, pyoxigraph.Triple):
        return _TERM
    directed = isinstance(triple.object, pyoxigraph.Literal) and triple.object.direction is not None
    return _DIRECTION if directed else ""


def _too_new(what: str, format_name: str) -> TooNewError:
    if format_name in _OLD_FORMATS:
        remedy = "which this format does not have; ask for Turtle with version=1.2"
    else:
        remedy = (
            "which RDF 1.1 does not have; ask for it with the media type's parameter "
            f"version=1.2 in Accept, or with format={format_name};version=1.2"
        )
    return TooNewError(f"The answer has {what}, {remedy}.")
