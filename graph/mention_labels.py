"""The words by which texts name agencies, read off the register with their rules of matching.

``ontology/agencies.ttl`` says in its header how a label matches; here those rules become
:class:`Label`, one for each spelling. Matching compares folded text: lower case, typographic
apostrophes and dashes plain. Folding keeps every character's place, so an offset into the
folded text is one into the text.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import vocabulary as v
from .terms import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

LABEL_PROPERTIES: Final = frozenset(
    (
        v.SKOS + "altLabel",
        v.SKOS + "hiddenLabel",
        v.SKOS + "prefLabel",
        v.RA + "abbreviation",
        v.RA + "ambiguousLabel",
    )
)
AMBIGUOUS: Final = v.RA + "ambiguousLabel"

# A label with one of these says itself that it names a body, so its case does not matter.
_BODY_IN_LABEL: Final = re.compile(
    r"(?:agentschap|departement|dienst|entiteit|instelling|instituut|museum|stichting"
    r"|academie|college|inspectie|regulator|ziekenhuis|zorgcentrum"
    r"|raad|fonds|commissie|maatschappij|bedrijf|organisatie|vennootschap"
    r"|\b(?:bv|cv|dab|dept|nv|vzw))\b",
    re.IGNORECASE,
)
_DEPARTMENT: Final = "Departement "
_PLAIN: Final = str.maketrans("\u00a0\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u02bc", " -----'''")


class Case(enum.Enum):
    """What capitals mean to a label."""

    EXACT = enum.auto()
    CAPITALS_STAY = enum.auto()
    ANY = enum.auto()


@dataclass(frozen=True, slots=True)
class Label:
    """One spelling that names an agency.

    Attributes:
        agency: the agency's IRI.
        text: the spelling, its apostrophes and dashes plain.
        shown: the label of the register that it spells.
        ambiguous: it names something else as well and counts only in context.
        case: what its capitals mean.
    """

    agency: str
    text: str
    shown: str
    ambiguous: bool
    case: Case

    @property
    def one_word(self) -> bool:
        """Tell whether the label has no blank."""
        return " " not in self.text

    @property
    def abbreviation(self) -> bool:
        """Tell whether the label is an abbreviation: one word with a capital past its first."""
        return self.one_word and any(letter.isupper() for letter in self.text[1:])

    @property
    def ordinary_word(self) -> bool:
        """Tell whether the label is one word as it could begin any sentence."""
        return self.one_word and self.text.isalpha() and self.text.istitle()

    def allows(self, written: str) -> bool:
        """Tell whether ``written``, equal to the label but for case, may stand for it."""
        if self.case is Case.ANY:
            return True
        if self.case is Case.EXACT:
            return written == self.text
        return keeps_capitals(self.text, written)


def keeps_capitals(text: str, written: str) -> bool:
    """Tell whether each capital of ``text`` is one in ``written``, equal to it but for case."""
    letters = zip(text, written, strict=True)
    return all(ours == theirs for ours, theirs in letters if ours.isupper())


def plain(text: str) -> str:
    """Return ``text`` with plain apostrophes, dashes and blanks, every character in its place."""
    return text.translate(_PLAIN)


def folded(plain_text: str) -> str:
    """Return plain text in lower case, every character in its place.

    A letter whose small form takes two characters (``İ``) stays as it is.
    """
    lowered = plain_text.lower()
    if len(lowered) == len(plain_text):
        return lowered
    return "".join(low if len(low := each.lower()) == 1 else each for each in plain_text)


def agency_labels(quads: Iterable[Quad]) -> tuple[Label, ...]:
    """Return every label of the agencies that ``quads`` describe.

    Args:
        quads: the register of agencies; the English preferred labels in it are translations
            for readers, not names that Dutch texts use.

    Returns:
        One label a spelling and agency, in the order of the register. A label that is ambiguous
        is so however often it is stated; " & " may stand for " en " and the reverse, "dept." and
        "dept" for "departement".
    """
    stated: dict[tuple[str, str], bool] = {}
    for quad in quads:
        said = quad.predicate.value
        if said in LABEL_PROPERTIES and not str(quad.object).endswith("@en") and _agency(quad):
            key = value(quad.subject), value(quad.object)
            stated[key] = stated.get(key, False) or said == AMBIGUOUS
    labels: dict[tuple[str, str], Label] = {}
    for (agency, shown), ambiguous in stated.items():
        for text in _spellings(plain(shown)):
            label = Label(agency, text, shown, ambiguous, _case(text))
            labels.setdefault((agency, text), label)
    return tuple(labels.values())


def _agency(quad: Quad) -> bool:
    return "/id/agency/" in value(quad.subject)


def _spellings(text: str) -> Iterator[str]:
    names = [text]
    if text.startswith(_DEPARTMENT):
        rest = text.removeprefix(_DEPARTMENT)
        names += (f"Dept. {rest}", f"Dept {rest}")
    for each in names:
        yield each
        if " en " in each:
            yield each.replace(" en ", " & ")
        if " & " in each:
            yield each.replace(" & ", " en ")


def _case(text: str) -> Case:
    if " " not in text:
        return Case.EXACT
    return Case.ANY if _BODY_IN_LABEL.search(text) else Case.CAPITALS_STAY
