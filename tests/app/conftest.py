"""The real program, serving the examples, for tests that come in over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import Release

SERVE = "import sys; from akkoord.app.cli import main; sys.exit(main())"


@pytest.fixture(scope="session")
def site(example_release: Release) -> Iterator[str]:
    """Serve the examples; return the address of the front page, without its slash.

    With ``AKKOORD_CRAWL=DIR`` it is the release in that folder that is served.
    """
    data = os.environ.get("AKKOORD_CRAWL") or str(example_release.path.parents[1])
    command = [sys.executable, "-c", SERVE, "serve", "--data", data, "--port", "0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "AKKOORD_BURST": "100000"}
    ) as process:
        assert process.stderr is not None
        announced = process.stderr.readline()
        # A request log that nobody reads would stop the server.
        reading = threading.Thread(target=process.stderr.read)
        reading.start()
        yield announced.split()[-1]
        process.terminate()
        process.wait(timeout=20)
        reading.join()
