"""What SHACL validation found, as data. See https://www.w3.org/TR/shacl/#results-validation-result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from . import vocabulary as v

VIOLATION: Final = v.SH + "Violation"


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result.

    Attributes:
        severity: IRI of the severity, such as ``sh:Violation``.
        focus: IRI of the focus node.
        path: IRI of the property; empty for a constraint on the node itself.
        value: the value at fault as an N-Triples term; empty where there is none.
        shape: IRI of the source shape.
        component: IRI of the constraint component.
        message_nl: what to do, in Dutch.
        message_en: what to do, in English.
        line: of the source file, from 1; 0 for what comes from no report.
        file: the source file, as the user named it; empty where it is not known. It does not
            make another result of it, nor another name.
    """

    severity: str
    focus: str
    path: str
    value: str
    shape: str
    component: str
    message_nl: str
    message_en: str
    line: int = 0
    file: str = field(default="", compare=False, repr=False)

    @property
    def is_violation(self) -> bool:
        """Whether the result stops a release."""
        return self.severity == VIOLATION
