"""The tables and their columns: the one place that says what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .. import vocabulary as v


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: in the head of the table.
        datatype: ``anyURI``, ``string``, ``date``, ``dateTime`` or ``integer``, as XML Schema
            has them.
        dutch: what it holds.
        english: the same.
        property: IRI of the property of which it holds the value; empty where none says it.
        separator: between several values; empty where there is at most one.
        required: whether every row has a value.
    """

    name: str
    datatype: str
    dutch: str
    english: str
    property: str = ""
    separator: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: of its files, without extension.
        dutch: what a row is.
        english: the same.
        columns: in order.
        key: names of the columns that tell rows apart.
        references: column by column, the table whose key it holds.
    """

    name: str
    dutch: str
    english: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...] = ()


SEPARATOR: Final = "|"

DECISIONS: Final = Table(
    "decisions",
    "Beslissingen van de Vlaamse Regering die een rapport aanhaalt",
    "Decisions of the Flemish Government that a report cites",
    (
        Column("decision", "anyURI", "IRI van de beslissing", "IRI of the decision", required=True),
        Column(
            "date", "date", "dag van de vergadering", "day of the meeting", f"{v.DCTERMS}date",
            required=True,
        ),
        Column("title", "string", "titel", "title", f"{v.DCTERMS}title", required=True),
        Column(
            "meeting_start", "dateTime", "begin van de vergadering (UTC)",
            "start of the meeting (UTC)",
        ),
        Column("page", "anyURI", "adres bij de regering", "address at the government's site",
            f"{v.FOAF}page"),
        Column("reports", "integer", "rapporten die ze aanhalen", "reports that cite it",
            required=True),
        Column("citations", "integer", "aanhalingen in uitspraken", "citations in statements",
            required=True),
    ),
    ("decision",),
)  # fmt: skip

STATEMENTS: Final = Table(
    "statements",
    "Uitspraken van de rapporten, geschreven door een taalmodel",
    "Statements of the reports, written by a language model",
    (
        Column("statement", "anyURI", "IRI van de uitspraak", "IRI of the statement",
            required=True),
        Column("report", "anyURI", "IRI van het rapport", "IRI of the report",
            f"{v.DCTERMS}isPartOf", required=True),
        Column("report_title", "string", "titel van het rapport", "title of the report",
            required=True),
        Column("domain", "string", "beleidsdomein", "policy domain", required=True),
        Column("section", "string", "nummer van het deel van het regeerakkoord",
            "number of the agreement's section", required=True),
        Column("position", "integer", "plaats in het rapport", "place in the report",
            f"{v.RA}position", required=True),
        Column("role", "string", "rol in het rapport", "role in the report", required=True),
        Column("lead_in", "string", "thema dat ze zelf noemt", "theme that it names itself",
            f"{v.RA}leadIn"),
        Column("text", "string", "tekst", "text", f"{v.RA}text"),
        Column("citations", "integer", "aanhalingen", "citations", required=True),
        Column("file", "string", "bestand van het rapport", "file of the report", required=True),
        Column("line", "integer", "regel in het bestand", "line in the file",
            f"{v.RA}sourceLine", required=True),
    ),
    ("statement",),
)  # fmt: skip

CITATIONS: Final = Table(
    "citations",
    "Aanhalingen: welke uitspraak op welke beslissing rust",
    "Citations: which statement rests on which decision",
    (
        Column("statement", "anyURI", "IRI van de uitspraak", "IRI of the statement",
            required=True),
        Column("number", "integer", "nummer van de referentie", "number of the reference",
            required=True),
        Column("reference", "anyURI", "IRI van de referentie", "IRI of the reference",
            f"{v.RA}reference", required=True),
        Column("decision", "anyURI", "IRI van de beslissing; leeg waar de bron er geen noemt",
            "IRI of the decision; empty where the source names none", f"{v.RA}evidence"),
    ),
    ("statement", "number"),
    (("statement", "statements"), ("decision", "decisions")),
)  # fmt: skip

AGENCIES: Final = Table(
    "agencies",
    "Instanties van de Vlaamse overheid",
    "Bodies of the Flemish authorities",
    (
        Column("agency", "anyURI", "IRI van de instantie", "IRI of the body", required=True),
        Column("label", "string", "naam", "name in Dutch", f"{v.SKOS}prefLabel", required=True),
        Column("label_en", "string", "naam in het Engels", "name in English"),
        Column("other_labels", "string", "andere namen", "other names", f"{v.SKOS}altLabel",
            SEPARATOR),
        Column("identifier", "string", "OVO-code", "OVO code", f"{v.ORG}identifier"),
        Column("same_as", "anyURI", "dezelfde, elders", "the same, elsewhere",
            f"{v.SKOS}exactMatch", SEPARATOR),
    ),
    ("agency",),
)  # fmt: skip

TABLES: Final = (DECISIONS, STATEMENTS, CITATIONS, AGENCIES)
