"""HTML that shows nothing itself: comments, and tags that lay text out, like Markdown's marks.

Any other HTML is shown as the text it is, so that nothing is lost.
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


def comment_end(text: str, start: int) -> int:
    """Return the index after the comment that begins at ``start``; -1 where none does."""
    if not text.startswith("<!--", start):
        return -1
    end = text.find("-->", start + 2)
    return end + 3 if end >= 0 else -1


def shown(text: str) -> str:
    """Return what a reader sees of ``text``: tags as blanks, entities as their characters."""
    if "<" not in text and "&" not in text:
        return text
    bare = TAG.sub(" ", _without_comments(text))
    return _ENTITY.sub(lambda match: html.unescape(match.group()), bare)


def _without_comments(text: str) -> str:
    parts, done = [], 0
    while (end := comment_end(text, start := text.find("<!--", done))) >= 0:
        parts += [text[done:start], " "]
        done = end
    return "".join([*parts, text[done:]])
