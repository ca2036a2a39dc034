"""What programs read the tables by: CSV on the Web, and a Frictionless data package.

https://www.w3.org/TR/tabular-metadata/ and https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

from typing import Any, Final

from .columns import TABLES, Column, Table

METADATA: Final = "csv-metadata.json"
PACKAGE: Final = "datapackage.json"
NOTICE: Final = (
    "The reports were written by a language model; their assessments are not the Flemish "
    "Government's."
)
_TITLE: Final = {
    "nl": "Opvolging van het Vlaamse regeerakkoord 2019-2024, als tabellen",
    "en": "Follow-up of the Flemish coalition agreement 2019-2024, as tables",
}
_FRICTIONLESS: Final = {
    "anyURI": {"type": "string", "format": "uri"},
    "date": {"type": "date"},
    "dateTime": {"type": "datetime"},
    "integer": {"type": "integer"},
    "string": {"type": "string"},
}


def csvw(base: str, licence: str) -> dict[str, Any]:
    """Return the metadata of CSV on the Web for all tables."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": f"{base}id/dataset/tables",
        "dc:title": [{"@value": text, "@language": tag} for tag, text in _TITLE.items()],
        "dc:description": {"@value": NOTICE, "@language": "en"},
        "dc:license": {"@id": licence},
        "dc:source": {"@id": f"{base}id/dataset"},
        "dialect": {"header": True, "encoding": "utf-8"},
        "tables": [_csvw_table(table) for table in TABLES],
    }


def _csvw_table(table: Table) -> dict[str, Any]:
    keys = {each.name: each for each in TABLES}
    never_empty = {column.name for column in table.columns if column.required}
    return {
        "url": f"{table.name}.csv",
        "dc:description": [
            {"@value": table.dutch, "@language": "nl"},
            {"@value": table.english, "@language": "en"},
        ],
        "tableSchema": {
            "columns": [_csvw_column(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "columnReference": column,
                    "reference": {
                        "resource": f"{other}.csv",
                        "columnReference": keys[other].key[0],
                    },
                }
                for column, other in table.references
                if column in never_empty  # CSV on the Web knows no reference that may be absent
            ],
            **({"aboutUrl": f"{{+{table.key[0]}}}"} if len(table.key) == 1 else {}),
        },
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": [
            {"@value": column.dutch, "@language": "nl"},
            {"@value": column.english, "@language": "en"},
        ],
        "datatype": column.datatype,
    }
    if column.property:
        told["propertyUrl"] = column.property
    if column.separator:
        told["separator"] = column.separator
    if column.required:
        told["required"] = True
    return told


def data_package(base: str, licence: str) -> dict[str, Any]:
    """Return the description of the tables as a data package."""
    return {
        "name": "regeerakkoord",
        "title": _TITLE["en"],
        "description": NOTICE,
        "homepage": base,
        "id": f"{base}id/dataset/tables",
        "licenses": [{"path": licence}],
        "resources": [
            {
                "name": table.name,
                "description": table.english,
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": _schema(table),
            }
            for table in TABLES
        ],
    }


def _schema(table: Table) -> dict[str, Any]:
    keys = {each.name: each for each in TABLES}
    return {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
        "foreignKeys": [
            {
                "fields": [column],
                "reference": {"resource": other, "fields": [keys[other].key[0]]},
            }
            for column, other in table.references
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    kind = _FRICTIONLESS["string" if column.separator else column.datatype]
    told: dict[str, Any] = {"name": column.name, "description": column.english, **kind}
    if column.required:
        told["constraints"] = {"required": True}
    if column.property:
        told["rdfType"] = column.property
    return told
