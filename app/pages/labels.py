"""What to call that which a description names and its queries found no label for.

A query that looked up the class of each of 500 links, and the label of each class, would take many
times as long: there are but few classes. Those of other vocabularies stand in ``labels.ttl``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Triple, parse

from akkoord.graph.release import metadata
from akkoord.graph.terms import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from akkoord.graph.release.layout import Release

_FILE: Final = Path(__file__).with_name("labels.ttl")


def lacking(triples: Sequence[Triple], classes: Iterable[Triple], release: Release) -> list[Triple]:
    """Return the labels of what ``triples`` name without one.

    Args:
        triples: a description.
        classes: labels of the ontology's own.
        release: whose catalogue and licence may be named.
    """
    labelled = {each.subject for each in triples if each.predicate == LABEL}
    named = {term for each in triples for term in (each.subject, each.object)}
    wanted = {term for term in named - labelled if isinstance(term, NamedNode)}
    known = [*classes, *_others()]
    for term in wanted:
        known += (each for each in metadata.described(release, term.value))
    return [each for each in known if each.subject in wanted and each.predicate == LABEL]


@cache
def _others() -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(path=_FILE))
