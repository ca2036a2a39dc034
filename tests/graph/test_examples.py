"""The embedded example reports: every form of the input, in our own words."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pyoxigraph
import pytest

from akkoord.graph.errors import Finding
from akkoord.graph.iris import slug
from akkoord.graph.model import Report, Role, SourceFile
from akkoord.graph.registers import load_registers
from akkoord.graph.reports import Contents
from akkoord.graph.reports.parsing import parse
from akkoord.graph.vocabulary import DEFAULT_BASE

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "graph" / "examples"

FIT = (
    "Buitenlands beleid en toerisme/Een doorgedreven internationalisering van de Vlaamse economie/"
    "FIT promoot Vlaanderen wereldwijd als innovatieve topregio.md"
)
ADOPTION = "Welzijn/Concrete voorstellen/Werf 1_ Welzijn en gezin/Adoptie.md"
AGRICULTURE = "Landbouw en visserij/Vlaamse administratie_ versterken door te hervormen.md"
ANIMALS = "Dierenwelzijn.md"
BICYCLE = "Mobiliteit en openbare werken/Fiets.md"
BRUSSELS = "Brussel/Vlaamse dienstverlening.md"
BUDGET = "Financien en begroting/Prestatiebegroting.md"
CULTURE = "Cultuur, jeugd en sport/Uitdagingen en visie.md"
ECONOMY = "Omgeving/Circulaire samenleving/Concrete maatregelen/Economie.md"
ENFORCEMENT = (
    "Justitie/Dankzij een krachtdadige en gestroomlijnde bestuurlijke handhaving/"
    "Zorgvuldige implementatie van het Kaderdecreet Bestuurlijke Handhaving en een "
    "stroomlijning van de bestuurlijke handhaving.md"
)
EUROPE = (
    "Economie en innovatie/Investeren in gunstige omgevings factoren voor het Vlaamse "
    "O&O&I systeem/De Europese kadervoorwaarden.md"
)
HOUSING = "Wonen/Concrete voorstellen/Eigendomsverwerving wordt verder ondersteund.md"
INTEGRATION = (
    "Inburgering en integratie/Concrete voorstellen/"
    "inburgeringsbeleid bestaat inmiddels reeds 15 jaar.md"
)
PERIPHERY = "Vlaamse rand/Uitdagingen en visie.md"
WASTE = "Energie en klimaat/Afval en circulaire economie.md"

_CITE = r"\\\[\d+\\\]"
_OPENING = r"</details> \n\n"

VARIANTS = {
    # How the body opens.
    "opening line Samenvatting": (FIT, _OPENING + r"Samenvatting\n\n"),
    "opening line Beoordeling": (BICYCLE, _OPENING + r"Beoordeling\n\n"),
    "opening line that runs on": (ECONOMY, _OPENING + r"Inleiding\nDeze"),
    "opening line of its own": (EUROPE, _OPENING + r"Overzicht van standpunten en steun\n\n- "),
    "opening heading Evaluatie": (ANIMALS, _OPENING + r"# Evaluatie "),
    "no opening": (ENFORCEMENT, _OPENING + r"Minister Z\. Demir bundelde"),
    # Headings.
    "second heading of the first level": (INTEGRATION, r"^# Vier pijlers"),
    "heading of level two": (ECONOMY, r"^## \w"),
    "heading of level three": (BRUSSELS, r"^### \w"),
    "heading of level four": (ANIMALS, r"^#### \w"),
    "text directly below a heading": (ECONOMY, r"^## .+\n\w"),
    "list directly below a heading": (BRUSSELS, r"^### .+\n- "),
    "thematic break with a closing remark": (ECONOMY, r"^---\n\nDit overzicht"),
    # Lists.
    "ordered list": (WASTE, r"^1\. \w.+\n\n2\. \w"),
    "ordered list that goes beyond nine": (WASTE, r"^9\. .+\n\n10\. \w"),
    "bulleted list, tight": (CULTURE, r"^- .+\n- "),
    "bulleted list, loose": (FIT, r"^- .+\n\n- "),
    "blank line of blanks in a list": (FIT, r"^- .+\n  \n- "),
    "bullets nested by three": (BICYCLE, r"^1\. .+\n   - "),
    "bullets nested by four": (BICYCLE, r"^4\. .+\n\n    - "),
    "list that interrupts a paragraph": (ENFORCEMENT, r"^Minister .+:\n- "),
    "hard break in a list item": (EUROPE, r"^- .+:  \n  \w"),
    # Lead-ins.
    "bold lead-in before a colon": (FIT, r"^- \*\*[^*]+\*\*: "),
    "bold lead-in with the colon inside": (HOUSING, r"^- \*\*[^*]+:\*\* \w"),
    "bold lead-in before citations": (ECONOMY, rf"^1\. \*\*[^*]+\*\* (?:{_CITE})+: "),
    "bold lead-in before citations in brackets": (CULTURE, rf"^- \*\*[^*]+\*\* \({_CITE}\): "),
    "bold lead-in before a dash": (ADOPTION, r"^1\. \*\*[^*]+\*\* - "),
    "bold lead-in on a line of its own": (AGRICULTURE, r"^\*\*[^*]+\*\*\n\w"),
    "bold lead-in with colon on its own line": (ADOPTION, r"^\*\*[^*]+:\*\*\n\w"),
    "bold lead-in above nested items": (BUDGET, r"^1\. \*\*[^*]+:\*\*\n   - "),
    "bold lead-in above an indented paragraph": (HOUSING, r"^1\. \*\*[^*]+\*\*\n   \n   \w"),
    "bold lead-in above an unindented list": (PERIPHERY, r"^1\. \*\*[^*]+\*\*\n\n- "),
    "bold lead-in of a paragraph": (INTEGRATION, r"^\*\*Samengevat\*\*: "),
    "bold beginning that is no lead-in": (INTEGRATION, r"^\*\*[^*]+\*\*, want"),
    "italic lead-in before a colon": (BUDGET, r"^   - \*[^*]+\*: "),
    "italic lead-in with the colon inside": (BUDGET, r"^   - \*[^*]+:\* "),
    "italics inside a sentence": (BICYCLE, r"Het \*[^*]+\* van"),
    "paragraph in italics": (INTEGRATION, r"^\*Deze [^*]+\.\*$"),
    # Conclusions.
    "conclusion heading of level two": (FIT, r"^## Conclusie\n\n"),
    "conclusion heading of level four": (ANIMALS, r"^#### Conclusie\n"),
    "conclusion heading with a colon": (HOUSING, r"^### Conclusie:\n"),
    "bold conclusion with a colon": (ADOPTION, r"^\*\*Conclusie:\*\*\n"),
    "bold conclusion": (AGRICULTURE, r"^\*\*Conclusie\*\*\n"),
    "bold conclusion of several words": (PERIPHERY, r"^\*\*Conclusie van de evaluatie\*\*\n"),
    "conclusion at the head of a sentence": (BUDGET, r"^Conclusie: \w"),
    "no conclusion heading": (ENFORCEMENT, r"^Alles samen [^#]+\n\n<details>"),
    # Citations and pointers.
    "single citation": (FIT, rf"\w {_CITE}\.$"),
    "run of citations": (ANIMALS, rf"\w (?:{_CITE}){{2,}}"),
    "citations in prose": (ANIMALS, rf"{_CITE}, {_CITE} en {_CITE}"),
    "citation after the full stop": (FIT, rf"\w\. {_CITE}$"),
    "citations between sentences": (ENFORCEMENT, rf"\w\. (?:{_CITE})+ [A-Z]"),
    "citations out of order": (ANIMALS, r"\\\[12\\\]\\\[11\\\]"),
    "citation written out": (PERIPHERY, r" \[Beslissing 0\]\."),
    "citations written out": (PERIPHERY, r" \[Beslissingen 1, 4\]\."),
    "range in brackets": (CULTURE, r" \[0-5\]\."),
    "range between citations": (BRUSSELS, r"\\\[0\\\]-\\\[4\\\]"),
    "range in words": (ENFORCEMENT, r"\\\[0\\\] tot en met \\\[6\\\]"),
    "citation beyond the references": (BRUSSELS, r"\\\[27\\\]"),
    "pointer with a colon": (FIT, r"\[Regeerakkoord: 4\.3\.2\]"),
    "pointer to a point": (BICYCLE, r"\[Regeerakkoord Punt 1\.3\]"),
    "pointer without a colon": (ENFORCEMENT, r"\[Regeerakkoord 3\.3\.2\]"),
    "pointer to the agreement": (HOUSING, r"\[regeerakkoord\]"),
    "pointer of a number only": (CULTURE, r"\[5\.1\]"),
    "order of the references": (FIT, rf"^### Referenties\n\n(?:{_CITE}){{15}}\n\n<details>"),
    # References.
    "reference with a date only": (WASTE, r"^\*\*\[\\\[2\\\]\]\*\* : \*\*\(2020-07-10\)\*\*  \n"),
    "reference with nothing": (BUDGET, r"^\*\*\[\\\[15\\\]\]\*\* : \*\*\(\)\*\*  \n"),
    "title that ends in line breaks": (FIT, r"EFRO Vlaanderen 2014-2020\n\n \n\n"),
    "title with a line break inside": (INTEGRATION, r"bestuurder en \nregeringscommissaris \n"),
    "no-break space in a title": (WASTE, r"2022: \u00a0preventie"),
    "soft hyphen in a title": (WASTE, r"'Voedsel\u00adverlies"),
    "quotation marks in a title": (EUROPE, r"Visienota: “Vlaamse uitgangspunten"),
    # Sentences that are hard to split.
    "date in figures": (ANIMALS, r"op 14\.07\.2023 een 1ste keer"),
    "date in words": (FIT, r"op 18 juni 2021"),
    "initial": (FIT, r"J\. Jambon"),
    "decimal": (ANIMALS, r"0,5 miljoen euro"),
    "abbreviation before a capital": (FIT, r"d\.w\.z\. EFRO"),
    "abbreviation before a figure": (ECONOMY, r"zie nr\. 5"),
    "abbreviation bv.": (BICYCLE, r"bv\. een"),
    "abbreviation m.b.t.": (HOUSING, r"m\.b\.t\. de"),
    "abbreviation d.m.v.": (AGRICULTURE, r"d\.m\.v\. "),
    "abbreviation art.": (ENFORCEMENT, r"art\. per art\.,"),
}
"""Every form that reports take, with an example that has it and what to look for there."""

ODDITIES = {
    ANIMALS: ["unusual-heading"],
    INTEGRATION: ["unusual-heading"],
    BRUSSELS: ["citation-beyond-references"],
    BUDGET: [
        "reference-without-title",
        "reference-without-url",
        "reference-without-date",
        "reference-without-title",
        "reference-without-url",
    ],
    ECONOMY: ["reference-without-title", "reference-without-url"],
    WASTE: ["reference-without-title", "reference-without-url"],
}
"""The warnings that the examples are meant to give; all others give none."""

SECTIONS = """PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
    SELECT ?domain ?number (STR(?name) AS ?title) {
      ?section ra:number ?number ; <http://purl.org/dc/terms/title> ?name ; ra:domain ?concept .
      ?concept <http://www.w3.org/2004/02/skos/core#prefLabel> ?domain
      FILTER (LANG(?domain) = "nl") }"""
REFERENCE = re.compile(
    r"^\*\*\[\\\[(?P<number>\d+)\\\]\](?:\((?P<url>https://[^\n]+)\))?\*\* : "
    r"\*\*\((?P<date>[\d-]*)\)\*\* (?P<title>(?:(?!\n\*\*\[|\n {8}</details>)[\s\S])*)",
    re.MULTILINE,
)


def paths() -> list[str]:
    return sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.md"))


def text_of(path: str) -> str:
    return (EXAMPLES / path).read_bytes().decode("utf-8")


def number_of(text: str) -> str:
    found = re.search(r"<p>([\d.]+) ", text)
    assert found
    return found[1]


def references(text: str) -> list[re.Match[str]]:
    return list(REFERENCE.finditer(text, text.rindex("<details>")))


@cache
def contents() -> tuple[tuple[str, str, str], ...]:
    """Return domain, number and title of every section that the register holds."""
    store = pyoxigraph.Store()
    for register in ("agreement", "domains"):
        store.bulk_load(path=REPOSITORY / "ontology" / f"{register}.ttl")
    rows = store.query(SECTIONS)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return tuple((row[0].value, row[1].value, row[2].value) for row in rows)


@cache
def parsed(path: str) -> tuple[Report | None, tuple[Finding, ...]]:
    *folders, name = path.split("/")
    source = SourceFile(path, tuple(folders), name, (EXAMPLES / path).read_bytes())
    return parse(source, Contents(load_registers(DEFAULT_BASE).rows))


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_examples_show(variant: str) -> None:
    path, form = VARIANTS[variant]
    assert re.search(form, text_of(path), re.MULTILINE)


def test_there_are_at_least_ten_examples_from_eight_policy_domains() -> None:
    assert len(paths()) >= 10
    assert len({path.split("/")[0].removesuffix(".md") for path in paths()}) >= 8


def test_fits_section_is_among_the_examples() -> None:
    assert number_of(text_of(FIT)) == "4.3.2"


@pytest.mark.parametrize("path", paths())
def test_an_example_has_a_folder_for_each_level_above_its_section(path: str) -> None:
    assert len(path.split("/")) == len(number_of(text_of(path)).split("."))


@pytest.mark.parametrize("path", paths())
def test_an_example_is_named_after_its_title(path: str) -> None:
    title = text_of(path).splitlines()[0].removeprefix("# ")
    assert Path(path).stem == title.replace(":", "_")


@pytest.mark.parametrize("path", paths())
def test_an_example_stands_under_its_place_in_the_agreements_contents(path: str) -> None:
    domain, *below = path.removesuffix(".md").split("/")
    levels = number_of(text_of(path)).split(".")
    titles = {(domain, number): title for domain, number, title in contents()}
    for depth, name in enumerate(below, start=2):
        assert slug(titles[domain, ".".join(levels[:depth])]) == slug(name)


@pytest.mark.parametrize("path", paths())
def test_all_references_are_read_and_numbered_from_zero(path: str) -> None:
    text = text_of(path)
    numbers = [int(reference["number"]) for reference in references(text)]
    assert numbers == list(range(text.count("\n**[\\[")))


@pytest.mark.parametrize("path", paths())
def test_an_address_agrees_with_the_date_and_title_beside_it(path: str) -> None:
    for reference in references(text_of(path)):
        if not reference["url"]:
            continue
        found = re.search(r"search=(.*)&dateOption=select&startDate=(.*)&end", reference["url"])
        assert found
        start = datetime.fromisoformat(unquote(found[2]))
        day = start.astimezone(ZoneInfo("Europe/Brussels")).date()
        assert day.isoformat() == reference["date"]
        assert unquote(found[1]).split() == reference["title"].split()


def test_one_decision_is_cited_by_two_examples() -> None:
    cited = [reference["url"] for path in paths() for reference in references(text_of(path))]
    shared = {address for address in cited if address and cited.count(address) > 1}
    assert len(shared) >= 5


def test_one_title_is_cited_on_several_dates() -> None:
    dated = {(r["title"].strip(), r["date"]) for r in references(text_of(ADOPTION))}
    titles = [title for title, _ in dated]
    assert titles.count("Eindrapport expertenpanel interlandelijke adoptie") == 2


def test_two_meetings_on_one_date_are_cited() -> None:
    starts = re.findall(r"startDate=(2023-07-07T\d\d%3A00%3A00Z)", text_of(BUDGET))
    assert len(set(starts)) == 2


def test_only_one_citation_goes_beyond_its_references() -> None:
    beyond = []
    for path in paths():
        text = text_of(path)
        body = text[: text.rindex("<details>")]
        count = len(references(text))
        cited = {int(number) for number in re.findall(r"\\\[(\d+)\\\]", body)}
        beyond += [(path, number) for number in cited if number >= count]
    assert beyond == [(BRUSSELS, 27)]


@pytest.mark.parametrize("path", paths())
def test_an_example_is_parsed_with_the_warnings_meant_and_no_others(path: str) -> None:
    report, findings = parsed(path)
    assert report
    assert [finding.code for finding in findings] == ODDITIES.get(path, [])
    assert report.section.number == number_of(text_of(path))
    assert len(report.references) == len(references(text_of(path)))


def test_the_examples_have_statements_of_every_role() -> None:
    reports = [parsed(path)[0] for path in paths()]
    roles = {statement.role for report in reports if report for statement in report.statements}
    assert roles == set(Role)


@pytest.mark.parametrize("path", paths())
def test_every_reference_of_an_example_is_cited(path: str) -> None:
    report, _ = parsed(path)
    assert report
    cited = {number for statement in report.statements for number in statement.citations}
    assert cited == {reference.number for reference in report.references}


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (FIT, "Brexit: Op één dag, nl. 18 december 2020, keurde de regering"),
        (ANIMALS, "Eén codex: Het voorontwerp van de Vlaamse codex lag op 14.07.2023"),
        (ANIMALS, "De leerstoel bij KU Leuven en UGent kost 0,5 miljoen euro."),
        (ECONOMY, "Circulair bouwen: Opdrachtgevers, ontwerpers en aannemers werken"),
        (ENFORCEMENT, "Minister Z. Demir bundelde de regels over toezicht en sancties"),
        (ENFORCEMENT, "Een inspecteur hoeft dus niet langer per decreet, art. per art., uit"),
        (HOUSING, "Hierover is m.b.t. de koopmarkt geen beslissing bekend."),
    ],
)
def test_a_sentence_with_dots_inside_stays_whole(path: str, sentence: str) -> None:
    report, _ = parsed(path)
    assert report
    [found] = [s.text for s in report.statements if s.text.startswith(sentence)]
    assert re.search(r"[.:]$", found)
