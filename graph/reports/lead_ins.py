r"""Lead-ins: the bold or italic words before a colon that name a paragraph's theme.

``**Digitalisatie en Dienstverlening**: …``, ``**X** \[0\]: …``, ``*X*: …``, ``**X:** …``, or the
words alone on their line with the text below. They open a paragraph or one of its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from .visible import Visible

MAX_LENGTH: Final = 160
"""Characters; longer bold text is a sentence in bold, not a theme's name."""

_GAP = r"[ \t]{0,4}"
_ONE = r"\[[^\[\]\n]{1,200}\]"
_MARKERS = rf"(?:{_GAP}\(?{_GAP}{_ONE}(?:{_GAP}[,;&-]?{_GAP}{_ONE})*+{_GAP}\)?)?"
_AFTER = re.compile(rf"{_MARKERS}{_GAP}(?P<parting>:|[–—-](?=\s)|){_GAP}(?P<end>\n|$)?")
_MARKER = re.compile(r"\s*\(?\s*\[[^\[\]]*[0-9][^\[\]]*\](?:\s*\))?")


@dataclass(frozen=True, slots=True)
class LeadIn:
    """A lead-in in a block's visible text.

    Attributes:
        name: the theme as written, without its colon.
        start: index of its first character.
        end: index after its last, its colon and citation markers included.
        alone: whether nothing else stands on its line.
    """

    name: str
    start: int
    end: int
    alone: bool


def find(visible: Visible) -> tuple[LeadIn, ...]:
    """Return the lead-ins that open the block or one of its lines."""
    text = visible.text
    found = []
    for start, end in visible.emphasised:
        if start and text[start - 1] != "\n":
            continue
        lead_in = _lead_in(text, start, end)
        if lead_in:
            found.append(lead_in)
    return tuple(found)


def at(lead_ins: tuple[LeadIn, ...], index: int) -> LeadIn | None:
    """Return the lead-in that governs ``index``: the last one that begins at or before it."""
    place = bisect_left([lead_in.start for lead_in in lead_ins], index + 1)
    return lead_ins[place - 1] if place else None


def _lead_in(text: str, start: int, end: int) -> LeadIn | None:
    emphasised = text[start:end]
    if len(emphasised) > 2 * MAX_LENGTH or "\n" in emphasised:
        return None
    name = " ".join(_MARKER.sub("", emphasised).split())
    inner_colon = name.endswith(":")
    name = name.rstrip(": ")
    if not name or len(name) > MAX_LENGTH or name[-1] in ".!?":
        return None
    if not any(character.isalpha() for character in name):
        return None
    after = _AFTER.match(text, end)
    if not after:
        return None
    alone = after["end"] is not None
    if not (inner_colon or after["parting"] or alone):
        return None
    return LeadIn(name, start, after.start("end") if alone else after.end(), alone)
