"""What a person typed, as an expression that the index understands: any text is one.

Words are all asked for; ``"two words"`` in that order, ``-word`` (or ``NOT``) not at all, ``OR``
(or ``|``) either of two, ``word*`` any that begins so. The rest of a text is words, whatever it
looks like. What is written in parts ("e-mail", "V.R.T.") finds the parts in a row and the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .words import WORD, bare, compounds, folded, stem

LONGEST: Final = 500
"""Characters of a question that are read."""

MOST: Final = 32
"""Words, phrases and the like of a question that are read."""

_ITEM: Final = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?(?P<more>\*)?|(?P<word>[^\s"]+))'
)
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»", '"'))
_UNFINISHED: Final = re.compile(r"[^\W\d_]{3,}\Z")
_EITHER: Final = ("OR", "|")
_NOT: Final = "NOT"
_BOTH: Final = ("AND", "&")


@dataclass(frozen=True, slots=True)
class Expression:
    """What is looked for.

    Attributes:
        match: in FTS5's language (https://www.sqlite.org/fts5.html#full_text_query_syntax);
            empty where nothing is asked for.
        stems: that make a hit.
        beginnings: of words that make a hit.
        words: asked for by themselves, as written.
        named: the words of the whole text, to find what is called so.
    """

    match: str
    stems: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    named: str = ""

    def hits(self, found: str, word: str) -> bool:
        """Tell whether a word with the stem ``found`` is one that was asked for."""
        return found in self.stems or folded(word).startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or a phrase."""

    match: str
    stems: tuple[str, ...]
    beginnings: tuple[str, ...]
    words: tuple[str, ...]


def completed(text: str) -> str:
    """Return what somebody may still be typing as a question in which the last word can go on."""
    text = text[:LONGEST]
    open_ended = _UNFINISHED.search(text) and text.translate(_QUOTES).count('"') % 2 == 0
    last = text.split()[-1] if open_ended else _NOT
    ended = last in (_NOT, *_EITHER, *_BOTH) or last.startswith("-")
    return text if ended else f"{text}*"


def read(text: str) -> Expression:
    """Return the expression for ``text``."""
    text = text[:LONGEST].translate(_QUOTES)
    wanted: list[list[_Part]] = []
    unwanted: list[str] = []
    before = ""
    for item in list(_ITEM.finditer(text))[:MOST]:
        word = item["word"] or ""
        if word in (*_EITHER, *_BOTH, _NOT):
            before = word
            continue
        part = _part(item)
        if part is None:
            continue
        if item["minus"] or before == _NOT:
            unwanted.append(part.match)
        elif before in _EITHER and wanted:
            wanted[-1].append(part)
        else:
            wanted.append([part])
        before = ""
    return _expression(wanted, unwanted, bare(text))


def _expression(wanted: list[list[_Part]], unwanted: list[str], named: str) -> Expression:
    if not wanted:
        return Expression("")
    match = " AND ".join(_either([part.match for part in parts]) for parts in wanted)
    parts = [part for group in wanted for part in group]
    return Expression(
        f"({match}) NOT {_either(unwanted)}" if unwanted else match,
        frozenset(each for part in parts for each in part.stems),
        tuple(dict.fromkeys(each for part in parts for each in part.beginnings)),
        tuple(dict.fromkeys(each for part in parts for each in part.words)),
        named,
    )


def _part(item: re.Match[str]) -> _Part | None:
    """Return what an item asks for; ``None`` where it holds no word."""
    text = item["phrase"] if item["word"] is None else item["word"]
    words = WORD.findall(text)
    if not words:
        return None
    stems = tuple(map(stem, words))
    alternatives = [_quoted(*stems)]
    wholes: tuple[str, ...] = ()
    if item["word"]:
        wholes = tuple(compounds(text).split())
        alternatives += map(_quoted, wholes)
    beginnings: tuple[str, ...] = ()
    if item["more"] or text.endswith("*"):
        beginnings = (folded(words[-1]),)
        alternatives.append(f"{_quoted(*stems[:-1], *beginnings)} *")
    asked = tuple(words) if len(words) == 1 else ()
    return _Part(_either(alternatives), (*stems, *wholes), beginnings, asked)


def _either(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


def _quoted(*stems: str) -> str:
    """Return a phrase; a stem holds letters, digits and dots, and no quotation mark."""
    return f'"{" ".join(stems)}"'
