"""A difference, told by what it is about.

Things are compared by their IRIs, all but the sentences of a report: a statement's IRI ends in
its position, so one sentence put in would rename all that follow. What people ask is which
sentences and which citations came and went, so these are compared by what they say.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .. import vocabulary as v
from ..release.lines import graph_of, iri
from ..terms import value
from .report import ReportChange, report_change
from .union import NOTHING, said_differently

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from .quads import Difference, Side
    from .union import Said

KINDS: Final = (
    "Report",
    "Decision",
    "Section",
    "Agency",
    "PolicyDomain",
    "PolicyTheme",
    "Topic",
)
"""Classes whose things are told one by one, by local name, in the order of telling."""

_TYPED: Final = re.compile(
    rb"(<[^>]*>) <%b> <%b(\w+)> " % (re.escape(v.RDF + "type").encode(), re.escape(v.RA).encode())
)
_NAMED: Final = re.compile(
    rb"(<[^>]*>) <(?:%b|%b)> " % (f"{v.DCTERMS}title".encode(), f"{v.SKOS}prefLabel".encode())
)


@dataclass(frozen=True, slots=True)
class Change:
    """Things of one kind that came, went, or stayed and changed; IRIs, sorted.

    Attributes:
        came: of the latter release alone.
        went: of the former alone.
        changed: of both, with something else said of them in the union of all graphs.
    """

    came: tuple[str, ...]
    went: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A difference, told by what it is about.

    Attributes:
        things: by kind, those of :data:`KINDS` in which something changed. A report counts as
            changed when its own named graph did.
        reports: what changed within each report that changed, in order of IRI.
        said: what the union says differently of each thing that changed, by IRI.
        names: Dutch title or label of what is told of, by IRI; the latter release's, if it has
            one.
        graphs: how many quads came and went, by the IRI of each named graph that is no report's.
    """

    things: Mapping[str, Change]
    reports: tuple[ReportChange, ...]
    said: Mapping[str, Said]
    names: Mapping[str, str]
    graphs: Mapping[str, tuple[int, int]]


def changes_of(difference: Difference) -> Changes:
    """Return what a difference is about."""
    lines = (*difference.removed, *difference.added)
    graphs, said = {graph_of(line) for line in lines}, said_differently(difference)
    old, new = _things(difference.before), _things(difference.after)
    things = {
        kind: _change(old[kind], new[kind], graphs if kind == "Report" else said.keys())
        for kind in KINDS
    }
    within = tuple(_within(things["Report"].changed, difference))
    told = {each for change in things.values() for each in (*change.came, *change.went)}
    changed = {each for change in things.values() for each in change.changed}
    told |= changed
    told.update(
        citation.decision
        for report in within
        for citation in (*report.citations_came, *report.citations_went)
    )
    return Changes(
        {kind: change for kind, change in things.items() if change != Change((), (), ())},
        within,
        {each: said.get(f"<{each}>".encode(), NOTHING) for each in sorted(changed)},
        {**_names(difference.before, told), **_names(difference.after, told)},
        _by_graph(difference, old["Report"] | new["Report"]),
    )


def _things(side: Side) -> Mapping[str, Set[bytes]]:
    """Return what the release types with a class of the ontology, by local name of the class."""
    found: defaultdict[str, set[bytes]] = defaultdict(set)
    for line in side.lines:
        if match := _TYPED.match(line):
            found[match[2].decode()].add(match[1])
    return found


def _change(old: Set[bytes], new: Set[bytes], touched: Set[bytes]) -> Change:
    return Change(_iris(new - old), _iris(old - new), _iris(old & new & touched))


def _iris(terms: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(sorted(map(iri, terms)))


def _within(reports: Iterable[str], difference: Difference) -> Iterable[ReportChange]:
    wanted = {f"<{report}>".encode() for report in reports}
    old, new = _graphs(difference.before, wanted), _graphs(difference.after, wanted)
    return (report_change(iri(each), old[each], new[each]) for each in sorted(wanted))


def _graphs(side: Side, wanted: Set[bytes]) -> Mapping[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {graph: [] for graph in wanted}
    for line in side.lines if wanted else ():
        graph = graph_of(line)
        if graph in wanted:
            found[graph].append(line)
    return found


def _names(side: Side, wanted: Set[str]) -> dict[str, str]:
    """Return titles and labels, the Dutch one where there are several."""
    terms = {f"<{each}>".encode() for each in wanted}
    lines = [line for line in side.lines if (named := _NAMED.match(line)) and named[1] in terms]
    literals = [
        (value(quad.subject), quad.object)
        for quad in ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS)
        if isinstance(quad.object, ox.Literal)
    ]
    ordered = sorted(literals, key=lambda named: (named[1].language == "nl", named[1].value))
    return {subject: literal.value for subject, literal in ordered}


def _by_graph(difference: Difference, reports: Set[bytes]) -> Mapping[str, tuple[int, int]]:
    came = Counter(map(graph_of, difference.added))
    went = Counter(map(graph_of, difference.removed))
    others = sorted((came.keys() | went.keys()) - reports)
    return {iri(graph): (came[graph], went[graph]) for graph in others}
