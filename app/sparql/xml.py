"""What XML cannot say: answers that would not be XML are refused while they are written.

RDF/XML makes a predicate the name of an element, so its IRI must end in an XML name
(https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising), and XML 1.0 has no way at all to
write most control characters (https://www.w3.org/TR/xml/#charsets). Oxigraph writes both, in
text that no parser reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import pyoxigraph

_START: Final = (
    r"A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_AT_END: Final = re.compile(rf"[{_START}][{_START}\-.0-9\xB7\u0300-\u036F\u203F-\u2040]*\Z")
"""An NCName (https://www.w3.org/TR/xml-names/#NT-NCName) as the end of an IRI."""

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RESERVED: Final = frozenset(
    f"{_RDF}{name}"
    for name in (
        "Description", "RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID",
        "datatype", "li", "aboutEach", "aboutEachPrefix",
    )
)  # fmt: skip
"""What RDF/XML keeps for its own syntax (section 6.1.4 of its grammar, and ``rdf:li``)."""

_NO_CHARACTER: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""In UTF-8, a character that XML 1.0 does not have."""

_SHOWN: Final = 200


class NotXmlError(ValueError):
    """The answer cannot be written in XML; the message is for the client."""


class Writer(Protocol):
    """What Oxigraph writes to."""

    def write(self, part: bytes) -> int:
        """Take the next part of the answer."""

    def flush(self) -> None:
        """Pass on what was taken."""


class XmlWriter:
    """Passes an XML answer on to ``writer``, as long as it has no character that XML lacks."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._last = b""

    def write(self, part: bytes) -> int:
        """Pass on the next part.

        Raises:
            NotXmlError: there is such a character.
        """
        if _NO_CHARACTER.search(self._last + part):
            raise NotXmlError(
                "The answer has a character that cannot be written in XML; ask for JSON or Turtle."
            )
        self._last = part[-2:]  # a character may be split between two parts
        return self._writer.write(part)

    def flush(self) -> None:
        """Pass on that Oxigraph is done."""
        self._writer.flush()


def in_rdf_xml(triples: Iterable[pyoxigraph.Triple]) -> Iterator[pyoxigraph.Triple]:
    """Yield ``triples`` as long as their predicates can be elements of RDF/XML.

    Raises:
        NotXmlError: one cannot.
    """
    fit: set[str] = set()
    for triple in triples:
        inner: object = triple
        while isinstance(inner, pyoxigraph.Triple):  # a triple term (RDF 1.2) is the object
            iri = inner.predicate.value
            if iri not in fit:
                _check(iri)
                fit.add(iri)
            inner = inner.object
        yield triple


def declarable(prefixes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the prefixes without those that XML keeps for itself."""
    return {prefix: iri for prefix, iri in prefixes if not prefix.lower().startswith("xml")}


def _check(predicate: str) -> None:
    if predicate in _RESERVED or not _NAME_AT_END.search(predicate):
        raise NotXmlError(
            f"The predicate <{predicate[:_SHOWN]}> cannot be written in RDF/XML; ask for Turtle."
        )
