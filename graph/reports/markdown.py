"""The body's Markdown as blocks of visible text that know where in the file they stand.

markdown-it-py (CommonMark, with tables) finds the structure. HTML is shown as the text it is;
so are the constructs that would make text vanish (link definitions) or that a language model's
indentation would trip over (indented code). Its inline tokens carry no offsets; the walk in
:class:`_Reading` restores them, since each token's source is known or can be searched for.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import link as _commonmark_link
from markdown_it.token import Token

from .document import LineMap
from .findings import FindingLog

MAX_NESTING: Final = 60
"""Levels of markdown-it-py's; a list takes two, so lists nest up to 30 deep."""
MAX_BLOCK: Final = 50_000
"""Characters of one paragraph; the longest of the published reports has 3,000."""

_BREAK = re.compile(r"[ \t]*\\?\n[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINERS = frozenset({"list_item_open", "blockquote_open"})
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


class Kind(enum.Enum):
    """What a block of text is."""

    HEADING = enum.auto()
    PARAGRAPH = enum.auto()
    ROW = enum.auto()


@dataclass(frozen=True, slots=True)
class Item:
    """One list item.

    Attributes:
        key: unlike that of any other item of the body.
        list_key: the same for the items of one list, unlike any other list's.
        ordered: whether its list is numbered.
    """

    key: int
    list_key: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Visible:
    """What a reader sees of a block, character by character.

    Attributes:
        text: the visible characters, citation markers still among them; a line break of the
            source is ``\\n``.
        offsets: for each character, the offset in the file at which its source begins.
        emphasised: spans of ``text`` in bold or italics, outermost only, in order.
        hard_breaks: indices in ``text`` of the line breaks that are to be shown as such.
    """

    text: str
    offsets: Sequence[int]
    emphasised: tuple[tuple[int, int], ...]
    hard_breaks: frozenset[int]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a table's row.

    Attributes:
        kind: which of them.
        level: of a heading, 1 to 6; otherwise 0.
        underlined: whether the heading is one by the line beneath it.
        items: the list items around it, outermost first.
        start: offset in the file of its first character, list marker or ``#`` included.
        end: offset after its last character.
        visible: its text.
    """

    kind: Kind
    level: int
    underlined: bool
    items: tuple[Item, ...]
    start: int
    end: int
    visible: Visible


def read_blocks(body: str, lines: LineMap, log: FindingLog) -> tuple[Block, ...]:
    """Return the blocks of ``body`` in reading order.

    Nesting deeper than :data:`MAX_NESTING` and paragraphs over :data:`MAX_BLOCK` are errors.
    """
    tokens = _MARKDOWN.parse(body)
    for token in tokens:
        if token.type in _CONTAINERS and token.level + 1 >= MAX_NESTING and token.map:
            message = f"lists or quotations nested over {MAX_NESTING // 2} deep"
            log.error(token.map[0] + 1, "nested-too-deep", message, "nest less deeply")
            return ()
    return tuple(_blocks(body, tokens, lines, log))


def _link(state: StateInline, silent: bool) -> bool:
    """Parse a link as CommonMark does, and note on its closing token where it ends."""
    found = _commonmark_link(state, silent)
    if found and not silent:
        state.tokens[-1].meta["end"] = state.pos
    return found


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    markdown.disable(["reference", "code", "html_block", "html_inline", "autolink", "image"])
    markdown.disable(["inline", "text_join"])
    markdown.inline.ruler.at("link", _link)
    return markdown


_MARKDOWN: Final = _markdown()


def _blocks(body: str, tokens: list[Token], lines: LineMap, log: FindingLog) -> Iterator[Block]:
    items: list[Item] = []
    lists: list[tuple[int, bool]] = []
    heading: Token | None = None
    row: list[Token] | None = None
    for key, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append((key, token.type == "ordered_list_open"))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                items.append(Item(key, *lists[-1]))
            case "list_item_close":
                items.pop()
            case "heading_open":
                heading = token
            case "heading_close":
                heading = None
            case "tr_open":
                row = []
            case "inline" if row is not None:
                row.append(token)
            case "tr_close":
                yield from _row(body, row or [], tuple(items), lines, log)
                row = None
            case "inline" | "fence" if token.content and token.map:
                yield from _block(body, token, heading, tuple(items), lines, log)


def _block(
    body: str,
    token: Token,
    heading: Token | None,
    items: tuple[Item, ...],
    lines: LineMap,
    log: FindingLog,
) -> Iterator[Block]:
    first = (token.map or [0, 0])[0] + (token.type == "fence")
    starts = _line_starts(body, token.content, first, lines)
    if not _short_enough(token.content, first, log):
        return
    source = _Source(token.content, starts)
    visible = source.verbatim() if token.type == "fence" else source.inline()
    start = _first_visible(body, lines.starts[first])
    level = int(heading.tag[1:]) if heading else 0
    underlined = heading is not None and heading.markup in ("-", "=")
    kind = Kind.HEADING if heading else Kind.PARAGRAPH
    end = starts[-1] + len(token.content.rstrip("\n").rsplit("\n", 1)[-1])
    yield Block(kind, level, underlined, items, start, end, visible)


def _row(
    body: str, cells: list[Token], items: tuple[Item, ...], lines: LineMap, log: FindingLog
) -> Iterator[Block]:
    """Read a table's row as one text, its cells parted by blanks."""
    first = next((cell for cell in cells if cell.content), None)
    if first is None or not first.map:
        return
    line = first.map[0]
    start = lines.starts[line]
    text = body[start : _line_end(body, line, lines)]
    shift = max(text.find(first.content), 0)
    content = _PIPE.sub(" ", text[shift:]).rstrip()
    if _short_enough(content, line, log):
        visible = _Source(content, [start + shift]).inline()
        begin = _first_visible(body, start)
        yield Block(Kind.ROW, 0, False, items, begin, start + len(text.rstrip()), visible)


def _short_enough(content: str, line: int, log: FindingLog) -> bool:
    if len(content) <= MAX_BLOCK:
        return True
    message = f"a paragraph of {len(content)} characters; {MAX_BLOCK} are allowed"
    log.error(line + 1, "paragraph-too-long", message, "part the paragraph")
    return False


def _line_starts(body: str, content: str, first: int, lines: LineMap) -> list[int]:
    """Return, for each line of a block's content, the offset in the file where it begins.

    Quotation marks, list markers and indentation stand before a line's content, blanks at
    most after it.
    """
    starts = []
    for number, text in enumerate(content.rstrip("\n").split("\n"), first):
        begin, end = lines.starts[number], _line_end(body, number, lines)
        wanted = text.strip()
        found = body.rfind(wanted, begin, end) if wanted else end
        indent = len(text) - len(text.lstrip())
        starts.append(max(begin, (found if found >= 0 else begin) - indent))
    return starts


def _line_end(body: str, line: int, lines: LineMap) -> int:
    return lines.starts[line + 1] - 1 if line + 1 < len(lines.starts) else len(body)


def _first_visible(body: str, start: int) -> int:
    while start < len(body) and body[start] in " \t":
        start += 1
    return start


class _Source:
    """A block's content and where its lines stand in the file."""

    def __init__(self, content: str, starts: list[int]) -> None:
        self._content = content
        self._starts = starts
        self._begins = [0, *(match.end() for match in re.finditer("\n", content))]

    def verbatim(self) -> Visible:
        text = self._content.rstrip("\n")
        breaks = frozenset(match.start() for match in re.finditer("\n", text))
        return Visible(text, self._to_file(range(len(text))), (), breaks)

    def inline(self) -> Visible:
        reading = _Reading(self._content)
        for token in _MARKDOWN.inline.parse(self._content, _MARKDOWN, {}, []):
            reading.take(token)
        return Visible(
            "".join(reading.text),
            self._to_file(reading.offsets),
            tuple(reading.emphasised),
            frozenset(reading.hard_breaks),
        )

    def _to_file(self, offsets: Sequence[int]) -> list[int]:
        begins, starts = self._begins, self._starts
        if len(starts) == 1:
            return [starts[0] + offset for offset in offsets]
        last = len(starts) - 1
        result = []
        for offset in offsets:
            line = min(bisect_right(begins, offset) - 1, last)
            result.append(starts[line] + offset - begins[line])
        return result


class _Reading:
    """Walks over inline tokens and their source side by side."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._depth = 0
        self._opened = 0
        self.text: list[str] = []
        self.length = 0
        self.offsets: list[int] = []
        self.emphasised: list[tuple[int, int]] = []
        self.hard_breaks: set[int] = set()

    def take(self, token: Token) -> None:
        match token.type:
            case "text":
                self._show(token.content)
            case "text_special":
                self._show_as(token.content, len(token.markup))
            case "softbreak" | "hardbreak":
                self._break(token.type == "hardbreak")
            case "em_open" | "strong_open":
                self._position += len(token.markup)
                if self._depth == 0:
                    self._opened = self.length
                self._depth += 1
            case "em_close" | "strong_close":
                self._position += len(token.markup)
                self._depth -= 1
                if self._depth == 0:
                    self.emphasised.append((self._opened, self.length))
            case "link_open":
                self._position += 1
            case "link_close":
                self._position = token.meta["end"]
            case "code_inline":
                self._code(token)

    def _show(self, content: str) -> None:
        if content:
            start, end = self._position, self._position + len(content)
            self.offsets.extend(range(start, end))
            self.text.append(content)
            self.length += len(content)
            self._position = end

    def _show_as(self, content: str, width: int) -> None:
        self.offsets.extend([self._position] * len(content))
        self.text.append(content)
        self.length += len(content)
        self._position += width

    def _break(self, hard: bool) -> None:
        match = _BREAK.match(self._source, self._position)
        if hard:
            self.hard_breaks.add(self.length)
        self._show_as("\n", len(match.group()) if match else 1)

    def _code(self, token: Token) -> None:
        fence = len(token.markup)
        start = self._position + fence
        padded = not self._source.startswith(token.markup, start + len(token.content))
        start += padded
        self._position = start
        self._show(token.content)
        self._position = start + len(token.content) + padded + fence
