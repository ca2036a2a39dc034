"""What a source has answered so far, kept on disk so that an interrupted run goes on.

One JSON value a line: first what was asked of whom, then one line for each answered span of
days, written when its answer is whole. A last line that was cut off counts as not written. The
file is removed when all is answered and the links are written.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from ..errors import ReleaseError
from .themis import QUERY, NewsItem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX: Final = ".progress"


class Asked:
    """The answers so far.

    Args:
        path: of the file; it need not exist. One about another source or query is replaced.
        state: names the source and its content.

    Raises:
        ReleaseError: the file cannot be read or written.
    """

    def __init__(self, path: Path, state: str) -> None:
        self._path = path
        self._header = {"source": state, "query": QUERY.read_text("utf-8")}
        self._answers: dict[Span, tuple[NewsItem, ...]] = {}
        self._begun = False
        with _told(path):
            self._recall()

    def days(self) -> set[date]:
        """Return the days that need not be asked again."""
        return {
            span.first + timedelta(days=n)
            for span in self._answers
            for n in range((span.last - span.first).days + 1)
        }

    def items(self) -> tuple[NewsItem, ...]:
        """Return every news item answered, each once, in order."""
        items = {item for answer in self._answers.values() for item in answer}
        return tuple(sorted(items, key=lambda i: (i.start, i.iri, i.title, i.alternative)))

    def add(self, span: Span, items: tuple[NewsItem, ...]) -> None:
        """Keep the answer for ``span``.

        Raises:
            ReleaseError: the file cannot be written.
        """
        self._answers[span] = items
        with _told(self._path):
            if self._begun:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(_line(_entry(span, items)))
            else:
                self._begin()

    def _begin(self) -> None:
        """Write the file anew, without what of an earlier one is cut off or not to be used."""
        lines = [self._header, *(_entry(*answer) for answer in self._answers.items())]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text("".join(map(_line, lines)), "utf-8")
        self._begun = True

    def forget(self) -> None:
        """Remove the file: all is answered and used."""
        self._path.unlink(missing_ok=True)

    def _recall(self) -> None:
        if not self._path.exists():
            return
        lines = self._path.read_text("utf-8", "replace").splitlines()
        try:
            if json.loads(lines[0]) != self._header:
                return
            for line in lines[1:]:
                span, items = _read(json.loads(line))
                self._answers[span] = items
        except (IndexError, KeyError, TypeError, ValueError):
            return


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value) + "\n"


def _entry(span: Span, items: tuple[NewsItem, ...]) -> dict[str, Any]:
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "items": [[i.iri, i.title, i.alternative, i.start.isoformat()] for i in items],
    }


def _read(entry: dict[str, Any]) -> tuple[Span, tuple[NewsItem, ...]]:
    span = Span(date.fromisoformat(entry["first"]), date.fromisoformat(entry["last"]))
    items = entry["items"]
    return span, tuple(
        NewsItem(iri, title, alternative, datetime.fromisoformat(start))
        for iri, title, alternative, start in items
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"{path}: cannot be written ({error.strerror}); choose another --out"
        ) from error
