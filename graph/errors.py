"""What can go wrong with input, and how it is told: file, line, reason, remedy.

A :class:`Finding` is data: parsing and conversion collect them over all files, so that one
run shows everything there is to mend. An exception ends a command; each class stands for
something the caller can do something about.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .results import Result


class Severity(enum.StrEnum):
    """How grave a finding is: an error stops the build, a warning is converted and told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing noticed in one source file.

    Attributes:
        path: the file as the user named it (for an archive member ``archive.zip!/member``).
        line: line number from 1; 0 when the finding concerns the file as a whole.
        severity: error or warning.
        code: stable identifier in kebab case, such as ``citation-beyond-references``.
        message: what is the matter, with the offending text.
        remedy: what to do about it.
        message_nl: the message in Dutch; empty for an error, which does not reach the graph.
    """

    path: str
    line: int
    severity: Severity
    code: str
    message: str
    remedy: str
    message_nl: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it stops the build."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """Render as compilers do, so that editors can jump to the place."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.severity}: {self.message} ({self.remedy}) [{self.code}]"


class AkkoordError(Exception):
    """Base of all errors that this program raises on purpose.

    Attributes:
        findings: every finding behind the error, in order of file and line; may be empty.
    """

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class SourceError(AkkoordError):
    """The input cannot be read: a missing path, a broken or hostile archive."""


class ReportError(AkkoordError):
    """A report cannot be converted as it stands."""


class RegisterError(AkkoordError):
    """A register in ``ontology/`` contradicts itself or cannot be read."""


class InvalidGraphError(AkkoordError):
    """SHACL found a violation; the release is not switched.

    Attributes:
        results: the violations; the findings tell those of reports by file and line.
    """

    def __init__(
        self, message: str, results: tuple[Result, ...], findings: tuple[Finding, ...] = ()
    ) -> None:
        super().__init__(message, findings)
        self.results = results


class ReleaseError(AkkoordError):
    """A release is missing, damaged or cannot be written."""


class WorkerError(AkkoordError):
    """A process died before its work was done."""


class RemoteError(AkkoordError):
    """Another server cannot be reached, refuses, or answers what cannot be used."""


class UsageError(AkkoordError):
    """The call itself is wrong: an option's value, a combination, a configuration key."""
