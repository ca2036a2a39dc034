"""What titles say of kinds and files. The titles are real, some of them cut short."""

from __future__ import annotations

import pytest

from akkoord.graph.derive.decisions import same_file, same_title
from akkoord.graph.derive.facts import DecisionFacts, Facts
from akkoord.graph.derive.titles import KINDS, file_named, kinds_named

KINDS_OF = {
    "Aanpassing boscompensatiemechanisme": ("amendment",),
    "Zorgraden: wijzigingsbesluiten": ("amendment",),
    "Knelpuntpremie voor niet-beroepsactieven: wijzingsbesluit": ("amendment",),
    "Agentschap Integratie en Inburgering: jaarverslag 2020": ("annual-report",),
    "Raad voor Vergunningsbetwistingen: benoeming bestuursrechters": ("appointment",),
    "Strategische Adviesraad voor Landbouw en Visserij (SALV): vervanging lid": ("appointment",),
    "Begrotingscontrole 2020": ("budget",),
    "Herverdeling provisioneel krediet VIA-5": ("budget",),
    "Herverdeling provisioneel krediet: Subsidie Ecoom": ("budget", "grant"),
    "Projectoproep Noodwoningen 2023": ("call",),
    "Vaststelling regels thematische oproep voor circulaire economie": ("call",),
    "Conceptnota: “De Vlaamse overheid dynamiseren via 5-sporenbeleid”": ("concept-note",),
    "Samenwerkingsovereenkomst 2024-2028 Vlaams EnergieBedrijf": ("cooperation-agreement",),
    "Ontwerpdecreet Open Scholen": ("draft-decree",),
    "Fusie Luchtavenontwikkelingsmaatschappijen: ontwerp van wijzigingsdecreet": (
        "amendment",
        "draft-decree",
    ),
    "Definitieve goedkeuring Brownfieldconvenant 136. Gullegem – IMHO": ("final-approval",),
    "Provincie Oost-Vlaanderen: subsidie fietsbrug Deinze": ("grant",),
    "Water-Land-Schap 2.0: subsidiebesluiten": ("grant",),
    "Werkingssubsidies in het kader van het Kunstendecreet": ("grant",),
    "1 miljoen euro strategische ecologiesteun aan Agfa-Gevaert nv in Mortsel": ("grant",),
    "Luchtbeleidsplan 2030": ("plan",),
    "Vlaams actieplan ter bestrijding van seksueel geweld": ("plan",),
    "Voorontwerp van decreet Leersteun": ("preliminary-draft",),
    "Principiële goedkeuring Brownfieldconvenant 50. Gent – UCB site": ("principle-approval",),
    "Bekrachtiging en afkondiging decreet integriteitsbeoordeling": ("promulgation",),
    "Visienota 'Vlaanderen en het Noorden'": ("vision-note",),
}

OF_NO_KIND = (
    "Inwerkingtreding wijzigingsbesluit integratie en inburgering",
    "Wijziging Belgisch Scheepvaartwetboek: standpuntbepaling",
    "Aanwijzing dienst belast met de operationalisering van de sociale kaart",
    "Uitbreiding reikwijdte bescherming tegen ontslag of andere nadelige maatregelen",
    "Verdeling provinciale investeringsmiddelen begrotingsjaar 2021",
    "Projectoproep 'Natuur in je school' 2023: bijkomend budget",
    "Toekenning financiering laureaten projectoproep ‘Natuur in je school’",
    "Tijdelijke versterking personeel in kader flankerend beleid en conceptnota PAS",
    "Schriftelijke vraag van 10 februari 2021, betreffende Subsidiereglementen",
    "Nota aan het Overlegcomité: “Subsidies van de Franse Gemeenschap aan organisaties”",
    "Bekrachtigingsdecreet MIA-infrastructuurwerken",
    "Subsidiëring wolfwerende maatregelen",
    "Regels toekenning werkingssubsidies Vlaams-Brusselse partnerorganisaties",
    "Voorschriften subsidies voor aanplanten en onderhoud van boslandbouwsystemen",
    "Impulsprogramma binnenvaart: subsidieregeling",
    "Plan Vlaamse Veerkracht: Zorgzame buurten",
    "Opstart planningsproces gewestelijk ruimtelijk uitvoeringsplan ‘Ringpark Zuid’",
    "Voorontwerp van programmanota ter bevordering van de energietransitie",
    "Uitvoeringsbesluit voorontwerp decreet leersteun",
)

ONE_FILE = (
    ("Decreet Leersteun", "Voorontwerp van decreet Leersteun"),
    ("Wonen in eigen streek: ontwerpdecreet", "Decreet Wonen in eigen streek"),
    ("Opheffing VHRM: wijzigingsdecreet", "Wijzigingsdecreet opheffing VHRM"),
    ("Slachtofferzorg Brussel: definitieve goedkeuring", "Slachtofferzorg - Brussel"),
    (
        "Uitvoering en de juridische eerstelijnsbijstand",
        "Uitvoering juridische eerstelijnsbijstand",
    ),
    (
        "Bekrachting en afkondiging wijzigingsdecreet Digitale vorm",
        "Wijzigingsdecreet digitale vorm",
    ),
)

TWO_FILES = (
    ("Wijziging Havendecreet", "Havendecreet"),
    ("Decreet Leersteun", "Uitvoeringsbesluit decreet Leersteun"),
    ("Optimalisatie procedures: wijzigingsdecreet", "Optimalisatie procedures: wijzigingsbesluit"),
    ("Projectoproep Noodwoningen 2022", "Projectoproep Noodwoningen 2023"),
    (
        "Fusie Departement Welzijn tot Departement Zorg",
        "Fusie Departement Welzijn tot Departement Welzijn en Zorg",
    ),
)


@pytest.mark.parametrize(("title", "kinds"), KINDS_OF.items())
def test_a_title_tells_its_kinds(title: str, kinds: tuple[str, ...]) -> None:
    assert kinds_named(title) == kinds


@pytest.mark.parametrize("title", OF_NO_KIND)
def test_a_title_that_is_not_sure_tells_no_kind(title: str) -> None:
    assert kinds_named(title) == ()


def test_every_kind_has_a_title_here() -> None:
    assert {kind for kinds in KINDS_OF.values() for kind in kinds} == {kind.name for kind in KINDS}


def test_the_name_of_something_does_not_tell_what_a_decision_is() -> None:
    assert kinds_named("Projectoproep ‘Masterplan Toegankelijke haltes’") == ("call",)
    assert kinds_named("Visienota 'wijziging van het decreet over sport'") == ("vision-note",)
    assert kinds_named("Programma’s: wijzigingsbesluit, zoals foto's") == ("amendment",)


@pytest.mark.parametrize(("one", "other"), ONE_FILE)
def test_stage_order_and_small_words_do_not_part_a_file(one: str, other: str) -> None:
    assert file_named(one) == file_named(other)


@pytest.mark.parametrize(("one", "other"), TWO_FILES)
def test_what_is_on_something_else_is_another_file(one: str, other: str) -> None:
    assert file_named(one) != file_named(other)


def links(*decided: tuple[str, str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return, by place in the list, which decision follows which: by title, and by file."""
    decisions = tuple(
        DecisionFacts(f"urn:{number}", title, day, f"urn:meeting:{day}", (), *file_named(title), ())
        for number, (day, title) in enumerate(decided)
    )
    reports = [Facts("urn:report", "urn:section", (), (), decisions)]
    by_title, by_file = (
        sorted((int(later[4:]), int(earlier.value[4:])) for later, _, earlier in rule(reports))
        for rule in (same_title, same_file)
    )
    return by_title, by_file


def test_a_title_that_recurs_every_year_makes_a_series() -> None:
    title = "Nieuwe opleidingsprofielen volwassenenonderwijs"
    by_title, by_file = links(("2022-01-14", title), ("2023-05-26", title), ("2022-06-03", title))
    assert by_title == [(1, 2), (2, 0)]
    assert by_file == []


def test_a_file_is_followed_from_preliminary_draft_to_decree() -> None:
    by_title, by_file = links(
        ("2022-07-08", "Voorontwerp van decreet Leersteun"),
        ("2022-11-18", "Voorontwerp van decreet Leersteun"),
        ("2023-03-10", "Ontwerpdecreet Leersteun"),
        ("2023-05-05", "Decreet Leersteun"),
    )
    assert by_title == [(1, 0)]
    assert by_file == [(2, 1), (3, 2)]


def test_a_title_that_tells_no_form_goes_with_the_only_form() -> None:
    _, by_file = links(
        ("2020-11-27", "Optimalisatie procedures"),
        ("2021-01-22", "Optimalisatie procedures: wijzigingsdecreet"),
    )
    assert by_file == [(1, 0)]


def test_a_decree_and_an_order_on_one_subject_are_two_files() -> None:
    assert links(
        ("2021-09-03", "Oprichting Agentschap Justitie en Handhaving"),
        ("2021-11-19", "Oprichting Agentschap Justitie en Handhaving: wijzigingsbesluiten"),
        ("2022-01-14", "Oprichting Agentschap Justitie en Handhaving: wijzigingsdecreet"),
    ) == ([], [])


def test_two_texts_at_one_meeting_are_two_files_and_neither_is_first() -> None:
    by_title, by_file = links(
        ("2022-03-11", "Decreet maatregelen lerarenambt"),
        ("2022-03-11", "Maatregelen lerarenambt"),
        ("2022-05-13", "Decreet maatregelen lerarenambt"),
        ("2022-09-09", "Maatregelen lerarenambt"),
    )
    assert by_title == [(2, 0), (3, 1)]
    assert by_file == []


def test_titles_that_differ_are_not_linked_over_more_than_a_year() -> None:
    first = ("2022-05-20", "Rechtspositieregeling lokale besturen")
    later = "Rechtspositieregeling lokale besturen: wijzigingsbesluit"
    assert links(first, ("2023-05-20", later)) == ([], [(1, 0)])
    assert links(first, ("2023-05-21", later)) == ([], [])
