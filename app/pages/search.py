"""``/search?q=``: full text over decisions, sections and statements.

An SQLite FTS5 table in memory, made once for a release from one query and shared by all
requests; it folds case and diacritics, and finds words by their beginning.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, current_app, render_template, request

from .data import graph, query, text
from .representation import page
from .thing import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .data import Graph, Row
    from .negotiation import Format

blueprint = Blueprint("search", __name__)

KINDS: Final = ("Section", "Decision", "Statement", "Agency")
LIMIT: Final = 50
LONGEST: Final = 200
_WORD: Final = re.compile(r"\w+")

# Private-use characters: no text of the graph holds them, so they can mark a hit in it.
_OPEN, _CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    Attributes:
        link: the thing, with its label.
        snippet: its text in pieces; every second piece is a hit.
        context: what it belongs to, such as a date or a report's title.
    """

    link: Link
    snippet: tuple[str, ...]
    context: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind.

    Attributes:
        kind: local name of the class.
        total: how many there are.
        hits: the best of them, at most :data:`LIMIT`.
    """

    kind: str
    total: int
    hits: tuple[Hit, ...]


class Index:
    """The words of one release.

    Args:
        rows: solutions of ``queries/search.rq``.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._lock = threading.Lock()
        self._words = sqlite3.connect(":memory:", check_same_thread=False)
        self._words.execute(
            "CREATE VIRTUAL TABLE thing USING fts5(kind UNINDEXED, iri UNINDEXED,"
            " label UNINDEXED, context UNINDEXED, text,"
            " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        self._words.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", map(_entry, rows))

    def find(self, asked: str) -> tuple[Found, ...]:
        """Return what holds every word of ``asked``, kind by kind, the best first."""
        words = _WORD.findall(asked[:LONGEST])
        if not words:
            return ()
        match = " ".join(f'"{word}"*' for word in words)
        with self._lock:
            return tuple(found for kind in KINDS if (found := self._of_kind(kind, match)).total)

    def _of_kind(self, kind: str, match: str) -> Found:
        where = "FROM thing WHERE thing MATCH ? AND kind = ?"
        (total,) = self._words.execute(f"SELECT count(*) {where}", (match, kind)).fetchone()
        hits = self._words.execute(
            f"SELECT iri, label, context, snippet(thing, 4, ?, ?, '…', 40) {where}"
            " ORDER BY rank, iri LIMIT ?",
            (_OPEN, _CLOSE, match, kind, LIMIT),
        )
        return Found(kind, total, tuple(_hit(*row) for row in hits))


def _entry(row: Row) -> tuple[str, str, str, str, str]:
    kind = text(row, "class").rpartition("#")[2]
    shown = text(row, "text").replace(_OPEN, "").replace(_CLOSE, "")
    return kind, text(row, "thing"), text(row, "label") or shown, text(row, "context"), shown


def _hit(iri: str, label: str, context: str, snippet: str) -> Hit:
    return Hit(Link(iri, label), tuple(re.split(f"[{_OPEN}{_CLOSE}]", snippet)), context)


class Indexes:
    """The index of the release served now; made when it is first asked for, or to be."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[str, Index] | None = None

    def prepare(self, seen: Graph) -> None:
        """Make the index beside the request at hand, whose reader may search next."""
        made = self._made is not None and self._made[0] == seen.release.id
        if not made and not self._lock.locked():
            threading.Thread(target=self.of, args=(seen,), daemon=True).start()

    def of(self, seen: Graph) -> Index:
        """Return the index of the release that ``seen`` shows."""
        made = self._made
        if made and made[0] == seen.release.id:
            return made[1]
        with self._lock:
            if self._made is None or self._made[0] != seen.release.id:
                self._made = seen.release.id, Index(seen.rows("search"))
            return self._made[1]


def indexes() -> Indexes:
    """Return the indexes of the application that handles the request."""
    return cast("Indexes", current_app.extensions["akkoord.search"])


@blueprint.get("/search")
def search() -> Response:
    """Answer with what was found for ``?q=``."""
    return page(_page)


def _page(_: Format) -> str:
    asked = request.args.get("q", "")[:LONGEST]
    found = indexes().of(graph()).find(asked) if asked else ()
    return render_template("search.html", asked=asked, found=found, queries=(query("search"),))
