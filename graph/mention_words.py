"""The words beside a label that tell whether it names the agency, as patterns.

``…_BEFORE`` is sought up to the label, ``…_AFTER`` from its end on; :mod:`.mention_context` weighs
what is found.
"""

from __future__ import annotations

import re
from typing import Final

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
BODY_BEFORE: Final = re.compile(
    rf"\b(?:{_BODY}{_OF_THE}:?|{_STAFF} van(?: het)?) \(?{_QUOTE}\Z", re.IGNORECASE
)
PLURAL_BEFORE: Final = re.compile(rf"\b{_PLURAL}{_OF_THE} {_QUOTE}\Z", re.IGNORECASE)
PLURAL_AT_START: Final = re.compile(rf"{_PLURAL}\b", re.IGNORECASE)
BODY_AFTER: Final = re.compile(
    rf"(?:-(?:agentschap|departement|administratie)|{_QUOTE} (?:nv|vzw|bv|cv))\b", re.IGNORECASE
)

# What makes a name of a policy domain, a law or a minister's title of the words that follow.
SUBJECT_BEFORE: Final = re.compile(
    r"(?:\b(?:beleids)?(?:domein(?:en)?|veld(?:en)?|thema(?:'s)?)|\bbevoegd(?:heid|heden)?"
    r"|\b(?:cluster|codex|commissie|kabinet|luik|ministers?|raad|sector|werf)"
    rf"|(?:decreet|decreten|besluit|besluiten|plan|nota)){_OF_THE} {_QUOTE}\Z",
    re.IGNORECASE,
)
# "het decreet Natuur en Bos" is on nature and forests; "het besluit van ..." is by somebody.
LAW_BEFORE: Final = re.compile(
    rf"(?:decreet|decreten|besluit|besluiten|codex|\bwet) {_QUOTE}\Z", re.IGNORECASE
)
SUBJECTS: Final = re.compile(r" (?:en|&) ")
# "Fonds voor Wetenschappelijk Onderzoek van de Franse Gemeenschap": a namesake elsewhere.
OF_OTHERS_AFTER: Final = re.compile(
    r" van (?:de|het) (?:Brussels|Duitstalig|Federal|Frans|Nederlands|Waals)e?\b", re.IGNORECASE
)
INDEFINITE_BEFORE: Final = re.compile(r"\b(?:een|geen|ons) \Z", re.IGNORECASE)
AGENT_BEFORE: Final = re.compile(r"\b(?:door|bij) \Z", re.IGNORECASE)
# Only a body is given something, or founded ("oprichting van de VPM").
PARTNER_BEFORE: Final = re.compile(
    r"\b(?:aan|met|naar|tussen|(?:bestuurders?|fusie|ontbinding|opheffing|oprichting"
    r"|raad van bestuur)(?: (?:bij|tot|van))?(?: (?:de|het))?) \Z",
    re.IGNORECASE,
)

VERBS: Final = frozenset(
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
REGULAR_VERB: Final = re.compile(
    r"[a-z]{2,}(?:eer|oon|ig|aak|oek|org|ijf|eel|el|er|eun|eid|ouw|ol|em)(?:t|de|den)"
)
WORD_BEFORE: Final = re.compile(r"\b([A-Za-z]+) \Z")
WORD_AFTER: Final = re.compile(r" ([a-z]+)\b")

LIST_BETWEEN: Final = re.compile(
    rf"\)?(?: ?\([^()]{{1,12}}\))?(?:, | en | & | of |/|, en )(?:(?:het|de) )?{_QUOTE}"
)
BRACKET_BETWEEN: Final = re.compile(r" ?[(\[] ?")
LIST_BEFORE: Final = re.compile(r"(?:,| en| &| of|/) ?\Z")
NAME_GOES_ON: Final = re.compile(r" [A-Z][a-z]")
SENTENCE_START: Final = re.compile(r"(?:\A|[.!?:;…]['\"”’)]? )['\"“„‘(]?\Z")
PREPOSITION_AFTER: Final = re.compile(
    r" (?:als|buiten|in|met|naast|onder|op|te|tot|tussen|van|voor|zonder)\b"
)
# "Inter-universitaire", "Inter- en intramurale": a name is joined to nouns, a prefix to these.
ADJECTIVE_JOINED: Final = re.compile(
    r"-(?: (?:en|of) )?[a-zß-ÿ]+(?:aire?|ale|ele|ieve|ische?|lijke?)\b"
)
COMMON_WORD_BESIDE: Final = re.compile(r" (?:en|of) (?!(?:de|een|haar|het|hun|zijn)\b)[a-zß-ÿ]+\b")
# "Wees FIT!": a name there would be followed by what it is told about.
IMPERATIVE_BEFORE: Final = re.compile(r"\b(?:Blijf|Wees|Word) \Z")
CLAUSE_END: Final = re.compile(r" ?(?:[!?.,;:'\"”’)]|\Z)")
