"""What each part of the body does: heading, summary, explanation, conclusion, reference list.

The body is read from top to bottom by :class:`Outline`. It opens with a summary, which ends at
the first list, lead-in or further heading. A heading or lead-in that says so, or a closing
paragraph that opens with "Samenvattend", begins the conclusion.
"""

from __future__ import annotations

import enum
import re
from typing import Final

from ..model import Role

PLAIN_LEVEL: Final = 7
"""Level of a heading without ``#``: below every heading with one."""
PARAGRAPH_LEVEL: Final = 8
"""Level at which a paragraph begins the conclusion by its first words."""

_BRACKET = re.compile(r"\[[^\[\]]*\]")
_PREFIX = re.compile(r"^(?:titel\s*:\s*|(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)+")
_CONCLUSION = re.compile(
    r"(?:(?:algemene?|globale?|eind|finale?|korte?|samenvattende?|slot|tot|als|ter|in)[\s-]*)?"
    r"(?:conclusies?\b|concluderend\b|(?:eind|slot)conclusies?\b|besluit$|eindbesluit\b"
    r"|samenvattend\b|slot$|slotsom\b|slotbeschouwing(?:en)?\b|slotopmerking(?:en)?\b"
    r"|slotwoord\b|eindoordeel\b|eindbeoordeling\b|tot slot$|ten slotte$)"
)
_AND_CONCLUSION = re.compile(r"\b(?:en|&)\s+(?:algemene\s+)?conclusies?$")
_SUMMARY = re.compile(r"(?:(?:korte?|algemene?)\s+)?(?:samenvatting|inleiding|introductie)\b")
_REFERENCES = re.compile(
    r"(?:lijst\s+(?:van|met)\s+)?(?:referentie(?:s|lijst)?|bronnen(?:lijst)?|verwijzingen|bronvermelding)"
    r"(?:\s+lijst)?$"
)
_CONCLUDING = re.compile(
    r"(?:samenvattend|samengevat|concluderend|geconcludeerd|resumerend|in conclusie|ter conclusie"
    r"|als conclusie|in samenvatting|in besluit|tot besluit|(?:de )?conclusie is)\b"
)
_CLOSING = re.compile(
    r"(?:kortom|al met al|alles samengenomen|alles bij elkaar|tot slot|ten slotte|tenslotte"
    r"|afsluitend|ter afsluiting|over het (?:algemeen|geheel)|in het algemeen|globaal"
    r"|in grote lijnen)\b|.{0,150}\b(?:geconcludeerd worden|worden geconcludeerd|concluderen)\b"
)
_OPENING = re.compile(
    r"(?:titel|samenvatting|samenvattend|beoordeling|inleiding|introductie|evaluatie|analyse|overzicht"
    r"|voortgang|uitvoering|uitgevoerde|bevindingen|belangrijkste|naleving|nakoming|conclusie"
    r"|eindconclusie|besluit|context|achtergrond|toelichting|rapport|verslag|opvolging|stand"
    r"|status|realisatie|beleid|resultaten|regeerakkoord|onderzoek|algemene)",
    re.IGNORECASE,
)
_MAX_HEADING: Final = 160
_MAX_NAMED: Final = 90
_TERMINAL = re.compile(r"[.!?…;,][\"'”’)]*$")


class Name(enum.Enum):
    """What a heading or lead-in announces by its wording."""

    CONCLUSION = enum.auto()
    SUMMARY = enum.auto()
    REFERENCES = enum.auto()
    THEME = enum.auto()


def name_of(text: str) -> Name:
    """Return what the heading or lead-in ``text`` announces, whatever it cites."""
    key = _PREFIX.sub("", " ".join(_BRACKET.sub("", text.lower()).split())).strip(" :.,*")
    if _CONCLUSION.match(key):
        return Name.CONCLUSION
    if _REFERENCES.match(key):
        return Name.REFERENCES
    if _SUMMARY.match(key):
        return Name.CONCLUSION if _AND_CONCLUSION.search(key) else Name.SUMMARY
    return Name.THEME


def reads_as_heading(line: str, *, opening: bool) -> bool:
    """Whether a plain line of its own is a heading.

    Args:
        line: the visible line.
        opening: whether it is the body's first; any short line without a full stop will do
            there, elsewhere only one whose wording headings have.
    """
    if not line or _TERMINAL.search(line) or not line[0].isupper() or "[" in line:
        return False
    if opening:
        return len(line) <= _MAX_HEADING
    return len(line) <= _MAX_NAMED and bool(_OPENING.match(line)) and name_of(line) != Name.THEME


def reads_as_opening_line(line: str, following: str) -> bool:
    """Whether the body's first line is a heading although the next line follows at once."""
    if not reads_as_heading(line, opening=True) or not following or following[0].islower():
        return False
    return bool(_OPENING.match(line)) or len(line) <= _MAX_NAMED < len(following)


def concludes(paragraph: str, *, last: bool) -> bool:
    """Whether a paragraph opens with the words of a conclusion.

    Args:
        paragraph: its visible text.
        last: whether it is the last; vaguer words will do there.
    """
    opening = " ".join(paragraph[:250].lower().split())
    return bool(_CONCLUDING.match(opening) or (last and _CLOSING.match(opening)))


def says_nothing(paragraph: str) -> bool:
    """Whether there is nothing in a paragraph beside what stands in brackets."""
    return not any(map(str.isalnum, _BRACKET.sub("", paragraph)))


class Outline:
    """Keeps the role of the text that follows, from heading to heading."""

    def __init__(self) -> None:
        self.role = Role.SUMMARY
        self._begun = False
        self._level = 0

    def heading(self, text: str, level: int) -> None:
        """Take in a heading of ``level``: 1 to 6, or 0 for one without ``#``."""
        name, level = name_of(text), level or PLAIN_LEVEL
        if name is Name.CONCLUSION:
            self._turn(Role.CONCLUSION, level)
        elif name is Name.REFERENCES:
            self._turn(Role.REFERENCE_LIST, level)
        elif self.role in (Role.CONCLUSION, Role.REFERENCE_LIST) and level > self._level:
            return
        elif name is Name.SUMMARY:
            self._turn(Role.SUMMARY, level)
        elif self._begun:
            self._turn(Role.EXPLANATION, level)
        self._begun = True

    def list_item(self) -> None:
        """Take in that a list item, or a table's row, comes next."""
        self._begun = True
        if self.role is Role.SUMMARY:
            self.role = Role.EXPLANATION

    def lead_in(self, name: str) -> None:
        """Take in a lead-in."""
        match name_of(name):
            case Name.CONCLUSION:
                self._turn(Role.CONCLUSION, PARAGRAPH_LEVEL)
            case Name.REFERENCES:
                self._turn(Role.REFERENCE_LIST, PARAGRAPH_LEVEL)
            case Name.SUMMARY if self.role is not Role.CONCLUSION:
                self._turn(Role.SUMMARY, PARAGRAPH_LEVEL)
            case _ if self.role is Role.SUMMARY:
                self.role = Role.EXPLANATION
        self._begun = True

    def conclude(self) -> None:
        """Take in a closing paragraph that opens with the words of a conclusion."""
        if self._begun and self.role is not Role.REFERENCE_LIST:
            self._turn(Role.CONCLUSION, PARAGRAPH_LEVEL)

    def paragraph(self) -> None:
        """Take in a paragraph of text."""
        self._begun = True

    def _turn(self, role: Role, level: int) -> None:
        self.role = role
        self._level = level
