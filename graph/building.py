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
)
from .content import Material, filled
from .links import FILE as LINKS
from .links import load_links
from .pipeline import Processing
from .release import cache, previous
from .release.assemble import finished
from .release.cache import LostError
from .release.catalog import DEFAULTS
from .release.draft import Draft
from .release.layout import CURRENT, SEARCH
from .release.write import cache_folder, exclusive, switch
from .reports import read_sources
from .revisions import revisions_of
from .validation import validation_report
from .vocabulary import DEFAULT_BASE
from .workshop import workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .configuration import Imprint
    from .content import Content
    from .errors import Finding
    from .pipeline import Progress
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
        seconds: that it took.
    """

    release: Release
    reports: tuple[str, ...]
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    quarantined: tuple[str, ...]
    seconds: float = field(compare=False)


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
    material = Material(
        sources,
        unread,
        shop,
        load_links(options.out / LINKS, options.base),
        revisions_of(paths, sources),
        previous.recalled(shop.cache, options.out / CURRENT),
    )
    admission = QUARANTINE if options.quarantine else STRICT
    with Draft(options.out, material.last, options.base) as draft:
        with Processing(sources, shop, material.last, options.jobs, options.progress) as work:
            content = filled(draft, material, admission, work)
        report = validation_report(content.results, options.base)
        findings = published_findings(content.converted, unread)
        held = {SEARCH: content.searched}
        release = finished(draft, report, findings, options.imprint, held)
        switch(options.out, release)
        kept = previous.remember(shop.cache, release, draft.files)
    cache.prune(shop.cache, {*content.entries, kept, *lookups.entry_names(options.base)})
    return _outcome(release, content, unread, time.perf_counter() - began)


def _outcome(
    release: Release, content: Content, unread: Sequence[Finding], seconds: float
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
