"""What tests of several folders stand on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from akkoord.graph import BuildOptions, Release, build, open_release
from akkoord.graph.release.assemble import NOTICE

CLIENTS = Path(__file__).parent / "clients"
BASE = "https://w3id.org/regeerakkoord/"
FIT = f"<{BASE}id/agency/fit>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
AGENCIES = f"<{BASE}id/graph/agencies>"
REPORT = f"<{BASE}id/report/2019-2024/brussel/5.4>"


@pytest.fixture
def tiny_release(tmp_path: Path) -> Release:
    """Write a release of two triples in two named graphs, the current one in its folder.

    Each Turtle file tells by its first line that it was copied rather than written anew.
    """
    path = tmp_path / "public" / "releases" / "0123456789abcdef"
    path.mkdir(parents=True)
    first, second = f'{FIT} {LABEL} "FIT"@nl', f'{FIT} {LABEL} "Export & België"@nl'
    (path / "regeerakkoord.nt").write_text(f"{first} .\n{second} .\n", "utf-8")
    notice = NOTICE.format(base=BASE)
    quads = f"{notice}{first} {AGENCIES} .\n{second} {REPORT} .\n"
    (path / "regeerakkoord.nq").write_text(quads, "utf-8")
    (path / "regeerakkoord.ttl").write_text(f"# as released\n{first} .\n{second} .\n", "utf-8")
    for name, triple in (("graphs/agencies", first), ("reports/brussel/5.4", second)):
        (path / f"{name}.ttl").parent.mkdir(parents=True)
        (path / f"{name}.ttl").write_text(f"# as released\n{triple} .\n", "utf-8")
    (path / "release.json").write_text(json.dumps({"id": path.name, "base": BASE}))
    (tmp_path / "public" / "current").symlink_to(f"releases/{path.name}")
    return open_release(tmp_path / "public" / "current")


@pytest.fixture(scope="session")
def example_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Build the embedded examples, once for all tests; nobody may write to it."""
    out = tmp_path_factory.mktemp("examples")
    return build([], BuildOptions(out)).release


def found(program: str) -> str:
    """Return the path of a program that CI installs and others may lack."""
    path = shutil.which(program)
    if path is None:
        assert "CI" not in os.environ, f"{program} is not installed"
        pytest.skip(f"{program} is not installed")
    return path


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """Return a ``node_modules`` of the tests' packages, installed into the user's cache, once."""
    npm = found("npm")
    lock = (CLIENTS / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "akkoord-tests"
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    if not folder.exists():
        installing = cache / f"{folder.name}.{os.getpid()}"
        shutil.copytree(CLIENTS, installing, dirs_exist_ok=True)
        done = subprocess.run(
            [npm, "ci"], cwd=installing, capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(installing)
            assert "CI" not in os.environ, done.stderr
            pytest.skip(f"npm cannot install the tests' packages: {done.stderr.strip()[-200:]}")
        if not folder.exists():
            installing.rename(folder)
    return folder / "node_modules"
