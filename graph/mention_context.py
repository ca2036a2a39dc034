"""When an ambiguous label names the agency: what must stand around it.

"MOW" is a department in "het departement MOW" and a policy domain in "beleidsdomein MOW". The
rules look only at the words next to a label and at its neighbours in a list; each is a small
function, so that a text that was decided wrongly leads to the one rule that did it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from .mention_labels import Case, keeps_capitals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .mention_labels import Label

_BODY: Final = (
    r"(?:agentschap(?:pen)?|departement(?:en)?|depts?\.?|entiteit(?:en)?|instellingen?|vzw(?:'s)?"
    r"|bv|cv|nv|iva|eva|dab|stichting|vennootschap|opzc?|lom|luchtha?venontwikkelingsmaatschappij(?:en)?"
    r"|secretaris-generaal|administrateur-generaal)"
)
_STAFF: Final = (
    r"(?:administratie|ambtenaren|beheersovereenkomst|diensten|kantoren|medewerkers|personeel"
    r"|personeelsleden|personeelsplan|werking)"
)
_PLURAL: Final = (
    r"(?:agentschappen|departementen|depts\.?|entiteiten|instellingen|opzc?|lom|\w+maatschappijen)"
)
_OF_THE: Final = r"(?: (?:van|voor)(?: (?:de|het))?)?"
_QUOTE: Final = r"['\"“„]?"
_BODY_BEFORE: Final = re.compile(
    rf"\b(?:{_BODY}{_OF_THE}:?|{_STAFF} van(?: het)?) \(?{_QUOTE}\Z", re.IGNORECASE
)
_PLURAL_BEFORE: Final = re.compile(rf"\b{_PLURAL}{_OF_THE} {_QUOTE}\Z", re.IGNORECASE)
_PLURAL_AT_START: Final = re.compile(rf"{_PLURAL}\b", re.IGNORECASE)
_BODY_AFTER: Final = re.compile(
    rf"(?:-(?:agentschap|departement|administratie)|{_QUOTE} (?:nv|vzw|bv|cv))\b", re.IGNORECASE
)

# What makes a name of a policy domain, a law or a minister's title of the words that follow.
_SUBJECT_BEFORE: Final = re.compile(
    r"(?:\b(?:beleids)?(?:domein(?:en)?|veld(?:en)?|thema(?:'s)?)|\bbevoegd(?:heid|heden)?"
    r"|\b(?:cluster|codex|commissie|kabinet|luik|ministers?|raad|sector|werf)"
    rf"|(?:decreet|decreten|besluit|besluiten|plan|nota)){_OF_THE} {_QUOTE}\Z",
    re.IGNORECASE,
)
# "het decreet Natuur en Bos" is on nature and forests; "het besluit van ..." is by somebody.
_LAW_BEFORE: Final = re.compile(
    rf"(?:decreet|decreten|besluit|besluiten|codex|\bwet) {_QUOTE}\Z", re.IGNORECASE
)
_SUBJECTS: Final = re.compile(r" (?:en|&) ")
# "Fonds voor Wetenschappelijk Onderzoek van de Franse Gemeenschap": a namesake elsewhere.
_OF_OTHERS_AFTER: Final = re.compile(
    r" van (?:de|het) (?:Brussels|Duitstalig|Federal|Frans|Nederlands|Waals)e?\b", re.IGNORECASE
)
_INDEFINITE_BEFORE: Final = re.compile(r"\b(?:een|geen|ons) \Z", re.IGNORECASE)
_AGENT_BEFORE: Final = re.compile(r"\b(?:door|bij) \Z", re.IGNORECASE)
# Only a body is given something, or founded ("oprichting van de VPM").
_PARTNER_BEFORE: Final = re.compile(
    r"\b(?:aan|met|naar|tussen|(?:bestuurders?|fusie|ontbinding|opheffing|oprichting"
    r"|raad van bestuur)(?: (?:bij|tot|van))?(?: (?:de|het))?) \Z",
    re.IGNORECASE,
)

_VERBS: Final = frozenset(
    (
        *("behield", "behoudt", "betaalde", "betaalt", "bouwde", "bouwen", "bouwt", "bracht"),
        *("brachten", "brengen", "brengt", "dient", "erkende", "erkent", "ga", "gaan", "gaat"),
        *("gaf", "gaven", "geeft", "geven", "ging", "gingen", "had", "hadden", "hebben", "heeft"),
        *("hielp", "helpt", "is", "kan", "kent", "kiest", "kocht", "koopt", "kon", "konden"),
        *("koos", "kreeg", "kregen", "krijgen", "krijgt", "kunnen", "legde", "leggen", "legt"),
        *("leverde", "leveren", "levert", "liet", "maakte", "maakten", "maken", "maakt", "mag"),
        *("moest", "moesten", "moet", "moeten", "mogen", "nam", "namen", "neemt", "nemen"),
        *("onderzocht", "ontving", "ontvangen", "ontvangt", "opende", "opent", "sloot", "sluit"),
        *("sluiten", "start", "startte", "stelde", "stellen", "stelt", "stemden", "stemmen"),
        *("stemt", "steunde", "steunt", "stond", "stuurde", "stuurt", "trad", "treedt", "trok"),
        *("verleende", "verleent", "verloor", "vindt", "voerde", "voeren", "voert", "volgde"),
        *("volgt", "vraagt", "vroeg", "was", "waren", "werd", "werden", "werken", "werkt"),
        *("werkte", "werkten", "wil", "wordt", "worden", "zal", "zet", "zette", "zijn", "zou"),
        *("zouden", "zullen", "zorgen"),
    )
)
_REGULAR_VERB: Final = re.compile(
    r"[a-z]{2,}(?:eer|oon|ig|aak|oek|org|ijf|eel|el|er|eun|eid|ouw|ol|em)(?:t|de|den)"
)
_WORD_BEFORE: Final = re.compile(r"\b([A-Za-z]+) \Z")
_WORD_AFTER: Final = re.compile(r" ([a-z]+)\b")

_LIST_BETWEEN: Final = re.compile(
    rf"\)?(?: ?\([^()]{{1,12}}\))?(?:, | en | & | of |/|, en )(?:(?:het|de) )?{_QUOTE}"
)
_BRACKET_BETWEEN: Final = re.compile(r" ?[(\[] ?")
_LIST_BEFORE: Final = re.compile(r"(?:,| en| &| of|/) ?\Z")
_NAME_GOES_ON: Final = re.compile(r" [A-Z][a-z]")
_SENTENCE_START: Final = re.compile(r"(?:\A|[.!?:;…]['\"”’)]? )['\"“„‘(]?\Z")
_PREPOSITION_AFTER: Final = re.compile(
    r" (?:als|buiten|in|met|naast|onder|op|te|tot|tussen|van|voor|zonder)\b"
)
# "Inter-universitaire", "Inter- en intramurale": a name is joined to nouns, a prefix to these.
_ADJECTIVE_JOINED: Final = re.compile(
    r"-(?: (?:en|of) )?[a-zß-ÿ]+(?:aire?|ale|ele|ieve|ische?|lijke?)\b"
)
_COMMON_WORD_BESIDE: Final = re.compile(r" (?:en|of) (?!(?:de|een|haar|het|hun|zijn)\b)[a-zß-ÿ]+\b")
# "Wees FIT!": a name there would be followed by what it is told about.
_IMPERATIVE_BEFORE: Final = re.compile(r"\b(?:Blijf|Wees|Word) \Z")
_CLAUSE_END: Final = re.compile(r" ?(?:[!?.,;:'\"”’)]|\Z)")
_LOOK_BACK: Final = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a label stands, between word boundaries and in a case that it allows."""

    label: Label
    start: int
    end: int


@dataclass(slots=True)
class _Reading:
    """What is known of a candidate so far.

    Attributes:
        candidate: the candidate.
        counts: it names its agency.
        headed: the plural of a word for a body announces it.
        subject: it belongs to a policy domain, a law or a minister's title.
    """

    candidate: Candidate
    counts: bool
    headed: bool
    subject: bool


def judged(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return those of ``candidates`` that name their agency.

    Args:
        text: in which they stand, plain.
        candidates: in the order of the text, none overlapping another.
    """
    readings: list[_Reading] = []
    for candidate in candidates:
        reading = _alone(text, candidate)
        if readings:
            _read_on(text, readings[-1], reading)
        readings.append(reading)
    for reading, after in reversed(list(pairwise(readings))):
        if after.counts and not reading.subject and reading.candidate.label.abbreviation:
            reading.counts |= _in_one_list(text, reading.candidate, after.candidate)
    return [each.candidate for each in readings if each.counts]


def _alone(text: str, candidate: Candidate) -> _Reading:
    before = _before(text, candidate)
    plural = _PLURAL_AT_START.match(candidate.label.text) or _PLURAL_BEFORE.search(before)
    subject = bool(_SUBJECT_BEFORE.search(before))
    return _Reading(candidate, _stands_alone(text, candidate, subject), bool(plural), subject)


def _read_on(text: str, before: _Reading, here: _Reading) -> None:
    """Complete the reading of a candidate with that of the one before it."""
    between = text[before.candidate.end : here.candidate.start]
    if _BRACKET_BETWEEN.fullmatch(between) and _same_agency(before.candidate, here.candidate):
        # "Raad van het Gemeenschapsonderwijs (GO!)": what means nothing else says what is meant.
        before.counts |= here.counts and not here.candidate.label.ambiguous
        here.counts, here.headed, here.subject = before.counts, before.headed, before.subject
    elif between == " " and here.candidate.label.text.startswith("("):
        here.counts = before.counts
    elif _in_one_list(text, before.candidate, here.candidate):
        here.headed |= before.headed
        here.subject |= before.subject
        if here.subject and here.candidate.label.ambiguous:
            here.counts = False
        elif before.counts:
            here.counts |= here.headed or here.candidate.label.abbreviation


def _same_agency(one: Candidate, other: Candidate) -> bool:
    return one.label.agency == other.label.agency


def _in_one_list(text: str, one: Candidate, next_one: Candidate) -> bool:
    return bool(_LIST_BETWEEN.fullmatch(text, one.end, next_one.start))


def _before(text: str, candidate: Candidate) -> str:
    return text[max(0, candidate.start - _LOOK_BACK) : candidate.start]


def _stands_alone(text: str, candidate: Candidate, subject: bool) -> bool:
    """Tell whether a candidate counts without regard to its neighbours."""
    before = _before(text, candidate)
    if not candidate.label.ambiguous:
        return _names_nothing_else(text, before, candidate)
    if _BODY_AFTER.match(text, candidate.end):
        return True
    if _NAME_GOES_ON.match(text, candidate.end):
        return False
    return bool(_BODY_BEFORE.search(before)) or (not subject and _acts(text, before, candidate))


def _names_nothing_else(text: str, before: str, candidate: Candidate) -> bool:
    """Tell whether a label that is not ambiguous is free of the few readings that remain."""
    label = candidate.label
    if _OF_OTHERS_AFTER.match(text, candidate.end):
        return False
    if label.ordinary_word:
        return not _SUBJECT_BEFORE.search(before) and not _ordinary(text, before, candidate)
    if label.one_word:
        return not (_IMPERATIVE_BEFORE.search(before) and _CLAUSE_END.match(text, candidate.end))
    if label.case is Case.CAPITALS_STAY and _SUBJECTS.search(label.text):
        return not _LAW_BEFORE.search(before) and not _INDEFINITE_BEFORE.search(before)
    if not _INDEFINITE_BEFORE.search(before):
        return True
    # "een digitaal Vlaanderen", "een Vlaams energiebedrijf" are of a kind, not by name.
    # The word for the body itself may be small: "een agentschap Landbouw en Zeevisserij".
    written = text[candidate.start + 1 : candidate.end]
    return label.case is Case.ANY and keeps_capitals(label.text[1:], written)


def _ordinary(text: str, before: str, candidate: Candidate) -> bool:
    """Tell whether a word that is a name as well stands there as a word, or as part of one."""
    if _ADJECTIVE_JOINED.match(text, candidate.end):
        return True
    begins = _SENTENCE_START.search(before)
    return bool(
        begins
        and (
            _PREPOSITION_AFTER.match(text, candidate.end)
            or _COMMON_WORD_BESIDE.match(text, candidate.end)
        )
    )


def _acts(text: str, before: str, candidate: Candidate) -> bool:
    """Tell whether the label stands where somebody who does something would be named."""
    label = candidate.label
    if label.ordinary_word:
        return False
    if _AGENT_BEFORE.search(before):
        return True
    after = _WORD_AFTER.match(text, candidate.end)
    does = after and (after[1] in _VERBS or _REGULAR_VERB.fullmatch(after[1]))
    if not label.abbreviation:
        return bool(does and not _LIST_BEFORE.search(before))
    word = _WORD_BEFORE.search(before)
    asked = word and word[1].lower() in _VERBS
    return bool(does or asked or _PARTNER_BEFORE.search(before))
