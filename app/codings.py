"""Content codings: which one a client takes (RFC 9110, section 12.5.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

IDENTITY: Final = ""
GZIP: Final = "gzip"
ZSTD: Final = "zstd"

_ALIASES: Final = {"x-gzip": GZIP}


@lru_cache(maxsize=1024)
def preferred(accept_encoding: str, offered: tuple[str, ...]) -> str:
    """Return the coding among ``offered`` that the client likes best, the first of equals.

    A coding that is not named, nor covered by ``*``, is not taken; without any that is, the
    content goes out as it is.
    """
    weights = dict(_weighed(element) for element in accept_encoding.lower().split(","))
    others = weights.get("*", 0.0)
    weighed = [(weights.get(coding, others), coding) for coding in offered]
    best, coding = max(weighed, key=lambda each: each[0], default=(0.0, IDENTITY))
    return coding if best > 0 and best >= weights.get("identity", 0.0) else IDENTITY


def _weighed(element: str) -> tuple[str, float]:
    """Return a coding and its weight; 0 for a weight that makes no sense."""
    coding, _, parameter = (part.strip() for part in element.partition(";"))
    name, _, weight = (part.strip() for part in (parameter or "q=1").partition("="))
    try:
        quality = float(weight) if name == "q" else 0.0
    except ValueError:
        quality = 0.0
    return _ALIASES.get(coding, coding), quality if 0 <= quality <= 1 else 0.0
