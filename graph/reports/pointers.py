"""Pointers to sections that the agreement does not have, told as warnings."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Statement
from .contents import Contents
from .findings import FindingLog


def check_pointers(
    statements: Iterable[Statement], domain: str, contents: Contents, log: FindingLog
) -> None:
    """Warn of each pointer to a section that ``domain`` has not in the agreement's contents.

    Args:
        statements: of one report.
        domain: label of its policy domain, to whose sections it points.
        contents: of the agreement.
        log: takes the warnings.
    """
    for statement in statements:
        for number in statement.pointers:
            if number and not contents.has(domain, number):
                message = f"pointer to section {number}, which is not one of {domain}"
                dutch = f"verwijzing naar sectie {number}, die er geen is van {domain}"
                remedy = "correct the number to one of the agreement's contents"
                log.warning(statement.line, "pointer-to-unknown-section", message, remedy, dutch)
