"""What makes a register wrong, each rule a function from the facts to findings.

SHACL checks what a graph looks like when it is built; these rules come before, because what
they guard is relied upon while reports are converted, and a fault is told with the line of the
Turtle file to mend. Terms of SKOS: https://www.w3.org/TR/skos-reference/#semantic-conditions
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal

from . import register_entries
from . import vocabulary as v
from .register_facts import name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .errors import Finding
    from .register_facts import Facts
    from .register_file import Term

PREF_LABEL: Final = v.SKOS + "prefLabel"
ALT_LABEL: Final = v.SKOS + "altLabel"
PART_OF: Final = v.DCTERMS + "isPartOf"
SUCCESSOR: Final = v.DCTERMS + "isReplacedBy"

THEMIS_CODE_LISTS: Final = tuple(
    f"http://themis.vlaanderen.be/id/{path}/"
    for path in ("beleidsdomein", "beleidsveld", "concept", "concept-scheme")
)

CLASS_OF_VALUE: Final[Mapping[str, frozenset[str]]] = {
    v.RA + "theme": frozenset({v.RA + "PolicyTheme"}),
    v.RA + "domain": frozenset({v.RA + "PolicyDomain"}),
    PART_OF: frozenset({v.RA + "Section", v.RA + "Agreement"}),
    SUCCESSOR: frozenset({v.RA + "Agency"}),
    v.SKOS + "inScheme": frozenset({v.SKOS + "ConceptScheme"}),
    v.SKOS + "topConceptOf": frozenset({v.SKOS + "ConceptScheme"}),
}
TO_THEMIS: Final = (
    *(f"{v.SKOS}{match}Match" for match in ("exact", "close", "broad", "narrow", "related")),
    v.DCTERMS + "source",
)
ACYCLIC: Final = (PART_OF, SUCCESSOR, v.SKOS + "broader")
LABELS: Final = (
    *(PREF_LABEL, ALT_LABEL, v.SKOS + "hiddenLabel"),
    *(v.RA + "abbreviation", v.RA + "ambiguousLabel"),
)
UNIQUELY_LABELLED: Final = frozenset(
    v.RA + kind for kind in ("PolicyDomain", "PolicyTheme", "Agency")
)


def faults(facts: Facts, code_lists: frozenset[str]) -> tuple[Finding, ...]:
    """Return every fault of the registers, in order of file and line.

    Args:
        facts: of all registers but the ontology.
        code_lists: IRIs of the Themis concepts and schemes that are in force.
    """
    found = [finding for rule in RULES for finding in rule(facts)]
    found.extend(_not_in_force(facts, code_lists))
    return tuple(sorted(set(found)))


def _blank_nodes(facts: Facts) -> Iterator[Finding]:
    for all_of_one in facts.by_predicate.values():
        for fact in all_of_one:
            if BlankNode in (type(fact.subject), type(fact.value)):
                yield fact.finding("blank-node", "a node has no IRI", "give it an IRI of its own")


def _unresolved_links(facts: Facts) -> Iterator[Finding]:
    for predicate, classes in CLASS_OF_VALUE.items():
        expected = " or ".join(sorted(iri.removeprefix(v.RA) for iri in classes))
        for fact in facts.about(predicate):
            if facts.types.get(name(fact.value), set()).isdisjoint(classes):
                message = f"{name(fact.value)} is no {expected} that the registers describe"
                yield fact.finding("unknown-link", message, "correct the IRI, or describe it")


def _labels_of_one_thing(facts: Facts) -> Iterator[Finding]:
    """One preferred label a language (S14), which is no other label too (S13)."""
    seen: dict[tuple[str, str | None], str] = {}
    preferred: set[tuple[str, str]] = set()
    for fact in facts.about(PREF_LABEL):
        key = name(fact.subject), _language(fact.value)
        if seen.get(key, name(fact.value)) != name(fact.value):
            message = f"{key[0]} has a second preferred label in {key[1]}: {name(fact.value)}"
            yield fact.finding("label-twice", message, "keep one; make the other skos:altLabel")
        seen[key] = name(fact.value)
        preferred.add((key[0], str(fact.value)))
    for fact in facts.about(ALT_LABEL):
        if (name(fact.subject), str(fact.value)) in preferred:
            message = f"{name(fact.value)} is both preferred and other label"
            yield fact.finding("label-twice", message, "remove the skos:altLabel")


def _labels_of_two_things(facts: Facts) -> Iterator[Finding]:
    """Whatever a thing is called, no other of its kind is: names are looked up by label."""
    owner: dict[tuple[str, str], str] = {}
    for fact in (fact for predicate in LABELS for fact in facts.about(predicate)):
        subject, label = name(fact.subject), name(fact.value)
        for kind in facts.types.get(subject, ()):
            if kind in UNIQUELY_LABELLED:
                other = owner.setdefault((kind, label), subject)
                if other != subject:
                    message = f"'{label}' is a label of {other} already"
                    yield fact.finding("label-twice", message, "tell the two apart, or merge them")


def _loops(facts: Facts) -> Iterator[Finding]:
    for predicate in ACYCLIC:
        following: dict[str, list[str]] = defaultdict(list)
        for fact in facts.about(predicate):
            following[name(fact.subject)].append(name(fact.value))
        for fact in facts.about(predicate):
            if name(fact.subject) in _reached(name(fact.value), following):
                message = f"<{predicate}> leads from {name(fact.subject)} back to itself"
                yield fact.finding("loop", message, "break the loop")


def _reached(start: str, following: Mapping[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(following.get(here, ()))
    return reached


def _not_in_force(facts: Facts, code_lists: frozenset[str]) -> Iterator[Finding]:
    for predicate in TO_THEMIS:
        for fact in facts.about(predicate):
            iri = name(fact.value)
            if iri.startswith(THEMIS_CODE_LISTS) and iri not in code_lists:
                message = f"{iri} is not in force in Themis's code lists"
                yield fact.finding("unknown-themis-iri", message, "see ontology/themis.ttl")


def _language(term: Term) -> str | None:
    return term.language if isinstance(term, Literal) else None


RULES: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    _blank_nodes,
    _unresolved_links,
    _labels_of_one_thing,
    _labels_of_two_things,
    _loops,
    *register_entries.RULES,
)
