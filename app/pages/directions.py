"""Text where no markup can hold its direction: in a title, an attribute of the head, a feed."""

from __future__ import annotations

import re
from typing import Final

_CONTROLS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings, and the isolates."""


def undirected(text: str) -> str:
    """Return ``text`` without what would turn around whatever a program shows after it.

    An isolate around it would not do: the text may itself hold the control that ends one. Letters
    keep the direction that they have by nature.

    Args:
        text: HTML in which nothing but character data is marked up, or plain text; it stays so.
    """
    return type(text)(_CONTROLS.sub("", text))
