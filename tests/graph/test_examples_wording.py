"""The embedded example reports are written in our own words.

Facts carry over from the published reports (titles, dates and addresses of decisions, numbers
and titles of sections); sentences do not, neither theirs nor the agreement's that they quote.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = sorted((REPOSITORY / "graph" / "examples").rglob("*.md"))
PUBLISHED = REPOSITORY.parent / "shared" / "reports"

WORD = re.compile(r"\w+(?:['’-]\w+)*")
SHINGLE = 8
SHORT_SENTENCE = 6


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def own_words(text: str) -> str:
    """Return what a report's author wrote: no title, section number and title, citations."""
    title, _, rest = text[: text.rindex("<details>")].partition("\n")
    quoted = re.sub(r"<p>[\d.]+ ", "", rest).replace(title.removeprefix("# ") + " ", "", 1)
    return re.sub(r"<summary>.*</summary>|<[^>]+>|\\\[\d+\\\]", "", quoted)


def shingles(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + SHINGLE]) for at in range(len(found) - SHINGLE + 1)}


def sentences(text: str) -> set[tuple[str, ...]]:
    parts = re.split(r"[.:;!?]\s|\n", text)
    return {tuple(words(part)) for part in parts if len(words(part)) >= SHORT_SENTENCE}


def published_texts() -> list[str]:
    if not PUBLISHED.is_dir():
        pytest.skip("the published reports are not beside this repository")
    reports = [path for path in PUBLISHED.rglob("*.md") if path.name != "README.md"]
    return [own_words(path.read_text(encoding="utf-8")) for path in reports]


@cache
def published_shingles() -> frozenset[tuple[str, ...]]:
    return frozenset().union(*(shingles(text) for text in published_texts()))


@cache
def published_sentences() -> frozenset[tuple[str, ...]]:
    return frozenset().union(*(sentences(text) for text in published_texts()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_shares_no_wording_with_a_published_report(path: Path) -> None:
    published = published_shingles()
    borrowed = [
        " ".join(shingle)
        for shingle in shingles(own_words(path.read_text(encoding="utf-8")))
        if shingle in published
    ]
    assert borrowed == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_shares_no_sentence_with_a_published_report(path: Path) -> None:
    published = published_sentences()
    own = sentences(own_words(path.read_text(encoding="utf-8")))
    assert own
    assert own & published == set()


def test_borrowed_wording_would_be_found() -> None:
    borrowed = published_texts()[0]
    assert shingles(borrowed) & published_shingles()
    assert sentences(borrowed) & published_sentences()
