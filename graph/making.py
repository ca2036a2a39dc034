"""From sources to the switched link: all that a build does, with the processes it has."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache as once
from typing import TYPE_CHECKING

from . import lookups
from .admission import (
    QUARANTINE,
    STRICT,
    all_findings,
    published_findings,
)
from .content import Material, filled
from .converted import Shelf
from .errors import ReleaseError
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


class Maker:
    """Makes releases of reports; what it read of one build's reports it has for the next.

    Args:
        options: how.
        workers: the processes that convert and validate, with the same base, cache and imprint.
    """

    def __init__(self, options: BuildOptions, workers: Workers[Task, Outcome]) -> None:
        self._options = options
        self._workers = workers
        self._cache = cache_folder(options.out)
        self._shop = once(lambda: workshop(options.base, self._cache, options.imprint))
        self._shelf = Shelf()

    def make(self, paths: Sequence[Path | str], spare: Callable[[], None]) -> Built:
        """Make a release of reports, as :func:`.building.build` has it.

        Args:
            paths: of the sources.
            spare: called once the processes have nothing left to do, while the release is being
                finished.
        """
        with exclusive(self._options.out):
            try:
                return self._attempted(paths, spare)
            except BaseException:
                self._workers.close()  # while nobody else may write where they do
                raise

    def _attempted(self, paths: Sequence[Path | str], spare: Callable[[], None]) -> Built:
        """Build, without what the cache holds where that turns out to be damaged."""
        try:
            return self._made(paths, spare)
        except LostError:
            self._workers.close()
            self._shelf = Shelf()
            cache.prune(self._cache, ())
        try:
            return self._made(paths, spare)
        except LostError as error:
            raise ReleaseError(
                f"{self._cache}: changes while a build works with it; let nobody else write there"
            ) from error

    def _made(self, paths: Sequence[Path | str], spare: Callable[[], None]) -> Built:
        """Build, relying on what the cache and the last release hold.

        Raises:
            LostError: something of that is damaged.
        """
        began, options = time.perf_counter(), self._options
        material = self._material(paths)
        admission = QUARANTINE if options.quarantine else STRICT
        with Draft(options.out, material.last, options.base) as draft:
            work = Processing(
                material.sources, material.shop, self._shelf, self._workers, options.progress
            )
            content = filled(draft, material, admission, work)
            spare()
            report = validation_report(content.results, options.base)
            findings = published_findings(content.converted, material.unread)
            held = {SEARCH: content.searched}
            release = finished(draft, report, findings, options.imprint, held)
            switch(options.out, release)
            kept = previous.remember(self._cache, release, draft.files)
        known = {*content.entries, kept, *lookups.entry_names(options.base)}
        cache.prune(self._cache, known)
        return _outcome(release, content, material.unread, time.perf_counter() - began)

    def _material(self, paths: Sequence[Path | str]) -> Material:
        out, base = self._options.out, self._options.base
        sources, unread = read_sources(paths)
        return Material(
            sources,
            unread,
            self._shop(),
            load_links(out / LINKS, base),
            revisions_of(paths, sources),
            previous.recalled(self._cache, out / CURRENT),
        )


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
