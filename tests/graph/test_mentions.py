"""Which agencies a text names, where, and what only looks like one."""

from __future__ import annotations

import time
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from akkoord.graph.mention_labels import Case, agency_labels, folded, plain
from akkoord.graph.mentions import MentionFinder
from akkoord.graph.registers import load_registers
from akkoord.graph.vocabulary import DEFAULT_BASE

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
SMALL = """
PREFIX agency: <https://example.org/id/agency/>
PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
agency:fit skos:prefLabel "Agentschap Uitvoer"@nl, "Go Abroad"@en ; ra:abbreviation "FIT" .
agency:bos skos:prefLabel "Natuur en Bos"@nl .
agency:werken skos:prefLabel "Departement Werken"@nl ; ra:ambiguousLabel "MOW", "Werken en Wegen" .
<https://example.org/id/scheme/kinds> skos:prefLabel "Soorten"@nl .
"""


@cache
def register():
    return MentionFinder(
        quad
        for each in load_registers(DEFAULT_BASE).registers
        if each.name == "agencies"
        for quad in each.quads
    )


@cache
def small():
    return MentionFinder(parse(input=SMALL, format=RdfFormat.TURTLE))


def named(text):
    return [mention.agency.rpartition("/")[2] for mention in register().find(text)]


def quoted(text, finder=None):
    return [text[each.start : each.end] for each in (finder or register()).find(text)]


def test_a_mention_tells_agency_place_and_label():
    text = "De kantoren van FIT in Azië"
    (mention,) = small().find(text)
    assert mention.agency == "https://example.org/id/agency/fit"
    assert (mention.start, mention.end, mention.label) == (16, 19, "FIT")


def test_a_text_without_an_agency_has_no_mentions():
    assert register().find("De regering houdt woord.") == ()
    assert register().find("") == ()


@pytest.mark.parametrize(
    "text", ["fit blijven", "Fit for 55", "FITNESS", "FIT4Growth", "profit", "OUTFIT", "FITte"]
)
def test_what_only_holds_an_abbreviation_is_no_mention(text):
    assert quoted(text, small()) == []


@pytest.mark.parametrize(
    "text", ["FIT", "(FIT)", "FIT-kantoor", "FIT's kantoren", "FIT’s netwerk", "VLAIO/FIT", "“FIT”"]
)
def test_an_abbreviation_is_found_in_compounds_and_genitives(text):
    assert quoted(text, small()) == ["FIT"]


def test_a_name_with_a_word_for_a_body_is_found_in_any_case():
    assert quoted("het agentschap uitvoer", small()) == ["agentschap uitvoer"]


def test_another_name_needs_its_capitals():
    assert quoted("Natuur en Bos groeit", small()) == ["Natuur en Bos"]
    assert quoted("natuur en bos groeien", small()) == []


def test_an_english_name_is_no_label_of_dutch_texts():
    assert quoted("Go Abroad", small()) == []


def test_an_ampersand_stands_for_and():
    assert quoted("Natuur & Bos", small()) == ["Natuur & Bos"]


def test_what_is_no_agency_in_the_register_is_not_found():
    assert quoted("Soorten", small()) == []


def test_the_longest_label_counts():
    assert named("het Agentschap Opgeroepen") == []
    assert named("Vlaams Agentschap Innoveren en Ondernemen") == [
        "agentschap-innoveren-en-ondernemen"
    ]
    assert named("Agentschap Opgroeien regie") == ["opgroeien-regie"]
    assert named("Wonen-Vlaanderen, nadien Agentschap Wonen in Vlaanderen") == [
        "wonen-vlaanderen",
        "wonen-in-vlaanderen",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Vlaams Agentschap voor Internationaal Ondernemen (FIT)",
        "FIT (Flanders Investment & Trade)",
        "Flanders Investment & Trade (FIT) ",
    ],
)
def test_an_abbreviation_in_brackets_belongs_to_its_name(text):
    assert named(text) == ["flanders-investment-trade"]


def test_an_abbreviation_later_in_the_text_is_a_mention_of_its_own():
    assert named("VDAB (dat is de VDAB)") == ["vdab", "vdab"]


@pytest.mark.parametrize(
    "text",
    [
        "het departement MOW",
        "de departementen Omgeving en MOW",
        "departement Mobiliteit en Openbare Werken (MOW)",
        "uitbesteed door MOW",
        "overleg tussen AWV en MOW",
        "MOW en AWV leggen haltes aan",
        "de secretaris-generaal van MOW",
        "het MOW-departement",
        "MOW kreeg extra middelen",
    ],
)
def test_an_ambiguous_abbreviation_counts_where_a_department_is_meant(text):
    assert "departement-mobiliteit-en-openbare-werken" in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "het beleidsdomein MOW",
        "de beleidsdomeinen EWI en MOW worden samengevoegd",
        "Verzameldecreet MOW wordt goedgekeurd",
        "inzetten middelen MOW",
        "het kabinet MOW is verhuisd",
        "beleidsdomein Mobiliteit en Openbare Werken (MOW)",
    ],
)
def test_an_ambiguous_abbreviation_is_no_department_in_a_policy_domain_or_law(text):
    assert named(text) == []


def test_a_plural_heads_a_list_of_ambiguous_names():
    text = (
        "de departementen Economie, Wetenschap en Innovatie (EWI) en Werk en Sociale Economie (WSE)"
    )
    assert named(text) == [
        "departement-economie-wetenschap-en-innovatie",
        "departement-werk-en-sociale-economie",
    ]


def test_an_ambiguous_name_that_goes_on_is_another_body():
    assert named("vzw Integratie en Inburgering Antwerpen") == []
    assert named("agentschap Integratie en Inburgering") == ["agentschap-integratie-en-inburgering"]


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("Onroerend Erfgoed subsidieert de restauratie.", ["agentschap-onroerend-erfgoed"]),
        ("Onroerend erfgoed verdient een tweede leven.", []),
        ("de minister van Onroerend Erfgoed kreeg een delegatie", []),
        ("Wetenschap en Innovatie en Landbouw en Visserij worden samengevoegd", []),
    ],
)
def test_an_ambiguous_phrase_counts_as_somebody_who_acts(text, agencies):
    assert named(text) == agencies


def test_an_ordinary_word_at_the_start_of_a_sentence_may_be_no_name():
    assert named("Opgroeien in armoede is hard. Opgroeien lanceerde een oproep.") == ["opgroeien"]
    assert named("de cluster Opgroeien") == []


@pytest.mark.parametrize(
    "text",
    ["Inter-universitaire samenwerking", "Inter- en intramurale zorg", "Inter en intra verbinden"],
)
def test_a_prefix_is_not_the_body_of_that_name(text):
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    ["Inter ondersteunt steden", "Inter en de steden", "via Inter en VDAB", "een Inter-toets"],
)
def test_a_name_that_is_a_prefix_too_is_found_where_it_is_a_name(text):
    assert named(text)[0] == "inter"


def test_subjects_after_a_law_are_what_it_is_on():
    assert named("het decreet Natuur en Bos") == []
    assert named("het Verzamelbesluit 'Natuur & Bos'") == []
    assert named("het besluit van Natuur en Bos") == ["agentschap-natuur-en-bos"]
    assert named("een decreet voor De Lijn, het decreet Vlaamse Waterweg") == [
        "de-lijn",
        "de-vlaamse-waterweg",
    ]


def test_what_readers_are_told_to_be_is_no_body():
    assert named("Wees FIT! 'Blijf FIT'") == []
    assert named("Daarbij wees FIT op de kansen. Word VDAB-coach.") == [
        "flanders-investment-trade",
        "vdab",
    ]


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("dept. Omgeving", ["departement-omgeving"]),
        ("Dept. EWI", ["departement-economie-wetenschap-en-innovatie"]),
        ("het dept Financiën & Begroting", ["departement-financien-en-begroting"]),
        (
            "de depts. Omgeving en WVG",
            ["departement-omgeving", "departement-welzijn-volksgezondheid-en-gezin"],
        ),
    ],
)
def test_a_department_may_be_abbreviated(text, agencies):
    assert named(text) == agencies


def test_a_letter_after_a_slash_tells_one_body_from_another():
    assert named("bij PMV/Z, PMV/z en PMV") == ["pmv-z", "pmv-z", "pmv"]


def test_a_preferred_label_names_its_body():
    assert named("de Vlaams Bouwmeester begeleidt scholenbouw") == ["vlaams-bouwmeester"]
    assert named("de Vlaamse Bouwmeester") == []


def test_a_register_without_agencies_finds_nothing():
    assert MentionFinder(()).find("FIT en VDAB \0") == ()


def test_one_of_a_kind_is_not_the_body_of_that_name():
    assert named("een digitaal Vlaanderen, een Digitaal Vlaanderen") == []
    assert named("een Vlaams energiebedrijf investeert in wind") == []
    assert named("de oprichting van een Vlaams Energiebedrijf") == ["vlaams-energiebedrijf"]
    assert named("een agentschap Landbouw & Zeevisserij") == ["agentschap-landbouw-en-zeevisserij"]


def test_a_namesake_of_another_authority_is_another_body():
    assert named("Fonds voor Wetenschappelijk Onderzoek van de Franse Gemeenschap") == []
    assert named("Het Woningfonds van het Brusselse gewest") == []
    assert named("Leningen van het Woningfonds") == ["vlaams-woningfonds"]


@pytest.mark.parametrize("form", ["BV", "bv"])
def test_a_legal_form_before_an_ambiguous_name_makes_a_body_of_it(form):
    assert named(f"{form} Flanders Technology & Innovation") == ["flanders-technology-innovation"]


def test_an_abbreviation_in_brackets_settles_what_its_name_means():
    assert named("Sector Gemeenschapsonderwijs (GO!): verkiezingen") == ["go"]
    assert named("Beleidsdomein Mobiliteit en Openbare Werken (MOW)") == []


@pytest.mark.parametrize(
    "text",
    ["Oprichting VPM", "Raad van bestuur van de VPM: vervanging", "Opheffing VPM"],
)
def test_what_only_a_body_has_makes_one_of_an_ambiguous_abbreviation(text):
    assert named(text) == ["vlaamse-participatiemaatschappij"]
    assert named("De VPM-norm") == []


def test_a_bracket_may_add_a_second_body():
    text = "naamswijziging Opgroeien (regie)"
    assert named(text) == ["opgroeien", "opgroeien-regie"]
    assert named("toneel (regie)") == []


def test_a_word_that_the_source_broke_is_found_where_it_stands():
    text = "het Agent-schap Justitie en Hand-having en de VDAB"
    assert quoted(text) == ["Agent-schap Justitie en Hand-having", "VDAB"]


def test_a_letter_that_grows_when_small_moves_no_offset():
    text = "İstanbul, İzmir: Agentschap Uitvoer"
    assert quoted(text, small()) == ["Agentschap Uitvoer"]


@given(st.text(alphabet=st.sampled_from("FIT MOWen-&'’()İAgsBb.,"), max_size=40))
def test_mentions_are_in_order_and_within_the_text(text):
    mentions = small().find(text)
    places = [(each.start, each.end) for each in mentions]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text):
    assert len(folded(plain(text))) == len(text)


def test_a_label_stated_as_ambiguous_is_so_however_else_it_is_stated():
    turtle = SMALL + 'agency:werken skos:altLabel "MOW"@nl .'
    labels = agency_labels(parse(input=turtle, format=RdfFormat.TURTLE))
    assert {each.text: each.ambiguous for each in labels}["MOW"]


def test_the_case_of_a_label_follows_from_its_words():
    labels = agency_labels(parse(input=SMALL, format=RdfFormat.TURTLE))
    cases = {each.text: each.case for each in labels}
    assert cases["FIT"] is Case.EXACT
    assert cases["Natuur en Bos"] is Case.CAPITALS_STAY
    assert cases["Agentschap Uitvoer"] is Case.ANY


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports stand beside the repository only")
def test_all_published_reports_are_read_within_a_second():
    lines = [
        line
        for file in REPORTS.rglob("*.md")
        for line in file.read_text("utf-8").splitlines()
        if line
    ]
    find = register().find
    start = time.process_time()
    found = sum(len(find(line)) for line in lines)
    # Measured at 0.13 s; the margin is for a loaded machine.
    assert time.process_time() - start < 1
    assert found > 300
