"""Our decisions beside those of Themis: the verb ``reconcile``.

A release and a source (an endpoint or a dump) → which news item is which decision → the register
of links that the next build takes in (:mod:`akkoord.graph.links`), and a table of what is not
linked, with candidates for a person to judge. Days are asked month by month; what was answered
is kept until the register is written, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import ReleaseError, RemoteError
from ..links import CLOSE, EXACT, FILE, THEMIS, LinkBlock, link_register, links_by_hand, load_links
from .asked import SUFFIX, Asked
from .dump import Dump
from .endpoint import Endpoint, Manners
from .match import CLOSE_RULE, EXACT_RULE, Candidate, Link, Reconciled, match
from .ours import Decision, decisions_of
from .themis import MOST_ROWS, NewsItem, Source, months, question, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from typing import TypeAlias

    from ..release.layout import Release

    Progress: TypeAlias = Callable[[str, int, int], None]

__all__ = [
    "FILE",
    "Candidate",
    "Decision",
    "Dump",
    "Endpoint",
    "Link",
    "Manners",
    "NewsItem",
    "Reconciled",
    "Source",
    "candidates_file",
    "reconcile",
]

COLUMNS: Final = (
    *("decision", "day", "title", "rank", "score", "reason"),
    *("news item", "news item's meeting", "news item's title"),
)

UNMATCHED: Final = "no news item like it, that day or the days around it"


def reconcile(release: Release, source: Source, out: Path, progress: Progress) -> Reconciled:
    """Match the decisions of a release with the news items of Themis, and write the links.

    Args:
        release: whose decisions.
        source: of Themis's data, a :class:`Dump` or an :class:`Endpoint`.
        out: the register to write, usually :data:`FILE` in the folder of releases; links added
            to it by hand are kept. What is not linked is listed in :func:`candidates_file`.
        progress: told ``ask``, how many months are answered, and of how many.

    Raises:
        ReleaseError: the release cannot be read, or the files cannot be written.
        RegisterError: ``out`` exists and is at fault.
        RemoteError: the endpoint does not answer; what it did answer is kept.
        SourceError: the dump cannot be read.
    """
    load_links(out, release.base)
    decisions = decisions_of(release)
    asked = Asked(out.with_name(out.name + SUFFIX), source.state)
    _ask(source, _days(decisions), asked, progress)
    found = match(decisions, _theirs(asked.items(), release.base))
    _write(candidates_file(out), _table(found))
    by_hand = links_by_hand(out.read_text("utf-8")) if out.exists() else ""
    _write(out, _register(release.base, source, found) + by_hand)
    asked.forget()
    return found


def candidates_file(out: Path) -> Path:
    """Return where the candidates beside the register ``out`` are listed: a TSV file."""
    return out.with_name(f"{out.stem}-candidates.tsv")


def _days(decisions: Iterable[Decision]) -> set[date]:
    """Return the days on which an item could match: each decision's, the one before and after."""
    return {d.day + timedelta(days=offset) for d in decisions for offset in (-1, 0, 1)}


def _theirs(items: Iterable[NewsItem], base: str) -> list[NewsItem]:
    """Leave out our own decisions: a store may hold them beside Themis's data, in its terms."""
    return [item for item in items if not item.iri.startswith(base)]


def _ask(source: Source, days: set[date], asked: Asked, progress: Progress) -> None:
    spans = deque(months(days - asked.days()))
    total = len(spans)
    while spans:
        progress("ask", total - len(spans), total)
        span = spans.popleft()
        try:
            answer = read_answer(source.ask(question(span)))
        except ValueError as error:
            raise RemoteError(
                f"{source.name}: {error}; check that this is a SPARQL 1.1 endpoint"
            ) from error
        if answer.rows < MOST_ROWS:
            asked.add(span, answer.items)
        elif span.first == span.last:
            raise RemoteError(f"{source.name}: more than {MOST_ROWS} news items on {span.first}")
        else:
            spans.extendleft(reversed(span.halves()))
            total += 1
    progress("ask", total, total)


def _register(base: str, source: Source, found: Reconciled) -> str:
    origins = [THEMIS, source.url] if isinstance(source, Endpoint) else [THEMIS]
    exact = [(link.decision.iri, link.item.iri) for link in found.exact]
    close = [(link.decision.iri, link.item.iri) for link in found.close]
    blocks = (LinkBlock(EXACT_RULE, EXACT, exact), LinkBlock(CLOSE_RULE, CLOSE, close))
    return link_register(base, origins, blocks)


def _table(found: Reconciled) -> str:
    """Return every decision that is not linked, with what may be it, in order."""
    rows: list[tuple[str, ...]] = [
        (
            *_ours(each.decision),
            *(str(each.rank), str(each.score), each.reason),
            *(each.item.iri, each.item.start.isoformat(), each.item.title),
        )
        for each in found.candidates
    ]
    rows += [(*_ours(each), "", "", UNMATCHED, "", "", "") for each in found.unmatched]
    table = io.StringIO()
    writer = csv.writer(table, csv.excel_tab, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(rows))
    return table.getvalue()


def _ours(decision: Decision) -> tuple[str, str, str]:
    return decision.iri, decision.day.isoformat(), decision.title


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, "utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise ReleaseError(
            f"{path}: cannot be written ({error.strerror}); choose another --out"
        ) from error
