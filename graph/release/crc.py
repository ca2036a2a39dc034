"""CRC-32 of parts told from that of a whole, as polynomials over GF(2).

The sum of a text is the remainder of a polynomial, so a sum moved past n bytes is that sum times
x to the power of 8n. By it, the sum of the end of a file follows from the sums of the whole and
of its beginning, without reading either. See https://www.w3.org/TR/png/#samplecrc for the
polynomial and its bit order.
"""

from __future__ import annotations

from typing import Final

POLYNOMIAL: Final = 0xEDB88320
ONE: Final = 1 << 31


def product(a: int, b: int) -> int:
    """Return ``a`` times ``b``, modulo the polynomial."""
    total = 0
    while a:
        if a & ONE:
            total ^= b
        a = (a << 1) & 0xFFFFFFFF
        b = b >> 1 ^ POLYNOMIAL if b & 1 else b >> 1
    return total


def moved(check: int, length: int) -> int:
    """Return what the sum ``check`` adds to a sum taken ``length`` bytes later."""
    power = ONE >> 8
    while length:
        if length & 1:
            check = product(power, check)
        power = product(power, power)
        length >>= 1
    return check
