"""The serialisations of RDF and of SPARQL results: their names, extensions and media types.

The one table for release files, their catalogue, dumps, pages and answers. Media types:
https://www.iana.org/assignments/media-types/; formats: http://www.w3.org/ns/formats/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

W3C: Final = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation.

    Attributes:
        name: what people write in ``--format`` and ``format=``, and what processes say.
        label: its common name.
        extension: of files and addresses, without a dot.
        media_type: the registered one.
        iri: the format in W3C's list; empty where that has none.
        aliases: further media types that ask for it.
        short: further names in ``format=``, besides name and extension.
        charset: whether the Content-Type says UTF-8; JSON and XML formats fix it themselves.
    """

    name: str
    label: str
    extension: str
    media_type: str
    iri: str = ""
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The Content-Type header of a representation."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


_XML: Final = ("application/xml", "text/xml")

TURTLE: Final = Format(
    "turtle", "Turtle", "ttl", "text/turtle", f"{W3C}Turtle",
    aliases=("application/x-turtle",), charset=True,
)  # fmt: skip
N_TRIPLES: Final = Format("ntriples", "N-Triples", "nt", "application/n-triples", f"{W3C}N-Triples")
N_QUADS: Final = Format("nquads", "N-Quads", "nq", "application/n-quads", f"{W3C}N-Quads")
TRIG: Final = Format(
    "trig", "TriG", "trig", "application/trig", f"{W3C}TriG",
    aliases=("application/x-trig",), charset=True,
)  # fmt: skip
JSON_LD: Final = Format(
    "jsonld", "JSON-LD", "jsonld", "application/ld+json", f"{W3C}JSON-LD",
    aliases=("application/json",), short=("json", "json-ld"),
)  # fmt: skip
RDF_XML: Final = Format(
    "rdfxml",
    "RDF/XML",
    "rdf",
    "application/rdf+xml",
    f"{W3C}RDF_XML",
    aliases=_XML,
    short=("xml", "rdf+xml"),
)
PARQUET: Final = Format("parquet", "Parquet", "parquet", "application/vnd.apache.parquet")
"""No RDF, but quads in a table."""
N3: Final = Format("n3", "N3", "n3", "text/n3", f"{W3C}N3", aliases=("text/rdf+n3",), charset=True)

DUMPED: Final = (TURTLE, N_TRIPLES, N_QUADS, TRIG, JSON_LD, RDF_XML)
"""In which a release, and each of its named graphs, can be had; the default first."""

GRAPHS: Final = (*DUMPED, N3)
"""Of triples, and so of CONSTRUCT and DESCRIBE answers; the default first."""

SOLUTIONS: Final = (
    Format(
        "json", "SPARQL JSON", "srj", "application/sparql-results+json",
        f"{W3C}SPARQL_Results_JSON", aliases=("application/json",),
    ),
    Format(
        "xml", "SPARQL XML", "srx", "application/sparql-results+xml",
        f"{W3C}SPARQL_Results_XML", aliases=_XML,
    ),
    Format("csv", "CSV", "csv", "text/csv", f"{W3C}SPARQL_Results_CSV", charset=True),
    Format(
        "tsv", "TSV", "tsv", "text/tab-separated-values", f"{W3C}SPARQL_Results_TSV", charset=True
    ),
)  # fmt: skip
"""Of SELECT and ASK answers; the default first."""
