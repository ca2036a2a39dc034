"""The index of a release, read: what is found, how well, and what it is about.

The file is loaded into memory whole: a worker process, which may open nothing, shares it with
the process that it was forked from, and no request opens anything.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ..errors import ReleaseError
from ..release.layout import SEARCH
from .writing import version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..release.layout import Release
    from .asking import Expression

NAMED: Final = 100.0
"""Added to the score of what is called as it was asked for: more than any text attains."""

_RANKED: Final = "SELECT rowid, -bm25(entry, 4.0, 1.0, 2.0) FROM entry WHERE entry MATCH ?"
_SHOWN: Final = "SELECT * FROM document WHERE {} IN (SELECT value FROM json_each(?))"

Chosen = Mapping[str, frozenset[str]]
"""Values by facet: a document has one of each facet's."""


@dataclass(frozen=True, slots=True)
class Match:
    """A document that was found.

    Attributes:
        document: its number.
        score: the higher, the better; BM25, and :data:`NAMED` for one of that name.
    """

    document: int
    score: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of a document; attributes as in :class:`.documents.Document`."""

    kind: str
    iri: str
    label: str
    english: str
    text: str
    day: str
    context: str


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression finds.

    Attributes:
        matches: that have the chosen values, the best first.
        counts: documents by value, by facet: how many there would be if, of that facet, this
            value were chosen.
    """

    matches: tuple[Match, ...]
    counts: Mapping[str, Mapping[str, int]]


class OtherVersionError(ReleaseError):
    """An index whose words this program would not find."""


class Index:
    """The index of one release, for any number of threads.

    Args:
        content: of the file.

    Raises:
        OtherVersionError: it was written by another version of this program.
        ReleaseError: it is no index.
    """

    def __init__(self, content: bytes) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        try:
            self._database.deserialize(content)
            self._database.executescript("PRAGMA query_only = 1; PRAGMA temp_store = MEMORY")
            self._check_version()
            self._bits = self._facets()
        except (sqlite3.Error, MemoryError) as error:  # the latter for an empty file
            raise ReleaseError(f"{SEARCH}: damaged ({error}); build again") from error

    def find(self, expression: Expression, chosen: Chosen) -> Found:
        """Return what ``expression`` finds among the documents with the chosen values."""
        ranked = self.ranked(expression)
        of_facet = {name: self._any(name, values) for name, values in chosen.items()}
        matching = _bits_of(match.document for match in ranked)
        counts = {}
        for name, values in self._bits.items():
            among = matching
            for other, bits in of_facet.items():
                among &= bits if other != name else -1
            numbers = ((value, (bits & among).bit_count()) for value, bits in values.items())
            counts[name] = {value: number for value, number in numbers if number}
        for bits in of_facet.values():
            matching &= bits
        return Found(tuple(each for each in ranked if matching >> each.document & 1), counts)

    def ranked(self, expression: Expression) -> list[Match]:
        """Return all that ``expression`` finds, the best first."""
        if not expression.match:
            return []
        scored = self._rows(_RANKED, expression.match)
        rows = self._rows("SELECT document FROM name WHERE words = ?", expression.named)
        named = {document for (document,) in rows}
        matches = (
            Match(document, round(score + (NAMED if document in named else 0), 3))
            for document, score in scored
        )
        return sorted(matches, key=lambda match: (-match.score, match.document))

    def iris(self, matches: Iterable[Match]) -> list[tuple[str, float]]:
        """Return IRI and score of each match."""
        matches = list(matches)
        shown = self.shown(match.document for match in matches)
        return [(shown[match.document].iri, match.score) for match in matches]

    def shown(self, documents: Iterable[int]) -> dict[int, Shown]:
        """Return what is told of documents, by number."""
        rows = self._rows(_SHOWN.format("id"), json.dumps(list(documents)))
        return {number: Shown(*row) for number, *row in rows}

    def named(self, iris: Iterable[str]) -> dict[str, Shown]:
        """Return what is told of documents, by IRI; what is none is left out."""
        rows = self._rows(_SHOWN.format("iri"), json.dumps(list(iris)))
        return {iri: Shown(kind, iri, *row) for _, kind, iri, *row in rows}

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset(stem for (stem,) in self._rows("SELECT term FROM stem"))

    def _any(self, name: str, values: Iterable[str]) -> int:
        known = self._bits.get(name, {})
        bits = 0
        for value in values:
            bits |= known.get(value, 0)
        return bits

    def _check_version(self) -> None:
        ((by,),) = self._rows("SELECT version FROM analysis")
        if by != version():
            raise OtherVersionError(f"{SEARCH}: by another version of this program; build again")

    def _facets(self) -> dict[str, dict[str, int]]:
        facets: dict[str, dict[str, int]] = {}
        for name, value, bits in self._rows("SELECT name, value, documents FROM facet"):
            facets.setdefault(name, {})[value] = int.from_bytes(bits, "little")
        return facets

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()


def _bits_of(numbers: Iterable[int]) -> int:
    bits = bytearray()
    for number in numbers:
        at = number // 8
        if at >= len(bits):
            bits.extend(bytes(at + 1 - len(bits)))
        bits[at] |= 1 << number % 8
    return int.from_bytes(bits, "little")


def load_index(release: Release) -> Index | None:
    """Return the index of ``release``; ``None`` where it has none that this program can ask.

    Raises:
        ReleaseError: it is damaged.
    """
    try:
        content = (release.path / SEARCH).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReleaseError(f"{release.path / SEARCH}: {error.strerror}; build again") from error
    try:
        return Index(content)
    except OtherVersionError:
        return None
