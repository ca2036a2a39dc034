"""The rows of tables: those that a report gives, and those of the register of agencies.

Rows are plain lists of texts, in the order of the table's columns, so that the build's cache can
keep them as JSON. A value that is not there is an empty text.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from .. import vocabulary as v
from ..convert import decisions, report_iri
from ..terms import A, value
from .columns import AGENCIES, CITATIONS, DECISIONS, SEPARATOR, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Quad

    from ..convert import Decided
    from ..iris import Names
    from ..model import Report

Row: TypeAlias = list[str]
Rows: TypeAlias = dict[str, list[Row]]
"""The rows of some tables, by the name of the table."""


def rows_of(report: Report, names: Names) -> Rows:
    """Return what a report adds to the tables; its decisions without the counts."""
    iri = report_iri(report, names)
    decided = decisions(report, names)
    return {
        DECISIONS.name: list({each.iri: _decision(each) for each in decided.values()}.values()),
        STATEMENTS.name: [
            [
                f"{iri}/statement/{each.position}",
                iri,
                report.title,
                report.domain,
                report.section.number,
                str(each.position),
                each.role.value,
                each.lead_in or "",
                each.text,
                str(len(each.citations)),
                report.published,
                str(each.line),
            ]
            for each in report.statements
        ],
        CITATIONS.name: [
            [
                f"{iri}/statement/{each.position}",
                str(number),
                f"{iri}/reference/{number}",
                decided[number].iri if number in decided else "",
            ]
            for each in report.statements
            for number in each.citations
        ],
    }


def _decision(decided: Decided) -> Row:
    start = f"{decided.start:%Y-%m-%dT%H:%M:%SZ}" if decided.start else ""
    return [decided.iri, decided.day.isoformat(), decided.title, start, decided.page or ""]


def merged(reports: Sequence[Rows], agencies: Sequence[Quad]) -> Rows:
    """Return the rows of all tables.

    Args:
        reports: what each report adds, in the order of the release.
        agencies: the register.
    """
    statements = [row for rows in reports for row in rows[STATEMENTS.name]]
    citations = [row for rows in reports for row in rows[CITATIONS.name]]
    told: dict[str, Row] = {}
    cited_by: Counter[str] = Counter()
    for rows in reports:
        for row in rows[DECISIONS.name]:
            told.setdefault(row[0], row)
            cited_by[row[0]] += 1
    cited = Counter(row[-1] for row in citations)
    ordered = sorted(told.values(), key=lambda row: (row[1], row[0]))
    return {
        DECISIONS.name: [[*row, str(cited_by[row[0]]), str(cited[row[0]])] for row in ordered],
        STATEMENTS.name: statements,
        CITATIONS.name: citations,
        AGENCIES.name: _agencies(agencies),
    }


def _agencies(quads: Iterable[Quad]) -> list[Row]:
    said: dict[str, dict[str, list[str]]] = {}
    kinds = set()
    for quad in quads:
        subject, name = value(quad.subject), quad.predicate.value
        language = getattr(quad.object, "language", None) or ""
        said.setdefault(subject, {}).setdefault(name + language, []).append(value(quad.object))
        if quad.predicate == A and value(quad.object) == f"{v.RA}Agency":
            kinds.add(subject)
    return [[iri, *_agency(said[iri])] for iri in sorted(kinds)]


def _agency(said: Mapping[str, list[str]]) -> Row:
    def all_of(*names: str) -> str:
        return SEPARATOR.join(sorted({text for name in names for text in said.get(name, ())}))

    preferred = f"{v.SKOS}prefLabel"
    other = f"{v.SKOS}altLabel"
    return [
        all_of(f"{preferred}nl"),
        all_of(f"{preferred}en"),
        all_of(f"{other}nl", f"{other}en", other),
        all_of(f"{v.ORG}identifier"),
        all_of(f"{v.SKOS}exactMatch"),
    ]
