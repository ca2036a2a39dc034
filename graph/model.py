"""A report as parsed: frozen dataclasses between the Markdown and the graph.

Texts are Unicode in NFC as the source has them, without Markdown markup and without citation
markers, white space folded to single blanks, unless an attribute says "verbatim".
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime


class Role(enum.StrEnum):
    """What a statement does in its report; the local names of the ``ra:`` role concepts."""

    HEADING = "heading"
    SUMMARY = "summary"
    EXPLANATION = "explanation"
    CONCLUSION = "conclusion"
    REFERENCE_LIST = "reference-list"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A report file as found, before anything is known about its content.

    Attributes:
        path: where it was found, for messages (``archive.zip!/member`` inside an archive).
        folders: names of the folders above it, outermost first, as far as they are known.
        name: file name with its extension.
        content: the bytes.
    """

    path: str
    folders: tuple[str, ...]
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class QuotedSection:
    """The agreement section that a report quotes in its first ``<details>`` block.

    Attributes:
        number: such as ``4.3.2``.
        title: the part of the text that is the section's title in the agreement's contents.
        text: all of the section's text, number and title included.
        line: line of the opening ``<p>``, from 1.
    """

    number: str
    title: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, one list item's sentence, or one heading of a report's body.

    Attributes:
        position: 1 for the first statement of the body, without gaps.
        text: what a reader sees; empty for a line that holds citations only.
        markdown: the same passage verbatim, with markup and citation markers.
        role: its role.
        line: source line on which it begins, from 1.
        lead_in: the theme that the list item or paragraph names before its colon, if any.
        citations: cited reference numbers in order of first appearance, ranges expanded;
            only numbers that the report's references hold.
        unresolved: cited numbers that the references do not hold.
        pointers: section numbers that the text points to, such as ``4.3.2``; an empty string
            for a pointer to the agreement as a whole.
    """

    position: int
    text: str
    markdown: str
    role: Role
    line: int
    lead_in: str | None = None
    citations: tuple[int, ...] = ()
    unresolved: tuple[int, ...] = ()
    pointers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a report's last ``<details>`` block.

    Attributes:
        number: as printed between the brackets.
        text: verbatim, from the date on: ``(2021-06-18) Plan Vlaamse Veerkracht…``; trimmed.
        line: line on which it begins, from 1.
        title: title of the decision, folded; ``None`` where the source has none.
        date: the day printed; ``None`` where the source has none.
        url: verbatim; ``None`` where the source has none.
        meeting_start: the address's ``startDate``, aware, in UTC; ``None`` without one.
    """

    number: int
    text: str
    line: int
    title: str | None = None
    date: date | None = None
    url: str | None = None
    meeting_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report, parsed.

    Attributes:
        path: as in :class:`SourceFile`.
        published: path in the published layout, from its policy domain's folder on; only the
            file's name where the folders above it do not tell. The same on any machine.
        sha256: of the file's bytes, lower-case hexadecimal.
        title: the first ``#`` heading.
        domain: label of the policy domain in the agreement's contents.
        section: the section it evaluates, as quoted.
        statements: the body in reading order.
        references: in the order of the file.
    """

    path: str
    published: str
    sha256: str
    title: str
    domain: str
    section: QuotedSection
    statements: tuple[Statement, ...]
    references: tuple[Reference, ...]
