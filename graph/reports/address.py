"""The address of a decision: what it must be, and what its query tells.

The government's site is searched by title and by the meeting's start:
``https://beslissingenvlaamseregering.vlaanderen.be/?search=TITLE&dateOption=select&startDate=…``,
times in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, unquote_plus, urlsplit
from zoneinfo import ZoneInfo

from .findings import FindingLog, excerpt

DECISIONS_HOST: Final = "beslissingenvlaamseregering.vlaanderen.be"
BRUSSELS: Final = ZoneInfo("Europe/Brussels")

# What RFC 3987 keeps out of an IRI, a second # and a % without two digits among it.
_ILLEGAL = re.compile(
    r"""[\x00-\x20\x7f-\x9f<>"{}|\\^`\[\]\s\u200e\u200f\u202a-\u202e\ue000-\uf8ff\ufdd0-\ufdef"""
    r"""\ufff0-\uffff\U000e0000-\U0010ffff]|%(?![0-9A-Fa-f]{2})|\#(?=.*\#)"""
)
_AUTHORITY = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", re.IGNORECASE)
_START = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
# At the ends of what a datetime can hold, no time zone can be applied.
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Address:
    """A decision's address, taken apart.

    Attributes:
        url: verbatim.
        search: the title that its query searches for; empty without one.
        meeting_start: its ``startDate``, aware, in UTC; ``None`` without one.
    """

    url: str
    search: str
    meeting_start: datetime | None


def brussels_day(moment: datetime) -> date:
    """Return the day on which ``moment`` (aware) falls in Brussels."""
    return moment.astimezone(BRUSSELS).date()


def read_address(url: str, number: int, line: int, log: FindingLog) -> Address | None:
    """Take the address of reference ``number`` apart; ``None`` and an error if malformed."""
    reason = _malformed(url)
    if reason:
        message = f"reference {number} has a malformed address ({reason}): '{excerpt(url)}'"
        remedy = "give a complete http or https address, special characters percent-encoded"
        log.error(line, "malformed-url", message, remedy)
        return None
    parts = urlsplit(url)
    expected = parts.netloc.lower() == DECISIONS_HOST
    if not expected:
        message = f"reference {number} points to another site: '{excerpt(parts.netloc)}'"
        remedy = f"check it; decisions are at {DECISIONS_HOST}"
        dutch = f"referentie {number} leidt naar een andere site: '{excerpt(parts.netloc)}'"
        log.warning(line, "other-host", message, remedy, dutch)
    fields = dict(field.split("=", 1) for field in parts.query.split("&") if "=" in field)
    written = unquote(fields.get("startDate", ""))
    start = _start(written, number, line, log)
    if expected and not written:
        message = f"the address of reference {number} does not tell when the meeting began"
        remedy = "add startDate to the address if known"
        dutch = f"het adres van referentie {number} zegt niet wanneer de vergadering begon"
        log.warning(line, "no-start-date", message, remedy, dutch)
    return Address(url, unquote_plus(fields.get("search", "")).replace("\ufffd", ""), start)


def _malformed(url: str) -> str | None:
    """Return what is wrong with ``url``, if anything."""
    illegal = _ILLEGAL.search(url)
    if illegal:
        return f"character U+{ord(illegal.group()):04X}"
    try:
        parts = urlsplit(url)
        wrong = parts.port == 0
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return "neither http nor https"
    if wrong or not _AUTHORITY.fullmatch(parts.netloc):
        return "no valid host"
    return None


def _start(value: str, number: int, line: int, log: FindingLog) -> datetime | None:
    if not value:
        return None
    start = _instant(value)
    if start is None:
        message = f"reference {number} has an impossible startDate: '{excerpt(value)}'"
        remedy = "write an existing moment in UTC, as in 2021-06-18T08:00:00Z"
        log.error(line, "impossible-date", message, remedy)
    return start


@lru_cache(maxsize=1024)
def _instant(value: str) -> datetime | None:
    try:
        start = datetime.fromisoformat(value).astimezone(UTC) if _START.fullmatch(value) else None
    except (ValueError, OverflowError):
        return None
    return start if start and start.year in _YEARS else None
