"""Which agencies a text names, and where: a pure function of the text and the register.

The labels of the register form one Aho-Corasick automaton, so that a text is read once however
many labels there are. What it finds is sifted in three steps: word boundaries and case
(:mod:`.mention_labels`), the longest of overlapping labels, and the context of ambiguous ones
(:mod:`.mention_context`). An abbreviation in brackets after its name belongs to that mention.

Words that the source broke ("Hand-having") are found as well: a text that has a hyphen between
two small letters is read a second time without, and only what spans such a hyphen is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import ahocorasick

from .mention_context import Candidate, judged
from .mention_labels import agency_labels, folded, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from pyoxigraph import Quad

    from .mention_labels import Label

_BROKEN: Final = re.compile(r"(?<=[a-zß-ÿ])-(?=[a-zß-ÿ])")
_NOWHERE: Final = "\0"
_BRACKET: Final = re.compile(r"\s*[(\[]\s*\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names an agency.

    Attributes:
        agency: the agency's IRI.
        start: offset of the first character, from 0, in characters (code points).
        end: offset after the last character.
        label: the label of the register that stands there.
    """

    agency: str
    start: int
    end: int
    label: str


class MentionFinder:
    """Finds the agencies of one register in any number of texts.

    Args:
        quads: the register of agencies, under the base whose IRIs the mentions shall have.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._read(agency_labels(quads))

    @classmethod
    def of(cls, labels: Iterable[Label]) -> Self:
        """Return one that finds labels read off the register before."""
        made = cls(())
        made._read(tuple(labels))
        return made

    def _read(self, labels: Sequence[Label]) -> None:
        # Words are looked up as written: folded, "OE" would be found in every third word.
        self._words = _automaton((each.text, each) for each in labels if each.one_word)
        self._phrases = _automaton(
            (key, each)
            for each in labels
            if not each.one_word
            for key in {folded(each.text), _mended(folded(each.text))}
        )

        # A statement is asked about twice, and a title once for each report that cites it.
        self._remembered = lru_cache(maxsize=1 << 12)(self._found)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text``, in its order, none overlapping another.

        Args:
            text: as it is in the graph; white space folded, without markup.
        """
        return self._remembered(text)

    def _found(self, text: str) -> tuple[Mention, ...]:
        written = plain(text)
        found = [
            *_candidates(self._words, written, written),
            *_candidates(self._phrases, folded(written), written),
            *self._broken(written),
        ]
        return tuple(
            Mention(each.label.agency, each.start, each.end, each.label.shown)
            for each in _without_repeats(written, judged(written, _longest(found)))
        )

    def _broken(self, written: str) -> Iterator[Candidate]:
        """Find the phrases that hold a word broken by a hyphen."""
        breaks = [found.start() for found in _BROKEN.finditer(written)]
        if not breaks:
            return
        mended = _mended(written)
        for each in _candidates(self._phrases, folded(mended), mended):
            start, end = _place(each.start, breaks), _place(each.end - 1, breaks) + 1
            if end - start > each.end - each.start:
                yield Candidate(each.label, start, end)


def _automaton(keys: Iterable[tuple[str, Label]]) -> ahocorasick.Automaton:
    grouped: dict[str, list[Label]] = {}
    for key, label in keys:
        grouped.setdefault(key, []).append(label)
    automaton = ahocorasick.Automaton()
    # Without a word it is no automaton yet, and refuses to search; no text holds this one.
    automaton.add_word(_NOWHERE, (len(_NOWHERE), ()))
    for key, labels in grouped.items():
        automaton.add_word(key, (len(key), tuple(labels)))
    automaton.make_automaton()
    return automaton


def _candidates(
    automaton: ahocorasick.Automaton, searched: str, written: str
) -> Iterator[Candidate]:
    """Yield the labels of ``automaton`` in ``searched`` that ``written`` bears out."""
    for last, (length, labels) in automaton.iter(searched):
        start, end = last + 1 - length, last + 1
        if _bounded(written, start, end):
            for label in labels:
                if len(label.text) == length and label.allows(written[start:end]):
                    yield Candidate(label, start, end)


def _place(at: int, breaks: Sequence[int]) -> int:
    """Return where in a text the character stands that is at ``at`` once hyphens are gone.

    Args:
        at: offset into the mended text.
        breaks: offsets of the hyphens in the text itself, in ascending order.
    """
    for each in breaks:
        if each > at:
            break
        at += 1
    return at


def _mended(text: str) -> str:
    return _BROKEN.sub("", text)


def _bounded(text: str, start: int, end: int) -> bool:
    """Tell whether a name, or its genitive, stands there as words of its own."""
    if start and text[start].isalnum() and text[start - 1].isalnum():
        return False
    if end == len(text) or not text[end - 1].isalnum() or not text[end].isalnum():
        return True
    genitive = text[end] == "s" and text[end - 1].islower()
    return genitive and not text[end + 1 : end + 2].isalnum()


def _longest(found: Iterable[Candidate]) -> list[Candidate]:
    """Return ``found`` in the order of the text, of those that overlap the first, then longest."""
    kept: list[Candidate] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _without_repeats(text: str, mentions: Sequence[Candidate]) -> Iterator[Candidate]:
    """Leave out an abbreviation or name in brackets after the mention that it repeats."""
    previous: Candidate | None = None
    for each in mentions:
        repeats = (
            previous is not None
            and previous.label.agency == each.label.agency
            and _BRACKET.match(text[previous.end : each.start])
        )
        if not repeats:
            yield each
        previous = each
