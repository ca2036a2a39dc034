"""A difference for people, in English, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..terms import value
from ..vocabulary import PREFIXES
from .changes import changes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .changes import Change, Changes
    from .quads import Difference
    from .report import Citation, ReportChange
    from .union import Said

LISTED: Final = 20
"""Things of one kind, or sentences of one report, that are told one by one; the rest is counted."""

_PLURALS: Final = {
    "Report": "reports",
    "Decision": "decisions",
    "Section": "sections",
    "Agency": "agencies",
    "PolicyDomain": "policy domains",
    "PolicyTheme": "policy themes",
    "Topic": "topics",
}
_DATED: Final = "/id/decision/"


def in_words(difference: Difference) -> str:
    """Return what changed from one release to another, as lines of plain text."""
    changes = changes_of(difference)
    before, after = difference.before.release, difference.after.release
    came, went = len(difference.added), len(difference.removed)
    head = f"{before.id} → {after.id}: {came:,} quads came, {went:,} went"
    return "\n".join([head, *_lines(changes, after.base)]) + "\n"


def _lines(changes: Changes, base: str) -> Iterator[str]:
    within = {report.iri: report for report in changes.reports}
    for kind, change in changes.things.items():
        yield ""
        yield f"{_PLURALS[kind]}: {_counts(change)}"
        marked = [
            *(("+", each) for each in change.came),
            *(("-", each) for each in change.went),
            *(("~", each) for each in change.changed),
        ]
        for mark, iri in marked[:LISTED]:
            yield f"{mark} {_named(iri, changes.names)}  {iri.removeprefix(base)}"
            if iri in within:
                yield from _indented(_within(within[iri], changes.names))
            elif mark == "~":
                yield from _indented(_said(changes.said[iri], base))
        yield from _rest(marked)
    if changes.graphs:
        yield ""
        yield "quads of other named graphs:"
        for graph, (came, went) in changes.graphs.items():
            yield f"  {graph.removeprefix(base)}  +{came:,} -{went:,}"


def _counts(change: Change) -> str:
    counts = {"came": change.came, "went": change.went, "changed": change.changed}
    return ", ".join(f"{len(iris):,} {word}" for word, iris in counts.items() if iris)


def _within(report: ReportChange, names: Mapping[str, str]) -> Iterator[str]:
    yield from _listed("+", report.came)
    yield from _listed("-", report.went)
    yield from _listed("+ cites", [_cited(each, names) for each in report.citations_came])
    yield from _listed("- cites", [_cited(each, names) for each in report.citations_went])


def _said(said: Said, base: str) -> Iterator[str]:
    yield from _listed("+", [_statement(each, base) for each in said.came])
    yield from _listed("-", [_statement(each, base) for each in said.went])


def _statement(line: bytes, base: str) -> str:
    """Return a triple's property and value, both as short as a reader knows them."""
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    property_ = quad.predicate.value
    for prefix, namespace in PREFIXES.items():
        if property_.startswith(namespace):
            property_ = f"{prefix}:{property_.removeprefix(namespace)}"
            break
    return f"{property_} {' '.join(value(quad.object).removeprefix(base).split())}"


def _cited(citation: Citation, names: Mapping[str, str]) -> str:
    return f"{_named(citation.decision, names)} in: {citation.sentence}"


def _listed(mark: str, texts: Sequence[str]) -> Iterator[str]:
    for text in texts[:LISTED]:
        yield f"{mark} {text}"
    yield from _rest(texts)


def _rest(told: Sequence[object]) -> Iterator[str]:
    if len(told) > LISTED:
        yield f"… and {len(told) - LISTED:,} more"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _named(iri: str, names: Mapping[str, str]) -> str:
    """Return a thing's name, a decision's with its day, which the title does not tell."""
    name = " ".join(names.get(iri, iri).split())
    _, dated, path = iri.partition(_DATED)
    return f"{path.partition('/')[0]} {name}" if dated else name
