"""Text that keeps its direction to itself, wherever a page or a feed shows it.

An isolate around it, ``<bdi>``, does not do by itself: the text may hold the control that ends
one, or a beginning that takes the end for its own. So what pages show has no such controls; the
data has them as they were written.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_CONTROLS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings, and the isolates."""


def undirected(value: object) -> str:
    """Return what a template shows without what would turn around the text after it.

    Letters keep the direction that they have by nature.

    Args:
        value: text, HTML in which nothing but character data is from elsewhere, or what is shown
            as text; Jinja hands over the value of every expression (``finalize``).
    """
    text = value if isinstance(value, str) else str(value)
    return text if text.isascii() else type(text)(_CONTROLS.sub("", text))


def kept(text: str) -> Markup:
    """Return text for a field of a form, which is to send back what was asked: as it is."""
    numbered = _CONTROLS.sub(lambda found: f"&#{ord(found[0])};", str(escape(text)))
    return Markup(numbered)  # noqa: S704 - escaped
