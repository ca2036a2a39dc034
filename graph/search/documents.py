"""Everything that can be found: one document a thing, from the reports and the registers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..iris import slug
from .document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..derive.facts import DecisionFacts, Facts
    from ..iris import Names
    from ..register_model import Registers
    from .listed import Listed
    from .passages import Passages


Facets: TypeAlias = "Mapping[str, tuple[str, ...]]"
"""Values by name of the facet."""


class Searched(NamedTuple):
    """One report, as far as that can be told without the others.

    Attributes:
        facts: what the rules read of it.
        passages: its texts.
        about: its domains and themes.
        own: it itself, and what is found of its statements.
        section: its section, as the report quotes it.
    """

    facts: Facts
    passages: Passages
    about: Facets
    own: tuple[Document, ...]
    section: Document


def searched(facts: Facts, passages: Passages, section: Document, registers: Registers) -> Searched:
    """Return what is searched of one report.

    Args:
        facts: what the rules read of it.
        passages: its texts.
        section: what the registers list of the section that it evaluates.
        registers: under the build's base.
    """
    named = (registers.themes.get(slug(lead_in)) for lead_in in facts.lead_ins)
    themes = dict.fromkeys((*registers.section_themes[facts.section], *filter(None, named)))
    about = {"domain": section.facets["domain"], "theme": tuple(themes)}
    report = _report(facts, passages, section.context, about)
    own = (report, *_statements(facts, passages, about))
    return Searched(facts, passages, about, own, _quoted(section, facts, passages))


def documents(reports: Sequence[Searched], names: Names, listed: Listed) -> tuple[Document, ...]:
    """Return all documents of a release, in an order that depends on their IRIs alone.

    Args:
        reports: of the release.
        names: mints IRIs under the build's base.
        listed: what the registers give to the index.
    """
    reports = sorted(reports, key=lambda each: each.facts.report)
    quoted = {each.section.iri: each.section for each in reports}
    return (
        *listed.entries,
        *_topics(reports, names),
        *(quoted.get(each.iri, each) for each in listed.sections),
        *chain.from_iterable(each.own for each in reports),
        *_decisions(reports),
    )


def _topics(reports: Sequence[Searched], names: Names) -> Iterator[Document]:
    spellings: dict[str, set[str]] = defaultdict(set)
    about: dict[str, list[Facets]] = defaultdict(list)
    for each in reports:
        for lead_in in each.facts.lead_ins:
            iri = names.topic(lead_in)
            spellings[iri].add(lead_in)
            about[iri].append(each.about)
    for iri, spelt in sorted(spellings.items()):
        label, *others = sorted(spelt)
        yield Document("Topic", iri, label, names=(label, *others), facets=_joined(about[iri]))


def _quoted(section: Document, facts: Facts, passages: Passages) -> Document:
    named = dict.fromkeys((*section.facets["agency"], *facts.section_agencies))
    return replace(
        section,
        text=passages.quoted,
        words=passages.quoted_words,
        facets={**section.facets, "agency": tuple(named)},
    )


def _report(facts: Facts, passages: Passages, domain: str, about: Facets) -> Document:
    years = tuple(sorted({decision.day[:4] for decision in facts.decisions}))
    return Document(
        "Report",
        facts.report,
        passages.title,
        names=(passages.title,),
        context=domain,
        facets={**about, "year": years},
    )


def _statements(facts: Facts, passages: Passages, about: Facets) -> Iterator[Document]:
    for position, text, years, agencies, words in passages.statements:
        yield Document(
            "Statement",
            f"{facts.report}/statement/{position}",
            f"{passages.title}, uitspraak {position}",
            text=text,
            context=facts.report,
            facets={**about, "year": years, "agency": agencies},
            words=words,
        )


def _decisions(reports: Sequence[Searched]) -> Iterator[Document]:
    words = {iri: told for each in reports for iri, told in each.passages.titles.items()}
    cited: dict[str, DecisionFacts] = {}
    about: dict[str, list[Facets]] = defaultdict(list)
    for each in reports:
        for decision in each.facts.decisions:
            cited[decision.iri] = decision
            about[decision.iri].append(each.about)
    for iri, decision in sorted(cited.items()):
        title = decision.title
        yield Document(
            "Decision",
            iri,
            title,
            text=title,
            day=decision.day,
            facets={
                "year": (decision.day[:4],),
                "agency": decision.agencies,
                **_joined(about[iri]),
            },
            words=words[iri],
        )


def _joined(about: Sequence[Facets]) -> Facets:
    """Return the domains and themes of all of some reports; most often it is one."""
    first, *others = about
    if not others:
        return first
    return {name: tuple(dict.fromkeys(chain(*(each[name] for each in about)))) for name in first}
