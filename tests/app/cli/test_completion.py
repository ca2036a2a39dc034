"""``akkoord completion``: what a shell completes."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from akkoord.app.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_AKKOORD_COMPLETE" in capfd.readouterr().out


def test_a_shell_completes_commands_and_formats(call: Call) -> None:
    environment = {**os.environ, "_AKKOORD_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    done = call(env={**environment, "COMP_WORDS": "akkoord dump --format t"})
    assert done.stdout.split() == ["plain,turtle", "plain,trig"]
