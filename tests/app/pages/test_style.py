"""The style sheet: colours that can be read, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from akkoord.app.pages import STATIC
from akkoord.app.pages.drawings import CHARTS

CSS = (STATIC / "akkoord.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
)
USERS = (*STATIC.glob("*.css"), *CHARTS.glob("*.json"), *(STATIC.parent / "frontend/src").iterdir())


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
@pytest.mark.parametrize(
    ("ink", "least"), [("ink", 7), ("link", 7), ("visited", 4.5), ("muted", 4.5), ("bare", 4.5)]
)
def test_text_can_be_read_on_every_ground(
    tokens: dict[str, str], ground: str, ink: str, least: float
) -> None:
    assert contrast(tokens[ink], tokens[ground]) >= least


@pytest.mark.parametrize("tokens", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
def test_bands_marks_and_focus_can_be_seen(tokens: dict[str, str]) -> None:
    assert contrast(tokens["on-band"], tokens["band"]) >= 7
    assert contrast(tokens["on-band-muted"], tokens["band"]) >= 4.5
    assert contrast(tokens["on-mark"], tokens["mark"]) >= 4.5
    assert contrast(tokens["accent"], tokens["paper"]) >= 3


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_every_custom_property_is_used() -> None:
    users = "\n".join(each.read_text("utf-8") for each in USERS)
    used = set(re.findall(r"var\((--[a-z0-9-]+)", users))
    assert set(re.findall(r"^ +(--[a-z0-9-]+):", CSS, re.MULTILINE)) - used == set()
