"""What the rules read of a report, small enough to be kept in the build's cache.

The rules reach across reports, and most reports have not changed since the last build: so that
their graphs need not be read again, each leaves these facts when it is converted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..convert import decisions, report_iri
from .titles import file_named, kinds_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..iris import Names
    from ..mentions import MentionFinder
    from ..model import Report


class DecisionFacts(NamedTuple):
    """What the rules read of a decision.

    Attributes:
        iri: its IRI.
        title: normalised.
        day: ISO 8601.
        meeting: IRI of its meeting, which sorts by start; empty where the source tells none.
        kinds: local names of the kinds that its title names.
        subject: what the titles of all decisions on its file have in common.
        form: of the text that it decides on, see :class:`.titles.File`.
        agencies: IRIs of those that its title names.
    """

    iri: str
    title: str
    day: str
    meeting: str
    kinds: tuple[str, ...]
    subject: str
    form: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules read of a report.

    Attributes:
        report: its IRI.
        section: IRI of the section that it evaluates.
        section_agencies: IRIs of those that the section's quoted text names.
        lead_ins: as written, each once.
        decisions: that it cites.
    """

    report: str
    section: str
    section_agencies: tuple[str, ...]
    lead_ins: tuple[str, ...]
    decisions: tuple[DecisionFacts, ...]


def facts_of(report: Report, names: Names, finder: MentionFinder) -> Facts:
    """Return what the rules read of ``report``."""
    return Facts(
        report=report_iri(report, names),
        section=names.section(report.domain, report.section.number),
        section_agencies=agencies_named(report.section.text, finder),
        lead_ins=tuple(sorted({s.lead_in for s in report.statements if s.lead_in})),
        decisions=tuple(
            DecisionFacts(
                decided.iri,
                decided.title,
                decided.day.isoformat(),
                names.meeting(decided.start) if decided.start else "",
                kinds_named(decided.title),
                *file_named(decided.title),
                agencies_named(decided.title, finder),
            )
            for decided in decisions(report, names).values()
        ),
    )


def agencies_named(text: str, finder: MentionFinder) -> tuple[str, ...]:
    """Return the IRIs of the agencies that ``text`` names, each once, in order."""
    return tuple(dict.fromkeys(mention.agency for mention in finder.find(text)))


def facts_from_json(notes: Mapping[str, Any]) -> Facts:
    """Return the facts that JSON made of the attributes of :class:`Facts`.

    Raises:
        KeyError: an attribute is missing.
        TypeError: likewise.
    """
    named = (
        DecisionFacts(iri, title, day, meeting, tuple(kinds), subject, form, tuple(agencies))
        for iri, title, day, meeting, kinds, subject, form, agencies in notes["decisions"]
    )
    return Facts(
        notes["report"],
        notes["section"],
        tuple(notes["section_agencies"]),
        tuple(notes["lead_ins"]),
        tuple(named),
    )
