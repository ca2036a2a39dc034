"""Apache Jena as Debian packages it (``libapache-jena-java``), with the class path that it needs.

The package gives the Xerces inside Jena a name of its own, ``xerces``, yet leaves that one's
messages where they were, and so does not start by itself: they are put where it looks for them.
"""

from __future__ import annotations

import os
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from tests.conftest import found

JAVA: Final = Path("/usr/share/java")
CORE: Final = JAVA / "jena-core.jar"
MESSAGES: Final = "org/apache/jena/ext/"
NEEDED: Final = (
    *("jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-iri", "jena-shacl"),
    *("commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io"),
    *("commons-lang3", "dexx.collection", "gson", "guava", "httpclient", "httpclient-cache"),
    *("httpcore", "jackson-annotations", "jackson-core", "jackson-databind", "jakarta.json-api"),
    *("jcl-over-slf4j", "jsonld-java", "protobuf", "slf4j-api", "slf4j-simple", "thrift"),
    "titanium-json-ld",
)
QUICK: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For programs that run for seconds."""


@dataclass(frozen=True, slots=True)
class Jena:
    """A Jena that runs.

    Attributes:
        java: the program.
        class_path: of its jars.
    """

    java: str
    class_path: str

    def run(self, main: str, *arguments: str | Path) -> str:
        """Return what one of its commands prints; it may complain of nothing."""
        command = [self.java, *QUICK, "-cp", self.class_path, main, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-800:]
        assert not done.stderr, done.stderr[-800:]
        return done.stdout

    def n_quads(self, file: Path, syntax: str) -> str:
        """Return what it reads from a file, as N-Quads."""
        return self.run("riotcmd.riot", "--strict", f"--syntax={syntax}", "--output=nquads", file)


def installed(folder: Path) -> Jena:
    """Return the machine's Jena; skip the test, outside CI, where there is none.

    Args:
        folder: to put its messages in.
    """
    java = found("java")
    if not CORE.exists():
        assert "CI" not in os.environ, "Apache Jena is not installed"
        pytest.skip("Apache Jena is not installed")
    with zipfile.ZipFile(CORE) as core:
        for name in core.namelist():
            if name.startswith(MESSAGES) and name.endswith(".properties"):
                path = folder / name.removeprefix(MESSAGES)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(core.read(name))
    return Jena(java, ":".join(map(str, (folder, *(JAVA / f"{name}.jar" for name in NEEDED)))))
