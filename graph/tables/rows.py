"""What a report gives to the tables, and how that becomes the tables' lines.

Most lines are a report's own, so they are written once, as CSV (RFC 4180), and kept in the build's
cache as they are. Decisions are what several reports share: a report gives a row of each, and how
often it cites it. A value that is not there is an empty text.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .. import vocabulary as v
from ..convert import decisions, report_iri
from ..terms import A, value
from .columns import AGENCIES, CITATIONS, DECISIONS, SEPARATOR, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Quad

    from ..convert import Decided
    from ..iris import Names
    from ..model import Report

Row: TypeAlias = "list[str]"
Tables: TypeAlias = "dict[str, str]"
"""The lines of tables, as CSV without a head, by the name of the table."""


class Share(NamedTuple):
    """What a report gives to the tables; JSON has it as a list.

    Attributes:
        statements: its lines of that table.
        citations: likewise.
        decisions: of each decision that it names the IRI, the day, and its line without the counts
            and its end.
        cited: how often a statement cites a decision, by its IRI.
    """

    statements: str
    citations: str
    decisions: list[Row]
    cited: dict[str, int]


def share_of(report: Report, names: Names) -> Share:
    """Return what a report gives to the tables."""
    iri = report_iri(report, names)
    decided = decisions(report, names)
    cited = [
        decided[number].iri
        for each in report.statements
        for number in each.citations
        if number in decided
    ]
    return Share(
        lines(_statements(report, iri)),
        lines(_citations(report, iri, decided)),
        [_decision(each) for each in {each.iri: each for each in decided.values()}.values()],
        Counter(cited),
    )


def lines(rows: Iterable[Row]) -> str:
    """Return rows as lines of CSV."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _statements(report: Report, iri: str) -> Iterator[Row]:
    for each in report.statements:
        yield [
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


def _citations(report: Report, iri: str, decided: Mapping[int, Decided]) -> Iterator[Row]:
    for each in report.statements:
        for number in each.citations:
            yield [
                f"{iri}/statement/{each.position}",
                str(number),
                f"{iri}/reference/{number}",
                decided[number].iri if number in decided else "",
            ]


def _decision(decided: Decided) -> Row:
    start = f"{decided.start:%Y-%m-%dT%H:%M:%SZ}" if decided.start else ""
    row = [decided.iri, decided.day.isoformat(), decided.title, start, decided.page or ""]
    return [*row[:2], lines([row]).removesuffix("\n")]


def merged(reports: Sequence[Share], agencies: Iterable[Row]) -> Tables:
    """Return all tables.

    Args:
        reports: what each report gives, in the order of the release.
        agencies: from :func:`agency_rows`.
    """
    told: dict[str, tuple[str, str]] = {}
    cited_by: Counter[str] = Counter()
    cited: Counter[str] = Counter()
    for each in reports:
        for iri, day, line in each.decisions:
            told.setdefault(iri, (day, line))
            cited_by[iri] += 1
        cited.update(each.cited)
    ordered = sorted((day, iri, line) for iri, (day, line) in told.items())
    return {
        DECISIONS.name: "".join(
            f"{line},{cited_by[iri]},{cited[iri]}\n" for _, iri, line in ordered
        ),
        STATEMENTS.name: "".join(each.statements for each in reports),
        CITATIONS.name: "".join(each.citations for each in reports),
        AGENCIES.name: lines(agencies),
    }


def agency_rows(quads: Iterable[Quad]) -> list[Row]:
    """Return the rows of the register of agencies, given its quads."""
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
