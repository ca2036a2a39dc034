"""Which reports a release takes in, and why another stays out.

A source stays out when it cannot be read or converted, when another report evaluates the same
section, or when its graph violates the shapes. One of these stops the build; with quarantine,
what stays out is listed, and the rest is released.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .errors import Finding, InvalidGraphError, ReportError, Severity
from .tasks import DERIVED, REGISTERS, TOTALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .conversion import Converted
    from .results import Result

_DIGITS: Final = re.compile(r"(\d+)")


def all_findings(converted: Sequence[Converted], unread: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return all findings, two reports on one section among them, in order."""
    told = (finding for each in converted for finding in each.findings)
    return tuple(sorted([*unread, *_collisions(converted), *told]))


def published_findings(
    converted: Sequence[Converted], unread: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Return all findings as a release holds them: the same wherever the sources lay."""
    moved = [
        replace(
            each,
            path=each.place,
            findings=tuple(replace(finding, path=each.place) for finding in each.findings),
        )
        for each in converted
    ]
    names = (
        replace(finding, path=finding.path.rstrip("/").rpartition("/")[2]) for finding in unread
    )
    return all_findings(moved, tuple(names))


def sound(
    converted: Sequence[Converted], findings: Sequence[Finding], quarantine: bool
) -> list[Converted]:
    """Return what can be released as far as is known before validation, in its order.

    Raises:
        ReportError: there is an error and no quarantine, or nothing is left to release.
    """
    errors = [finding for finding in findings if finding.is_error]
    if errors and not quarantine:
        number = f"{len(errors)} errors" if len(errors) > 1 else "1 error"
        raise ReportError(f"{number} in the sources; nothing was released", tuple(findings))
    faulty = {finding.path for finding in errors}
    return _some([each for each in converted if each.path not in faulty], findings)


def valid(
    usable: Sequence[Converted],
    results: Mapping[str, Sequence[Result]],
    findings: Sequence[Finding],
    quarantine: bool,
) -> list[Converted]:
    """Return what conforms to the shapes, in its order.

    Args:
        usable: from :func:`sound`.
        results: of each report by its key, of the registers and of what was derived.
        findings: everything noticed in the sources.
        quarantine: leave out what is invalid. What was derived from it counts only when it is
            derived anew without it; registers must conform always.

    Raises:
        InvalidGraphError: there is a violation that no quarantine mends.
        ReportError: nothing is left to release.
    """
    conforming = [each for each in usable if not _violations(results[each.key])]
    ours = [*_violations(results[REGISTERS])]
    if conforming == usable or not quarantine:
        ours += [*_violations(results[DERIVED]), *_violations(results[TOTALS])]
    theirs = [found for each in usable for found in _violations(results[each.key])]
    if ours or (theirs and not quarantine):
        found = tuple(sorted((*ours, *theirs)))
        number = f"{len(found)} violations" if len(found) > 1 else "1 violation"
        told = (*findings, *(f for each in with_violations(usable, results) for f in each.findings))
        raise InvalidGraphError(
            f"{number} of the shapes; nothing was released", found, tuple(sorted(set(told)))
        )
    return _some(conforming, findings)


def with_violations(
    converted: Sequence[Converted], results: Mapping[str, Sequence[Result]]
) -> list[Converted]:
    """Return ``converted``, each with a finding more for every violation of the shapes."""
    return [
        replace(each, findings=(*each.findings, *_told(each.path, results.get(each.key, ()))))
        for each in converted
    ]


def _told(path: str, results: Sequence[Result]) -> Iterator[Finding]:
    for found in _violations(results):
        shown = (f"<{found.focus}>", f"<{found.path}>" if found.path else "", found.value)
        message = f"{' '.join(filter(None, shown))} violates <{found.shape}>"
        yield Finding(path, found.line, Severity.ERROR, "invalid-graph", message, found.message_en)


def _collisions(converted: Sequence[Converted]) -> Iterator[Finding]:
    times = Counter(each.graph for each in converted if each.graph)
    for each in converted:
        if times[each.graph] > 1:
            others = sorted(o.path for o in converted if o.graph == each.graph and o is not each)
            yield Finding(
                each.path,
                0,
                Severity.ERROR,
                "two-reports-on-one-section",
                f"another report evaluates the same section: {', '.join(others)}",
                "keep one of them",
            )


def _some(released: list[Converted], findings: Sequence[Finding]) -> list[Converted]:
    if not released:
        raise ReportError("no report is left to release; nothing was released", tuple(findings))
    return sorted(released, key=lambda each: _natural(each.graph))


def _violations(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.is_violation]


def _natural(iri: str) -> tuple[str | int, ...]:
    """Order ``…/4.10`` after ``…/4.9``."""
    parts = _DIGITS.split(iri)
    return tuple(int(part) if i % 2 else part for i, part in enumerate(parts))
