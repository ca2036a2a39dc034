"""The verb ``validate``: SHACL on reports or on a release, without writing anything."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from . import release_graphs
from . import vocabulary as v
from .admission import all_findings
from .building import EXAMPLES, quietly
from .converted import Shelf
from .dataset import concluded
from .derive.measurements import quality_totals
from .errors import Finding, Severity
from .iris import Names
from .parallel import Workers
from .pipeline import Processing
from .release.assemble import turtle_file
from .release.chunk import NamedGraph
from .release.layout import CHECKSUMS, CURRENT, REPORT_MARK
from .release.write import damage
from .reports import read_sources
from .results import Result
from .tasks import OURS, Setting, started
from .terms import term, value
from .validation import (
    validate_derived,
    validate_registers,
    validate_report,
    validation_report,
)
from .vocabulary import DEFAULT_BASE
from .workshop import workshop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .converted import Converted
    from .pipeline import Progress
    from .register_model import Registers
    from .release.layout import Release
    from .tasks import Outcome, Task


@dataclass(frozen=True, slots=True)
class Total:
    """A metric of quality over all reports.

    Attributes:
        metric: the last segment of its IRI.
        label: in English.
        value: how many there are.
    """

    metric: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Validated:
    """What a validation found.

    Attributes:
        base: the base IRI.
        reports: how many reports were validated.
        findings: what was noticed in the sources, in order of file and line; of a release, which
            files are damaged.
        results: every validation result, in order.
        quality: the metrics over all reports, in order of their labels.
    """

    base: str
    reports: int
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    quality: tuple[Total, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether all sources could be converted and no shape is violated."""
        return not (
            any(finding.severity is Severity.ERROR for finding in self.findings)
            or any(result.is_violation for result in self.results)
        )

    def turtle(self) -> bytes:
        """Return the results as a SHACL validation report in Turtle, and the quality in DQV."""
        values = {total.metric: total.value for total in self.quality}
        measured = (quad.triple for quad in quality_totals(values, Names(self.base)).quads)
        return turtle_file((*validation_report(self.results, self.base), *measured), self.base)


def validate(
    paths: Sequence[Path | str],
    base: str = DEFAULT_BASE,
    jobs: int = os.cpu_count() or 1,
    progress: Progress = quietly,
) -> Validated:
    """Convert reports and validate their graphs, what follows from them, and the registers.

    Nothing is kept.

    Args:
        paths: as for ``build``.
        base: IRI under which things are named.
        jobs: number of processes.
        progress: told of each stage, how much is done, and of how much.

    Raises:
        RegisterError: a register is at fault.
    """
    sources, unread = read_sources(paths or [EXAMPLES])
    with tempfile.TemporaryDirectory(prefix="akkoord-") as folder:
        shop = workshop(base, Path(folder))
        setting = Setting(base, shop.cache, shop.imprint, current=Path(folder) / CURRENT)
        workers: Workers[Task, Outcome] = Workers(partial(started, setting), jobs)
        with workers:
            processing = Processing(sources, shop, Shelf(), workers, progress)
            converted = processing.converted()
            # Of two reports on one section, which is an error anyway, the last.
            graphs = {each.graph: each.key for each in converted if each.graph}
            conclusions = concluded({key: processing.kept(key) for key in graphs.values()}, shop)
            processing.check_derived(conclusions, tuple(graphs.values()))
            processing.check_totals(conclusions.totals)
            results = _told(converted, processing.checked())
    reports = sum(bool(each.graph) for each in converted)
    quality = _totals(conclusions.totals, shop.registers, base)
    return Validated(base, reports, all_findings(converted, unread), results, quality)


def _told(
    converted: Sequence[Converted], results: Mapping[str, Sequence[Result]]
) -> tuple[Result, ...]:
    """Return all results in order, those on reports with the file of each."""
    told = [result for name in OURS for result in results[name]]
    for each in converted:
        told += (replace(result, file=each.path) for result in results.get(each.key, ()))
    return tuple(sorted(told, key=lambda result: (result, result.file)))


def validate_release(
    release: Release, jobs: int = os.cpu_count() or 1, progress: Progress = quietly
) -> Validated:
    """Validate the graphs of a release as its files hold them, and check these files' sums.

    Raises:
        ReleaseError: the graphs cannot be read.
    """
    graphs, base = release_graphs.graphs_of(release), release.base
    reports = {iri: [graph] for iri, graph in graphs.items() if REPORT_MARK in iri}
    names, registers = Names(base), release_graphs.registers_of(graphs, base)
    concluded = [graph for iri, graph in graphs.items() if iri.startswith(names.graph("derived/"))]
    quality = graphs.get(names.graph("quality"), NamedGraph(names.graph("quality"), ()))
    for part in release_graphs.parts([*concluded, quality]):
        for_report = reports.get(part.iri)
        if for_report:
            for_report.append(part)
    found = [*validate_registers(registers)]
    days = release_graphs.decisions(graph for parts in reports.values() for graph in parts)
    found += validate_derived([*concluded, quality, days], (), registers)
    for done, results in enumerate(_of_each([*reports.values()], registers, jobs), start=1):
        progress("validate", done, len(reports))
        found += results
    totals = _totals(release_graphs.measured(quality, base), registers, base)
    return Validated(base, len(reports), _damage(release), tuple(sorted(found)), totals)


def _of_each(
    reports: Sequence[Sequence[NamedGraph]], registers: Registers, jobs: int
) -> Iterator[tuple[Result, ...]]:
    """Yield the results on each report, as they come."""
    workers = Workers[int, tuple[Result, ...]](
        lambda: lambda number: validate_report(reports[number], registers), jobs
    )
    for number in range(len(reports)):
        workers.submit(number)
    for _, results in workers:
        yield results
    workers.close()


def _damage(release: Release) -> tuple[Finding, ...]:
    """Return a finding for each file of a release that is not what its checksum says."""
    return tuple(
        Finding(
            str(release.path / name),
            0,
            Severity.ERROR,
            "damaged-file",
            f"is not the file that {CHECKSUMS} tells of",
            "build again; a damaged release of the same content is replaced",
        )
        for name in damage(release.path)
    )


def _totals(values: Mapping[str, int], registers: Registers, base: str) -> tuple[Total, ...]:
    """Return ``values`` with the labels of their metrics."""
    under = f"{base}id/metric/"
    labels = {
        value(quad.subject).removeprefix(under): value(quad.object)
        for quad in registers.quads()
        if quad.predicate == term(v.SKOS, "prefLabel")
        and isinstance(quad.object, ox.Literal)
        and quad.object.language == "en"
    }
    totals = (Total(metric, labels.get(metric, metric), n) for metric, n in values.items())
    return tuple(sorted(totals, key=lambda total: total.label))
