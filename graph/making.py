"""From sources to the switched link: all that a build does, with the processes it has."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
from .release.draft import Draft
from .release.layout import CURRENT, SEARCH
from .release.write import cache_folder, exclusive, switch
from .reports import read_sources
from .revisions import revisions_of
from .validation import validation_report
from .workshop import workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .building import BuildOptions
    from .content import Content
    from .errors import Finding
    from .parallel import Workers
    from .release.layout import Release
    from .results import Result
    from .tasks import Outcome, Task


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


def made(
    paths: Sequence[Path | str],
    options: BuildOptions,
    workers: Workers[Task, Outcome],
    spare: Callable[[], None],
) -> Built:
    """Make a release of reports, as :func:`.building.build` has it.

    Args:
        paths: of the sources.
        options: how.
        workers: the processes that convert and validate, with the same base, cache and imprint.
        spare: called once they have nothing left to do, while the release is being finished.
    """
    with exclusive(options.out):
        try:
            return _made(paths, options, workers, spare)
        except LostError:
            workers.close()
            cache.prune(cache_folder(options.out), ())
            return _made(paths, options, workers, spare)


def _made(
    paths: Sequence[Path | str],
    options: BuildOptions,
    workers: Workers[Task, Outcome],
    spare: Callable[[], None],
) -> Built:
    """Build, relying on what the cache and the last release hold.

    Raises:
        LostError: something of that is damaged.
    """
    began = time.perf_counter()
    sources, unread = read_sources(paths)
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
        work = Processing(sources, shop, workers, options.progress)
        content = filled(draft, material, admission, work)
        spare()
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
