"""What each entry of a register must hold, and where: more rules of :mod:`.register_rules`.

The registers are read by people, who look an agency up by its name and a section by its place;
and each entry is complete by itself, so that none is mended only when a graph fails its shapes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from . import vocabulary as v
from .register_facts import name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .errors import Finding
    from .register_facts import Fact, Facts

# The agreement's table of contents as the public Regeringsrobot repository numbers it; the header
# of ontology/agreement.ttl tells the same.
SECTIONS: Final = 285
MOST_THEMES: Final = 3

# The EU's authority list of data themes, all but the provisional OP_DATPRO:
# http://publications.europa.eu/resource/authority/data-theme
EU_THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/"
EU_THEMES: Final = frozenset(
    (
        *("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL"),
        *("INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"),
    )
)
OVO_CODE: Final = re.compile(r"OVO[0-9]{6}")

HAS: Final[Mapping[str, tuple[str, ...]]] = {
    "Section": (
        v.DCTERMS + "title",
        v.RA + "number",
        v.RA + "order",
        v.DCTERMS + "isPartOf",
        v.RA + "domain",
        v.RA + "theme",
    ),
    "Agency": (v.RA + "domain", v.DCTERMS + "source"),
}
NAMED_IN_TWO_LANGUAGES: Final = ("Agency", "PolicyDomain", "PolicyTheme")
MATCHES: Final = tuple(
    f"{v.SKOS}{match}Match" for match in ("exact", "close", "broad", "narrow", "related")
)
NOT_IF_EXACT: Final = tuple(f"{v.SKOS}{match}Match" for match in ("broad", "narrow", "related"))


def _incomplete(facts: Facts) -> Iterator[Finding]:
    for kind, properties in HAS.items():
        described = facts.described(kind)
        for predicate in properties:
            for subject in described.keys() - {fact.subject for fact in facts.about(predicate)}:
                message = f"{kind.lower()} {name(subject)} has no <{predicate}>"
                code = f"incomplete-{kind.lower()}"
                yield described[subject].finding(code, message, "add the missing property")


def _named_in_one_language(facts: Facts) -> Iterator[Finding]:
    named: dict[str | None, set[object]] = defaultdict(set)
    for fact in facts.about(v.SKOS + "prefLabel"):
        if isinstance(fact.value, Literal):
            named[fact.value.language].add(fact.subject)
    for kind in NAMED_IN_TWO_LANGUAGES:
        described = facts.described(kind)
        for language in ("nl", "en"):
            for subject in described.keys() - named[language]:
                message = f"{name(subject)} has no preferred label in {language}"
                remedy = f'add skos:prefLabel "…"@{language}'
                yield described[subject].finding("label-missing", message, remedy)


def _orders(facts: Facts) -> Iterator[Finding]:
    """Every section has a place of its own among those of the contents, and stands in it."""
    taken: dict[int, Fact] = {}
    remedy = f"count the sections from 1 to {SECTIONS}, without repeats"
    for fact in facts.about(v.RA + "order"):
        order = name(fact.value)
        place = int(order) if re.fullmatch(r"[0-9]{1,9}", order) else 0
        if not 1 <= place <= SECTIONS or taken.setdefault(place, fact) is not fact:
            message = f"{order} is no place in the contents of its own"
            yield fact.finding("bad-order", message, remedy)
    for before, after in pairwise(taken):
        if after < before:
            message = f"section {after} of the contents stands after section {before}"
            yield taken[after].finding("unsorted", message, "sort the sections by ra:order")
    yield from _gaps(facts, taken)


def _gaps(facts: Facts, taken: Mapping[int, Fact]) -> Iterator[Finding]:
    """Yield what the contents lack, on the line of the section after it, or of the last."""
    remedy = "restore the section"
    if not taken:
        message = f"the contents have none of their {SECTIONS} sections"
        yield facts.files[0].finding("incomplete-contents", 0, message, remedy)
        return
    for before, after in pairwise((0, *sorted(taken), SECTIONS + 1)):
        if after - before > 1:
            first, last = before + 1, after - 1
            lacking = f"{first} to {last} are" if first < last else f"{first} is"
            message = f"of the {SECTIONS} sections in the contents, {lacking} missing"
            beside = taken.get(after) or taken[before]
            yield beside.finding("incomplete-contents", message, remedy)


def _too_many_themes(facts: Facts) -> Iterator[Finding]:
    themes: dict[str, int] = defaultdict(int)
    for fact in facts.about(v.RA + "theme"):
        themes[name(fact.subject)] += 1
        if themes[name(fact.subject)] > MOST_THEMES:
            message = f"{name(fact.value)} is a theme too many of one section"
            yield fact.finding("too-many-themes", message, f"keep {MOST_THEMES} at most")


def _exact_and_not(facts: Facts) -> Iterator[Finding]:
    """An exact match is no broader, narrower or related one, in either direction (S46)."""
    exact = {(name(f.subject), name(f.value)) for f in facts.about(v.SKOS + "exactMatch")}
    for fact in (fact for predicate in NOT_IF_EXACT for fact in facts.about(predicate)):
        pair = name(fact.subject), name(fact.value)
        if pair in exact or pair[::-1] in exact:
            message = f"{pair[1]} is an exact match too"
            yield fact.finding("match-twice", message, "choose one kind of match")


def _eu_themes(facts: Facts) -> Iterator[Finding]:
    for fact in (fact for predicate in MATCHES for fact in facts.about(predicate)):
        iri = name(fact.value)
        if iri.startswith(EU_THEME) and iri.removeprefix(EU_THEME) not in EU_THEMES:
            message = f"{iri} is no data theme of the EU"
            remedy = f"choose one of {', '.join(sorted(EU_THEMES))}"
            yield fact.finding("unknown-eu-theme", message, remedy)


def _ovo_codes(facts: Facts) -> Iterator[Finding]:
    for fact in facts.about(v.ORG + "identifier"):
        if not OVO_CODE.fullmatch(name(fact.value)):
            message = f"'{name(fact.value)}' is no OVO code"
            yield fact.finding("bad-ovo-code", message, "write OVO and six digits")


def _blocks(facts: Facts) -> Iterator[Finding]:
    """A thing has one entry, and agencies stand in the order of their names in IRIs."""
    for file in facts.files:
        first: dict[str, int] = {}
        before = ""
        for iri, start in file.entries():
            if first.setdefault(iri, start) != start:
                message = f"{iri} has an entry on line {file.line_at(first[iri])} already"
                line = file.line_at(start)
                yield file.finding("entry-twice", line, message, "merge the two, or remove one")
            elif v.RA + "Agency" in facts.types.get(iri, ()):
                if iri < before:
                    message = f"{iri} stands after {before}"
                    line = file.line_at(start)
                    yield file.finding("unsorted", line, message, "sort the agencies by name")
                before = iri


RULES: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    _incomplete,
    _named_in_one_language,
    _orders,
    _too_many_themes,
    _exact_and_not,
    _eu_themes,
    _ovo_codes,
    _blocks,
)
