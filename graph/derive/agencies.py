"""Rule *mentions*: what names an agency, and where it stands in a statement's text.

Each place in a statement is a Web Annotation with a quote and a position selector
(https://www.w3.org/TR/annotation-model/#selectors), offsets in characters into ``ra:text``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from .. import vocabulary as v
from ..terms import LABEL, TITLE, A, dutch, ra, term
from .facts import agencies_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..mentions import Mention, MentionFinder
    from ..model import Report
    from .facts import Facts

Triples: TypeAlias = "Iterator[tuple[str, NamedNode, NamedNode | Literal]]"


def statement_mentions(report: Report, iri: str, finder: MentionFinder) -> Triples:
    """Yield the mentions in the statements of ``report``, each with its place."""
    for statement in report.statements:
        subject = f"{iri}/statement/{statement.position}"
        mentions = finder.find(statement.text)
        for agency in dict.fromkeys(mention.agency for mention in mentions):
            yield subject, ra("mentions"), NamedNode(agency)
        for mention in mentions:
            yield from _annotation(subject, statement.text, mention)


def other_mentions(
    reports: Iterable[Facts], titles: Mapping[str, str], finder: MentionFinder
) -> Triples:
    """Yield the mentions in sections (title and quoted text) and in titles of decisions.

    Args:
        reports: what the rules read of each report.
        titles: title of each section, by its IRI.
        finder: of the register's agencies.
    """
    named = {section: agencies_named(title, finder) for section, title in titles.items()}
    for facts in reports:
        named[facts.section] = (*named.get(facts.section, ()), *facts.section_agencies)
        for decision in facts.decisions:
            named[decision.iri] = decision.agencies
    for subject, agencies in named.items():
        for agency in agencies:
            yield subject, ra("mentions"), NamedNode(agency)


def _annotation(statement: str, text: str, mention: Mention) -> Triples:
    iri = f"{statement}/mention/{mention.start}"
    target, quote, position = (f"{iri}/{part}" for part in ("target", "quote", "position"))
    exact = text[mention.start : mention.end]
    yield from _described(iri, f"Vermelding van “{exact}”", "Annotation")
    yield iri, term(v.OA, "motivatedBy"), term(v.OA, "identifying")
    yield iri, term(v.OA, "hasBody"), NamedNode(mention.agency)
    yield iri, term(v.OA, "hasTarget"), NamedNode(target)
    yield from _described(target, f"Plaats van “{exact}”", "SpecificResource")
    yield target, term(v.OA, "hasSource"), NamedNode(statement)
    yield target, term(v.OA, "hasSelector"), NamedNode(quote)
    yield target, term(v.OA, "hasSelector"), NamedNode(position)
    yield from _described(quote, f"Aanhaling “{exact}”", "TextQuoteSelector")
    yield quote, term(v.OA, "exact"), Literal(exact)
    yield from _described(position, f"Positie van “{exact}”", "TextPositionSelector")
    yield position, term(v.OA, "start"), Literal(mention.start)
    yield position, term(v.OA, "end"), Literal(mention.end)


def _described(iri: str, label: str, kind: str) -> Triples:
    yield iri, A, term(v.OA, kind)
    yield iri, TITLE, dutch(label)
    yield iri, LABEL, dutch(label)
