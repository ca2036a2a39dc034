"""The program as a process, in a pipe and on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from akkoord.graph.release.layout import Release

# A shell has what it runs in the background ignore interrupts; here they come as from a terminal.
HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
PROGRAM = (sys.executable, "-c", f"{HEARD}; from akkoord.app.cli import main; main()")


@pytest.fixture
def program() -> tuple[str, ...]:
    """Return the words by which the program is started."""
    return PROGRAM


@pytest.fixture
def call() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the program in a pipe."""

    def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        options = {"capture_output": True, "text": True, "timeout": 60, **options}
        return subprocess.run([*PROGRAM, *arguments], check=False, **options)

    return run


@pytest.fixture
def call_on_terminal() -> Callable[..., tuple[int, bytes]]:
    """Return a function that runs the program on a terminal of 80 columns."""

    def run(*arguments: str) -> tuple[int, bytes]:
        controller, terminal = pty.openpty()
        environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
        with subprocess.Popen(
            [*PROGRAM, *arguments], stdout=terminal, stderr=terminal, env=environment
        ) as process:
            os.close(terminal)
            shown = b""
            while chunk := _read(controller):
                shown += chunk
        os.close(controller)
        return process.returncode, shown

    return run


@pytest.fixture
def data(tiny_release: Release) -> str:
    """Return the folder of a tiny release."""
    return str(tiny_release.path.parents[1])


def _read(controller: int) -> bytes:
    try:
        return os.read(controller, 65536)
    except OSError:  # Linux says so when the other side has closed
        return b""
