"""Short links to queries, which carry the query themselves: ``/s/{code}``.

A code is the query, compressed and in the alphabet of addresses. So nothing is stored, no link
ever dies, and a link made at one installation opens at another. What makes it short is a
dictionary (https://www.rfc-editor.org/rfc/rfc1951, primed with text that queries are likely to
repeat): a variation on an example takes 20 characters, a new question about 100.

The first letter of a code names its dictionary, the file ``sharing-{letter}.txt``. A file that
was ever released must stay as it is; a better dictionary gets the next letter.
"""

from __future__ import annotations

import binascii
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path
from typing import Final

_LATEST: Final = "a"
_DICTIONARIES: Final = "a"
_RAW: Final = -15
"""Deflate without header and checksum, with the largest window."""


class CodeError(ValueError):
    """A code that stands for no query."""


def code_of(query: str) -> str:
    """Return the code that stands for ``query``."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zdict=_dictionary(_LATEST))
    packed = packer.compress(query.encode()) + packer.flush()
    return _LATEST + urlsafe_b64encode(packed).rstrip(b"=").decode()


def query_of(code: str, limit: int) -> str:
    """Return the query that ``code`` stands for.

    Args:
        code: as an address has it; anything, that is.
        limit: bytes that a query may have; a small code can stand for a large text.

    Raises:
        CodeError: it stands for no query, or for a longer one.
    """
    letter, encoded = code[:1], code[1:]
    if not letter or letter not in _DICTIONARIES:
        raise CodeError("no dictionary of that letter")
    unpacker = zlib.decompressobj(_RAW, zdict=_dictionary(letter))
    try:
        packed = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        text = unpacker.decompress(packed, limit)
        query = text.decode()
    except (binascii.Error, zlib.error, ValueError) as error:
        raise CodeError(str(error)) from error
    if not unpacker.eof or unpacker.unused_data:
        raise CodeError("cut short, or too long")
    return query


@cache
def _dictionary(letter: str) -> bytes:
    return (Path(__file__).parent / f"sharing-{letter}.txt").read_bytes()
