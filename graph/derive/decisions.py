"""Rules on decisions: of what kind one is, and which one came before it.

Both read titles only. A rule that is not sure says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from ..terms import ra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .facts import DecisionFacts, Facts

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

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


def kinds(reports: Iterable[Facts]) -> Triples:
    """Rule *kinds*: a decision is of each kind that its title names."""
    for decision in _decisions(reports):
        for kind, pattern in KINDS:
            if pattern.search(decision.title):
                yield decision.iri, ra("kind"), ra(kind)


def same_title(reports: Iterable[Facts]) -> Triples:
    """Rule *same-title*: what comes right before a decision on its file, titles being alike."""
    for earlier, later in _successions(reports):
        if earlier.title.casefold() == later.title.casefold():
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)


def same_file(reports: Iterable[Facts]) -> Triples:
    """Rule *same-file*: likewise, the titles differing in stage, punctuation or case only."""
    for earlier, later in _successions(reports):
        if earlier.title.casefold() != later.title.casefold():
            yield later.iri, ra("precededBy"), NamedNode(earlier.iri)


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


def _decisions(reports: Iterable[Facts]) -> list[DecisionFacts]:
    return sorted({decision for facts in reports for decision in facts.decisions})


def _successions(reports: Iterable[Facts]) -> Iterator[tuple[DecisionFacts, DecisionFacts]]:
    """Yield each decision that has an earlier one on its file, after that one."""
    series: dict[str, list[DecisionFacts]] = defaultdict(list)
    for decision in _decisions(reports):
        series[file_key(decision.title)].append(decision)
    for _, members in sorted(series.items()):
        yield from pairwise(sorted(members, key=lambda each: (each.day, each.meeting, each.iri)))
