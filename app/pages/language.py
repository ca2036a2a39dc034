"""Dutch and English: which one a reader gets, and the words, dates and numbers in it.

The words stand in ``messages.json``, both languages side by side. A message that counts has two
forms, for one and for any other number.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, cast

from flask import current_app, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from akkoord.graph.configuration import LANGUAGES
from akkoord.graph.reports.address import BRUSSELS

_MESSAGES: Final = Path(__file__).parent / "messages.json"

_READ: Final = 500
"""Characters of an ``Accept-Language`` that are read."""

Forms = str | list[str]


@cache
def messages() -> dict[str, dict[str, Forms]]:
    """Return all messages: by key, then by language."""
    return cast("dict[str, dict[str, Forms]]", json.loads(_MESSAGES.read_text("utf-8")))


def wanted() -> str:
    """Return the language for the request: ``?lang=``, else ``Accept-Language``, else ours."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return preferred(request.headers.get("Accept-Language", ""), current_app.config["LANGUAGE"])


def preferred(accept_language: str, default: str) -> str:
    """Return the language among ours that an ``Accept-Language`` asks for, or else ``default``.

    Only its beginning is read: those who write it list a handful.
    """
    return _preferred(accept_language[:_READ], default)


@lru_cache(maxsize=1024)
def _preferred(accept_language: str, default: str) -> str:
    # By primary subtag: who asks for nl-BE or en-GB gets Dutch or English (RFC 4647, 3.4).
    accepted = parse_accept_header(accept_language, LanguageAccept)
    tags = (tag.lower().partition("-")[0] for tag, quality in accepted if quality > 0)
    return next((tag for tag in tags if tag in LANGUAGES), default)


def current() -> str:
    """Return the language of the page being written."""
    return cast("str", g.language)


def message(key: str, **values: object) -> str:
    """Return the message ``key`` in the page's language.

    Args:
        key: in ``messages.json``.
        values: what its ``{placeholders}`` stand for; ``n`` chooses between its two forms.
    """
    forms = messages()[key][current()]
    if isinstance(forms, list):
        forms = forms[0 if values.get("n") == 1 else 1]
    shown = {k: numeral(v) if isinstance(v, int) else v for k, v in values.items()}
    return forms.format(**shown)


def has_message(key: str) -> bool:
    """Tell whether there is a message ``key``."""
    return key in messages()


def numeral(count: int) -> str:
    """Return ``count`` with its thousands set apart as the page's language does."""
    return f"{count:,}".replace(",", "." if current() == "nl" else ",")


def long_date(iso: str) -> str:
    """Return the day of an ``xsd:date`` or ``xsd:dateTime`` in words; anything else as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    months = message("months").split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def clock(iso: str) -> str:
    """Return the time of an ``xsd:dateTime`` where the government meets; anything else as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if moment.tzinfo is None:
        return iso
    here, universal = (f"{moment.astimezone(zone):%H:%M}" for zone in (BRUSSELS, UTC))
    return message("meeting.clock", time=here, universal=universal)


def long_month(iso: str) -> str:
    """Return the month of a date in words; anything else as it is."""
    year, _, month = iso.partition("-")
    months = message("months").split()
    place = int(month[:2]) if month[:2].isdecimal() else 0
    return f"{months[place - 1]} {year}" if 0 < place <= len(months) else iso


def span(first: str, last: str) -> str:
    """Return the months from one date to another in words: one month once."""
    return " – ".join(dict.fromkeys((long_month(first), long_month(last))))


def short_date(iso: str) -> str:
    """Return day and month of a date, the month in three letters; anything else as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {message('months.short').split()[day.month - 1]}"
