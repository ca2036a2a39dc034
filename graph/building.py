"""Reports to a validated release: the verb ``build``, from sources to the switched link."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .dataset import common_key, dataset_of
from .errors import Finding, InvalidGraphError, ReportError, Severity
from .links import FILE as LINKS
from .links import load_links
from .pipeline import DERIVED, REGISTERS, Processing, workshop
from .release import cache
from .release.assemble import assembled, serialised
from .release.write import cache_folder, exclusive, switch, write_release
from .reports import read_sources
from .validation import validate_derived, validation_report
from .vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Quad

    from .pipeline import Converted, Progress, Workshop
    from .release.layout import Release
    from .validation import Result

EXAMPLES: Final = Path(__file__).parent / "examples"
DERIVED_MARK: Final = "/id/graph/derived/"
_DIGITS: Final = re.compile(r"(\d+)")


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
        progress: told of each stage, how much is done, and of how much.
    """

    out: Path = Path("public")
    base: str = DEFAULT_BASE
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    quarantine: bool = False
    progress: Progress = quietly


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        release: the release that is now current.
        reports: IRIs of the reports in it, in order.
        findings: everything noticed in the sources, in order of file and line.
        results: every validation result, of what was left out too, in order.
        quarantined: the sources that were left out; why is among the findings or results.
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
        ReportError: a source cannot be read or converted; the findings name file, line and
            remedy, of all sources.
        InvalidGraphError: a graph violates the shapes.
        RegisterError: a register is at fault.
        ReleaseError: the release cannot be written.
    """
    with exclusive(options.out):
        sources, unread = read_sources(paths or [EXAMPLES])
        shop = workshop(options.base, cache_folder(options.out))
        links = load_links(options.out / LINKS, options.base)
        with Processing(sources, shop, options.jobs, options.progress) as processing:
            converted = processing.converted()
            findings = all_findings(converted, unread)
            usable = _sound(converted, findings, options.quarantine)
            files = _dataset_files(usable, shop, links, processing)
            results = processing.checked()
        valid = _valid(usable, results, options.quarantine)
        if valid != usable:
            with Processing((), shop, 1, options.progress) as processing:
                files = _dataset_files(valid, shop, links, processing)
                results = {**results, **processing.checked()}
            valid = _valid(valid, results, options.quarantine)
        kept = sorted(r for key in _parts(valid) for r in results[key])
        places = {each.path: each.place for each in converted}
        told = [replace(each, path=_placed(each.path, places)) for each in findings]
        whole = assembled(files, validation_report(kept, options.base), told, options.base)
        release = write_release(options.out, whole)
        switch(options.out, release)
        cache.prune(shop.cache, {*processing.entries(), common_key(options.base)})
    left_out = {each.path for each in converted} - {each.path for each in valid}
    unreadable = {finding.path for finding in unread if finding.severity is Severity.ERROR}
    return Built(
        release,
        tuple(each.graph for each in valid),
        findings,
        tuple(sorted(chain.from_iterable(results.values()))),
        tuple(sorted(left_out | unreadable)),
    )


def all_findings(converted: Sequence[Converted], unread: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return all findings, two reports on one section among them, in order."""
    times = Counter(each.graph for each in converted if each.graph)
    collisions = [
        Finding(
            each.path,
            0,
            Severity.ERROR,
            "two-reports-on-one-section",
            f"another report evaluates the same section: "
            f"{', '.join(o.place for o in converted if o.graph == each.graph and o != each)}",
            "keep one of them",
        )
        for each in converted
        if times[each.graph] > 1
    ]
    told = [finding for each in converted for finding in each.findings]
    return tuple(sorted([*unread, *collisions, *told]))


def _sound(
    converted: Sequence[Converted], findings: Sequence[Finding], quarantine: bool
) -> list[Converted]:
    """Return what can be released, in the order of the release."""
    errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if errors and not quarantine:
        raise ReportError(
            f"{len(errors)} errors in the sources; nothing was released", tuple(findings)
        )
    faulty = {finding.path for finding in errors}
    sound = [each for each in converted if each.path not in faulty]
    return sorted(sound, key=lambda each: _natural(each.graph))


def _dataset_files(
    converted: Sequence[Converted], shop: Workshop, links: Sequence[Quad], processing: Processing
) -> dict[str, bytes]:
    """Write the dataset in memory, while what is derived is being validated."""
    dataset = dataset_of(converted, shop, links)
    content = b"".join(chunk.nq.plain for chunk in dataset.chunks if DERIVED_MARK in chunk.graph)
    processing.check(
        DERIVED,
        content,
        lambda: validate_derived(dataset.derived, dataset.facts, shop.registers),
    )
    return serialised(dataset.chunks, shop.names.base)


def _parts(converted: Sequence[Converted]) -> tuple[str, ...]:
    """Return the names under which the validation results of a release are found."""
    return (*(each.key for each in converted), REGISTERS, DERIVED)


def _valid(
    usable: Sequence[Converted], results: Mapping[str, Sequence[Result]], quarantine: bool
) -> list[Converted]:
    """Return what conforms to the shapes; without quarantine, all must."""
    violations = tuple(
        result for key in _parts(usable) for result in results[key] if result.is_violation
    )
    ours = any(result.is_violation for key in _parts(()) for result in results[key])
    if violations and (ours or not quarantine):
        raise InvalidGraphError(
            f"{len(violations)} violations of the shapes; nothing was released", violations
        )
    return [each for each in usable if not any(r.is_violation for r in results[each.key])]


def _placed(path: str, places: Mapping[str, str]) -> str:
    """Return ``path`` without what is the machine's; a source that was not read keeps its name."""
    return places.get(path) or path.replace("!", "/").rpartition("/")[2]


def _natural(iri: str) -> tuple[str | int, ...]:
    """Order ``…/4.10`` after ``…/4.9``."""
    parts = _DIGITS.split(iri)
    return tuple(int(part) if i % 2 else part for i, part in enumerate(parts))
