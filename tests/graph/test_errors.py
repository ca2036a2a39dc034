"""Findings and errors: told as compilers do, in the order of the source."""

from __future__ import annotations

import pytest

from akkoord.graph import errors
from akkoord.graph.errors import AkkoordError, Finding, ReportError, Severity

BEYOND = Finding(
    path="Brussel/Vlaamse dienstverlening.md",
    line=31,
    severity=Severity.WARNING,
    code="citation-beyond-references",
    message="cites [27], but the references end at [10]",
    remedy="correct the citation or add the reference",
)


def at(path: str, line: int) -> Finding:
    return Finding(path, line, Severity.ERROR, "code", "message", "remedy")


def test_a_finding_is_told_with_file_line_severity_remedy_and_code() -> None:
    assert str(BEYOND) == (
        "Brussel/Vlaamse dienstverlening.md:31: warning: "
        "cites [27], but the references end at [10] "
        "(correct the citation or add the reference) [citation-beyond-references]"
    )


def test_a_finding_about_a_whole_file_is_told_without_a_line() -> None:
    assert str(at("report.md", 0)) == "report.md: error: message (remedy) [code]"


def test_findings_are_ordered_by_file_and_then_by_line_as_a_number() -> None:
    late, early, other = at("a.md", 10), at("a.md", 2), at("b.md", 1)
    assert sorted([other, late, early]) == [early, late, other]


def test_an_error_carries_its_findings_and_shows_its_message_only() -> None:
    with pytest.raises(AkkoordError, match=r"^one report cannot be read$") as caught:
        raise ReportError("one report cannot be read", (BEYOND,))
    assert caught.value.findings == (BEYOND,)


def test_an_error_needs_no_findings() -> None:
    assert ReportError("nothing to convert").findings == ()


def test_every_error_raised_on_purpose_can_be_caught_as_one() -> None:
    raised = {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert len(raised) > 1
    assert all(issubclass(kind, AkkoordError) for kind in raised.values())
