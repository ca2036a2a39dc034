"""``akkoord serve``: from the shell to an answer over HTTP."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request
from typing import TYPE_CHECKING

import pytest

from akkoord.app.cli import run

if TYPE_CHECKING:
    from akkoord.graph.release.layout import Release


def test_a_release_is_served_until_an_interrupt(
    program: tuple[str, ...], example_release: Release
) -> None:
    data = str(example_release.path.parents[1])
    with subprocess.Popen(
        [*program, "serve", "--data", data, "--port", "0", "--timeout", "5", "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        announced = process.stderr.readline().split()
        assert announced[:3] == ["serving", data, "at"]
        with urllib.request.urlopen(f"{announced[3]}/health", timeout=10) as answer:
            assert json.load(answer)["release"] == example_release.id
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_a_wrong_call(data: str, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--data", data, "--port", port]) == 2
    assert f"listening on 127.0.0.1:{port} is in use" in capfd.readouterr().err
