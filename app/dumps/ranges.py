"""Which part of a file a request asks for: one range of bytes (RFC 9110, section 14).

The same rules hold whether the file lies on disk or was made: a range in another unit, one that is
malformed and several at once are passed over, as a server may; so the whole is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANGE: Final = re.compile(
    r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{1,18})?|-([0-9]{1,18}))[ \t]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file.

    Attributes:
        first: where it begins.
        end: behind its last byte; ``first`` where there is no such part.
    """

    first: int
    end: int


def asked(method: str, headers: Mapping[str, str], validators: Mapping[str, str]) -> str:
    """Return the ``Range`` of a request, where it counts; else an empty text.

    It does for GET alone (14.2), and only if what the client has a part of is still the same.

    Args:
        method: of the request.
        headers: of the request.
        validators: ``etag`` and ``last-modified`` of the file.
    """
    wanted, condition = headers.get("range", ""), headers.get("if-range")
    if method != "GET" or condition not in (None, validators["etag"], validators["last-modified"]):
        return ""
    return wanted


def span_of(wanted: str, size: int) -> Span | None:
    """Return the part of ``size`` bytes that a ``Range`` names; ``None`` for the whole.

    Args:
        wanted: the header.
        size: of the file.
    """
    found = _RANGE.fullmatch(wanted)
    if found is None:
        return None
    first, last, suffix = found.groups()
    if last and int(last) < int(first):
        return None
    begin = max(0, size - int(suffix)) if suffix else min(int(first), size)
    return Span(begin, min(size, int(last) + 1) if last else size)
