"""Headings written otherwise than the published reports write theirs, told as warnings.

Those begin with one to four ``#`` and a blank, stand outside lists and quotations, are no
sentences and cite nothing. A single ``#`` opens the body or does not occur; text stands under
each; the conclusion comes last; and in 82 of 93 reports no level is skipped. An unusual heading
loses nothing by it: it is read as CommonMark has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from . import citations, roles
from .document import LineMap
from .findings import FindingLog, excerpt
from .markdown import Block, Kind
from .roles import Name

DEEPEST: Final = 4
"""The most ``#`` before a heading of the published reports."""
LONGEST: Final = 160
"""Characters; the longest heading of the published reports has 132."""

_MEANT = re.compile(r"(?:#{1,6}[^\s#]|#{7,}).*")
_MEANT_WITHIN = re.compile(r"(?:#{2,6}[^\s#]|#{7,}).*")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading among its neighbours.

    Attributes:
        blocks: of the body.
        index: its own among them.
        before: level of the heading before it; 0 without one.
        source: what is written from its first character to the end of that line.
        tail: what is written after its text on its last line.
    """

    blocks: Sequence[Block]
    index: int
    before: int
    source: str
    tail: str

    @property
    def block(self) -> Block:
        """The heading."""
        return self.blocks[self.index]

    @property
    def text(self) -> str:
        """What a reader sees, folded."""
        return " ".join(self.block.visible.text.split())

    @property
    def nested(self) -> bool:
        """Whether it stands in a list or a quotation."""
        return bool(self.block.items) or self.source.startswith(">")

    @property
    def bare(self) -> bool:
        """Whether nothing stands under it; that of a list of references may stand elsewhere."""
        if self.index + 1 == len(self.blocks):
            return _name(self.block) is not Name.REFERENCES
        return self._ends(self.blocks[self.index + 1])

    @property
    def concludes_early(self) -> bool:
        """Whether it announces a conclusion and more than the references come after it."""
        if _name(self.block) is not Name.CONCLUSION:
            return False
        later = (block for block in self.blocks[self.index + 1 :] if self._ends(block))
        return any(_name(block) is not Name.REFERENCES for block in later)

    def _ends(self, block: Block) -> bool:
        """Whether ``block`` is a heading that ends what stands under this one."""
        return block.kind is Kind.HEADING and block.level <= self.block.level


@dataclass(frozen=True, slots=True)
class _Oddity:
    """What can be unusual about a heading; the texts follow "the heading '…'" and "de kop '…'"."""

    found: Callable[[_Heading], bool]
    english: str
    dutch: str
    remedy: str


_ODDITIES: Final = (
    _Oddity(
        lambda h: not h.text, "has no text", "heeft geen tekst", "write its text, or remove it"
    ),
    _Oddity(
        lambda h: h.block.underlined,
        "is one by the line beneath it",
        "is er een door de lijn eronder",
        "begin it with '##' and a blank, or put an empty line above the line",
    ),
    _Oddity(
        lambda h: bool(h.tail),
        "ends in hashes, which are not shown",
        "eindigt op hekjes, die niet getoond worden",
        "remove the hashes at its end",
    ),
    _Oddity(
        lambda h: h.nested,
        "stands in a list or a quotation",
        "staat in een lijst of een citaat",
        "begin its line with its hashes",
    ),
    _Oddity(
        lambda h: h.block.level > DEEPEST,
        f"has more than {DEEPEST} hashes",
        f"heeft meer dan {DEEPEST} hekjes",
        "take fewer",
    ),
    _Oddity(
        lambda h: h.block.level == 1 and h.index > 0,
        "is of the level of a title, inside the text",
        "is van het niveau van een titel, midden in de tekst",
        "begin it with '##'",
    ),
    _Oddity(
        lambda h: h.block.level > h.before + 1 > 1,
        "skips a level after the heading before it",
        "slaat een niveau over na de kop ervoor",
        "give it one hash more than the heading above it",
    ),
    _Oddity(
        lambda h: bool(citations.find(h.text)[0]),
        "carries a citation, which counts as its evidence",
        "draagt een aanhaling, die als bewijs ervan telt",
        "move the citation to the sentence that it supports",
    ),
    _Oddity(
        lambda h: h.text.endswith(".") or len(h.text) > LONGEST,
        "reads as a sentence",
        "leest als een zin",
        "remove the hashes, or shorten it and remove its full stop",
    ),
    _Oddity(
        lambda h: bool(h.text) and h.bare,
        "has no text under it",
        "heeft geen tekst onder zich",
        "write what belongs under it, or remove it",
    ),
    _Oddity(
        lambda h: h.concludes_early,
        "announces a conclusion, and others follow it",
        "kondigt een besluit aan, en er volgen nog koppen",
        "move the conclusion to the end of the text, or name it otherwise",
    ),
)


def check_headings(blocks: Sequence[Block], text: str, lines: LineMap, log: FindingLog) -> None:
    """Warn of each heading that is unusual, and of lines that look meant as headings.

    Args:
        blocks: of the body, headings without text among them.
        text: the whole file.
        lines: of ``text``.
        log: takes the warnings.
    """
    for heading in _headings(blocks, text):
        line, shown = lines.line(heading.block.start), excerpt(heading.text)
        for oddity in _ODDITIES:
            if oddity.found(heading):
                message = f"the heading '{shown}' {oddity.english}"
                dutch = f"de kop '{shown}' {oddity.dutch}"
                log.warning(line, "unusual-heading", message, oddity.remedy, dutch)
    for line, meant in _meant(blocks, text, lines):
        message = f"'{meant}' looks like a heading, but is text"
        dutch = f"'{meant}' lijkt een kop, maar is tekst"
        remedy = "write one to four hashes and a blank, or \\# for a text that begins so"
        log.warning(line, "unusual-heading", message, remedy, dutch)


def _headings(blocks: Sequence[Block], text: str) -> Iterator[_Heading]:
    before = 0
    for index, block in enumerate(blocks):
        if block.kind is Kind.HEADING:
            source, tail = _line_from(text, block.start), _line_from(text, block.end).strip()
            yield _Heading(blocks, index, before, source, tail)
            before = block.level


def _meant(blocks: Sequence[Block], text: str, lines: LineMap) -> Iterator[tuple[int, str]]:
    """Yield the lines of paragraphs that begin with hashes."""
    for block in blocks:
        if block.kind is not Kind.PARAGRAPH or text.startswith(("`", "~"), block.start):
            continue
        begin, pattern = 0, _MEANT
        for shown in block.visible.text.split("\n"):
            if shown.startswith("#") and pattern.match(text, block.visible.offsets[begin]):
                yield lines.line(block.visible.offsets[begin]), excerpt(shown)
            begin, pattern = begin + len(shown) + 1, _MEANT_WITHIN


def _line_from(text: str, offset: int) -> str:
    end = text.find("\n", offset)
    return text[offset : end if end >= 0 else len(text)]


def _name(heading: Block) -> Name:
    return roles.name_of(heading.visible.text)
