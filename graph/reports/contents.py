"""The agreement's table of contents, in which a report finds its section."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .. import iris
from ..model import QuotedSection
from .domain_words import DomainWords
from .findings import FindingLog, excerpt

if TYPE_CHECKING:
    from .document import Document

# A contents title that is cut off may end within a word; one this short is none of those.
_MIN_CUT = 8
_MAX_TITLE = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents.

    Attributes:
        domain: label of the policy domain.
        number: such as ``4.3.2``; unlike any other of its domain.
        title: as the contents have it; a few are cut off at the source.
    """

    domain: str
    number: str
    title: str


class Row(Protocol):
    """What the register of the contents tells of a section; see :class:`Entry`."""

    @property
    def domain(self) -> str:
        """Label of the policy domain."""

    @property
    def number(self) -> str:
        """Number within the domain."""

    @property
    def title(self) -> str:
        """Title as the contents have it."""


class Contents:
    """The sections of the agreement, by domain and number."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the sections in the order of the contents."""
        self._entries = tuple(Entry(row.domain, row.number, row.title) for row in rows)
        self._by_place = {(iris.slug(e.domain), e.number): e for e in self._entries}
        self._by_number: dict[str, list[Entry]] = {}
        for entry in self._entries:
            self._by_number.setdefault(entry.number, []).append(entry)
        self._domains = {iris.slug(entry.domain): entry.domain for entry in self._entries}

    def from_domain(self, folders: Sequence[str]) -> tuple[str, ...]:
        """Return ``folders`` from the first that bears a policy domain's name; none without."""
        for index, folder in enumerate(folders):
            if iris.slug(folder) in self._domains:
                return tuple(folders[index:])
        return ()

    def has(self, domain: str, number: str) -> bool:
        """Whether ``domain``, by its label, has a section of that number."""
        return (iris.slug(domain), number) in self._by_place

    def find(
        self, folders: Sequence[str], document: Document, decisions: str, log: FindingLog
    ) -> tuple[str, QuotedSection] | None:
        """Return the domain's label and the section that ``document`` quotes.

        The folder of a policy domain, wherever it stands above the file, and the number decide.
        Without such a folder, or where it has no section of that number, number and title
        must name one section of all, or the words of the section and of the titles of
        ``decisions`` tell clearly which. ``None``, with an error in ``log``, where none is found.
        """
        number = document.number
        after = document.section[len(number) :].lstrip(".: ")
        candidates = self._in_folders(folders, number)
        titled = [e for e in candidates if _cut(after, e.title) is not None]
        placed = titled or candidates
        entry = (
            placed[-1]
            if placed
            else self._anywhere(folders, document, f"{after}\n{decisions}", log)
        )
        if entry is None:
            return None
        title = _cut(after, entry.title)
        if title is None:
            _tell_difference(entry, after, document.section_line, log)
            title = _cut(after, document.title) or entry.title
        quoted = QuotedSection(
            number, unicodedata.normalize("NFC", title), document.section, document.section_line
        )
        return entry.domain, quoted

    def _in_folders(self, folders: Sequence[str], number: str) -> list[Entry]:
        places = ((iris.slug(folder), number) for folder in folders)
        return [self._by_place[place] for place in places if place in self._by_place]

    def _anywhere(
        self, folders: Sequence[str], document: Document, text: str, log: FindingLog
    ) -> Entry | None:
        number, line = document.number, document.section_line
        known = [self._domains[s] for s in map(iris.slug, folders) if s in self._domains]
        found = self._titled(number, text)
        if len(found) > 1:
            return self._by_words(found, text, line, log)
        if found:
            if known:
                message = f"section {number} '{excerpt(found[0].title)}' is not one of {known[-1]}"
                remedy = f"move the report to the folder '{found[0].domain}'"
                dutch = f"sectie {number} '{excerpt(found[0].title)}' is er geen van {known[-1]}"
                log.warning(line, "section-outside-its-folder", message, remedy, dutch)
            return found[0]
        where = f" in {known[-1]}" if known else ""
        first = text.partition("\n")[0]  # what the section says; the decisions follow
        message = f"unknown section{where}: {number} '{excerpt(first)}'"
        remedy = "quote a section of the agreement's contents"
        close = self._close(number, first, known)
        log.error(line, "unknown-section", message, remedy + close)
        return None

    def _titled(self, number: str, text: str) -> list[Entry]:
        """Return the sections of that number whose title ``text`` begins with, the longest."""
        found = [e for e in self._by_number.get(number, ()) if _cut(text, e.title) is not None]
        longest = max((len(iris.slug(entry.title)) for entry in found), default=0)
        return [entry for entry in found if len(iris.slug(entry.title)) == longest]

    def _by_words(
        self, found: Sequence[Entry], text: str, line: int, log: FindingLog
    ) -> Entry | None:
        """Return the one of several sections of the same name that the text is about."""
        by_domain = {entry.domain: entry for entry in found}
        words = DomainWords((entry.domain, entry.title) for entry in self._entries)
        likeliest = words.likeliest(text, by_domain)
        domains = ", ".join(f"'{domain}'" for domain in by_domain)
        message = (
            f"section {found[0].number} '{excerpt(found[0].title)}' is in several policy domains"
        )
        remedy = f"put the report in the folder of its domain: {domains}"
        if likeliest is None:
            log.error(line, "ambiguous-section", message, remedy)
            return None
        message += f"; by its words it is that of '{likeliest}'"
        dutch = f"sectie {found[0].number} '{excerpt(found[0].title)}' komt in meerdere "
        dutch += f"beleidsdomeinen voor; naar haar woorden is zij die van '{likeliest}'"
        log.warning(line, "section-placed-by-its-words", message, remedy, dutch)
        return by_domain[likeliest]

    def _close(self, number: str, text: str, known: list[str]) -> str:
        """Return a hint at the entries that look most like what was quoted."""
        pool = [e for e in self._entries if not known or e.domain in known] or self._entries
        shown = {f"{e.number} {e.title}": e for e in pool}
        wanted = f"{number} {' '.join(text.split()[:8])}"
        matches = difflib.get_close_matches(wanted, shown, n=3, cutoff=0.5)
        if not matches:
            return ""
        named = "; ".join(f"{match} ({shown[match].domain})" for match in matches)
        return f", such as {named}"


def _tell_difference(entry: Entry, quoted: str, line: int, log: FindingLog) -> None:
    number, titled, begun = entry.number, excerpt(entry.title), excerpt(quoted)
    message = f"section {number} is titled '{titled}' in the contents of the agreement, "
    message += f"but quoted as '{begun}'"
    remedy = "check that the report is in the right folder and quotes the right section"
    dutch = f"sectie {number} heet '{titled}' in de inhoudstafel van het regeerakkoord, "
    dutch += f"maar begint hier met '{begun}'"
    log.warning(line, "section-title-differs", message, remedy, dutch)


def _cut(text: str, title: str) -> str | None:
    """Return the beginning of ``text`` that says ``title``, or ``None`` if it says another.

    Compared without case, accents and punctuation, at whole words; a title that the contents
    cut off may end within a word of the text.
    """
    wanted = _folded(title)
    if not wanted:
        return None
    have: list[str] = []
    size = 0
    for index, character in enumerate(text[:_MAX_TITLE]):
        folded = _folded(character)
        have.append(folded)
        size += len(folded)
        if size >= len(wanted):
            if "".join(have) != wanted:
                return None
            following = text[index + 1 : index + 2]
            if following.isalnum() and len(wanted) < _MIN_CUT:
                return None
            return text[: index + 1].strip()
    return None


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())
