"""What a commit's tree lists, and which of it are reports.

A tree is data of a stranger: git itself stores any name in it. Paths that climb, hide, or that
some system reads differently are refused, not mended.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..errors import SourceError
from ..reports.findings import readable
from ..reports.limits import is_report_name

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINK: Final = "120000"
_SUBMODULE: Final = "160000"
_LONGEST_NAME: Final = 255
"""Bytes of one file name that file systems take."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a commit's tree, all folders walked.

    Attributes:
        mode: in octal, as git prints it.
        name: the hash under which git stores the content.
        size: in bytes; 0 for a submodule.
        path: with slashes.
    """

    mode: str
    name: str
    size: int
    path: str


def reports_in(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return the reports among ``entries``, in order of path, and why others are none.

    Raises:
        SourceError: a report's path cannot be written to safely, or two paths are one file on
            some systems.
    """
    taken: dict[str, Entry] = {}
    skipped = []
    for entry in sorted(entries, key=lambda entry: entry.path):
        reason = _no_report(entry)
        if reason:
            skipped.append(f"{readable(entry.path)}: {reason}")
        elif reason is None:
            folded = unicodedata.normalize("NFC", _checked(entry.path)).casefold()
            if folded in taken:
                raise SourceError(
                    f"{readable(entry.path)} and {readable(taken[folded].path)} differ only in "
                    "case or accents: some systems take them for one file"
                )
            taken[folded] = entry
    return tuple(taken.values()), tuple(skipped)


def _no_report(entry: Entry) -> str | None:
    """Return why an entry is no report; an empty text where that goes without saying."""
    if entry.mode == _SUBMODULE:
        return "a submodule, which is not followed"
    if not is_report_name(entry.path.rpartition("/")[2]):
        return ""
    if entry.mode == _LINK:
        return "a symbolic link, which is not followed"
    return None


def _checked(path: str) -> str:
    """Return a path that stays in its folder, on any system."""
    sound = all(
        part.isprintable()
        and not part.startswith(".")
        and "\\" not in part
        and 0 < len(part.encode("utf-8", "surrogateescape")) <= _LONGEST_NAME
        for part in path.split("/")
    )
    if not sound:
        raise SourceError(
            f"the repository holds a file called {readable(path)!r}, which cannot be written "
            "safely: hidden, climbing out, or with characters that file names cannot have"
        )
    return path
