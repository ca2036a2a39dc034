"""Reports to a validated release: the verb ``build``, from sources to the switched link."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import lookups
from .admission import (
    QUARANTINE,
    STRICT,
    all_findings,
    published_findings,
    with_violations,
)
from .dataset import Beside, concluded, dataset_of
from .links import FILE as LINKS
from .links import load_links
from .pipeline import Processing
from .release import cache, previous
from .release.assemble import by_graph, by_report, described, finished, serialised
from .release.cache import LostError
from .release.catalog import DEFAULTS
from .release.draft import Draft
from .release.layout import CURRENT, SEARCH
from .release.write import cache_folder, exclusive, switch
from .reports import read_sources
from .revisions import revisions_of
from .tasks import OURS
from .validation import validation_report
from .vocabulary import DEFAULT_BASE
from .workshop import workshop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Quad

    from .configuration import Imprint
    from .conversion import Converted
    from .errors import Finding
    from .model import SourceFile
    from .pipeline import Progress
    from .release.layout import Release
    from .release.previous import Previous
    from .results import Result
    from .revisions import Revision
    from .workshop import Workshop

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
        seconds: that it took.
    """

    release: Release
    reports: tuple[str, ...]
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    quarantined: tuple[str, ...]
    seconds: float


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
        try:
            return _built(paths, options)
        except LostError:
            cache.prune(cache_folder(options.out), ())
            return _built(paths, options)


def _built(paths: Sequence[Path | str], options: BuildOptions) -> Built:
    """Build, relying on what the cache and the last release hold.

    Raises:
        LostError: something of that is damaged.
    """
    began = time.perf_counter()
    sources, unread = read_sources(paths or [EXAMPLES])
    shop = workshop(options.base, cache_folder(options.out), options.imprint)
    material = _Material(
        sources,
        unread,
        shop,
        load_links(options.out / LINKS, options.base),
        revisions_of(paths, sources),
        previous.recalled(shop.cache, options.out / CURRENT),
    )
    with Draft(options.out, material.last, options.base) as draft:
        content = _content(material, options, draft)
        report = validation_report(content.results, options.base)
        findings = published_findings(content.converted, unread)
        held = {SEARCH: content.searched}
        release = finished(draft, report, findings, options.imprint, held)
        switch(options.out, release)
        kept = previous.remember(shop.cache, release, draft.files)
    cache.prune(shop.cache, {*content.entries, kept, *lookups.entry_names(options.base)})
    return _outcome(release, content, unread, time.perf_counter() - began)


def _outcome(
    release: Release, content: _Content, unread: Sequence[Finding], seconds: float
) -> Built:
    left_out = {each.path for each in content.converted} - {each.path for each in content.kept}
    unreadable = {finding.path for finding in unread if finding.is_error}
    return Built(
        release,
        tuple(each.graph for each in content.kept),
        all_findings(content.converted, unread),
        content.results,
        tuple(sorted(left_out | unreadable)),
        seconds,
    )


@dataclass(frozen=True, slots=True)
class _Material:
    """What a build starts from.

    Attributes:
        sources: the reports as found.
        unread: what is wrong with those that could not be read.
        shop: what they are converted with.
        links: from decisions to Themis.
        revisions: of which revision of a repository a source is, by its path.
        last: the release that is current.
    """

    sources: Sequence[SourceFile]
    unread: Sequence[Finding]
    shop: Workshop
    links: Sequence[Quad]
    revisions: Mapping[str, Revision]
    last: Previous


@dataclass(frozen=True, slots=True)
class _Content:
    """What went into a draft.

    Attributes:
        converted: every source, with all that was found about it.
        kept: those that are released, in order.
        searched: SHA-256 of what the index holds.
        results: every validation result on what is released, in order.
        entries: names of the cache entries that the next build can use.
    """

    converted: Sequence[Converted]
    kept: Sequence[Converted]
    searched: str
    results: tuple[Result, ...]
    entries: set[str]


def _content(given: _Material, options: BuildOptions, draft: Draft) -> _Content:
    """Write all but what is told of the release: its dataset, tables and index."""
    admission = QUARANTINE if options.quarantine else STRICT
    with Processing(given.sources, given.shop, given.last, options.jobs, options.progress) as work:
        converted = work.converted()
        findings = all_findings(converted, given.unread)
        if admission is STRICT and any(each.is_error for each in findings):
            # Nothing will be released: let the user mend everything in one go.
            findings = all_findings(with_violations(converted, work.checked()), given.unread)
        usable = admission.sound(converted, findings)
        written = _write(usable, given, work, draft)
        results = work.checked()
        kept = admission.valid(usable, results, findings)
        if kept != usable:
            draft.clear()
            again = _write(kept, given, work, draft)
            written = _Written(again.searched, written.entries | again.entries)
            results = work.checked()
            kept = admission.valid(kept, results, findings)
        entries = written.entries | work.entries()
    told = (found for key in (*(each.key for each in kept), *OURS) for found in results[key])
    judged = with_violations(converted, results)
    return _Content(judged, kept, written.searched, tuple(sorted(told)), entries)


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: SHA-256 of what the index holds, and the cache entries it came from."""

    searched: str
    entries: set[str]


def _write(
    reports: Sequence[Converted], given: _Material, work: Processing, draft: Draft
) -> _Written:
    """Write dataset, index and tables, while the dataset is being validated."""
    kept = {each.key: work.kept(each.key) for each in reports}
    conclusions = concluded(kept, given.shop)
    # In this order, and where one report changed, one process validates and the other does not,
    # which spares it pyshacl; the tables go to the one that is done first.
    work.make_index(kept)
    work.check_totals(conclusions.totals)
    work.check_derived(conclusions.entry, tuple(kept))
    work.make_tables(kept)
    known = given.revisions
    revisions = {each.graph: known[each.path] for each in reports if each.path in known}
    dataset = dataset_of(kept, conclusions, given.shop, Beside(given.links, revisions))
    draft.add_dumps(serialised(dataset.chunks, dataset.union, draft.base))
    draft.add(described(dataset.chunks, dataset.union, draft.base))
    draft.add_files(by_report(dataset.chunks, draft.base))
    draft.add_files(by_graph(dataset.chunks, draft.base))
    index = work.index()
    draft.add({SEARCH: index.content})
    draft.add_tables(work.tables())
    return _Written(index.digest, set(dataset.entries))
