"""Inline Markdown as a reader sees it, each character with its place in the file.

markdown-it-py finds the markup. Its inline tokens carry no offsets; :class:`_Walk` restores them
by walking over tokens and source side by side, since a token's source is either its content, its
markup, or ends where a token notes it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import link as _commonmark_link
from markdown_it.token import Token

from .tags import TAG, comment_end

# See https://spec.commonmark.org/0.31.2/#autolinks; of mail addresses, what they look like.
_ADDRESS = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*+)>"
)
_BREAK = re.compile(r"[ \t]*\\?\n[ \t]*")
_LINK_ENDS = "]("


@dataclass(frozen=True, slots=True)
class Visible:
    r"""What a reader sees of a block, character by character.

    Attributes:
        text: the visible characters, citation markers still among them; a line break of the
            source is ``\n``.
        offsets: for each character, the offset in the file at which its source begins.
        emphasised: spans of ``text`` in bold or italics, outermost only, in order.
        hard_breaks: indices in ``text`` of the line breaks that are to be shown as such.
        line_ends: indices in ``text`` of the line breaks of code, where each line is for itself.
    """

    text: str
    offsets: Sequence[int]
    emphasised: tuple[tuple[int, int], ...] = ()
    hard_breaks: frozenset[int] = frozenset()
    line_ends: frozenset[int] = frozenset()


def read_inline(markdown: MarkdownIt, content: str, starts: Sequence[int]) -> Visible:
    """Return what is visible of ``content``.

    Args:
        markdown: with :func:`link` as its rule for links.
        content: a block's inline Markdown, container marks removed.
        starts: for each line of ``content``, the offset in the file of its first character.
    """
    walk = _Walk(content)
    for token in markdown.inline.parse(content, markdown, {}, []):
        walk.take(token)
    offsets = _in_file(walk.offsets, content, starts)
    hard_breaks = frozenset(walk.hard_breaks)
    return Visible("".join(walk.parts), offsets, tuple(walk.emphasised), hard_breaks)


def read_verbatim(content: str, starts: Sequence[int]) -> Visible:
    """Return ``content`` as it stands, each of its lines for itself."""
    line_ends = frozenset(match.start() for match in re.finditer("\n", content))
    offsets = _in_file(range(len(content)), content, starts)
    return Visible(content, offsets, line_ends=line_ends)


def link(state: StateInline, silent: bool) -> bool:
    """Parse a link as CommonMark does, and note on its closing token where it ends."""
    found = _ends_behind(state) and _commonmark_link(state, silent)
    if found and not silent:
        state.tokens[-1].meta["end"] = state.pos
    return found


def image(state: StateInline, silent: bool) -> bool:
    """Parse the mark that makes an image of a link, whose text then stands for the image."""
    start = state.pos
    if not state.src.startswith("![", start):
        return False
    state.pos += 1
    found = _ends_behind(state) and _commonmark_link(state, True)
    state.pos = start + found
    if found and not silent:
        state.push("tag", "", 0).content = "!"
    return found


def link_brackets(content: str) -> int:
    """Return how many brackets of ``content`` may begin a link."""
    return content.count("[", 0, max(content.rfind(_LINK_ENDS), 0))


def _ends_behind(state: StateInline) -> bool:
    """Tell whether a link may end behind, lest each bracket of ``[1]`` be followed to the end."""
    last: int = state.env.setdefault("last link ends", state.src.rfind(_LINK_ENDS))
    return state.pos < last


def tag(state: StateInline, silent: bool) -> bool:
    """Parse what stands in angle brackets and shows nothing of them.

    That is an HTML tag, of which ``<br>`` breaks the line, a comment, or an address.
    """
    if state.src[state.pos] != "<":
        return False
    return any(parse(state, silent) for parse in (_tag, _comment, _address))


def _tag(state: StateInline, silent: bool) -> bool:
    found = TAG.match(state.src, state.pos)
    if found and not silent:
        token = state.push("tag", "", 0)
        token.content = found.group()
        token.tag = found["name"].lower()
    state.pos = found.end() if found else state.pos
    return found is not None


def _comment(state: StateInline, silent: bool) -> bool:
    end = comment_end(state.src, state.pos)
    if end >= 0 and not silent:
        state.push("tag", "", 0).content = state.src[state.pos : end]
    state.pos = end if end >= 0 else state.pos
    return end >= 0


def _address(state: StateInline, silent: bool) -> bool:
    found = _ADDRESS.match(state.src, state.pos)
    if found and not silent:
        for kind, content in (("tag", "<"), ("text", found[1]), ("tag", ">")):
            state.push(kind, "", 0).content = content
    state.pos = found.end() if found else state.pos
    return found is not None


def _in_file(offsets: Sequence[int], content: str, starts: Sequence[int]) -> list[int]:
    if len(starts) == 1:
        return [starts[0] + offset for offset in offsets]
    begins = [0, *(match.end() for match in re.finditer("\n", content))]
    shifts = [start - begin for start, begin in zip(starts, begins, strict=False)]
    last = len(shifts) - 1
    return [offset + shifts[min(bisect_right(begins, offset) - 1, last)] for offset in offsets]


class _Walk:
    """Walks over a block's inline tokens and their source side by side.

    Attributes:
        parts: the visible text so far.
        offsets: for each of its characters, the offset in the source.
        emphasised: as in :class:`Visible`.
        hard_breaks: as in :class:`Visible`.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._depth = 0
        self._opened = 0
        self.parts: list[str] = []
        self.offsets: list[int] = []
        self.emphasised: list[tuple[int, int]] = []
        self.hard_breaks: set[int] = set()

    def take(self, token: Token) -> None:
        """Take in the next token."""
        match token.type:
            case "text":
                self._show(token.content)
            case "text_special":
                self._show_as(token.content, len(token.markup))
            case "softbreak" | "hardbreak":
                self._break(token)
            case "em_open" | "strong_open" | "em_close" | "strong_close":
                self._emphasis(token)
            case "link_open":
                self._position += 1
            case "link_close":
                self._position = token.meta["end"]
            case "tag":
                self._tag(token)
            case "code_inline":
                self._code(token)

    def _show(self, content: str) -> None:
        end = self._position + len(content)
        self.offsets.extend(range(self._position, end))
        self.parts.append(content)
        self._position = end

    def _show_as(self, content: str, width: int) -> None:
        self.offsets.extend([self._position] * len(content))
        self.parts.append(content)
        self._position += width

    def _break(self, token: Token) -> None:
        if token.type == "hardbreak":
            self.hard_breaks.add(len(self.offsets))
        match = _BREAK.match(self._source, self._position)
        self._show_as("\n", len(match.group()) if match else 1)

    def _emphasis(self, token: Token) -> None:
        self._position += len(token.markup)
        if token.nesting > 0 and self._depth == 0:
            self._opened = len(self.offsets)
        self._depth += token.nesting
        if self._depth == 0:
            self.emphasised.append((self._opened, len(self.offsets)))

    def _tag(self, token: Token) -> None:
        if token.tag == "br":
            self.hard_breaks.add(len(self.offsets))
            self._show_as("\n", len(token.content))
        else:
            self._position += len(token.content)

    def _code(self, token: Token) -> None:
        fence = len(token.markup)
        start = self._position + fence
        padding = 0 if self._source.startswith(token.markup, start + len(token.content)) else 1
        self._position = start + padding
        self._show(token.content)
        self._position += padding + fence
