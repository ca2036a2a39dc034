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
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from .findings import FindingLog, excerpt

DECISIONS_HOST: Final = "beslissingenvlaamseregering.vlaanderen.be"
BRUSSELS: Final = ZoneInfo("Europe/Brussels")

# RFC 3987: neither controls, blanks and private-use characters nor these ASCII characters.
_ILLEGAL = re.compile(r"""[\x00-\x20\x7f-\x9f<>"{}|\\^`\s\u200e\u200f\u202a-\u202e\ue000-\uf8ff]""")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_START = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z")
_MAX_FIELDS = 50
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
    if parts.hostname != DECISIONS_HOST:
        message = f"reference {number} points to another site: '{excerpt(parts.hostname or '')}'"
        log.warning(line, "other-host", message, f"check it; decisions are at {DECISIONS_HOST}")
    try:
        query = parse_qs(parts.query, max_num_fields=_MAX_FIELDS)
    except ValueError:
        query = {}
    search = query.get("search", [""])[0].replace("\ufffd", "")
    start = _start(query.get("startDate", [""])[0], number, line, log)
    if start is None and parts.hostname == DECISIONS_HOST:
        message = f"the address of reference {number} does not tell when the meeting began"
        log.warning(line, "no-start-date", message, "add startDate to the address if known")
    return Address(url, search, start)


def _malformed(url: str) -> str | None:
    """Return what is wrong with ``url``, if anything."""
    illegal = _ILLEGAL.search(url)
    if illegal:
        return f"character U+{ord(illegal.group()):04X}"
    if _BROKEN_ESCAPE.search(url):
        return "a % without two hexadecimal digits"
    try:
        parts = urlsplit(url)
        valid_port = parts.port is None or parts.port > 0
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return "neither http nor https"
    if not parts.hostname or not _HOST.fullmatch(parts.hostname) or not valid_port:
        return "no valid host"
    if "@" in parts.netloc:
        return "a user name before the host"
    if re.search(r"[\[\]]", url.partition("//")[2]) or "#" in parts.fragment:
        return "an unencoded [, ] or second #"
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
