"""Which reports a release takes in, and why another stays out.

A source stays out when it cannot be read or converted, when another report evaluates the same
section, or when its graph violates the shapes. One of these stops the build; with quarantine,
what stays out is listed, and the rest is released.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from .errors import Finding, InvalidGraphError, ReportError, Severity
from .tasks import OURS, REGISTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .converted import Converted
    from .results import Result

Results: TypeAlias = "Mapping[str, Sequence[Result]]"

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


def all_sound(converted: Sequence[Converted], findings: Sequence[Finding]) -> list[Converted]:
    """Return what was converted, in its order; it can be released as far as is known as yet.

    Raises:
        ReportError: there is an error, or nothing to release.
    """
    errors = sum(finding.is_error for finding in findings)
    if errors:
        number = f"{errors} errors" if errors > 1 else "1 error"
        raise ReportError(f"{number} in the sources; nothing was released", tuple(findings))
    return _some(converted, findings)


def only_sound(converted: Sequence[Converted], findings: Sequence[Finding]) -> list[Converted]:
    """Return what has no error, in its order.

    Raises:
        ReportError: nothing is left to release.
    """
    faulty = {finding.path for finding in findings if finding.is_error}
    return _some([each for each in converted if each.path not in faulty], findings)


def all_valid(
    usable: Sequence[Converted], results: Results, findings: Sequence[Finding]
) -> list[Converted]:
    """Return ``usable``, which conforms to the shapes.

    Args:
        usable: from :func:`all_sound`.
        results: of each report by its key, of the registers and of what was derived.
        findings: everything noticed in the sources.

    Raises:
        InvalidGraphError: there is a violation.
    """
    _demand((*(each.key for each in usable), *OURS), usable, results, findings)
    return _some(usable, findings)


def only_valid(
    usable: Sequence[Converted], results: Results, findings: Sequence[Finding]
) -> list[Converted]:
    """Return what of ``usable`` conforms to the shapes, in its order.

    Registers must conform always. What was derived from an invalid report does not count: it is
    derived anew without it.

    Args:
        usable: from :func:`only_sound`.
        results: as for :func:`all_valid`.
        findings: everything noticed in the sources.

    Raises:
        InvalidGraphError: there is a violation that leaving out reports does not mend.
        ReportError: nothing is left to release.
    """
    conforming = [each for each in usable if not _violations(results[each.key])]
    ours = OURS if len(conforming) == len(usable) else (REGISTERS,)
    _demand(ours, usable, results, findings)
    return _some(conforming, findings)


@dataclass(frozen=True, slots=True)
class Admission:
    """What is released of the sources.

    Attributes:
        sound: what can be, as far as is known before validation.
        valid: what of that can be, once it is validated.
    """

    sound: Callable[[Sequence[Converted], Sequence[Finding]], list[Converted]]
    valid: Callable[[Sequence[Converted], Results, Sequence[Finding]], list[Converted]]


STRICT: Final = Admission(all_sound, all_valid)
"""All of it or nothing."""
QUARANTINE: Final = Admission(only_sound, only_valid)
"""All but what is at fault."""


def with_violations(converted: Sequence[Converted], results: Results) -> list[Converted]:
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
                each.section_line,
                Severity.ERROR,
                "two-reports-on-one-section",
                f"another report evaluates the same section: {', '.join(others)}",
                "keep one of them",
            )


def _demand(
    keys: Sequence[str],
    usable: Sequence[Converted],
    results: Results,
    findings: Sequence[Finding],
) -> None:
    """Raise where the results of ``keys`` hold a violation."""
    found = tuple(sorted(each for key in keys for each in _violations(results[key])))
    if found:
        number = f"{len(found)} violations" if len(found) > 1 else "1 violation"
        told = (*findings, *(f for each in with_violations(usable, results) for f in each.findings))
        raise InvalidGraphError(
            f"{number} of the shapes; nothing was released", found, tuple(sorted(set(told)))
        )


def _some(released: Sequence[Converted], findings: Sequence[Finding]) -> list[Converted]:
    if not released:
        raise ReportError("no report is left to release; nothing was released", tuple(findings))
    return sorted(released, key=lambda each: _natural(each.graph))


def _violations(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.is_violation]


def _natural(iri: str) -> tuple[str | int, ...]:
    """Order ``…/4.10`` after ``…/4.9``."""
    parts = _DIGITS.split(iri)
    return tuple(int(part) if i % 2 else part for i, part in enumerate(parts))
