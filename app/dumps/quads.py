"""The whole graph as a table of quads: made when somebody asks, by a process of its own.

That takes a second or two and more memory than a request should; the result is a megabyte.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import NAME

if TYPE_CHECKING:
    from pathlib import Path

TABLE: Final = f"{NAME}.parquet"
SOURCE: Final = f"{NAME}.nq"
SECONDS: Final = 300
"""After which it is given up."""

log = logging.getLogger(__name__)
_making = threading.Lock()


def table(release: Path, state: str) -> bytes:
    """Return the table of the release in the folder ``release``.

    Args:
        release: the folder.
        state: tells its N-Quads from any other.

    Raises:
        ReleaseError: it cannot be made.
    """
    with _making:
        return _table(release / SOURCE, state)


@lru_cache(maxsize=4)
def _table(quads: Path, _state: str) -> bytes:
    command = [sys.executable, "-P", "-m", "akkoord.graph.tables.quads", str(quads)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        log.warning("%s: no table of it can be made: %s", quads, getattr(error, "stderr", error))
        raise ReleaseError(f"{quads}: no table of it can be made; see the log") from error
    return done.stdout
