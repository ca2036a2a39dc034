"""What is missing or odd in a report, as data: measurements and annotations in DQV.

The metrics, and the kinds of findings, are described in ``ontology/provenance.ttl``. See
https://www.w3.org/TR/vocab-dqv/.

A title on the wrong day is not among them. That other references give the same title another
day proves nothing, as one file is approved several times; and where the day printed is not that
of the meeting in the address, the report is not converted at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from .. import vocabulary as v
from ..convert import day_of
from ..errors import Finding, Severity
from ..model import Role
from ..terms import LABEL, TITLE, A, dutch, ra, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..iris import Names
    from ..model import Report, Statement

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

UNTRACEABLE = frozenset({Role.SUMMARY, Role.EXPLANATION, Role.CONCLUSION})

WITHOUT_EVIDENCE = "statement-without-evidence"
"""Kind of the annotation of a statement that rests on nothing; no finding of the parser."""

BEYOND = "citation-beyond-references"
"""Code of the finding on a statement that cites what is not there."""

HEADING = "unusual-heading"
"""Code of the finding on a heading that is written otherwise than most."""

POINTING = "pointer-to-unknown-section"
"""Code of the finding on a statement that points to what the agreement has not."""

_LINE = ("line", "regel")


def measured(report: Report, names: Names, sections: Mapping[str, object]) -> dict[str, int]:
    """Return the value of each metric for ``report``, by the metric's name."""
    pointers = [pointer for each in report.statements for pointer in each.pointers if pointer]
    return {
        "references-without-decision": len(report.references) - len(_naming(report)),
        "statements-without-evidence": len(without_evidence(report)),
        "unresolved-citations": sum(len(each.unresolved) for each in report.statements),
        "unresolved-pointers": sum(
            names.section(report.domain, pointer) not in sections for pointer in pointers
        ),
    }


def without_evidence(report: Report) -> tuple[Statement, ...]:
    """Return the statements of ``report`` that should cite a decision and do not."""
    naming = _naming(report)
    return tuple(
        each
        for each in report.statements
        if each.role in UNTRACEABLE and naming.isdisjoint(each.citations)
    )


def _naming(report: Report) -> frozenset[int]:
    """Return the numbers of the references that name a decision."""
    return frozenset(each.number for each in report.references if each.title and day_of(each))


def quality_annotations(
    report: Report, iri: str, findings: Sequence[Finding], names: Names
) -> Triples:
    """Yield an annotation for each finding on ``report``, and for each statement without evidence.

    Args:
        report: as parsed.
        iri: its IRI.
        findings: what was noticed while it was read.
        names: mints IRIs under the build's base.
    """
    for number, finding in enumerate(findings, 1):
        subject = f"{iri}/finding/{number}"
        yield from _annotation(subject, finding, target_of(finding, report, iri, names), names)
        if finding.line:
            yield subject, ra("sourceLine"), Literal(finding.line)
    for statement in without_evidence(report):
        target = f"{iri}/statement/{statement.position}"
        yield from _annotation(f"{target}/{WITHOUT_EVIDENCE}", _nothing(statement), target, names)


def _nothing(statement: Statement) -> Finding:
    english, dutch_text = (
        "the statement cites no decision",
        "de uitspraak haalt geen beslissing aan",
    )
    remedy = "cite the decision that it rests on"
    warning = Severity.WARNING
    return Finding("", statement.line, warning, WITHOUT_EVIDENCE, english, remedy, dutch_text)


def _annotation(subject: str, finding: Finding, target: str, names: Names) -> Triples:
    """Yield one annotation; what its body says in English, its description says in Dutch.

    Neither that nor the kind is a second body: beside ``oa:bodyValue``, which holds one text,
    https://www.w3.org/TR/annotation-model/#string-body allows none.
    """
    place, place_nl = (f", {word} {finding.line}" * bool(finding.line) for word in _LINE)
    named = (Literal(finding.code + place, language="en"), dutch(finding.code + place_nl))
    yield subject, A, term(v.DQV, "QualityAnnotation")
    for name in named:
        yield subject, TITLE, name
        yield subject, LABEL, name
    kind = NamedNode(f"{names.base}id/finding-kind/{finding.code}")
    yield subject, term(v.DCTERMS, "type"), kind
    yield subject, term(v.OA, "hasTarget"), NamedNode(target)
    yield subject, term(v.OA, "motivatedBy"), term(v.DQV, "qualityAssessment")
    yield subject, term(v.OA, "bodyValue"), Literal(finding.message, language="en")
    yield subject, term(v.DCTERMS, "description"), dutch(finding.message_nl)


def target_of(finding: Finding, report: Report, iri: str, names: Names) -> str:
    """Return the IRI of what ``finding`` is about.

    That is the reference, the statement or the quoted section that begins on its line; the
    report where there is none, and where sentences that share a line leave a choice.
    """
    line, concerns = finding.line, _CONCERNS.get(finding.code, _cites)
    found = [
        *(f"{iri}/reference/{each.number}" for each in report.references if each.line == line),
        *(
            f"{iri}/statement/{each.position}"
            for each in report.statements
            if each.line == line and concerns(each)
        ),
    ]
    if report.section.line == line:
        found.append(names.section(report.domain, report.section.number))
    return found[0] if len(found) == 1 else iri


def _cites(statement: Statement) -> bool:
    return bool(statement.citations or statement.unresolved)


_CONCERNS: Final[Mapping[str, Callable[[Statement], object]]] = {
    BEYOND: lambda statement: statement.unresolved,
    HEADING: lambda statement: True,
    POINTING: lambda statement: any(statement.pointers),
}
"""Which statements on its line a finding can be about, by its code; else those that cite."""
