"""Entity tags in requests: whether a client already has a representation (RFC 9110, 13.1.2)."""

from __future__ import annotations


def is_known(if_none_match: str, etag: str) -> bool:
    """Return whether an If-None-Match header names ``etag``, by weak comparison.

    Args:
        if_none_match: the header.
        etag: of the representation, with its quotes.
    """
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag in known
