"""Two releases whose files are served, and who asks for them."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from akkoord.app.dumps.maker import Maker
from akkoord.app.dumps.serving import Dumps

TURTLE = b"<a> <b> <c> .\n" * 1000
BASE = "https://data.example/"
IRI = f"{BASE}id/report/2019-2024/brussel/5.1"
REPORT = f'<{IRI}> <http://purl.org/dc/terms/title> "Uitdagingen en visie"@nl .\n'.encode()
MADE = [
    f"reports/brussel/5.1.{extension}{ending}"
    for extension in ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
    for ending in ("", ".gz", ".zst")
]
OLD, NEW = "0123456789abcdef", "fedcba9876543210"


def write_release(folder: Path, turtle: bytes = TURTLE) -> Path:
    (folder / "reports" / "brussel").mkdir(parents=True)
    files = {
        "regeerakkoord.ttl": turtle,
        "regeerakkoord.ttl.gz": gzip.compress(turtle, mtime=0),
        "regeerakkoord.nq": b"",
        "regeerakkoord.nt": REPORT,
        "reports/brussel/5.1.ttl": REPORT,
        "release.json": json.dumps({"id": folder.name, "base": BASE}).encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = (f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items()))
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "releases" / "one")


def serve(current: Callable[[], Path]) -> httpx.AsyncClient:
    app = Dumps(current, PlainTextResponse("the list"), Maker())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dumps.test")


def get(release: Path, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with serve(lambda: release) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers={"accept-encoding": ""} | named)

    return asyncio.run(ask())


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Write two releases and return the newer one, which is current."""
    write_release(tmp_path / "releases" / OLD, b"<old> <b> <c> .\n")
    return write_release(tmp_path / "releases" / NEW)
