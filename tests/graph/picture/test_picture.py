"""The picture of the model: true to the ontology, legible, and in the repository as generated."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import NamedNode, Quad, Triple
from rdflib import OWL, RDF, RDFS, Graph, Namespace

from akkoord.graph import vocabulary as v
from akkoord.graph.picture import committed_turtle, picture
from akkoord.graph.picture.diagram import diagram
from akkoord.graph.picture.layout import PLACES, WIDTH, lay_out
from akkoord.graph.picture.svg import FAMILIES, PAPER

REPOSITORY = Path(__file__).parents[3]
COMMITTED = REPOSITORY / "app" / "static" / "model.svg"
RA = Namespace(v.RA)
SVG = "{http://www.w3.org/2000/svg}"


@cache
def quads() -> tuple[Quad | Triple, ...]:
    return tuple(committed_turtle())


@cache
def model():
    return diagram(quads())


@cache
def layout():
    return lay_out(model())


@cache
def root():
    return ET.fromstring(picture(quads()))


@cache
def ontology() -> Graph:
    return Graph().parse(REPOSITORY / "ontology" / "ontology.ttl")


def texts(kind: str) -> list[str]:
    return [each.text for each in root().iter(f"{SVG}text") if each.get("class") == kind]


def test_the_picture_in_the_repository_is_what_the_ontology_says_now() -> None:
    assert COMMITTED.read_text("utf-8") == picture(quads()), "run `make picture`"


def test_the_module_prints_the_picture() -> None:
    command = [sys.executable, "-m", "akkoord.graph.picture"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert done.stdout == COMMITTED.read_bytes()


def test_the_order_of_the_triples_does_not_matter() -> None:
    assert picture(reversed(quads())) == picture(quads())


def test_every_class_of_the_vocabulary_is_drawn() -> None:
    classes = {str(each).removeprefix(v.RA) for each in ontology().subjects(RDF.type, OWL.Class)}
    assert model().boxes.keys() == classes == PLACES.keys()
    for name in classes:
        dutch = {str(each) for each in ontology().objects(RA[name], RDFS.label)}
        assert dutch & {model().boxes[name].dutch}


def test_every_property_of_the_vocabulary_is_drawn_once_for_each_class_that_has_it() -> None:
    kinds = (OWL.DatatypeProperty, OWL.ObjectProperty)
    named = {
        str(each)[len(v.RA) :] for kind in kinds for each in ontology().subjects(RDF.type, kind)
    }
    inside = {each.name for box in model().boxes.values() for each in box.properties}
    assert named - inside - {join.property for join in model().joins} == set()
    for box in model().boxes.values():
        names = [each.name for each in box.properties]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("source", "name", "target"),
    [
        ("Report", "evaluates", "Section"),
        ("Section", "dcterms:isPartOf", "Agreement"),
        ("Report", "prov:wasDerivedFrom", "SourceFile"),
        ("Statement", "evidence", "Decision"),
        ("Statement", "mentions", "Agency"),
        ("Agency", "dcterms:isReplacedBy", "Agency"),
    ],
)
def test_what_joins_classes_is_an_arrow(source: str, name: str, target: str) -> None:
    joins = {(join.source, join.property, join.target) for join in model().joins}
    assert (source, name, target) in joins
    (line,) = [
        each
        for each in layout().lines
        if (each.join.source, each.join.property, each.join.target) == (source, name, target)
    ]
    for (x, y), end in ((line.corners[0], source), (line.corners[-1], target)):
        place = layout().places[end]
        assert x in {place.x, place.right} or y in {place.y, place.bottom}
        assert place.x <= x <= place.right
        assert place.y <= y <= place.bottom


def test_every_arrow_has_its_label_and_every_property_its_line() -> None:
    assert sorted(texts("label")) == sorted(join.property for join in model().joins)
    assert len(list(root().iter(f"{SVG}path"))) == 1 + len(model().joins) + len(model().boxes)


def test_boxes_stand_apart_and_on_the_page() -> None:
    for place in layout().places.values():
        assert 0 < place.x < place.right < layout().width
        assert 0 < place.y < place.bottom < layout().height
    for one, other in combinations(layout().places.values(), 2):
        apart = one.right < other.x or other.right < one.x
        assert apart or one.bottom < other.y or other.bottom < one.y


def test_no_arrow_runs_through_a_box() -> None:
    for line in layout().lines:
        for (x, y), (to_x, to_y) in pairwise(line.corners):
            for name, place in layout().places.items():
                across = min(x, to_x) < place.right and max(x, to_x) > place.x
                down = min(y, to_y) < place.bottom and max(y, to_y) > place.y
                assert not (across and down), (line.join, name)


def test_no_two_arrows_lie_on_one_another() -> None:
    steps = [(line.join, *step) for line in layout().lines for step in pairwise(line.corners)]
    for (one, a, b), (other, c, d) in combinations(steps, 2):
        if one == other:
            continue
        for along, aside in ((0, 1), (1, 0)):
            if a[aside] == b[aside] == c[aside] == d[aside]:
                low, high = sorted((a[along], b[along])), sorted((c[along], d[along]))
                assert low[1] <= high[0] or high[1] <= low[0], (one, other)


def test_a_class_without_a_place_is_told_by_name() -> None:
    extra = (
        Quad(NamedNode(v.RA + "Wish"), NamedNode(v.RDF + "type"), NamedNode(v.OWL + "Class")),
        *(
            Quad(NamedNode(v.RA + "Wish"), quad.predicate, quad.object)
            for quad in quads()
            if isinstance(quad.subject, NamedNode) and quad.subject.value == v.RA + "Topic"
        ),
        Quad(NamedNode(v.RA + "leadIn"), NamedNode(v.RDFS + "domain"), NamedNode(v.RA + "Wish")),
    )
    with pytest.raises(ValueError, match="no place in the picture for Wish"):
        picture((*quads(), *extra))


def test_it_can_be_read_aloud() -> None:
    named = (root().get("aria-labelledby") or "").split()
    parts = {each.get("id"): each.text for each in root() if each.get("id") in named}
    assert root().get("role") == "img"
    assert [*parts] == named
    assert "Statement evidence Decision" in (parts["description"] or "")


def test_it_asks_nothing_of_the_network() -> None:
    text = COMMITTED.read_text("utf-8")
    assert set(re.findall(r"https?://[^\s\"<]+", text)) == {"http://www.w3.org/2000/svg", v.RA}
    assert "<script" not in text
    assert "url(" not in text.replace("url(#tip)", "")


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_has_enough_contrast_in_light_and_in_dark() -> None:
    css = (root().find(f"{SVG}style").text or "").partition("{")[2]
    dark = dict(re.findall(r"\.([\w.]+) \{ (?:fill|stroke): (#\w{6})", css))
    for family, (colour, _) in FAMILIES.items():
        assert contrast("#ffffff", colour) >= 4.5
        assert contrast("#ffffff", dark[f"head.{family}"]) >= 4.5
    light = {each.get("class"): each.get("fill") for each in root().iter(f"{SVG}text")}
    for kind in ("ink", "muted", "label"):
        assert contrast(light[kind], PAPER) >= 4.5
        assert contrast(dark[kind], dark["paper"]) >= 4.5
        assert contrast(dark[kind], dark["box"]) >= 4.5


def test_a_long_name_stays_inside_its_box() -> None:
    # 7.6 px is the mean width of a letter of DejaVu Sans, the widest of the fonts, at 13 px.
    for box in model().boxes.values():
        for each in box.properties:
            assert 7.6 * (len(each.name) + len(each.type)) < WIDTH
