"""What takes more time or memory than a thread of the service should: made by a process each."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Final

from akkoord.graph.errors import ReleaseError

SECONDS: Final = 300
"""After which it is given up."""
_PRIORITY: Final = 5
"""Whoever asks a question goes first."""

log = logging.getLogger(__name__)


class Aside:
    """Runs modules whose output is what was asked for."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def output(self, module: str, *arguments: str, told: bytes = b"") -> bytes:
        """Return what a module writes.

        Args:
            module: its name.
            arguments: of its command line.
            told: what it reads.

        Raises:
            ReleaseError: it failed, or takes too long; the log tells more.
        """
        command = [sys.executable, "-P", "-m", module, *arguments]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603
            self._running.add(process)
            if self._closed:
                process.kill()
            try:
                os.setpriority(os.PRIO_PROCESS, process.pid, _PRIORITY)
                written, said = process.communicate(told, SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                said = b"it takes too long"
            finally:
                self._running.discard(process)
        if process.returncode:
            log.warning(
                "%s: cannot be made by %s: %s", arguments, module, said.decode(errors="replace")
            )
            raise ReleaseError(f"{arguments[0]}: {module} cannot make it; see the log")
        return written

    def close(self) -> None:
        """End all that run, and whatever is begun after."""
        self._closed = True
        for process in tuple(self._running):
            process.kill()
