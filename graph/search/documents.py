"""Everything that can be found: one document a thing, from the reports and the registers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from .. import vocabulary as v
from ..derive.facts import agencies_named
from ..iris import slug
from ..terms import LABEL, TITLE, A, ra, term, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyoxigraph import NamedNode

    from ..derive import Facts
    from ..iris import Names
    from ..mentions import MentionFinder
    from ..register_file import Term
    from ..registers import Registers
    from .passages import Passages
    from .words import Words

FACETS: Final = ("domain", "theme", "year", "agency")
"""By what documents are told apart, beside their kind."""

_PREF_LABEL: Final = term(v.SKOS, "prefLabel")
_IDENTIFIER: Final = term(v.ORG, "identifier")
_NAMING: Final = (
    *(TITLE, _PREF_LABEL, term(v.SKOS, "altLabel"), ra("ambiguousLabel")),
    *(ra("number"), LABEL, _IDENTIFIER),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A thing that can be found.

    Attributes:
        kind: local name of its class.
        iri: its IRI.
        label: what it is called in Dutch.
        english: the same in English; empty where it has no English name.
        names: under which it is looked for, its label among them.
        text: that is searched beside its names.
        day: of a decision, ISO 8601; else empty.
        context: IRI of what it belongs to: a statement's report, a section's domain; or empty.
        facets: values by name of the facet: IRIs, and years in four digits.
        words: of the text, where they were told before.
    """

    kind: str
    iri: str
    label: str
    english: str = ""
    names: tuple[str, ...] = ()
    text: str = ""
    day: str = ""
    context: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Words | None = None


class Searched(NamedTuple):
    """One report: what the rules read of it, and its texts."""

    facts: Facts
    passages: Passages


def documents(
    reports: Sequence[Searched], names: Names, registers: Registers, finder: MentionFinder
) -> tuple[Document, ...]:
    """Return all documents of a release, in an order that depends on their IRIs alone.

    Args:
        reports: of the release.
        names: mints IRIs under the build's base.
        registers: under the same base.
        finder: of the register's agencies.
    """
    known = _Known(registers)
    reports = sorted(reports, key=lambda each: each.facts.report)
    about = {each.facts.report: _about(each.facts, known, registers) for each in reports}
    return (
        *_entries(known, registers),
        *_topics(reports, names, about),
        *_sections(reports, known, registers, finder),
        *_statements(reports, about),
        *_decisions(reports, about),
    )


class _Known:
    """What the registers say of each thing, by property."""

    def __init__(self, registers: Registers) -> None:
        self._said: dict[str, dict[NamedNode, list[Term]]] = defaultdict(dict)
        for quad in registers.quads():
            self._said[value(quad.subject)].setdefault(quad.predicate, []).append(quad.object)

    def of(self, kind: str) -> list[str]:
        """Return the IRIs of all things of a class, sorted."""
        return sorted(iri for iri, said in self._said.items() if ra(kind) in said.get(A, ()))

    def label(self, iri: str, language: str) -> str:
        """Return the label of a thing; an empty string where it has none."""
        labels = self._said[iri].get(LABEL, ())
        return next((value(each) for each in labels if _language(each) == language), "")

    def names(self, iri: str) -> tuple[str, ...]:
        """Return all names of a thing, each once."""
        said = self._said[iri]
        return tuple(dict.fromkeys(value(name) for each in _NAMING for name in said.get(each, ())))

    def values(self, iri: str, name: str) -> tuple[str, ...]:
        """Return the values of a property of ours."""
        return tuple(value(each) for each in self._said[iri].get(ra(name), ()))


def _language(node: Term) -> str | None:
    return getattr(node, "language", None)


def _about(facts: Facts, known: _Known, registers: Registers) -> dict[str, tuple[str, ...]]:
    """Return domains and themes of a report: its section's, and those that its topics name."""
    named = (registers.themes.get(slug(lead_in)) for lead_in in facts.lead_ins)
    themes = dict.fromkeys((*registers.section_themes[facts.section], *filter(None, named)))
    return {"domain": known.values(facts.section, "domain"), "theme": tuple(themes)}


def _entries(known: _Known, registers: Registers) -> Iterator[Document]:
    """Yield what the registers hold beside sections."""
    facets = {"PolicyDomain": "domain", "PolicyTheme": "theme", "Agency": "agency"}
    for kind, facet in facets.items():
        for iri in known.of(kind):
            own: dict[str, tuple[str, ...]] = {facet: (iri,)}
            if kind == "Agency":
                own["domain"] = known.values(iri, "domain")
            label, english = known.label(iri, "nl"), known.label(iri, "en")
            yield Document(kind, iri, label, english, known.names(iri), facets=own)


def _topics(
    reports: Sequence[Searched], names: Names, about: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[Document]:
    spellings: dict[str, set[str]] = defaultdict(set)
    facets: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for facts, _ in reports:
        for lead_in in facts.lead_ins:
            iri = names.topic(lead_in)
            spellings[iri].add(lead_in)
            _join(facets[iri], about[facts.report])
    for iri, spelt in sorted(spellings.items()):
        label, *others = sorted(spelt)
        yield Document("Topic", iri, label, names=(label, *others), facets=_joined(facets[iri]))


def _sections(
    reports: Sequence[Searched], known: _Known, registers: Registers, finder: MentionFinder
) -> Iterator[Document]:
    """Yield every section, and the report on it where there is one."""
    evaluated = {each.facts.section: each for each in reports}
    for iri, themes in registers.section_themes.items():
        label, domain = known.label(iri, "nl"), known.values(iri, "domain")
        facets = {"domain": domain, "theme": themes, "agency": agencies_named(label, finder)}
        report = evaluated.get(iri)
        quoted, words = "", None
        if report:
            facts, passages = report
            quoted, words = passages.quoted, passages.quoted_words
            facets["agency"] = tuple(dict.fromkeys((*facets["agency"], *facts.section_agencies)))
            yield _report(report, domain, _about(facts, known, registers))
        names = known.names(iri)
        yield Document("Section", iri, label, "", names, quoted, "", domain[0], facets, words)


def _report(
    report: Searched, domain: Sequence[str], about: Mapping[str, tuple[str, ...]]
) -> Document:
    facts, passages = report
    years = tuple(sorted({decision.day[:4] for decision in facts.decisions}))
    return Document(
        "Report",
        facts.report,
        passages.title,
        names=(passages.title,),
        context=domain[0],
        facets={**about, "year": years},
    )


def _statements(
    reports: Sequence[Searched], about: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[Document]:
    for facts, passages in reports:
        for position, text, years, agencies, words in passages.statements:
            yield Document(
                "Statement",
                f"{facts.report}/statement/{position}",
                f"{passages.title}, uitspraak {position}",
                text=text,
                context=facts.report,
                facets={**about[facts.report], "year": years, "agency": agencies},
                words=words,
            )


def _decisions(
    reports: Sequence[Searched], about: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[Document]:
    cited = {decision.iri: decision for facts, _ in reports for decision in facts.decisions}
    facets: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for facts, _ in reports:
        for iri in {decision.iri for decision in facts.decisions}:
            _join(facets[iri], about[facts.report])
    for iri, decision in sorted(cited.items()):
        own = {"year": (decision.day[:4],), "agency": decision.agencies, **_joined(facets[iri])}
        title = decision.title
        yield Document("Decision", iri, title, text=title, day=decision.day, facets=own)


def _join(facets: dict[str, dict[str, None]], more: Mapping[str, tuple[str, ...]]) -> None:
    for name, values in more.items():
        facets[name].update(dict.fromkeys(values))


def _joined(facets: Mapping[str, dict[str, None]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in facets.items()}
