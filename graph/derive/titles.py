"""What the title of a decision says: of what kind it is, and on which file.

A rule that is not sure says nothing. The rules were held against the 1,387 titles that 93 of the
published reports cite, each hit read; the tests keep the titles that taught something.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """How a title tells that a decision is of a kind.

    Attributes:
        name: the kind's local name in the ontology.
        says: what in a title says so.
        unless: what in a title takes that back, or leaves it in doubt.
    """

    name: str
    says: re.Pattern[str]
    unless: re.Pattern[str]


class File(NamedTuple):
    """What the titles of all decisions on one file have in common.

    Attributes:
        subject: the words that are left when those on the stage are not counted.
        form: whether a title speaks of a decree or of an order ("besluit"), which are different
            texts on one subject; empty where it does not tell.
    """

    subject: str
    form: str


def _kind(name: str, says: str, unless: str = r"(?!)") -> Kind:
    return Kind(name, re.compile(says, re.IGNORECASE), re.compile(unless, re.IGNORECASE))


KINDS: Final = (
    _kind(
        "amendment",
        r"\bwijziging(?:en)?\b|\bwijzigt\b|\bwijz(?:ig)?ings(?:besluit|decreet)|\baanpassing\b",
        # When an amendment takes effect, and who sits on a committee, is no amendment.
        r"\binwerkingtreding\b|\bwijziging samenstelling\b",
    ),
    _kind("annual-report", r"\bjaar(?:verslag|rapport)"),
    _kind(
        "appointment",
        r"\baanstel(?:ling|len)\b|\b(?:her)?benoeming(?:en)?\b|\bvoordracht\b|"
        r"\bvervanging (?:bestuurder|lid|leden|regerings\w+)\b|\baanduiding vertegenwoordigers\b",
    ),
    _kind(
        "budget",
        r"begroting(?!sjaar)|\bkredietherschikking|\bherverdelingsbesluit|"
        r"\bherverdeling\b.*(?:provisi|krediet|middelen|\bfonds\b)",
    ),
    _kind(
        "call",
        r"(?:^|: )(?:(?:vaststelling )?regels )?(?:thematische )?(?:project)?oproep(?:en)?\b",
        # Who is paid after a call, and how much, is another decision than the call.
        r"subsid|\bbijkomend|\bfinanciering projectvoorstellen\b|\bresultaat\b",
    ),
    _kind("concept-note", r"(?:^|: )conceptnota\b"),
    _kind("cooperation-agreement", r"\bsamenwerkings(?:akkoord|overeenkomst|protocol)"),
    _kind("draft-decree", r"\bontwerp(?: van)? ?\w*decreet"),
    _kind("final-approval", r"\bdefinitieve goedkeuring\b"),
    _kind(
        "grant",
        r"subsidies?\b|\bsubsidiebesluit(?:en)?\b|\bprojectsubsidiëring\b|"
        r"\b(?:projecttoelagen?|toelage)\b|\b(?:ecologie|transformatie)steun aan \w+.* nv\b",
        # A rule on grants awards none: what amends one, sets conditions, or is a decree.
        r"wijzig|\bdecreet\b|regeling\b|\bregel(?:s|en)\b|reglement|voorwaarden|voorschriften|normen\b|"
        r"\bvast(?:leggen|stellen)\b|opheffing|verhoging|termijn|uitdagingen|beheerovereenkomst|"
        r"\baanpassing\b|^herverdeling \w+subsidies",
    ),
    _kind(
        "plan",
        r"^[^:]*(?:actie|beheer|beleids|diversiteits|jaren|klimaat|meerjaren|personeels|"
        r"richtings|strategisch |uitvoerings)plan(?:nen)?\b(?!-)",
        # What is done under a plan, and a step on the way to one, does not adopt it.
        r"subsid|herverdeling|wijziging|\baanpassing\b|\baanzet\b|\bbijdrage\b|doelstellingen|"
        r"plan(?:nings)?proces|\bopstart|\bin (?:het )?kader\b|\buitvoering\b|rapport|evaluatie|"
        r"\bluik\b|\boproep\b|\bvoorlopige\b|\bvoorkeur|\bbijsturing\b|\bprincipiële\b|"
        r"functie\b|\buitrol\b",
    ),
    _kind("preliminary-draft", r"\bvoorontwerp(?: van)? ?\w*decreet", r"\buitvoeringsbesluit\b"),
    _kind("principle-approval", r"\bprincip(?:iële |e)goedkeuring\b"),
    _kind("promulgation", r"\bbekracht(?:ig)?ing en afkondiging\b"),
    _kind("vision-note", r"(?:^|: )(?:strategische )?visienota\b"),
)

# Between quotation marks stands the name of something. An apostrophe follows a letter.
QUOTED: Final = re.compile(r"(?<!\w)['‘\"“„].*?['’\"”“](?!\w)")
# A parliamentary question, or a point of view on another government's text, is on something of
# a kind and is not of that kind itself.
ELSEWHERE: Final = re.compile(r"^schriftelijke vraag\b|\bstandpuntbepaling\b", re.IGNORECASE)

# What a title says of the stage that a file is in, and not of the file. A decree or an order
# that it names here is the file's form.
STAGES: Final = re.compile(
    r"\b(?:(?:definitieve|principiële|eerste|tweede|laatste) )?goedkeuring\b|"
    r"\bbekracht(?:ig)?ing en afkondiging\b|\bna advies(?: van de)? raad van state\b|"
    r"\b(?:voor)?ontwerp(?: van)? ?(?=\w*decreet|besluit)|"
    r"\bwijzigings(?=decreet|besluit)|\bwijziging(?:en)?\b"
)
# The form, wherever it stands, and words too short to tell two files apart.
FORMS: Final = {"decreet": "decreet", "besluit": "besluit", "besluiten": "besluit"}
SMALL: Final = frozenset({"bij", "de", "en", "het", "over", "rond", "tot", "van", "voor"})
_OTHER: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1 << 12)
def kinds_named(title: str) -> tuple[str, ...]:
    """Return the local names of the kinds that ``title`` names, in order."""
    if ELSEWHERE.search(title):
        return ()
    bare = QUOTED.sub("…", title)
    return tuple(
        kind.name for kind in KINDS if kind.says.search(bare) and not kind.unless.search(bare)
    )


@lru_cache(maxsize=1 << 12)
def file_named(title: str) -> File:
    """Return on which file ``title`` says that a decision is.

    Diacritics, case, punctuation and the order of words are folded, and words on the stage left
    out. Where fewer than two words are left, they could be the subject of any number of files,
    and only titles that are alike count as one file.
    """
    bare = STAGES.sub(" ", title.casefold())
    decomposed = unicodedata.normalize("NFKD", bare)
    plain = _OTHER.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c)))
    words = sorted(word for word in plain.split() if word not in SMALL)
    if len(words) <= 1:
        return File(title.casefold(), "")
    forms = {FORMS[word] for word in words if word in FORMS}
    subject = " ".join(word for word in words if word not in FORMS)
    return File(subject, forms.pop() if len(forms) == 1 else "")
