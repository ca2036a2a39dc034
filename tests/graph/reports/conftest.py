"""A report in the published format, with what a test wants in it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from akkoord.graph.errors import Finding
from akkoord.graph.model import Report, SourceFile, Statement
from akkoord.graph.reports import Contents
from akkoord.graph.reports.parsing import parse

SITE = "https://beslissingenvlaamseregering.vlaanderen.be/"
REFERENCE = (
    rf"**[\[{{}}\]]({SITE}?search=Titel%20{{}}&dateOption=select"
    "&startDate=2021-06-18T08%3A00%3A00Z&endDate=2021-06-18T08%3A00%3A00Z)**"
    " : **(2021-06-18)** Titel {}"
)


@pytest.fixture
def contents() -> Contents:
    rows = [
        ("Buitenlands beleid en toerisme", "4.3.2", "FIT promoot Vlaanderen"),
        ("Brussel", "5.1", "Uitdagingen en visie"),
        ("Cultuur, jeugd en sport", "5.1", "Uitdagingen en visie"),
        ("Omgeving", "2.4.1", "Een lange titel die aan de bron is afgebr"),
        ("Wonen", "4.3.2", "Eigendomsverwerving"),
    ]
    return Contents(SimpleNamespace(domain=d, number=n, title=t) for d, n, t in rows)


@pytest.fixture
def write() -> Callable[..., str]:
    """Write a report: ``write(body, references=3)`` or with parts of the format's own."""

    def report(
        body: str = "Een zin.",
        *,
        title: str = "# FIT promoot Vlaanderen",
        section: str = "4.3.2 FIT promoot Vlaanderen De tekst.",
        references: int | str = 3,
    ) -> str:
        entries = references
        if isinstance(entries, int):
            entries = "\n\n".join(REFERENCE.format(n, n, n) for n in range(entries))
        return (
            f"{title}\n\n<details>\n        <summary>Regeerakkoord Sectie </summary>\n"
            f"        <p>{section}</p>\n        </details> \n\n{body}\n\n"
            f"<details>\n        <summary> Referenties</summary>\n        \n{entries} \n\n"
            "        </details> \n\n"
        )

    return report


@pytest.fixture
def read(contents: Contents) -> Callable[..., tuple[Report | None, dict[str, Finding]]]:
    """Parse a report's text or bytes; the findings come by their codes."""

    def reading(
        content: str | bytes, folders: tuple[str, ...] = ()
    ) -> tuple[Report | None, dict[str, Finding]]:
        data = content.encode() if isinstance(content, str) else content
        report, findings = parse(SourceFile("a.md", folders, "a.md", data), contents)
        return report, {finding.code: finding for finding in findings}

    return reading


@pytest.fixture
def statements(
    write: Callable[..., str], read: Callable[..., tuple[Report | None, dict[str, Finding]]]
) -> Callable[..., tuple[Statement, ...]]:
    """Parse a body; it must have no error."""

    def of(body: str, references: int = 9) -> tuple[Statement, ...]:
        report, findings = read(write(body, references=references))
        assert report, findings
        return report.statements

    return of
