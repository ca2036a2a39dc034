"""Rules *topics*, *themes* and *topic-themes*: what a report is about."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from .. import vocabulary as v
from ..iris import slug
from ..terms import LABEL, TITLE, A, dutch, ra, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..iris import Names
    from .facts import Facts

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"

IN_SCHEME: Final = term(v.SKOS, "inScheme")
PREF_LABEL: Final = term(v.SKOS, "prefLabel")
ALT_LABEL: Final = term(v.SKOS, "altLabel")
BROADER: Final = term(v.SKOS, "broader")


def topics(reports: Sequence[Facts], names: Names) -> Triples:
    """Rule *topics*: lead-ins with the same slug name one topic, its label the first spelling."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for facts in reports:
        for lead_in in facts.lead_ins:
            spellings[names.topic(lead_in)].add(lead_in)
    scheme = f"{names.base}id/scheme/topics"
    yield scheme, A, term(v.SKOS, "ConceptScheme")
    for text, language in (("Onderwerpen die rapporten noemen", "nl"), ("Topics of reports", "en")):
        yield scheme, TITLE, Literal(text, language=language)
        yield scheme, LABEL, Literal(text, language=language)
    for iri, spelt in sorted(spellings.items()):
        preferred, *others = sorted(spelt)
        yield iri, A, ra("Topic")
        yield iri, A, term(v.SKOS, "Concept")
        yield iri, PREF_LABEL, dutch(preferred)
        yield iri, LABEL, dutch(preferred)
        yield iri, IN_SCHEME, NamedNode(scheme)
        for other in others:
            yield iri, ALT_LABEL, dutch(other)


def inherited_themes(
    reports: Sequence[Facts], section_themes: Mapping[str, tuple[str, ...]]
) -> Triples:
    """Rule *themes*: a report has the official themes of the section that it evaluates."""
    for facts in reports:
        for theme in section_themes[facts.section]:
            yield facts.report, ra("theme"), NamedNode(theme)


def topic_themes(
    reports: Sequence[Facts],
    names: Names,
    section_themes: Mapping[str, tuple[str, ...]],
    themes: Mapping[str, str],
) -> Triples:
    """Rule *topic-themes*: a topic labelled as a theme is narrower; its reports have the theme.

    Nothing less than the whole label will do: "Mobiliteit" is on the theme Mobiliteit, but
    "Mobiliteit van werkzoekenden" might be on work. What a report has by *themes* already is
    not said again.

    Args:
        reports: what the rules read of each.
        names: mints IRIs under the build's base.
        section_themes: official themes (IRIs) by section (IRI).
        themes: IRI of each official theme by its slug.
    """
    for facts in reports:
        for lead_in in facts.lead_ins:
            theme = themes.get(slug(lead_in))
            if theme is None:
                continue
            yield names.topic(lead_in), BROADER, NamedNode(theme)
            if theme not in section_themes[facts.section]:
                yield facts.report, ra("theme"), NamedNode(theme)
