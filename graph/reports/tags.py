"""HTML that lays text out and shows nothing itself: its tags are markup, like Markdown's.

Any other HTML, comments among it, is shown as the text it is, so that nothing is lost.
"""

from __future__ import annotations

import html
import re
from typing import Final

TAG: Final = re.compile(
    r"</?(?P<name>br|p|b|strong|i|em|u|s|del|ins|mark|small|sub|sup|span|ul|ol|li|div"
    r"|details|summary)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
"""A tag that shows nothing."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def shown(text: str) -> str:
    """Return what a reader sees of ``text``: tags as blanks, entities as their characters."""
    if "<" not in text and "&" not in text:
        return text
    bare = TAG.sub(" ", text)
    return _ENTITY.sub(lambda match: html.unescape(match.group()), bare)
