"""Everything that can be found: one document a thing, from the reports and the registers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..iris import slug
from .document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..derive.facts import Facts
    from ..iris import Names
    from ..register_model import Registers
    from .listed import Listed
    from .passages import Passages


class Searched(NamedTuple):
    """One report: what the rules read of it, and its texts."""

    facts: Facts
    passages: Passages


def documents(
    reports: Sequence[Searched], names: Names, registers: Registers, listed: Listed
) -> tuple[Document, ...]:
    """Return all documents of a release, in an order that depends on their IRIs alone.

    Args:
        reports: of the release.
        names: mints IRIs under the build's base.
        registers: under the same base.
        listed: what these give to the index.
    """
    sections = {each.iri: each for each in listed.sections}
    reports = sorted(reports, key=lambda each: each.facts.report)
    about = {each.facts.report: _about(each.facts, sections, registers) for each in reports}
    return (
        *listed.entries,
        *_topics(reports, names, about),
        *_sections(reports, listed, about),
        *_statements(reports, about),
        *_decisions(reports, about),
    )


def _about(
    facts: Facts, sections: Mapping[str, Document], registers: Registers
) -> dict[str, tuple[str, ...]]:
    """Return domains and themes of a report: its section's, and those that its topics name."""
    named = (registers.themes.get(slug(lead_in)) for lead_in in facts.lead_ins)
    themes = dict.fromkeys((*registers.section_themes[facts.section], *filter(None, named)))
    return {"domain": sections[facts.section].facets["domain"], "theme": tuple(themes)}


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
    reports: Sequence[Searched],
    listed: Listed,
    about: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[Document]:
    """Yield every section, and the report on it where there is one."""
    evaluated = {each.facts.section: each for each in reports}
    for section in listed.sections:
        report = evaluated.get(section.iri)
        if report is None:
            yield section
        else:
            facts, passages = report
            named = dict.fromkeys((*section.facets["agency"], *facts.section_agencies))
            yield _report(report, section.context, about[facts.report])
            yield replace(
                section,
                text=passages.quoted,
                words=passages.quoted_words,
                facets={**section.facets, "agency": tuple(named)},
            )


def _report(report: Searched, domain: str, about: Mapping[str, tuple[str, ...]]) -> Document:
    facts, passages = report
    years = tuple(sorted({decision.day[:4] for decision in facts.decisions}))
    return Document(
        "Report",
        facts.report,
        passages.title,
        names=(passages.title,),
        context=domain,
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
    words = {iri: told for _, passages in reports for iri, told in passages.titles.items()}
    facets: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for facts, _ in reports:
        for iri in {decision.iri for decision in facts.decisions}:
            _join(facets[iri], about[facts.report])
    for iri, decision in sorted(cited.items()):
        own = {"year": (decision.day[:4],), "agency": decision.agencies, **_joined(facets[iri])}
        title = decision.title
        yield Document(
            "Decision",
            iri,
            title,
            text=title,
            day=decision.day,
            facets=own,
            words=words[iri],
        )


def _join(facets: dict[str, dict[str, None]], more: Mapping[str, tuple[str, ...]]) -> None:
    for name, values in more.items():
        facets[name].update(dict.fromkeys(values))


def _joined(facets: Mapping[str, dict[str, None]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in facets.items()}
