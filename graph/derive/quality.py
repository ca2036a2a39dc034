"""What is missing or odd in a report, as data: measurements and annotations in DQV.

The metrics are described in ``ontology/provenance.ttl``. See https://www.w3.org/TR/vocab-dqv/.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from .. import vocabulary as v
from ..convert import day_of
from ..model import Role
from ..terms import LABEL, TITLE, A, dutch, ra, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..errors import Finding
    from ..iris import Names
    from ..model import Report
    from .facts import Facts

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

UNTRACEABLE = frozenset({Role.SUMMARY, Role.EXPLANATION, Role.CONCLUSION})


def measured(report: Report, names: Names, sections: Mapping[str, object]) -> dict[str, int]:
    """Return the value of each metric for ``report``, by the metric's name."""
    named = {each.number for each in report.references if each.title and day_of(each)}
    pointers = [pointer for each in report.statements for pointer in each.pointers if pointer]
    return {
        "references-without-decision": len(report.references) - len(named),
        "statements-without-evidence": sum(
            each.role in UNTRACEABLE and not any(number in named for number in each.citations)
            for each in report.statements
        ),
        "unresolved-citations": sum(len(each.unresolved) for each in report.statements),
        "unresolved-pointers": sum(
            names.section(report.domain, pointer) not in sections for pointer in pointers
        ),
    }


def finding_annotations(iri: str, findings: Sequence[Finding]) -> Triples:
    """Yield an annotation for each finding on the report ``iri``."""
    for number, finding in enumerate(findings, 1):
        subject = f"{iri}/finding/{number}"
        place = f", line {finding.line}" if finding.line else ""
        title = Literal(f"{finding.code}{place}", language="en")
        yield subject, A, term(v.DQV, "QualityAnnotation")
        yield subject, TITLE, title
        yield subject, LABEL, title
        yield subject, term(v.OA, "hasTarget"), NamedNode(iri)
        yield subject, term(v.OA, "motivatedBy"), term(v.DQV, "qualityAssessment")
        yield subject, term(v.OA, "bodyValue"), Literal(finding.message, language="en")
        if finding.line:
            yield subject, ra("sourceLine"), Literal(finding.line)


def measurements(reports: Iterable[Facts], names: Names) -> Triples:
    """Yield a measurement of each metric for each report, and for the dataset in total."""
    total: Counter[str] = Counter()
    for facts in reports:
        total.update(facts.measured)
        yield from _measurements(facts.report, f"{facts.report}/quality", facts.measured, names)
    dataset = f"{names.base}id/dataset"
    yield from _measurements(dataset, f"{dataset}/quality", total, names)


def _measurements(on: str, under: str, values: Mapping[str, int], names: Names) -> Triples:
    for metric, number in sorted(values.items()):
        subject = f"{under}/{metric}"
        title = dutch(f"Kwaliteitsmeting {metric}: {number}")
        yield subject, A, term(v.DQV, "QualityMeasurement")
        yield subject, TITLE, title
        yield subject, LABEL, title
        yield subject, term(v.DQV, "computedOn"), NamedNode(on)
        metric_iri = NamedNode(f"{names.base}id/metric/{metric}")
        yield subject, term(v.DQV, "isMeasurementOf"), metric_iri
        yield subject, term(v.DQV, "value"), Literal(number)
