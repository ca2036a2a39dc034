"""The verb ``validate``: SHACL on reports or on a release, without writing anything."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from .admission import all_findings
from .building import EXAMPLES, quietly
from .errors import Finding, ReleaseError, Severity
from .parallel import forked
from .pipeline import Processing, workshop
from .registers import load_registers
from .release.assemble import REPORT_MARK, turtle_file
from .release.chunk import NamedGraph
from .reports import read_sources
from .validation import Result, validate_registers, validate_report, validation_report
from .vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .pipeline import Progress
    from .registers import Registers
    from .release.layout import Release


@dataclass(frozen=True, slots=True)
class Validated:
    """What a validation found.

    Attributes:
        base: the base IRI.
        reports: how many reports were validated.
        findings: what was noticed in the sources, in order of file and line; none for a release.
        results: every validation result, in order.
    """

    base: str
    reports: int
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether all sources could be converted and no shape is violated."""
        return not (
            any(finding.severity is Severity.ERROR for finding in self.findings)
            or any(result.is_violation for result in self.results)
        )

    def turtle(self) -> bytes:
        """Return the results as a SHACL validation report in Turtle."""
        return turtle_file(validation_report(self.results, self.base), self.base)


def validate(
    paths: Sequence[Path | str],
    base: str = DEFAULT_BASE,
    jobs: int = os.cpu_count() or 1,
    progress: Progress = quietly,
) -> Validated:
    """Convert reports and validate their graphs and the registers; nothing is kept.

    Args:
        paths: as for ``build``.
        base: IRI under which things are named.
        jobs: number of processes.
        progress: told of each stage, how much is done, and of how much.

    Raises:
        RegisterError: a register is at fault.
    """
    sources, unread = read_sources(paths or [EXAMPLES])
    with (
        tempfile.TemporaryDirectory(prefix="akkoord-") as folder,
        Processing(sources, workshop(base, Path(folder)), jobs, progress) as processing,
    ):
        converted = processing.converted()
        results = processing.checked()
    reports = sum(bool(each.graph) for each in converted)
    found = sorted(chain.from_iterable(results.values()))
    return Validated(base, reports, all_findings(converted, unread), tuple(found))


def validate_release(
    release: Release, jobs: int = os.cpu_count() or 1, progress: Progress = quietly
) -> Validated:
    """Validate the graphs of a release as its files hold them.

    Raises:
        ReleaseError: the release is damaged.
    """
    graphs = _graphs(release)
    reports = [graph for iri, graph in graphs.items() if REPORT_MARK in iri]
    registers = _registers(graphs, release.base)
    found = list(validate_registers(registers))
    outcomes = forked(lambda share: _checked(share, registers), reports, jobs)
    for done, results in enumerate(outcomes, start=1):
        progress("validate", done, len(reports))
        found += results
    return Validated(release.base, len(reports), (), tuple(sorted(found)))


def _checked(share: Sequence[NamedGraph], registers: Registers) -> Iterator[tuple[Result, ...]]:
    return (validate_report([graph], registers) for graph in share)


def _graphs(release: Release) -> dict[str, NamedGraph]:
    path = release.file("nq")
    try:
        quads = tuple(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))
    except (OSError, SyntaxError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error}); build again") from error
    by_name = groupby(quads, key=lambda quad: getattr(quad.graph_name, "value", ""))
    return {name: NamedGraph(name, tuple(group)) for name, group in by_name}


def _registers(graphs: dict[str, NamedGraph], base: str) -> Registers:
    """Return the registers with what the release says in their place."""
    ours = load_registers(base)
    theirs = (
        replace(each, quads=graphs[each.graph].quads if each.graph in graphs else ())
        for each in ours.registers
    )
    return replace(ours, registers=tuple(theirs))
