"""The graphs of a release as its files hold them, read back to be validated."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from . import vocabulary as v
from .errors import ReleaseError
from .registers import load_registers
from .release.chunk import NamedGraph
from .release.layout import REPORT_MARK
from .terms import DATE, A, ra, term, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .register_model import Registers
    from .release.layout import Release

_OF_REPORT: Final = re.compile(rf".*{REPORT_MARK}[^/]+/[^/]+/[^/]+(?=/)")


def parts(graphs: Iterable[NamedGraph]) -> Iterator[NamedGraph]:
    """Yield what ``graphs`` say of the parts of each report, under the report's IRI."""
    parts: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in chain.from_iterable(graph.quads for graph in graphs):
        match = _OF_REPORT.match(value(quad.subject))
        if match:
            parts[match.group()].append(quad)
    return (NamedGraph(iri, tuple(quads)) for iri, quads in parts.items())


def decisions(graphs: Iterable[NamedGraph]) -> NamedGraph:
    """Return the types and days of decisions, which what is derived relies on."""
    decision = ra("Decision")
    told = (
        quad
        for quad in chain.from_iterable(graph.quads for graph in graphs)
        if (quad.predicate == A and quad.object == decision)
        or (quad.predicate == DATE and "/id/decision/" in value(quad.subject))
    )
    return NamedGraph("", tuple({quad.triple: quad for quad in told}.values()))


def measured(quality: NamedGraph, base: str) -> dict[str, int]:
    """Return the value of each metric over all reports, as the graph has it."""
    of_dataset = f"{base}id/dataset/quality/"
    return {
        value(quad.subject).removeprefix(of_dataset): int(value(quad.object))
        for quad in quality.quads
        if quad.predicate == term(v.DQV, "value")
        and value(quad.subject).startswith(of_dataset)
        and value(quad.object).isdecimal()
    }


def graphs_of(release: Release) -> dict[str, NamedGraph]:
    """Return the named graphs of ``release`` by their IRIs.

    Raises:
        ReleaseError: they cannot be read.
    """
    path = release.file("nq")
    try:
        quads = tuple(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))
    except (OSError, SyntaxError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error}); build again") from error
    by_name = groupby(quads, key=lambda quad: getattr(quad.graph_name, "value", ""))
    return {name: NamedGraph(name, tuple(group)) for name, group in by_name}


def registers_of(graphs: dict[str, NamedGraph], base: str) -> Registers:
    """Return the registers with what the release says in their place."""
    ours = load_registers(base)
    theirs = (
        replace(each, quads=graphs[each.graph].quads if each.graph in graphs else ())
        for each in ours.registers
    )
    registers = tuple(theirs)
    return replace(ours, load=lambda: registers)
