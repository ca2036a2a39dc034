"""What people do with the query editor, in a browser."""

from __future__ import annotations

import re
import urllib.request
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect
from tests.conftest import found

from akkoord.app.pages import editor

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

QUESTION = """PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
SELECT ?report WHERE { ?report a ra:Report } ORDER BY ?report"""


@pytest.fixture(autouse=True)
def _built() -> None:
    """Skip where no editor is built, unless CI is to have it."""
    if not editor.BUILT.is_file():
        found("an editor, by make install,")


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="SPARQL")


def write(page: Page, query: str) -> None:
    """Write over what is in the editor, as somebody who types does."""
    text(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def test_an_example_shows_a_table_then_a_chart_and_can_be_had_as_a_file(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/sparql")
    page.get_by_role("link", name="Beslissingen per beleidsdomein").click()
    rows = page.locator(".answer tbody tr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Beslissingen per beleidsdomein")
    expect(rows.first).to_be_visible()
    expect(page.locator(".status")).to_contain_text("rijen in")

    page.get_by_role("button", name="Grafiek", exact=True).click()
    expect(page.get_by_role("img", name="Beslissingen per beleidsdomein")).to_be_visible()
    expect(page.locator(".chart rect.mark")).not_to_have_count(0)
    expect(page.locator("figcaption")).to_contain_text("aantal beslissingen per beleidsdomein")

    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "regeerakkoord.csv"
    download.value.save_as(tmp_path / "answer.csv")
    with page.expect_download() as other:
        page.get_by_role("button", name="JSON", exact=True).click()
    assert other.value.suggested_filename == "regeerakkoord.json"
    assert (tmp_path / "answer.csv").read_text().count("\n") > 3


def test_a_query_is_shared_by_a_link_that_opens_with_its_answer(page: Page) -> None:
    page.goto("/sparql")
    write(page, QUESTION)
    page.get_by_role("button", name="Korte link").click()
    link = page.get_by_role("textbox", name="Link naar deze vraag")
    expect(link).to_have_value(re.compile(r"/s/a[\w-]+$"))
    address = link.input_value()
    assert len(address) < 120
    with urllib.request.urlopen(address) as response:
        assert response.read().decode() == QUESTION
    page.goto(address)
    expect(page.locator(".answer tbody tr")).to_have_count(15)


def test_a_chart_is_as_wide_as_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/sparql")
    page.get_by_role("link", name="Beslissingen per beleidsdomein").click()
    page.get_by_role("button", name="Grafiek", exact=True).click()
    for shape in ("bars", "line"):
        page.get_by_label("Vorm").select_option(shape)
        box = page.locator(".chart svg").bounding_box()
        room = page.locator(".chart .scroll").bounding_box()
        assert box is not None
        assert room is not None
        assert box["width"] <= room["width"]


def test_a_chart_is_titled_in_words_and_counts_in_the_unit_that_its_reader_gives(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/sparql?lang=en")
    write(
        page,
        "SELECT ?theme (COUNT(DISTINCT ?report) AS ?n) (AVG(?position) AS ?x) {"
        " ?report ra:theme ?theme . ?part dcterms:isPartOf ?report ; ra:position ?position"
        " } GROUP BY ?theme",
    )
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Chart", exact=True).click()
    caption = page.locator(".chart figcaption")
    expect(caption).to_contain_text("Average of position by policy theme")
    page.get_by_label("Value").select_option("n")
    expect(caption).to_contain_text("Number of reports by policy theme")
    page.get_by_label("Title").fill("<b>Who writes & what")
    page.get_by_label("Unit").fill("follow-up reports")
    expect(caption.locator("strong")).to_have_text("<b>Who writes & what")
    expect(page.locator(".chart svg .axis").first).to_have_text("follow-up reports")
    with page.expect_download() as download:
        page.get_by_role("button", name="Chart as SVG").click()
    download.value.save_as(tmp_path / "chart.svg")
    told = "".join(ElementTree.parse(tmp_path / "chart.svg").getroot().itertext())
    assert all(word in told for word in ("<b>Who writes & what", "follow-up reports", "Source: "))


def test_our_prefixes_are_declared_as_a_query_is_run(page: Page) -> None:
    page.goto("/sparql")
    write(page, 'SELECT ?report { ?report a ra:Report # "foo:"\n}')
    page.get_by_role("button", name="Voer uit").click()
    expect(page.locator(".answer tbody tr")).to_have_count(15)
    expect(page.locator(".yasqe")).to_contain_text("PREFIX ra: <https://w3id.org/")
    expect(page.locator(".yasqe")).not_to_contain_text("PREFIX foo:")


def test_a_prefix_that_nobody_knows_is_told_in_the_language_of_the_page(
    browser: Browser, site: str
) -> None:
    with browser.new_context(base_url=site, locale="nl-BE") as context:  # a 400 is logged as error
        page = context.new_page()
        page.goto("/sparql")
        write(page, "SELECT ?report { ?report a ra:Report, foo:Bar }")
        page.get_by_role("button", name="Voer uit").click()
        told = "De vraag is geen geldige SPARQL 1.1. Het voorvoegsel foo: is niet gedeclareerd"
        expect(page.locator(".status")).to_contain_text(told)


def test_a_refusal_is_told_in_the_language_of_the_page_with_its_detail(
    browser: Browser, site: str
) -> None:
    with browser.new_context(base_url=site, locale="nl-BE") as context:  # a 403 is logged as error
        page = context.new_page()
        page.goto("/sparql")
        write(page, "INSERT DATA { <a:a> <b:b> <c:c> }")
        page.get_by_role("button", name="Voer uit").click()
        status = page.locator(".status")
        expect(status).to_contain_text("kan alleen gelezen worden. De gegevens komen uit uitgaven")
        expect(status.locator(".detail[lang=en]")).to_contain_text("Updates are refused.")


def test_a_link_in_an_answer_leads_to_the_page_of_the_thing(page: Page) -> None:
    page.goto("/sparql?lang=en")
    write(page, QUESTION)
    page.get_by_role("button", name="Run").click()
    page.locator(".answer tbody a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "/doc/report/2019-2024/" in page.url


def test_the_table_is_sorted_by_a_column_and_filtered_by_a_word(page: Page) -> None:
    page.goto("/s/13-agencies-most-named?lang=en")
    cells = page.locator(".answer tbody tr")
    expect(cells.first).to_be_visible()
    heading = page.locator(".answer th button").first
    heading.click()
    expect(page.locator(".answer th").first).to_have_attribute("aria-sort", "ascending")
    first = cells.first.inner_text()
    heading.click()
    expect(page.locator(".answer th").first).to_have_attribute("aria-sort", "descending")
    assert cells.first.inner_text() != first
    page.get_by_label("Filter").fill("zzzz")
    expect(cells).to_have_count(1)
    expect(cells.first).to_contain_text("No row matches")


def test_all_is_done_by_keyboard_and_tab_leaves_the_editor(page: Page) -> None:
    page.goto("/sparql?lang=en")
    write(page, QUESTION)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer tbody tr")).to_have_count(15)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(text(page)).to_be_focused()


def test_escape_leads_from_the_editor_to_the_button_that_runs(page: Page) -> None:
    page.goto("/sparql?lang=en")
    write(page, QUESTION)
    page.keyboard.press("Escape")
    run = page.get_by_role("button", name="Run")
    expect(run).to_be_focused()
    expect(run).to_have_attribute("title", re.compile("Escape"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer tbody tr")).to_have_count(15)


def test_a_short_link_goes_as_soon_as_the_query_is_another(page: Page) -> None:
    page.goto("/sparql?lang=en")
    write(page, QUESTION)
    page.get_by_role("button", name="Short link").click()
    link = page.get_by_role("textbox", name="Link to this query")
    expect(link).to_be_visible()
    first = link.input_value()
    write(page, f"{QUESTION} LIMIT 3")
    expect(link).to_be_hidden()
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.get_by_role("button", name="Short link").click()
    expect(link).to_be_visible()
    assert link.input_value() != first


def test_words_of_the_vocabulary_are_completed_by_their_label(page: Page) -> None:
    page.goto("/sparql")
    write(page, "SELECT * WHERE { ?x a ")
    page.keyboard.type("ra:besliss")
    offered = page.get_by_role("option", name="ra:Decision")
    expect(offered.first).to_contain_text("eslissing")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; ra:ment")
    expect(page.get_by_role("option", name="ra:mentions").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type(" agency:audit")
    expect(page.get_by_role("option").first).to_contain_text("agency:audit")
    page.keyboard.press("Enter")
    page.keyboard.type(" }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".status")).to_contain_text("in 0")


def test_whoever_runs_no_script_gets_table_refusal_and_file_from_the_form(
    browser: Browser, site: str
) -> None:
    with browser.new_context(base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/sparql?lang=en")
        page.get_by_label("Query").fill(QUESTION)
        page.get_by_role("button", name="Run").click()
        expect(page.locator(".answer tbody tr")).to_have_count(15)
        expect(page.get_by_label("Query")).to_have_value(QUESTION)
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert download.value.suggested_filename == "regeerakkoord.csv"
        page.get_by_label("Query").fill("SELECT * {")
        page.get_by_role("button", name="Run").click()
        expect(page.locator(".status.refused")).to_contain_text(
            "The query is not valid SPARQL 1.1."
        )
        page.get_by_label("Query").fill(QUESTION)
        page.get_by_role("button", name="Run").click()
        page.locator(".answer tbody a").first.click()
        assert "/doc/report/2019-2024/" in page.url
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_language_switch_keeps_what_was_written(page: Page) -> None:
    page.goto("/sparql")
    write(page, QUESTION)
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".CodeMirror-code")).to_contain_text("?report a ra:Report")


def test_a_broken_query_is_pointed_at_before_it_is_sent(page: Page) -> None:
    page.goto("/sparql?lang=en")
    write(page, "SELECT * WHERE {\n  ?x ?y\n  FOO\n}")
    expect(page.locator(".invalid")).to_contain_text("Line ")


def test_answers_that_are_no_table_are_shown_as_what_they_are(page: Page) -> None:
    page.goto("/sparql?lang=en")
    write(page, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".answer pre")).to_contain_text("<http")
    expect(page.get_by_role("button", name="Turtle")).to_be_visible()
    write(page, "ASK { ?s ?p ?o }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".verdict")).to_have_text("Yes")


def test_no_text_of_an_answer_turns_around_what_is_beside_it(page: Page) -> None:
    page.goto("/sparql?lang=en")
    values = r'("a\u202Egnp.exe"@nl 3) ("b\u2069\u202Ec"@nl 5)'
    write(page, f"SELECT * {{ VALUES (?x ?n) {{ {values} }} }}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".answer tbody bdi[lang]")).to_have_text(["agnp.exe", "bc"])
    page.get_by_role("button", name="Chart", exact=True).click()
    expect(page.locator(".chart svg")).to_contain_text("agnp.exe")
    write(page, r'CONSTRUCT { <http://a.example/> <http://a.example/b> "a\u202Eb" } {}')
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".answer pre")).to_contain_text('"ab"')


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["Table", "Chart"])
def test_editor_and_answer_are_accessible(
    page: Page, npm_packages: Path, scheme: Literal["light", "dark"], view: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/s/08-decisions-per-domain?lang=en")
    page.get_by_role("button", name=view, exact=True).click()
    page.evaluate((npm_packages / "axe-core" / "axe.min.js").read_text("utf-8"))
    violations = page.evaluate("axe.run().then(found => found.violations)")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
