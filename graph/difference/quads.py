"""Two releases side by side, line by line of their N-Quads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..release.lines import quad_lines

if TYPE_CHECKING:
    from ..release.layout import Release


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two releases.

    Attributes:
        release: which.
        lines: its quads, each a line of canonical N-Quads with its line end.
    """

    release: Release
    lines: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one release to another.

    Attributes:
        before: the release that is left.
        after: the release that is arrived at.
        removed: quads of the former alone, as lines of N-Quads, sorted.
        added: quads of the latter alone, likewise.
    """

    before: Side
    after: Side
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


def diff(before: Release, after: Release) -> Difference:
    """Return what changed from one release to another.

    Raises:
        ReleaseError: a release is damaged.
    """
    old, new = _side(before), _side(after)
    return Difference(
        old,
        new,
        removed=tuple(sorted(old.lines - new.lines)),
        added=tuple(sorted(new.lines - old.lines)),
    )


def _side(release: Release) -> Side:
    return Side(release, frozenset(quad_lines(release)))
