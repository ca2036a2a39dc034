"""Reports to a validated release: the verb ``build``, from sources to the switched link."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .admission import all_findings, published_findings, sound, valid, with_violations
from .dataset import Beside, common_key, dataset_of
from .links import FILE as LINKS
from .links import load_links
from .parallel import forked
from .pipeline import DERIVED, REGISTERS, Processing, workshop
from .release import cache
from .release.assemble import assembled, serialised
from .release.catalog import DEFAULTS
from .release.layout import SEARCH
from .release.write import cache_folder, exclusive, switch, write_release
from .reports import read_sources
from .revisions import revisions_of
from .search.documents import documents
from .search.writing import written
from .validation import validate_derived, validation_report
from .vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .configuration import Imprint
    from .errors import Finding
    from .model import SourceFile
    from .pipeline import Converted, Progress, Workshop
    from .release.layout import Release
    from .results import Result

EXAMPLES: Final = Path(__file__).parent / "examples"


def quietly(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a release is built.

    Attributes:
        out: folder of releases.
        base: IRI under which things are named; absolute, ends in a slash.
        jobs: processes that convert and validate.
        quarantine: leave out what cannot be converted or is invalid, instead of stopping.
        imprint: who publishes it, under which licence.
        progress: told of each stage, how much is done, and of how much.
    """

    out: Path = Path("public")
    base: str = DEFAULT_BASE
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    quarantine: bool = False
    imprint: Imprint = DEFAULTS
    progress: Progress = quietly


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        release: the release that is now current.
        reports: IRIs of the reports in it, in order.
        findings: everything noticed in the sources, in order of file and line; violations of
            the shapes by what was left out are among them.
        results: every validation result on what is in the release, in order.
        quarantined: the sources that were left out; why is among the findings.
    """

    release: Release
    reports: tuple[str, ...]
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    quarantined: tuple[str, ...]


def build(paths: Sequence[Path | str], options: BuildOptions) -> Built:
    """Convert, validate and release reports; the old release is served until the new one is whole.

    Args:
        paths: files, folders, archives, or ``-`` for standard input; the embedded examples
            when there are none.
        options: how.

    Raises:
        UsageError: the base is no absolute IRI that ends in a slash, or there are no jobs.
        ReportError: a source cannot be read or converted; the findings name file, line and
            remedy, of all sources. Or quarantine leaves nothing to release.
        InvalidGraphError: a graph violates the shapes.
        RegisterError: a register is at fault.
        ReleaseError: the release cannot be written.
    """
    with exclusive(options.out):
        sources, unread = read_sources(paths or [EXAMPLES])
        shop = workshop(options.base, cache_folder(options.out), options.imprint)
        beside = Beside(load_links(options.out / LINKS, options.base), revisions_of(paths, sources))
        content = _content(sources, unread, shop, beside, options)
        whole = assembled(
            content.files,
            validation_report(content.results, options.base),
            published_findings(content.converted, unread),
            options.base,
            options.imprint,
            held={SEARCH: content.searched},
        )
        release = write_release(options.out, whole)
        switch(options.out, release)
        cache.prune(shop.cache, content.entries)
    left_out = {each.path for each in content.converted} - {each.path for each in content.kept}
    unreadable = {finding.path for finding in unread if finding.is_error}
    return Built(
        release,
        tuple(each.graph for each in content.kept),
        all_findings(content.converted, unread),
        content.results,
        tuple(sorted(left_out | unreadable)),
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """What goes into a release.

    Attributes:
        converted: every source, with all that was found about it.
        kept: those that are released, in order.
        files: the dataset, and its index.
        searched: SHA-256 of what the index holds.
        results: every validation result on what is released, in order.
        entries: names of the cache entries that the next build can use.
    """

    converted: Sequence[Converted]
    kept: Sequence[Converted]
    files: dict[str, bytes]
    searched: str
    results: tuple[Result, ...]
    entries: set[str]


def _content(
    sources: Sequence[SourceFile],
    unread: Sequence[Finding],
    shop: Workshop,
    beside: Beside,
    options: BuildOptions,
) -> _Content:
    with Processing(sources, shop, options.jobs, options.progress) as processing:
        converted = processing.converted()
        findings = all_findings(converted, unread)
        if not options.quarantine and any(each.is_error for each in findings):
            # Nothing will be released: let the user mend everything in one go.
            findings = all_findings(with_violations(converted, processing.checked()), unread)
        usable = sound(converted, findings, options.quarantine)
        files, searched = _dataset_files(usable, shop, beside, processing)
        results = processing.checked()
    entries = {*processing.entries(), common_key(shop)}
    kept = valid(usable, results, findings, options.quarantine)
    if kept != usable:
        with Processing((), shop, 1, options.progress) as again:
            files, searched = _dataset_files(kept, shop, beside, again)
            results = {**results, **again.checked()}
        entries |= again.entries()
        kept = valid(kept, results, findings, options.quarantine)
    told = (found for key in (*(e.key for e in kept), REGISTERS, DERIVED) for found in results[key])
    judged = with_violations(converted, results)
    return _Content(judged, kept, files, searched, tuple(sorted(told)), entries)


def _dataset_files(
    converted: Sequence[Converted], shop: Workshop, beside: Beside, processing: Processing
) -> tuple[dict[str, bytes], str]:
    """Write the dataset in memory, while what is derived is validated and all texts are indexed.

    Returns:
        The files, and the SHA-256 of what the index holds.
    """
    dataset = dataset_of(converted, shop, beside)
    graphs = {graph.iri for graph in dataset.derived}
    content = b"".join(chunk.nq.plain for chunk in dataset.chunks if chunk.graph in graphs)
    processing.check(
        DERIVED,
        content,
        lambda: validate_derived(dataset.derived, dataset.facts, shop.registers),
    )
    searched = dataset.reports, shop.names, shop.registers, shop.finder
    with closing(forked(lambda _: [written(documents(*searched))], [None], 1)) as indexing:
        files = serialised(dataset.chunks, shop.names.base)
        index = next(indexing)
    return {**files, SEARCH: index.content}, index.digest
