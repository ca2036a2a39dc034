"""The list of findings that grows while one file is read."""

from __future__ import annotations

import re
from typing import Final

from ..errors import Finding, Severity

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What a terminal, a log or a table may take for more than a character."""


class FindingLog:
    """Collects what is noticed in one file.

    A finding is told only once per line, code and message, however often the text repeats it.

    Attributes:
        path: the file, as messages name it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._findings: dict[Finding, None] = {}

    def error(self, line: int, code: str, message: str, remedy: str) -> None:
        """Note something that keeps the file from being converted."""
        self._add(Finding(self.path, line, Severity.ERROR, code, message, remedy))

    def warning(self, line: int, code: str, message: str, remedy: str, dutch: str) -> None:
        """Note an oddity that is converted all the same; the graph tells it in both languages."""
        self._add(Finding(self.path, line, Severity.WARNING, code, message, remedy, dutch))

    @property
    def failed(self) -> bool:
        """Whether an error is among the findings."""
        return any(finding.severity is Severity.ERROR for finding in self._findings)

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings in order of line."""
        return tuple(sorted(self._findings))

    def _add(self, finding: Finding) -> None:
        self._findings[finding] = None


def readable(name: str) -> str:
    r"""Return the name of a file as text on one line, where bytes in it may be none.

    What is not UTF-8 becomes ``\\xff`` and the like, and a control ``\\r``, so that it can be
    printed and written.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def excerpt(text: str, length: int = 60) -> str:
    """Return ``text`` for a message: on one line, cut at ``length``, unprintables escaped."""
    folded = " ".join(text[: 4 * length].split())
    shown = folded if len(folded) <= length else f"{folded[: length - 1]}…"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in shown)
