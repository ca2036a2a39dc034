"""Conditions of requests: whether a client already has a representation (RFC 9110, section 13)."""

from __future__ import annotations

from email.utils import mktime_tz, parsedate_tz


def has_it(
    if_none_match: str | None, if_modified_since: str | None, etag: str, last_modified: str
) -> bool:
    """Weigh ``If-None-Match`` and, only without it, ``If-Modified-Since`` (13.2.2).

    Args:
        if_none_match: the header; ``None`` where the request has none.
        if_modified_since: the header, likewise; a date that cannot be read is passed over.
        etag: of the representation, with its quotes.
        last_modified: of the representation; empty where it has none.
    """
    if if_none_match is not None:
        return is_known(if_none_match, etag)
    if not if_modified_since or not last_modified:
        return False
    if if_modified_since == last_modified:
        return True
    since, modified = _seconds(if_modified_since), _seconds(last_modified)
    return since is not None and modified is not None and since >= modified


def is_known(if_none_match: str, etag: str) -> bool:
    """Return whether an If-None-Match header names ``etag``, by weak comparison.

    Args:
        if_none_match: the header.
        etag: of the representation, with its quotes.
    """
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag in known


def _seconds(date: str) -> int | None:
    """Return an HTTP date as seconds since 1970; nothing for what is none."""
    try:
        parsed = parsedate_tz(date)
        return None if parsed is None else mktime_tz(parsed)
    except (ValueError, OverflowError):  # a year, say, that no calendar has
        return None
