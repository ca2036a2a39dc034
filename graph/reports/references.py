r"""The reference block: one entry for each decision that the report cites.

An entry reads ``**[\[n\]](URL)** : **(YYYY-MM-DD)** title``; URL, date and title may each be
missing, and a title may run over several lines, blank ones included (design section 4). Other
dashes, brackets, bullets and blanks are taken where they leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .. import iris
from ..model import Reference
from . import tags
from .address import Address, brussels_day, read_address
from .document import Passage
from .findings import FindingLog, excerpt
from .roles import Name, name_of

_B = r"[ \t]{0,8}"
_NUMBER = rf"{_B}\\?\[{_B}(?P<number>[0-9]{{1,9}}){_B}\\?\]{_B}"
_ENTRY = re.compile(
    r"[ \t]*(?:(?:[-*+>]|[0-9]{1,3}[.)])[ \t]+)?"
    # In bold; or, where an address leaves no doubt, not.
    rf"(?:(?P<bold>\*\*)|(?=\[{_NUMBER.replace('P<number>', ':')}\]\()){_B}"
    rf"\[?{_NUMBER}\]?"
    rf"(?:\((?P<target>[^)]*+(?:\)[^)]*+)*?)\))?(?(bold){_B}\*\*|(?=[ \t]))"
    rf"(?={_B}(?:[:–—-]|\*\*{_B}\(|\([0-9]{{4}}-|$)){_B}[:–—-]?{_B}"
    rf"(?:\*\*{_B}\((?P<date>[^()]*)\){_B}\*\*|\((?P<plain>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\))?"
    r"(?P<title>.*)"
)
# A link's target as CommonMark has it: an address, in angles or not, and perhaps a title.
_TARGET = re.compile(r'[ \t]*<?(?P<url>.*?)>?(?:[ \t]"[^"]*")?[ \t]*')
_AROUND = ' \t<>"'
_LIKE_ENTRY = re.compile(r"(?:(?:[-*+>]|[0-9]{1,3}[.)])[ \t]{1,4})?(?:\*\* ?\[?|\[) ?\\?\[ ?[0-9]+")
_JOINED = re.compile(r"(?<=[^\s>*+.)-])[ \t]+(?=\*\*\[\\?\[[0-9]{1,9}\\?\]\]\(http)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_LINE = 20_000


def read_references(block: Passage, log: FindingLog) -> tuple[Reference, ...]:
    """Return the references of the last ``<details>`` block, in the order of the file.

    Errors go to ``log``: a malformed entry or address, a date that does not exist, a number used
    twice. A missing part is a warning; so is a date that is not the meeting's day in Brussels,
    and the reference then names no meeting.
    """
    references = [_reference(entry, rest, line, log) for entry, rest, line in _entries(block, log)]
    if not references:
        message = "the references block holds no reference"
        remedy = "check that the report cites nothing"
        dutch = "het blok met referenties bevat er geen"
        log.warning(block.line, "references-empty", message, remedy, dutch)
    first: dict[int, int] = {}
    for reference in references:
        if reference.number in first:
            message = f"reference {reference.number} was given on line {first[reference.number]}"
            remedy = "give every reference its own number"
            log.error(reference.line, "duplicate-reference", message, remedy)
        first.setdefault(reference.number, reference.line)
    return tuple(references)


def _entries(block: Passage, log: FindingLog) -> list[tuple[re.Match[str], list[str], int]]:
    """Return each entry's first line, the further lines of its title, and its line number."""
    entries: list[tuple[re.Match[str], list[str], int]] = []
    for line, text in _lines(block):
        match = _ENTRY.fullmatch(text) if len(text) <= _MAX_LINE else None
        if match:
            entries.append((match, [], line))
        elif _LIKE_ENTRY.match(text.lstrip()) or len(text) > _MAX_LINE:
            message = f"a reference that cannot be read: '{excerpt(text)}'"
            remedy = r"write it as **[\[n\]](URL)** : **(YYYY-MM-DD)** title"
            log.error(line, "malformed-reference", message, remedy)
        elif entries:
            entries[-1][1].append(text)
        elif text.strip() and name_of(text.strip("# \t*")) is not Name.REFERENCES:
            message = f"text before the first reference: '{excerpt(text)}'"
            remedy = "move the text to the report's body"
            log.error(line, "text-among-references", message, remedy)
    return entries


def _lines(block: Passage) -> Iterator[tuple[int, str]]:
    """Yield the block's lines with their numbers; entries that share a line each on its own."""
    for line, text in enumerate(block.text.split("\n"), block.line):
        for part in _JOINED.split(text) if text.count("**[") > 1 else (text,):
            yield line, part


def _reference(entry: re.Match[str], rest: list[str], line: int, log: FindingLog) -> Reference:
    number = int(entry["number"])
    verbatim = "\n".join([entry["title"], *rest]).strip()
    printed = entry["plain"] if entry["date"] is None else entry["date"]
    text = verbatim if printed is None else f"({printed}) {verbatim}".strip()
    address = _address(entry["target"], number, line, log)
    day = _day(printed, number, line, log)
    title = _title(verbatim, address, number, line, log)
    start = address.meeting_start if address else None
    if start and day and brussels_day(start) != day:
        message = (
            f"reference {number} is dated {day}, but its address says that the meeting began at "
            f"{start.isoformat()}, which is {brussels_day(start)} in Brussels"
        )
        remedy = "correct the printed date or the address's startDate; the former is believed"
        dutch = (
            f"referentie {number} draagt de datum {day}, maar volgens haar adres begon de "
            f"vergadering op {start.isoformat()}, dat is {brussels_day(start)} in Brussel"
        )
        log.warning(line, "date-contradicts-address", message, remedy, dutch)
        start = None
    url = address.url if address else None
    return Reference(number, text, line, title, day, url, start)


def _address(target: str | None, number: int, line: int, log: FindingLog) -> Address | None:
    link = _TARGET.fullmatch(target) if target and target.strip(_AROUND) != target else None
    url = link["url"] if link else target
    if not url:
        message = f"reference {number} has no address"
        dutch = f"referentie {number} heeft geen adres"
        remedy = "add the decision's address if known"
        log.warning(line, "reference-without-url", message, remedy, dutch)
        return None
    return read_address(url, number, line, log)


def _day(printed: str | None, number: int, line: int, log: FindingLog) -> date | None:
    shown = (printed or "").strip()
    if not shown:
        message = f"reference {number} has no date"
        dutch = f"referentie {number} heeft geen datum"
        remedy = "add the decision's date if known"
        log.warning(line, "reference-without-date", message, remedy, dutch)
        return None
    try:
        if not _DATE.fullmatch(shown):
            raise ValueError
        return date.fromisoformat(shown)
    except ValueError:
        what = "that does not exist" if _DATE.fullmatch(shown) else "in another form"
        message = f"reference {number} has a date {what}: '{excerpt(shown)}'"
        log.error(line, "impossible-date", message, "write an existing day as YYYY-MM-DD")
        return None


def _title(
    verbatim: str, address: Address | None, number: int, line: int, log: FindingLog
) -> str | None:
    printed = iris.normalised_title(tags.shown(verbatim))
    searched = iris.normalised_title(tags.shown(address.search)) if address else ""
    if printed:
        if searched and printed.lstrip(": ") == searched:
            return searched
        if searched and searched != printed:
            _tell_difference(excerpt(printed), excerpt(searched), number, line, log)
        return printed
    if searched:
        message = f"reference {number} has no title; its address's search is taken instead"
        dutch = f"referentie {number} heeft geen titel; waar haar adres naar zoekt, geldt als titel"
        log.warning(line, "title-from-address", message, "print the title after the date", dutch)
        return searched
    message = f"reference {number} has no title"
    dutch = f"referentie {number} heeft geen titel"
    remedy = "add the decision's title if known"
    log.warning(line, "reference-without-title", message, remedy, dutch)
    return None


def _tell_difference(printed: str, searched: str, number: int, line: int, log: FindingLog) -> None:
    message = f"reference {number} is titled '{printed}' but searches for '{searched}'; "
    message += "the printed title is taken"
    remedy = "make the address's search the title"
    dutch = f"referentie {number} heet '{printed}' maar zoekt naar '{searched}'; "
    dutch += "de gedrukte titel geldt"
    log.warning(line, "title-differs-from-address", message, remedy, dutch)
