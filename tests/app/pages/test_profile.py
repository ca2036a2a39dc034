"""The documentation of each class: from the shapes, the ontology and the release."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def sections(client: FlaskClient) -> dict[str, str]:
    """Return the part of the page on each class, without its markup, by name of the class."""
    shown = client.get("/shapes?lang=en", headers={"Accept": "text/html"}).text
    parts = re.split(r'<h2 id="class-\d+">', shown)[1:]
    texts = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]
    return {text.split(" ", 1)[0]: text for text in texts}


def test_a_class_has_its_definition_and_how_many_there_are(sections: dict[str, str]) -> None:
    assert sections["ra:Decision"].startswith("ra:Decision Decision A decision. 2 in this release")
    assert "4 in this release" in sections["ra:Statement"]


def test_a_property_has_value_count_meaning_and_an_example(sections: dict[str, str]) -> None:
    row = sections["ra:Statement"].split("Example", 1)[1]
    assert re.search(r"ra:position datatype xsd:integer .*? 1 .+ 1 on 4", row)


def test_a_property_that_shapes_aim_at_by_itself_stands_with_the_classes_that_have_it(
    sections: dict[str, str],
) -> None:
    assert "ra:evidence class ra:Decision" in sections["ra:Statement"]
    assert "ra:evidence class" not in sections["ra:Decision"]


def test_each_class_has_a_diagram_of_what_it_leads_to_for_wide_and_narrow_pages(
    client: FlaskClient,
) -> None:
    shown = client.get("/shapes?lang=en", headers={"Accept": "text/html"}).text
    for width in ("wide", "narrow"):
        drawn = re.findall(rf'<svg class="diagram {width}".*?</svg>', shown, re.DOTALL)
        assert len(drawn) == len(re.findall(r'<h2 id="class-', shown))
        report = next(svg for svg in drawn if 'aria-label="Diagram of ra:Report"' in svg)
        assert "ra:evaluates" in report
        assert "ra:Section" in report
        assert "style=" not in report


def test_a_property_of_another_vocabulary_has_the_meaning_that_the_shapes_give_it(
    sections: dict[str, str],
) -> None:
    assert "The day of the meeting, in Brussels." in sections["ra:Decision"]
    assert "The date that the reference prints." in sections["ra:Reference"]
