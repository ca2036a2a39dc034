"""What the union of all named graphs says differently of a thing.

Several graphs may say the same of a decision, so a quad that comes or goes changes nothing of the
thing as long as another graph says it too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..release.lines import subject_of, triple_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .quads import Difference, Side


@dataclass(frozen=True, slots=True)
class Said:
    """What is said differently of one thing: triples, as lines of N-Triples, sorted.

    Attributes:
        came: said by the latter release alone.
        went: said by the former alone.
    """

    came: tuple[bytes, ...]
    went: tuple[bytes, ...]


NOTHING: Final = Said((), ())


def said_differently(difference: Difference) -> Mapping[bytes, Said]:
    """Return what the unions say differently, by subject in its angle brackets."""
    came = _alone(difference.added, difference.before)
    went = _alone(difference.removed, difference.after)
    subjects = sorted(came.keys() | went.keys())
    return {each: Said(tuple(came[each]), tuple(went[each])) for each in subjects}


def _alone(quads: Iterable[bytes], other: Side) -> defaultdict[bytes, list[bytes]]:
    """Return the triples of quads that the other side has in no graph, by subject."""
    triples = {triple_of(line) for line in quads}
    if triples:
        triples.difference_update(map(triple_of, other.lines))
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for triple in sorted(triples):
        found[subject_of(triple)].append(triple)
    return found
