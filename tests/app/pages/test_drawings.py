"""Counts over time as drawings in a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from akkoord.app.drawing.renderer import DrawingError, Renderer
from akkoord.app.pages import create_app
from akkoord.app.pages.drawings import GROUP, Row, columns, inline
from akkoord.app.pages.thing import Link

from .conftest import counted, elements

if TYPE_CHECKING:
    from .conftest import StoreEndpoint

DOMAIN = "https://w3id.org/regeerakkoord/id/domain/"


class Broken(Renderer):
    """Draws nothing."""

    def svg(self, charts: Sequence[object], locale: str) -> tuple[str, ...]:
        raise DrawingError(f"{charts}, {locale}")

    def png(self, chart: object, locale: str) -> bytes:
        raise DrawingError(f"{chart}, {locale}")


@pytest.mark.usefixtures("_page")
def test_domains_stand_in_groups_with_links_to_their_pages() -> None:
    labels = [f'Domein <{n}> & "co"' for n in range(GROUP + 1)]
    rows = [
        Row(Link(f"{DOMAIN}d{n}", label, "nl"), counted({"2020-01": n + 1}))
        for n, label in enumerate(labels)
    ]
    drawings = columns(rows, GROUP + 1)
    assert [drawing.name for drawing in drawings] == ["group", "group"]
    links = [each for drawing in drawings for each in elements(drawing, "a")]
    assert [each.get("href", "").partition("?")[0] for each in links] == [
        f"/doc/domain/d{n}" for n in range(GROUP + 1)
    ]
    texts = ["".join(each.itertext()) for each in links]
    assert texts == [f"{label} · {n}" for n, label in enumerate(labels, 1)]


@pytest.mark.usefixtures("_page")
def test_a_higher_count_is_a_higher_bar() -> None:
    (drawing,) = columns([Row(Link(f"{DOMAIN}d", "D"), counted({"2020-01": 1, "2020-06": 9}))], 9)
    heights = [
        float(each.get("d", "").partition("v")[2].partition("h")[0])
        for each in elements(drawing, "path")
        if each.get("fill") == "var(--bar)"
    ]
    assert len(heights) == 2
    low, high = sorted(map(abs, heights))
    assert high > 5 * low


def test_labels_of_marks_become_titles_and_stay_escaped() -> None:
    svg = (
        '<svg class="marks" width="3" height="2" viewBox="0 0 3 2">'
        '<path aria-label="a &lt;b&gt; &amp; c" role="graphics-symbol" d="M0,0"/></svg>'
    )
    drawing = inline(svg, "wide")
    assert (drawing.width, drawing.height) == (3, 2)
    assert drawing.content == '<path d="M0,0"><title>a &lt;b&gt; &amp; c</title></path>'


def test_without_a_drawing_the_numbers_are_there_and_the_page_is_kept_by_nobody(
    endpoint: StoreEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(endpoint, renderer=Broken()).test_client()
    home = client.get("/")
    assert home.status_code == 200
    assert '<table class="dense">' in home.text
    assert "<svg" not in home.text
    assert "left out" in caplog.text
    assert "ETag" not in home.headers
    assert home.headers["Cache-Control"] == "no-store"
