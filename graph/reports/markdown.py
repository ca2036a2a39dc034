"""The body's Markdown as blocks that know where in the file they stand.

markdown-it-py (CommonMark, with tables) finds the structure. Of HTML only comments and the tags
that lay text out are markup (see ``tags``). Shown as text are the constructs that would make it
vanish (link definitions) or that a language model's indentation would trip over (indented code).
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from .document import LineMap
from .findings import FindingLog
from .tags import comment_end
from .visible import Visible, image, link, link_brackets, read_inline, read_verbatim, tag

MAX_NESTING: Final = 60
"""Levels of markdown-it-py's; a list takes two, so lists nest up to 30 deep."""
MAX_BLOCK: Final = 50_000
"""Characters of one paragraph; the longest of the published reports has 3,000."""
MAX_LOOKING: Final = 10_000_000
"""Characters of a report's paragraphs, each times the brackets in it that may begin a link.

Each such bracket is followed to its paragraph's end, so this bounds the time that links take, to
about a second; the published reports come to 53,000 at most."""

_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINERS = frozenset({"list_item_open", "blockquote_open"})


class Kind(enum.Enum):
    """What a block of text is."""

    HEADING = enum.auto()
    PARAGRAPH = enum.auto()
    ROW = enum.auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a table's row.

    Attributes:
        kind: which of them.
        level: of a heading, 1 to 6; otherwise 0.
        underlined: whether the heading is one by the line beneath it.
        items: the list items around it, outermost first, each a number that no other item of
            the body has.
        start: offset in the file of its first character, list marker or ``#`` included.
        end: offset after its last character.
        visible: its text.
    """

    kind: Kind
    level: int
    underlined: bool
    items: tuple[int, ...]
    start: int
    end: int
    visible: Visible


def read_blocks(text: str, body: str, lines: LineMap, log: FindingLog) -> tuple[Block, ...]:
    """Return the blocks of ``body`` in reading order; a heading's text may be empty.

    Nesting deeper than :data:`MAX_NESTING`, paragraphs over :data:`MAX_BLOCK` and brackets over
    :data:`MAX_LOOKING` are errors.

    Args:
        text: the whole file.
        body: the same lines, with everything but the body removed.
        lines: of ``text``.
        log: takes the errors.
    """
    tokens = _MARKDOWN.parse(body)
    for token in tokens:
        if token.type in _CONTAINERS and token.level + 1 >= MAX_NESTING and token.map:
            message = f"lists or quotations nested over {MAX_NESTING // 2} deep"
            log.error(token.map[0] + 1, "nested-too-deep", message, "nest less deeply")
            return ()
    return tuple(_Reading(text, body, lines, log).blocks(tokens))


def inline_text(markdown: str) -> str:
    """Return what a reader sees of one line of Markdown."""
    return read_inline(_MARKDOWN, markdown, (0,)).text


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    markdown.disable(["reference", "code", "html_block", "html_inline", "autolink"])
    markdown.disable(["inline", "text_join"])
    markdown.inline.ruler.at("link", link)
    markdown.inline.ruler.at("image", image)
    markdown.inline.ruler.before("entity", "tag", tag)
    markdown.block.ruler.before(
        "heading", "comment", _comment_lines, {"alt": ["paragraph", "blockquote"]}
    )
    return markdown


def _comment_lines(state: StateBlock, first: int, stop: int, silent: bool) -> bool:
    """Parse lines that are all one HTML comment, empty ones in it included."""
    start = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("<!", start):
        return False
    end = comment_end(state.src, start)
    last = bisect_left(state.eMarks, end)
    if end < 0 or last >= stop or state.src[end : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
    return True


_MARKDOWN: Final = _markdown()


class _Reading:
    """Turns one body's tokens into blocks."""

    def __init__(self, text: str, body: str, lines: LineMap, log: FindingLog) -> None:
        self._text = text
        self._body = body.split("\n")
        self._lines = lines
        self._log = log
        self._looking = 0
        self._items: list[int] = []
        self._heading: Token | None = None
        self._row: list[Token] | None = None

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        """Yield the blocks in reading order."""
        for key, token in enumerate(tokens):
            match token.type:
                case "inline" if self._row is not None:
                    self._row.append(token)
                case "inline" | "fence" if token.map:
                    yield from self._block(token, token.map[0])
                case "tr_close":
                    yield from self._table_row()
                case _:
                    self._enter_or_leave(key, token)

    def _enter_or_leave(self, key: int, token: Token) -> None:
        match token.type:
            case "list_item_open":
                self._items.append(key)
            case "list_item_close":
                self._items.pop()
            case "heading_open" | "heading_close":
                self._heading = token if token.nesting > 0 else None
            case "tr_open":
                self._row = []

    def _block(self, token: Token, line: int) -> Iterator[Block]:
        fence, heading = token.type == "fence", self._heading
        content = token.content.rstrip("\n") if fence else token.content
        if not (heading or content.strip()) or not self._readable(content, line):
            return
        starts = self._starts(content, line + fence)
        visible = (
            read_verbatim(content, starts) if fence else read_inline(_MARKDOWN, content, starts)
        )
        underlined = heading is not None and heading.markup in ("-", "=")
        if underlined and visible.text.rstrip().endswith((".", "!", "?", "]")):
            heading, underlined = None, False  # a sentence above a rule
        yield Block(
            Kind.HEADING if heading else Kind.PARAGRAPH,
            int(heading.tag[1:]) if heading else 0,
            underlined,
            tuple(self._items),
            self._first(line),
            starts[-1] + len(content.rpartition("\n")[2]),
            visible,
        )

    def _table_row(self) -> Iterator[Block]:
        """Read a table's row as one text, its cells parted by blanks."""
        first = next((cell for cell in self._row or () if cell.content), None)
        self._row = None
        if first is None or not first.map:
            return
        line = first.map[0]
        row = self._body[line].rstrip()
        cut = max(row.find(first.content), 0)
        content = _PIPE.sub(" ", row[cut:]).rstrip()
        if self._readable(content, line):
            begin, end = self._first(line), self._last(line)
            visible = read_inline(_MARKDOWN, content, (end - len(row) + cut,))
            yield Block(Kind.ROW, 0, False, tuple(self._items), begin, end, visible)

    def _readable(self, content: str, line: int) -> bool:
        if len(content) > MAX_BLOCK:
            message = f"a paragraph of {len(content)} characters; {MAX_BLOCK} are allowed"
            self._log.error(line + 1, "paragraph-too-long", message, "part the paragraph")
            return False
        self._looking += link_brackets(content) * len(content)
        if self._looking > MAX_LOOKING:
            message = f"too many brackets: of {link_brackets(content)} in a paragraph of"
            message = f"{message} {len(content)} characters each may begin a link"
            self._log.error(line + 1, "too-many-brackets", message, "part the paragraph")
            return False
        return True

    def _starts(self, content: str, first: int) -> list[int]:
        """Return, for each line of a block's content, the offset in the file where it begins.

        Quotation marks, list markers and indentation stand before a line's content; after it,
        at most blanks and the hashes that close a heading.
        """
        starts = []
        for line, part in enumerate(content.split("\n"), first):
            begin, end = self._lines.starts[line], self._end(line)
            wanted = part.strip()
            found = self._text.rfind(wanted, begin, end) if wanted else end
            indent = len(part) - len(part.lstrip())
            starts.append(max(begin, (found if found >= 0 else begin) - indent))
        return starts

    def _first(self, line: int) -> int:
        """Return the offset of the body's first character on ``line`` that is no blank."""
        begin = self._lines.starts[line]
        return max(self._text.rfind(self._body[line].strip(), begin, self._end(line)), begin)

    def _last(self, line: int) -> int:
        """Return the offset after the body's last character on ``line`` that is no blank."""
        return self._first(line) + len(self._body[line].strip())

    def _end(self, line: int) -> int:
        starts = self._lines.starts
        return starts[line + 1] - 1 if line + 1 < len(starts) else len(self._text)
