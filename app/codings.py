"""Content codings: which one a client takes (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
from typing import Final, Protocol

import zstandard

IDENTITY: Final = ""
GZIP: Final = "gzip"
ZSTD: Final = "zstd"

COMPRESSED: Final = (ZSTD, GZIP)
"""What is compressed here, the best first: zstd is as small in a fifth of the time."""

_DENSE: Final = frozenset({"image/png"})
"""Media types that are compressed in themselves: a further coding costs both sides, for nothing."""

_GZIP_FRAME: Final = 16 + zlib.MAX_WBITS

_ALIASES: Final = {"x-gzip": GZIP}


class Coder(Protocol):
    """Compresses a stream, piece by piece."""

    def flushed(self, piece: bytes) -> bytes:
        """Return all there is of the stream, with ``piece``, that has not been returned yet."""

    def end(self) -> bytes:
        """Return what ends the stream."""


class Gzip:
    """A stream in gzip, at its cheapest level: 64 KiB take it a millisecond."""

    def __init__(self) -> None:
        self._coder = zlib.compressobj(1, wbits=_GZIP_FRAME)

    def flushed(self, piece: bytes) -> bytes:
        """See :class:`Coder`."""
        return self._coder.compress(piece) + self._coder.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        """See :class:`Coder`."""
        return self._coder.flush()


class Zstd:
    """A stream in zstd (RFC 8878)."""

    def __init__(self) -> None:
        self._coder = zstandard.ZstdCompressor().compressobj()

    def flushed(self, piece: bytes) -> bytes:
        """See :class:`Coder`."""
        return self._coder.compress(piece) + self._coder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def end(self) -> bytes:
        """See :class:`Coder`."""
        return self._coder.flush()


_CODERS: Final[dict[str, type[Coder]]] = {GZIP: Gzip, ZSTD: Zstd}


def coder(coding: str) -> Coder:
    """Return what compresses a stream in one of :data:`COMPRESSED`."""
    return _CODERS[coding]()


def is_dense(content_type: str) -> bool:
    """Tell whether what has this ``Content-Type`` is compressed as it is."""
    return content_type.partition(";")[0].strip().lower() in _DENSE


def compressed(coding: str, body: bytes) -> bytes:
    """Return ``body`` in one of :data:`COMPRESSED`."""
    if coding == GZIP:
        return gzip.compress(body, 6, mtime=0)
    return zstandard.ZstdCompressor().compress(body)


@lru_cache(maxsize=1024)
def preferred(accept_encoding: str, offered: tuple[str, ...]) -> str:
    """Return the coding among ``offered`` that the client likes best, the first of equals.

    A coding that is not named, nor covered by ``*``, is not taken; without any that is, the
    content goes out as it is.
    """
    weights = dict(_weighed(element) for element in accept_encoding.lower().split(","))
    others = weights.get("*", 0.0)
    weighed = [(weights.get(coding, others), coding) for coding in offered]
    best, coding = max(weighed, key=lambda each: each[0], default=(0.0, IDENTITY))
    return coding if best > 0 and best >= weights.get("identity", 0.0) else IDENTITY


def _weighed(element: str) -> tuple[str, float]:
    """Return a coding and its weight; 0 for a weight that makes no sense."""
    coding, _, parameter = (part.strip() for part in element.partition(";"))
    name, _, weight = (part.strip() for part in (parameter or "q=1").partition("="))
    try:
        quality = float(weight) if name == "q" else 0.0
    except ValueError:
        quality = 0.0
    return _ALIASES.get(coding, coding), quality if 0 <= quality <= 1 else 0.0
