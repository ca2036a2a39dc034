"""What a command tells on standard error, and which exit code it means.

Findings are told as compilers do, ``file:line: error: message (remedy) [code]``, one a line,
whatever the text of a report holds: control characters are shown, not sent to the terminal.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from akkoord.graph.errors import (
    AkkoordError,
    InvalidGraphError,
    ReleaseError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from akkoord.graph.errors import Finding
    from akkoord.graph.results import Result

DATA_AT_FAULT = 1
CALL_AT_FAULT = 2

_SHOWN = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}


def exit_code(error: AkkoordError) -> int:
    """Return the exit code for ``error``: is the data at fault, or the call?"""
    return CALL_AT_FAULT if isinstance(error, UsageError | ReleaseError) else DATA_AT_FAULT


def tell(error: AkkoordError) -> None:
    """Tell an error and all that stands behind it."""
    tell_findings(error.findings)
    if isinstance(error, InvalidGraphError):
        tell_results(result for result in error.results if not result.line)
    # Python shows an exception by its message alone, so that may be a finding that was just told.
    if not str(error).startswith(tuple(map(str, error.findings))):
        for line in f"error: {error}".splitlines():
            _line(line)


def tell_findings(findings: Iterable[Finding]) -> None:
    """Tell findings, in order of file and line."""
    for finding in sorted(findings):
        _line(str(finding))


def tell_results(results: Iterable[Result]) -> None:
    """Tell validation results, in order of the node they concern."""
    for result in sorted(results, key=lambda result: (result.focus, result)):
        _line(described(result))


def described(result: Result) -> str:
    """Return a validation result as one line, which tells the source file where that is known."""
    place = f"{result.file}:{result.line}: " if result.file else ""
    severity = result.severity.rpartition("#")[2].lower()
    path = f" {result.path}" if result.path else ""
    value = f" {result.value}" if result.value else ""
    told = f"{severity}: {result.message_en} [{result.shape}]"
    return f"{place}<{result.focus}>{path}{value}: {told}"


def tally(findings: Sequence[Finding]) -> str:
    """Return how many findings there are in how many files, such as ``2 errors, 1 warning``."""
    numbers = Counter(finding.severity.value for finding in findings)
    told = ", ".join(counted(number, severity) for severity, number in sorted(numbers.items()))
    return f"{told} in {counted(len({finding.path for finding in findings}), 'file')}"


def counted(number: int, noun: str) -> str:
    """Return ``number`` with ``noun`` in the singular or plural."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def say(text: str) -> None:
    """Tell something on standard error."""
    click.echo(text, err=True)


def harmless(text: str) -> str:
    """Return ``text`` on one line, its control characters made visible."""
    return text.translate(_SHOWN)


def _line(text: str) -> None:
    say(harmless(text))
