"""What is found of reports: their own things as each tells them, decisions as all of them do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from akkoord.graph.derive.facts import DecisionFacts, Facts
from akkoord.graph.search.documents import Searched, documents, searched
from akkoord.graph.search.listed import Listed, listed
from akkoord.graph.search.passages import Passage, Passages
from akkoord.graph.search.words import words_of
from akkoord.graph.vocabulary import DEFAULT_BASE
from akkoord.graph.workshop import workshop

if TYPE_CHECKING:
    from akkoord.graph.search.document import Document
    from akkoord.graph.workshop import Workshop

DECISION = f"{DEFAULT_BASE}id/decision/2021-06-18/plan-1"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return what reports are converted with."""
    return workshop(DEFAULT_BASE, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def known(shop: Workshop) -> Listed:
    """Return what the registers give to the index."""
    return listed(shop.registers, shop.finder)


def section_of(known: Listed, domain: str) -> Document:
    return next(each for each in known.sections if f"/{domain}/" in each.iri)


def report_on(section: Document, shop: Workshop, lead_ins: tuple[str, ...] = ()) -> Searched:
    """Return a report on a section, of one statement, that cites :data:`DECISION`."""
    decision = DecisionFacts(DECISION, "Plan", "2021-06-18", "", (), "", "", ())
    iri = section.iri.replace("/section/", "/report/")
    facts = Facts(iri, section.iri, ("x:agency",), lead_ins, (decision,))
    statement = Passage(1, "Een zin.", ("2021",), (), words_of("Een zin."))
    titles = {DECISION: words_of("Plan")}
    quoted = "De tekst."
    passages = Passages("Titel", quoted, words_of(quoted), (statement,), titles)
    return searched(facts, passages, section, shop.registers)


def test_what_a_report_tells_alone_is_found_under_its_domain(shop: Workshop, known: Listed) -> None:
    section = section_of(known, "brussel")
    told = report_on(section, shop)
    assert [each.kind for each in told.own] == ["Report", "Statement"]
    assert {each.facets["domain"] for each in told.own} == {(section.context,)}
    assert told.own[1].iri == f"{told.facts.report}/statement/1"
    assert told.section.text == "De tekst."
    assert "x:agency" in told.section.facets["agency"]


def test_a_decision_that_two_reports_cite_is_found_under_both_domains(
    shop: Workshop, known: Listed
) -> None:
    sections = [section_of(known, domain) for domain in ("wonen", "brussel")]
    made = documents([report_on(each, shop) for each in sections], shop.names, known)
    (decision,) = (each for each in made if each.kind == "Decision")
    assert decision.iri == DECISION
    assert set(decision.facets["domain"]) == {each.context for each in sections}
    assert decision.facets["year"] == ("2021",)


def test_a_section_is_found_once_with_the_text_that_a_report_quotes(
    shop: Workshop, known: Listed
) -> None:
    section = section_of(known, "brussel")
    made = documents([report_on(section, shop)], shop.names, known)
    found = [each for each in made if each.kind == "Section"]
    assert len(found) == len(known.sections)
    assert [each.iri for each in found if each.text] == [section.iri]


def test_a_topic_is_found_by_all_its_spellings_and_whatever_the_order_of_reports(
    shop: Workshop, known: Listed
) -> None:
    reports = [
        report_on(section_of(known, "wonen"), shop, ("Digitale dienst",)),
        report_on(section_of(known, "brussel"), shop, ("Digitale Dienst",)),
    ]
    made = documents(reports, shop.names, known)
    (topic,) = (each for each in made if each.kind == "Topic")
    assert set(topic.names) == {"Digitale dienst", "Digitale Dienst"}
    again = documents(reports[::-1], shop.names, known)
    assert [each.iri for each in again] == [each.iri for each in made]
