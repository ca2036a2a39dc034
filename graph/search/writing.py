"""The index on disk: one SQLite file, the same bytes for the same documents.

``document`` is what is shown, ``entry`` what is searched: an FTS5 table without content of its
own, whose columns hold stems. ``name`` tells a thing by the words of one of its names,
``stem`` lists the stems, and in ``facet`` bit *n* of a value's bits stands for document *n*.

Another version of SQLite may lay the same content out otherwise. :attr:`Written.digest` covers
the content, and that is what a release's identifier follows from.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from .words import ANALYSIS, Words, bare, words_of, words_of_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .document import Document

NO_WORDS: Final = Words("", "")

_SCHEMA: Final = "schema.sql"


@dataclass(frozen=True, slots=True)
class Written:
    """An index.

    Attributes:
        content: the file.
        digest: SHA-256 of what it holds, lower-case hexadecimal.
    """

    content: bytes
    digest: str


def written(documents: Sequence[Document]) -> Written:
    """Return the index of ``documents``, which are numbered in their order."""
    shown, entries = _shown(documents), _entries(documents)
    names, facets = _names(documents), _facets(documents)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.executescript(_schema())
        database.execute("BEGIN")
        for statement, rows in (
            ("INSERT INTO analysis VALUES (?)", [(version(),)]),
            ("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)", shown),
            ("INSERT INTO entry (rowid, name, text, whole) VALUES (?, ?, ?, ?)", entries),
            ("INSERT INTO name VALUES (?, ?)", names),
            ("INSERT INTO facet VALUES (?, ?, ?)", facets),
        ):
            database.executemany(statement, rows)
        database.execute("INSERT INTO entry (entry) VALUES ('optimize')")
        database.execute("COMMIT")
        content = database.serialize()
    return Written(content, _digest(shown, names, facets))


@cache
def version() -> str:
    """Return what tells whether an index was written for the program that reads it."""
    return f"{ANALYSIS} {zlib.crc32(_schema().encode()):08x}"


@cache
def _schema() -> str:
    return (files(__package__) / _SCHEMA).read_text("utf-8")


def _digest(*tables: Iterable[tuple[int | str | bytes, ...]]) -> str:
    """Return the SHA-256 of some rows; no text of ours has a NUL in it, nor is a row empty."""
    total = hashlib.sha256(version().encode())
    for rows in tables:
        total.update(b"\0\0")
        for row in rows:
            total.update("\0".join(map(_told, row)).encode() + b"\0")
    return total.hexdigest()


def _told(value: int | str | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _shown(documents: Sequence[Document]) -> list[tuple[int, str, str, str, str, str, str, str]]:
    return [
        (n, each.kind, each.iri, each.label, each.english, _text(each), each.day, each.context)
        for n, each in enumerate(documents)
    ]


def _text(each: Document) -> str:
    """Return what is shown beside the label: the text, or else the other names."""
    return each.text or " · ".join(name for name in each.names if name not in each.label)


def _entries(documents: Sequence[Document]) -> list[tuple[int, str, str, str]]:
    return [(n, *_entry(each)) for n, each in enumerate(documents)]


def _entry(each: Document) -> tuple[str, str, str]:
    named = each.named or (words_of_names(each.names) if each.names else NO_WORDS)
    words = each.words or (words_of(each.text) if each.text else NO_WORDS)
    return named.stems, words.stems, " ".join(filter(None, (named.whole, words.whole)))


def _names(documents: Sequence[Document]) -> list[tuple[str, int]]:
    named = {(bare(name), n) for n, each in enumerate(documents) for name in each.names}
    return sorted(named)


def _facets(documents: Sequence[Document]) -> list[tuple[str, str, bytes]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, each in enumerate(documents):
        found["kind", each.kind].append(n)
        for name, values in each.facets.items():
            for value in values:
                found[name, value].append(n)
    length = len(documents) // 8 + 1
    return [(*key, _bits(which, length)) for key, which in sorted(found.items())]


def _bits(numbers: Iterable[int], length: int) -> bytes:
    """Return bytes in which bit *n* stands for the number *n*."""
    bits = bytearray(length)
    for n in numbers:
        bits[n >> 3] |= 1 << (n & 7)
    return bytes(bits)
