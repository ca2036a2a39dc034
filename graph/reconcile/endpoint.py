"""A SPARQL endpoint on the web, asked politely.

One request at a time, with a pause between them and a User-Agent that says who asks. A server
that is busy is left alone for as long as it says (``Retry-After``), or else for twice as long
each time. SPARQL 1.1 Protocol, query by GET: https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from ..errors import RemoteError, UsageError

USER_AGENT: Final = "akkoord (reconciliation of decisions; +https://w3id.org/regeerakkoord/)"
BUSY: Final = frozenset((429, 502, 503, 504))
LARGEST: Final = 64 * 2**20
"""Bytes of an answer; a month of Themis takes some 100 kB."""

PIECE: Final = 64 * 2**10
RESUME: Final = "run the same command again later: it goes on where it stopped"


@dataclass(frozen=True, slots=True)
class Manners:
    """How an endpoint is asked.

    Attributes:
        pause: seconds before each request.
        timeout: seconds for a whole answer.
        tries: how often one question is asked at most.
        wait: seconds before the second try where the server names no time; doubles from then on.
        longest: seconds that a server may ask to wait before the run gives up.
    """

    pause: float = 0.5
    timeout: float = 60
    tries: int = 6
    wait: float = 1
    longest: float = 300


class _BusyError(Exception):
    """No answer now; ``after`` is for how many seconds the server wants to be left alone."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL 1.1 endpoint; a :class:`~.themis.Source`.

    Attributes:
        url: http or https.
        manners: how it is asked.

    Raises:
        UsageError: ``url`` is no address to send a query to.
    """

    url: str
    manners: Manners = field(default_factory=Manners)

    def __post_init__(self) -> None:
        if not _is_web_address(self.url):
            raise UsageError(
                f"{self.url!r} is no endpoint’s address; give one that begins with http:// or "
                "https://, such as https://themis.vlaanderen.be/sparql"
            )

    @property
    def name(self) -> str:
        """The address."""
        return self.url

    @property
    def state(self) -> str:
        """The address; what the endpoint holds may change between two runs."""
        return self.url

    def ask(self, query: str) -> bytes:
        """Return the answer to a SELECT query as SPARQL JSON results.

        Raises:
            RemoteError: the endpoint refuses, answers too much, or stays busy.
        """
        wait = self.manners.wait
        for left in reversed(range(self.manners.tries)):
            time.sleep(self.manners.pause)
            try:
                return self._answer(query)
            except _BusyError as busy:
                pause = wait if busy.after is None else busy.after
                if not left or pause > self.manners.longest:
                    raise RemoteError(f"{self.url}: {busy}; {RESUME}") from busy
                time.sleep(pause)
                wait *= 2
        raise RemoteError(f"{self.url}: not asked, as no try is allowed")

    def _answer(self, query: str) -> bytes:
        joint = "&" if urlsplit(self.url).query else "?"
        headers = {"Accept": "application/sparql-results+json", "User-Agent": USER_AGENT}
        address = f"{self.url}{joint}{urlencode({'query': query})}"
        request = Request(address, headers=headers)  # noqa: S310 - checked in __post_init__
        until = time.monotonic() + self.manners.timeout
        try:
            with _opener().open(request, timeout=self.manners.timeout) as response:
                return self._read(response, until)
        except HTTPError as error:
            error.close()
            reason = f"answers {error.code} {error.reason}"
            if error.code in BUSY:
                raise _BusyError(reason, _retry_after(error.headers["Retry-After"])) from error
            raise RemoteError(
                f"{self.url}: {reason}; check that this is a SPARQL 1.1 endpoint open to all"
            ) from error
        except (OSError, HTTPException) as error:
            raise _BusyError(f"no answer ({error or type(error).__name__})") from error

    def _read(self, response: HTTPResponse, until: float) -> bytes:
        content = bytearray()
        while piece := response.read1(PIECE):
            content += piece
            if len(content) > LARGEST:
                raise RemoteError(f"{self.url}: an answer of more than {LARGEST} bytes")
            if time.monotonic() > until:
                raise TimeoutError(f"not whole after {self.manners.timeout:g} s")
        if response.length:
            raise TimeoutError(f"cut short, {response.length} bytes are missing")
        return bytes(content)


def _opener() -> OpenerDirector:
    """Return an opener for http and https only; urllib's own would also read files."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPRedirectHandler(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _is_web_address(url: str) -> bool:
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        sound
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and parts.username is None
    )


def _retry_after(header: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3): a number or a date."""
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
