"""What the title of a decision says: of what kind it is, and on which file.

A rule that is not sure says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# A kind's local name in the ontology, and what in a title says so.
KINDS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("amendment", r"\bwijzig(?:ing|t|en)|\bwijzigings|\baanpassing(?:en)?\b"),
        ("annual-report", r"\bjaar(?:verslag|rapport)"),
        ("appointment", r"\b(?:aanstelling|benoeming|aanwijzing)\b|\bmandaat\b"),
        ("budget", r"\b\w*begroting\w*\b"),
        ("call", r"\b(?:project)?oproep\b|\bcall\b"),
        ("concept-note", r"\bconceptnota"),
        ("cooperation-agreement", r"\bsamenwerkings(?:akkoord|overeenkomst|protocol)"),
        ("draft-decree", r"(?<!voor)\bontwerp(?: van )?decreet|\bontwerpdecreet"),
        ("final-approval", r"\bdefinitieve goedkeuring|\bbekrachtiging"),
        ("grant", r"\b\w*subsid\w+|\btoelage\b|\bprojectsteun\b"),
        ("plan", r"\b\w*(?:actie|beleids|beheer|jaar|ondernemings|master|meerjaren)plan\b"),
        ("preliminary-draft", r"\bvoorontwerp"),
        ("principle-approval", r"\bprincipiële goedkeuring|\bprincipegoedkeuring"),
        ("vision-note", r"\bvisienota"),
    )
)

# What a title says of the stage that a file is in, and not of the file.
STAGES: Final = re.compile(
    r"\b(?:(?:definitieve|principiële|eerste|tweede|laatste|tweede principiële|"
    r"derde principiële) goedkeuring|bekrachtiging(?: en afkondiging)?|"
    r"wijzigings(?:besluit|decreet)|wijziging(?:en)?|voorontwerp|ontwerp|"
    r"na advies(?: van de)? raad van state|van (?:het )?(?:decreet|besluit))\b"
)
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def kinds_named(title: str) -> tuple[str, ...]:
    """Return the local names of the kinds that ``title`` names, in order."""
    return tuple(kind for kind, pattern in KINDS if pattern.search(title))


def file_key(title: str) -> str:
    """Return what the titles of all decisions on one file have in common.

    Diacritics, case and punctuation are folded, and words on the stage left out. Where fewer
    than two words are left, they could be the subject of any number of files, and only titles
    that are alike count as one file.
    """
    bare = STAGES.sub(" ", title.casefold())
    decomposed = unicodedata.normalize("NFKD", bare)
    key = _OTHER.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()
    return key if " " in key else title.casefold()
