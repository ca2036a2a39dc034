"""What goes into a release beside what is told of it: its dataset, tables and index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .admission import STRICT, all_findings, with_violations
from .dataset import Beside, concluded, dataset_of
from .release.assemble import by_graph, by_report, described, serialised
from .release.layout import SEARCH
from .tasks import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Quad

    from .admission import Admission
    from .converted import Converted
    from .errors import Finding
    from .model import SourceFile
    from .pipeline import Processing
    from .release.draft import Draft
    from .release.previous import Previous
    from .results import Result
    from .revisions import Revision
    from .workshop import Workshop


@dataclass(frozen=True, slots=True)
class Material:
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
class Content:
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


def filled(draft: Draft, given: Material, admission: Admission, work: Processing) -> Content:
    """Write all but what is told of the release: its dataset, tables and index.

    Args:
        draft: to write to.
        given: what the build starts from.
        admission: what is taken in.
        work: the sources, being converted and validated.

    Raises:
        ReportError: a source cannot be converted and is not left out, or none is left.
        InvalidGraphError: a graph violates the shapes and is not left out.
        LostError: the cache lost what is needed.
    """
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
    return Content(judged, kept, written.searched, tuple(sorted(told)), entries)


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: SHA-256 of what the index holds, and the cache entries it came from."""

    searched: str
    entries: set[str]


def _write(
    reports: Sequence[Converted], given: Material, work: Processing, draft: Draft
) -> _Written:
    """Write dataset, index and tables, while the dataset is being validated."""
    kept = {each.key: work.kept(each.key) for each in reports}
    conclusions = concluded(kept, given.shop)
    # In this order, and where one report changed, one process validates and the other does not,
    # which spares it pyshacl; the tables go to the one that has less to do.
    work.make_index(kept)
    work.check_totals(conclusions.totals)
    work.check_derived(conclusions, tuple(kept))
    work.make_tables(kept)
    known = given.revisions
    revisions = {each.graph: known[each.path] for each in reports if each.path in known}
    dataset = dataset_of(kept, conclusions, given.shop, Beside(given.links, revisions))
    draft.add_dumps(serialised(dataset.chunks, dataset.union, draft.base))
    work.attend()
    draft.add(described(dataset.chunks, dataset.union, draft.base))
    work.attend()
    draft.add_files(by_report(dataset.chunks, draft.base))
    work.attend()
    draft.add_files(by_graph(dataset.chunks, draft.base))
    draft.add_tables(work.tables())
    index = work.index()
    draft.add({SEARCH: index.content})
    return _Written(index.digest, set(dataset.entries))
