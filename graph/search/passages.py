"""What is searched in a report, small enough to be kept in the build's cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..convert import decisions
from ..derive.facts import agencies_named
from .words import Words, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..iris import Names
    from ..mentions import MentionFinder
    from ..model import Report


class Passage(NamedTuple):
    """A statement that has words.

    Attributes:
        position: its number in the report.
        text: what a reader sees.
        years: of the decisions that it rests on, in order.
        agencies: IRIs of those that it names.
        words: of the text.
    """

    position: int
    text: str
    years: tuple[str, ...]
    agencies: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Passages:
    """The texts of a report.

    Attributes:
        title: its title.
        quoted: the text of its section, as it quotes it.
        quoted_words: of that text.
        statements: those that have words, in order.
        titles: words of the title of each decision that it names, by the decision's IRI.
    """

    title: str
    quoted: str
    quoted_words: Words
    statements: tuple[Passage, ...]
    titles: Mapping[str, Words]


def passages_of(report: Report, names: Names, finder: MentionFinder) -> Passages:
    """Return what is searched in ``report``."""
    named = decisions(report, names)
    return Passages(
        report.title,
        report.section.text,
        words_of(report.section.text),
        tuple(
            Passage(
                statement.position,
                statement.text,
                tuple(sorted({str(named[n].day.year) for n in statement.citations if n in named})),
                agencies_named(statement.text, finder),
                words_of(statement.text),
            )
            for statement in report.statements
            if statement.text
        ),
        {each.iri: words_of(each.title) for each in named.values()},
    )


def passages_from_json(notes: Mapping[str, Any]) -> Passages:
    """Return the passages that JSON made of the attributes of :class:`Passages`.

    Raises:
        KeyError: an attribute is missing.
        ValueError: a statement is not whole.
    """
    statements = (
        Passage(position, text, tuple(years), tuple(agencies), Words(*words))
        for position, text, years, agencies, words in notes["statements"]
    )
    quoted = Words(*notes["quoted_words"])
    titles = {iri: Words(*words) for iri, words in notes["titles"].items()}
    return Passages(notes["title"], notes["quoted"], quoted, tuple(statements), titles)
