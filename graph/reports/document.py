"""From bytes to the parts of a report: title, quoted section, body, reference block.

First step for one file (design section 4). The body is the text with the other parts removed but
not their line ends, so that its lines are the file's lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from . import tags
from .findings import FindingLog, excerpt

_DETAILS = re.compile(r"<details\b[^<>\n]*>", re.IGNORECASE)
_END_DETAILS = re.compile(r"</details\s{0,10}>", re.IGNORECASE)
_SUMMARY = re.compile(
    r"<summary\b[^<>\n]*>((?:(?!</?summary).){0,500})</summary\s{0,10}>",
    re.IGNORECASE | re.DOTALL,
)
_PARAGRAPH = re.compile(r"<p\b[^<>\n]*>", re.IGNORECASE)
_END_PARAGRAPH = re.compile(r"</p\s{0,10}>", re.IGNORECASE)
_TITLE = re.compile(r"^ {0,3}#[ \t]+(\S.*)$", re.MULTILINE)
_NUMBER = re.compile(r"\s*([0-9]{1,4}(?:\.[0-9]{1,4}){0,9})[.:]?(?=\s|$)")
# What XML 1.0 cannot hold, and so RDF/XML cannot serialise.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_WHITE = re.compile(r"\s+")

MAX_LINES: Final = 5_000
"""Lines of one file; the longest of the published ones has 180. Converting takes a ms a line."""

MAX_TITLE: Final = 1_000
"""Characters of a report's title; the longest of the published ones has 150."""


@dataclass(frozen=True, slots=True)
class Passage:
    r"""A stretch of the file's text.

    Attributes:
        text: verbatim, with line ends as ``\n``.
        line: line on which it begins, from 1.
    """

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of a report's text.

    Attributes:
        title: the first ``#`` heading, Markdown still in it.
        number: number of the quoted section, such as ``4.3.2``.
        section: all of the quoted section's text, folded, its number included.
        section_line: line of the opening ``<p>``.
        body: the whole text with everything but the body removed, line ends excepted.
        references: inside of the last ``<details>`` block, its summary left out.
    """

    title: str
    number: str
    section: str
    section_line: int
    body: str
    references: Passage


class LineMap:
    """Tells on which line an offset stands.

    Attributes:
        starts: offset of each line's first character.
    """

    def __init__(self, text: str) -> None:
        self.starts = [0]
        self.starts.extend(match.end() for match in re.finditer("\n", text))

    def line(self, offset: int) -> int:
        """Return the line of ``offset``, from 1."""
        return bisect_right(self.starts, offset)


def decode(content: bytes, log: FindingLog) -> str | None:
    """Return the file's text, or ``None`` with an error in ``log`` where it is no UTF-8 text.

    A byte order mark and Windows line ends are taken silently; form feeds, which the agreement's
    PDF may have left, become blanks.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start
        line = content.count(b"\n", 0, start) + 1
        message = f"not UTF-8: byte {start + 1} of the file is 0x{content[start]:02X}"
        log.error(line, "not-utf-8", message, "save the file in the encoding UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", " ").replace("\x0c", " ")
    if not text.strip():
        log.error(0, "empty-file", "the file is empty", "put a report in it, or leave it out")
        return None
    if text.count("\n") >= MAX_LINES:
        message = f"more than {MAX_LINES:,} lines, which no report has"
        log.error(MAX_LINES + 1, "too-many-lines", message, "split the file, or leave it out")
        return None
    control = _UNPRINTABLE.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        message = f"control character U+{ord(control.group()):04X} in the text"
        log.error(line, "control-character", message, "remove the character")
        return None
    return text


def split(text: str, lines: LineMap, log: FindingLog) -> Document | None:
    """Return the parts of ``text``, or ``None`` with errors in ``log`` where one is missing."""
    blocks = _blocks(text, lines, log)
    title = _title(text, log)
    if blocks:
        section = _section(text, blocks[0], lines, log)
    else:
        section = None
        _section_missing(1, log)
    references = _references(text, blocks, lines, log)
    if not title or section is None or references is None:
        return None
    body = _without(text, [title.span(), blocks[0], blocks[-1]])
    return Document(_without_hashes(title.group(1)), *section, body, references)


def _title(text: str, log: FindingLog) -> re.Match[str] | None:
    opening = _DETAILS.search(text)
    title = _TITLE.search(text, 0, opening.start() if opening else len(text))
    if not title:
        message = "no title: no line that begins with '# ' before the first <details>"
        log.error(1, "title-missing", message, "begin the report with '# ' and its title")
    elif len(title.group(1)) > MAX_TITLE:
        line = text.count("\n", 0, title.start()) + 1
        message = f"a title of {len(title.group(1))} characters; {MAX_TITLE} are allowed"
        log.error(line, "title-too-long", message, "shorten the title")
        return None
    return title


def _without_hashes(title: str) -> str:
    """Return a heading's text without the hashes that may close it."""
    title = title.strip()
    bare = title.rstrip("#")
    return bare.strip() if bare[-1:] in ("", " ", "\t") else title


def _blocks(text: str, lines: LineMap, log: FindingLog) -> list[tuple[int, int]]:
    """Return the spans of the first and the last ``<details>`` block (one, if it is the same)."""
    openings = [match.start() for match in _DETAILS.finditer(text)]
    spans = []
    for start in dict.fromkeys((openings[:1] + openings[-1:]) if openings else ()):
        end = _END_DETAILS.search(text, start)
        following = _DETAILS.search(text, start + 1)
        if not end or (following and following.start() < end.start()):
            message = "<details> without its </details>; the file may be cut off"
            remedy = "close the block with </details>, or fetch the file again"
            log.error(lines.line(start), "unclosed-details", message, remedy)
            spans.append((start, following.start() if following else len(text)))
        else:
            spans.append((start, end.end()))
    return spans


def _section(
    text: str, block: tuple[int, int], lines: LineMap, log: FindingLog
) -> tuple[str, str, int] | None:
    """Return number, text and line of the quoted section."""
    start, end = block
    opening = _PARAGRAPH.search(text, start, end)
    if not opening:
        _section_missing(lines.line(start), log)
        return None
    line = lines.line(opening.start())
    closing = _END_PARAGRAPH.search(text, opening.end(), end)
    if not closing:
        remedy = "close the paragraph with </p>, or fetch the file again"
        message = "<p> of the section without its </p>"
        dutch = "<p> van de sectie zonder haar </p>"
        log.warning(line, "unclosed-paragraph", message, remedy, dutch)
    limit = _END_DETAILS.search(text, opening.end(), end)
    quoted = text[opening.end() : limit.start() if limit else end]
    folded = _WHITE.sub(" ", tags.shown(quoted)).strip()
    number = _NUMBER.match(folded)
    if not number:
        message = f"the quoted section does not begin with its number: '{excerpt(folded)}'"
        remedy = "begin the <p> with the section's number, as in the agreement's contents"
        log.error(line, "section-number-missing", message, remedy)
        return None
    return number.group(1), folded, line


def _section_missing(line: int, log: FindingLog) -> None:
    message = "no quoted section: no first <details> block with <p>NUMBER TITLE text</p>"
    remedy = "put the agreement section that the report evaluates in such a block"
    log.error(line, "section-missing", message, remedy)


def _references(
    text: str, blocks: list[tuple[int, int]], lines: LineMap, log: FindingLog
) -> Passage | None:
    if len(blocks) < 2:  # noqa: PLR2004 - the first and the last
        last = lines.line(len(text.rstrip()))
        message = "no references block: the file does not end in a second <details> block"
        remedy = "end the report with a <details> block of its references, or fetch it again"
        log.error(last, "references-missing", message, remedy)
        return None
    start, end = blocks[-1]
    opening = _DETAILS.match(text, start)
    start = opening.end() if opening else start
    summary = _SUMMARY.search(text, start, end)
    if summary and not text[start : summary.start()].strip():
        start = summary.end()
    closing = _END_DETAILS.search(text, start, end)
    return Passage(text[start : closing.start() if closing else end], lines.line(start))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return ``text`` without the spans, save for their line ends."""
    parts, done = [], 0
    for start, end in sorted(spans):
        parts += [text[done:start], "\n" * text.count("\n", start, end)]
        done = end
    return "".join([*parts, text[done:]])
