"""Their side: news items, what the government's site shows as decisions, as Themis models them.

A question covers a span of days; the answer is SPARQL 1.1 JSON, whoever gives it: an endpoint or
a store filled from a dump. What comes back is not trusted: rows that cannot be linked to are left
out, an answer of another form is an error.

Model: https://data.vlaanderen.be/doc/applicatieprofiel/besluitvorming. Results:
https://www.w3.org/TR/sparql11-results-json/.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from zoneinfo import ZoneInfo

from pyoxigraph import NamedNode

from ..iris import normalised_title

if TYPE_CHECKING:
    from collections.abc import Iterable

QUERY: Final = Path(__file__).with_name("news-items.rq")
MOST_ROWS: Final = 10_000
"""Rows after which Virtuoso, Themis's store, cuts an answer without saying so."""

BRUSSELS: Final = ZoneInfo("Europe/Brussels")
DAY: Final = timedelta(days=1)


class Source(Protocol):
    """Whoever answers queries on Themis's data."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def state(self) -> str:
        """Names the source and its content as far as that is known, to resume with the same."""

    def ask(self, query: str) -> bytes:
        """Return the answer to a SELECT query as SPARQL JSON results.

        Raises:
            AkkoordError: it gives none.
        """


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A news item of Themis at one meeting.

    Attributes:
        iri: http or https.
        title: normalised.
        alternative: its alternative title, normalised; empty without one.
        start: the meeting's start, in UTC.
    """

    iri: str
    title: str
    alternative: str
    start: datetime

    @property
    def day(self) -> date:
        """The meeting's day in Brussels."""
        return self.start.astimezone(BRUSSELS).date()


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, first and last included, that one question covers."""

    first: date
    last: date

    def halves(self) -> tuple[Span, Span]:
        """Return the span in two parts; it must hold two days at least."""
        middle = self.first + (self.last - self.first) // 2
        return Span(self.first, middle), Span(middle + DAY, self.last)


def months(days: Iterable[date]) -> list[Span]:
    """Return spans that cover ``days``, each within a calendar month, in order."""
    by_month = groupby(sorted(days), key=lambda day: (day.year, day.month))
    found = [list(members) for _, members in by_month]
    return [Span(members[0], members[-1]) for members in found]


def question(span: Span, rows: int = MOST_ROWS) -> str:
    """Return the query for the news items of a span of days in Brussels."""
    text = QUERY.read_text("utf-8")
    text = text.replace('"from"', f'"{_midnight(span.first)}"')
    text = text.replace('"until"', f'"{_midnight(span.last + DAY)}"')
    return text.replace(f"LIMIT {MOST_ROWS}", f"LIMIT {rows}")


def _midnight(day: date) -> str:
    moment = datetime.combine(day, time(), BRUSSELS).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        rows: how many rows it had.
        items: those that can be linked to, each once.
    """

    rows: int
    items: tuple[NewsItem, ...]


def read_answer(content: bytes) -> Answer:
    """Read SPARQL JSON results.

    Raises:
        ValueError: it is something else.
    """
    try:
        bindings = json.loads(content)["results"]["bindings"]
        rows = [_values(binding) for binding in bindings]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        beginning = content[:60].decode("utf-8", "replace")
        raise ValueError(f"no SPARQL results in JSON, but {beginning!r}") from error
    items = (_item(row) for row in rows)
    return Answer(len(rows), tuple(dict.fromkeys(item for item in items if item)))


def _values(binding: dict[str, Any]) -> dict[str, str]:
    return {name: str(term["value"]) for name, term in binding.items() if term["type"] != "bnode"}


def _item(row: dict[str, str]) -> NewsItem | None:
    try:
        iri = NamedNode(row["item"]).value
        start = datetime.fromisoformat(row["start"])
    except (KeyError, ValueError):
        return None
    if not iri.startswith(("http://", "https://")):
        return None
    aware = start if start.tzinfo else start.replace(tzinfo=UTC)
    return NewsItem(
        iri,
        normalised_title(row.get("title", "")),
        normalised_title(row.get("alternative", "")),
        aware.astimezone(UTC),
    )
