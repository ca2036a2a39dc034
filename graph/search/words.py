"""Words as they are compared: case and diacritics folded, cut down to their Dutch stem.

The stem is Snowball's (https://snowballstem.org/algorithms/dutch/stemmer.html), in the older of
its two algorithms. The newer one, of Kraaij and Pohlmann, unites more, and too much for this
corpus: "begeleiding" with "beleid", "gewoon" with "wonen". What the older one leaves apart and a
reader does not is mended here ("bedrijf" and "bedrijven", "subsidie" and "subsidies"), and what it
takes for the same and a reader does not ("overheid" and "over").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ANALYSIS: Final = f"1 {Stemmer.version()}"
"""Changes whenever a word may get another stem, so that no index is asked in other words."""

LONGEST: Final = 64
"""Characters of a word that count."""

BETWEEN_NAMES: Final = " ¦ "
"""A token that nobody searches for."""

_INSIDE: Final = r"[^\W_]"
# Soft hyphens, joiners and bidirectional controls stand inside words without parting them.
_UNSEEN: Final = r"\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
WORD: Final = re.compile(rf"\d++(?:\.\d++)++|{_INSIDE}(?:{_INSIDE}++|[{_UNSEEN}])*+(?:['’]s\b)?+")
"""A word; a number with its dots, as of a section, is one, and the ’s of a plural is part of it."""

_SHORTEST: Final = 3
_COMPOUND: Final = re.compile(rf"(?<!\w){_INSIDE}++(?:[-‐‑–.&'’/+]{_INSIDE}++)++")
_GENITIVE: Final = ("'s", "’s")
_PLURAL: Final = "ies"
_DOUBLED: Final = re.compile(r"([^aeiou])\1\Z")
_VOICED: Final = {"v": "f", "z": "s"}
_STATE: Final = re.compile(r"(.{1,4})(?:heids?|heden)")
_IRREGULAR: Final = {
    **{"kinderen": "kind", "leden": "lid", "schepen": "schip", "steden": "stad"},
    **{"openbaar": "openbaar", "openbare": "openbaar"},
}
_STEMMER: Final = Stemmer.Stemmer("dutch_porter")


class Words(NamedTuple):
    """The words of a text, as they are looked for.

    Attributes:
        stems: of its words.
        whole: what it writes in parts, in one piece each.
    """

    stems: str
    whole: str


def words_of(text: str) -> Words:
    """Return the words of ``text``."""
    return Words(stems(text), compounds(text))


def words_of_names(names: Iterable[str]) -> Words:
    """Return the words of a thing's names: a phrase does not reach from one into the next."""
    told = list(map(words_of, names))
    return Words(
        BETWEEN_NAMES.join(each.stems for each in told),
        " ".join(filter(None, (each.whole for each in told))),
    )


def stems(text: str) -> str:
    """Return the stems of the words of ``text``, with blanks between them."""
    return " ".join(filter(None, map(_stems, text.split())))


def compounds(text: str) -> str:
    """Return what ``text`` writes in parts, such as "e-mail" and "V.R.T.", in one piece each."""
    return " ".join(filter(None, map(_compounds, text.split())))


# Of the stretches between blanks in a release, five in six have been there before.
@lru_cache(1 << 16)
def _stems(stretch: str) -> str:
    return " ".join(map(stem, WORD.findall(stretch)))


@lru_cache(1 << 16)
def _compounds(stretch: str) -> str:
    return " ".join(
        stem(whole)
        for compound in _COMPOUND.findall(stretch)
        if not (whole := "".join(map(folded, WORD.findall(compound)))).replace(".", "").isdigit()
    )


@lru_cache(1 << 13)
def bare(text: str) -> str:
    """Return the words of ``text`` folded, with blanks between them."""
    return " ".join(map(folded, WORD.findall(text)))


def marked_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and stem of each word of ``text``."""
    for found in WORD.finditer(text):
        yield found.start(), found.end(), stem(found[0])


@lru_cache(1 << 16)
def stem(word: str) -> str:
    """Return the stem of ``word``; a number is its own."""
    plain = folded(word)
    if len(plain) < _SHORTEST or not plain.isalpha():
        return plain
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    if state := _STATE.fullmatch(plain):
        return f"{state[1]}heid"
    found: str = _STEMMER.stemWord(plain.removesuffix("s") if plain.endswith(_PLURAL) else plain)
    if _DOUBLED.search(found):
        return found[:-1]
    return found[:-1] + _VOICED.get(found[-1], found[-1])


@lru_cache(1 << 16)
def folded(word: str) -> str:
    """Return ``word`` in lower case, without marks on its letters and what cannot be seen."""
    if word.endswith(_GENITIVE):
        word = word[:-2]
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(filter(str.isalnum, decomposed)) or "0"
    return word.casefold()[:LONGEST]
