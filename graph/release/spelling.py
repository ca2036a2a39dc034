"""RDF written so that the same triples give the same bytes in any process.

Oxigraph keeps the order of what it is given, but declares prefixes in an order of its own, which
changes from process to process; here they are declared in alphabetical order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DECLARATIONS: Final = re.compile(rb"(?:@prefix [^\n]+\n)*")
_LISTED: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"| , ')
"""A literal, in which a comma is a comma, or what stands between two objects."""
_PREFIXED: Final = re.compile(rb"(?:^|[\s^])([a-z]+):", re.MULTILINE)
_ROOT: Final = re.compile(rb"<rdf:RDF( [^>]*)>")


def spelt(
    content: Iterable[ox.Triple] | Iterable[ox.Quad],
    syntax: ox.RdfFormat,
    prefixes: Mapping[str, str],
) -> bytes:
    """Return ``content`` in an RDF syntax, byte for byte reproducible.

    Args:
        content: triples, or quads where the syntax takes a dataset, in the order of the text.
        syntax: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.
        prefixes: namespaces by prefix; Turtle and TriG declare those that they use, and what is
            not abbreviated in the syntax ignores them.
    """
    written = ox.serialize(content, format=syntax, prefixes=dict(prefixes)) or b""
    if syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        body = without_declarations(written)
        return declared(_used(prefixes, body)) + body
    if syntax == ox.RdfFormat.RDF_XML:
        return _ROOT.sub(_sorted_attributes, written, count=1)
    return written


def _used(prefixes: Mapping[str, str], body: bytes) -> dict[str, str]:
    found = {name.decode() for name in _PREFIXED.findall(body)}
    return {prefix: iri for prefix, iri in prefixes.items() if prefix in found}


def declared(prefixes: Mapping[str, str]) -> bytes:
    """Return the declarations of ``prefixes`` for Turtle and TriG."""
    named = sorted(prefixes.items())
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in named).encode()


def without_declarations(written: bytes) -> bytes:
    """Return Turtle or TriG as Oxigraph writes it, its declarations cut off."""
    return _DECLARATIONS.sub(b"", written, count=1)


def one_a_line(body: bytes) -> bytes:
    """Return Turtle as Oxigraph writes it, each triple and each end of a subject on its own line.

    So a triple that comes or goes is one line of a difference: no neighbour gets another ending,
    wherever among its subject's it stands. The types of a subject stay together, on the line with
    its name.
    """
    broken = b"".join(
        _broken(line) if b" , " in line else line for line in body.splitlines(keepends=True)
    )
    return broken.replace(b" .\n", b" ;\n\t.\n")  # texts hold no line ends, which are escaped


def _broken(line: bytes) -> bytes:
    """Repeat the property before each further object."""
    property_ = line.split(b" ", 2)[0 if line[:1] == b"\t" else 1].strip()
    if property_ == b"a":
        return line
    again = b" ;\n\t%b " % property_
    return _LISTED.sub(lambda found: again if found[0] == b" , " else found[0], line)


def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes that our Turtle and TriG declare for data under ``base``."""
    return PREFIXES | {
        "agency": f"{base}id/agency/",
        "domain": f"{base}id/domain/",
        "meeting": f"{base}id/meeting/",
        "theme": f"{base}id/theme/",
        "topic": f"{base}id/topic/",
    }


def _sorted_attributes(root: re.Match[bytes]) -> bytes:
    return b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">"
