"""What the process that draws says to the one that asks."""

from __future__ import annotations

from struct import Struct
from typing import Final

HEAD: Final = Struct("!BI")
"""Kind of an answer and the bytes that follow."""

DRAWN: Final = 0
FAILED: Final = 1
