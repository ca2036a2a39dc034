"""The names of things: IRIs as design section 5 lays them down.

Every function is pure and depends on nothing but its arguments, so the same input gives the
same IRI on any machine. An IRI is a string; the base under which it stands ends in a slash.

What is asked time and again is remembered: a build names each decision four times for each report
that cites it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

SLUG_LENGTH = 60
HASH_LENGTH = 10
TERM = "2019-2024"

_MINUTE = "%Y-%m-%dT%H%MZ"
_OTHER = re.compile(r"[^a-z0-9]+")
_WHITE = re.compile(r"\s+")


@lru_cache(maxsize=1 << 12)
def slug(text: str) -> str:
    """Return ``text`` in lower case, diacritics folded, runs of anything else as one ``-``.

    A letter without an ASCII decomposition (``ø``) counts as "anything else". A text without a
    letter or digit has no slug; its hash stands in, so that an IRI has no empty segment.
    """
    folded = text.casefold() if text.isascii() else _without_marks(text)
    return _OTHER.sub("-", folded).strip("-") or digest(text)


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def digest(text: str) -> str:
    """Return the first ten hexadecimal digits of the SHA-256 of ``text`` in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


@lru_cache(maxsize=1 << 12)
def normalised_title(title: str) -> str:
    """Return a decision's title as it is compared and shown.

    NFC; soft hyphens, which only steer line breaks, removed; white space, no-break spaces
    included, folded to single blanks.
    """
    return _WHITE.sub(" ", unicodedata.normalize("NFC", title.replace("\u00ad", ""))).strip()


@dataclass(frozen=True, slots=True)
class Names:
    """Mints IRIs under one base.

    Attributes:
        base: absolute IRI that ends in a slash.
    """

    base: str

    def agreement(self) -> str:
        """Return the agreement's IRI."""
        return f"{self.base}id/agreement/{TERM}"

    def section(self, domain: str, number: str) -> str:
        """Return the IRI of section ``number`` in the policy domain labelled ``domain``."""
        return f"{self.base}id/section/{TERM}/{slug(domain)}/{number}"

    def domain(self, label: str) -> str:
        """Return the IRI of a policy domain."""
        return f"{self.base}id/domain/{slug(label)}"

    def theme(self, label: str) -> str:
        """Return the IRI of a policy theme."""
        return f"{self.base}id/theme/{slug(label)}"

    def topic(self, lead_in: str) -> str:
        """Return the IRI of the topic that a lead-in names."""
        return f"{self.base}id/topic/{slug(lead_in)}"

    def report(self, domain: str, number: str) -> str:
        """Return the IRI of the report on a section, which is its named graph's too."""
        return f"{self.base}id/report/{TERM}/{slug(domain)}/{number}"

    def decision(self, title: str, day: date, start: datetime | None) -> str:
        """Return the IRI of a decision.

        Args:
            title: in any form; it is normalised here.
            day: the meeting's day in Brussels.
            start: the meeting's start, aware; ``None`` where the source does not tell, and the
                hash then covers the day in its stead.
        """
        return f"{self.base}id/decision/{_decision(title, day, start)}"

    def meeting(self, start: datetime) -> str:
        """Return the IRI of the meeting that began at ``start`` (aware)."""
        return f"{self.base}id/meeting/{_minute(start)}"

    def agency(self, label: str) -> str:
        """Return the IRI of an agency."""
        return f"{self.base}id/agency/{slug(label)}"

    def graph(self, name: str) -> str:
        """Return the IRI of a named graph that is not a report's, such as a register's."""
        return f"{self.base}id/graph/{name}"


@lru_cache(maxsize=1 << 10)
def meeting_start(iri: str) -> datetime:
    """Return the start, in UTC, of the meeting that :meth:`Names.meeting` named ``iri``."""
    moment = datetime.strptime(iri.rpartition("/")[2], _MINUTE)
    return moment.replace(tzinfo=UTC)


@lru_cache(maxsize=1 << 12)
def _decision(title: str, day: date, start: datetime | None) -> str:
    title = normalised_title(title)
    when = _minute(start) if start else day.isoformat()
    short = slug(title)[:SLUG_LENGTH].strip("-")
    fingerprint = digest(f"{title}\n{when}")
    return f"{day.isoformat()}/{short}-{fingerprint}"


@lru_cache(maxsize=1 << 10)
def _minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_MINUTE)
