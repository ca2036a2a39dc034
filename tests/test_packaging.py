"""What is installed: the wheel does all that the checkout does, under names that clash with none.

The wheel is built twice, from a copy of the checkout and from the source distribution, with the
setuptools that the lock holds; nothing is downloaded. It is unpacked to a folder and run from
there, with the libraries of this environment but not the checkout on the path.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FOLDERS = ("app", "graph", "ontology", "shapes")
BUILT_FROM = (".src", "LICENSE", "README.md", "pyproject.toml", *FOLDERS)
MAIN = "from akkoord.app.cli import main; main()"
BUILD = "from setuptools import build_meta; build_meta.build_{}({!r})"


def package_files(folder: Path) -> set[str]:
    """Return the files of the package in a checkout or an installation."""
    return {
        str(path.relative_to(folder))
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def build(kind: str, source: Path, out: Path) -> Path:
    """Build a wheel or a source distribution of ``source`` in ``out``."""
    out.mkdir(exist_ok=True)
    code = BUILD.format(kind, str(out))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout, with an example whose name is not ASCII."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=ignore)
        else:
            shutil.copy(ROOT / name, copy / name)
    examples = copy / "graph" / "examples"
    shutil.copy(examples / "Dierenwelzijn.md", copy / "Dierenwelzijn.md")
    (examples / "Dierenwelzijn.md").rename(examples / "Dïerenwelzijn – één.md")
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the wheel is unpacked."""
    folder = tmp_path_factory.mktemp("installed")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def start(installed: Path, code: str, *arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """Start Python with the installation, and without the checkout, on its path."""
    apart = f"import sys; sys.path[:] = [p for p in sys.path if p != {str(ROOT / '.src')!r}]; "
    return subprocess.Popen(
        [sys.executable, "-c", apart + code, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(installed: Path, code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    with start(installed, code, *arguments, cwd=cwd) as process:
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def test_the_wheel_holds_every_file_of_the_package(source: Path, installed: Path) -> None:
    assert package_files(installed / "akkoord") == package_files(source)
    assert "graph/py.typed" in package_files(installed / "akkoord")


def test_the_wheel_holds_the_query_editor_and_the_licences_of_what_is_in_it(
    installed: Path,
) -> None:
    editor = installed / "akkoord" / "app" / "static" / "editor"
    assert (editor / "editor.js").stat().st_size > 100_000
    assert (editor / "editor.css").is_file()
    licences = (editor / "LICENSES.txt").read_text("utf-8")
    for package in ("@zazuko/yasqe", "codemirror", "lodash-es"):
        assert f"\n{package} " in licences
    assert "esbuild" not in licences


def test_the_wheel_installs_no_other_name_than_akkoord(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}
    assert names == {"akkoord", "akkoord-0.1.0.dist-info"}


def test_a_wheel_of_the_source_distribution_is_the_same(
    source: Path, wheel: Path, tmp_path: Path
) -> None:
    with tarfile.open(build("sdist", source, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = build("wheel", unpacked, tmp_path / "wheel")
    with ZipFile(wheel) as one, ZipFile(again) as other:

        def contents(archive: ZipFile) -> dict[str, int]:
            return {i.filename: i.CRC for i in archive.infolist() if "dist-info" not in i.filename}

        assert contents(one) == contents(other)


def test_the_installed_program_builds_and_serves_the_examples_inside_it(
    installed: Path, tmp_path: Path
) -> None:
    started = f"import akkoord.app; print(akkoord.app.__file__); {MAIN}"
    done = run(installed, started, "build", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))
    turtle = (tmp_path / "out" / "current" / "regeerakkoord.ttl").read_text("utf-8")
    assert "Dïerenwelzijn – één.md" in turtle

    process = start(installed, MAIN, "serve", "--data", "out", "--port", "0", cwd=tmp_path)
    with process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        try:
            for path in ("", "sparql", "id/report/2019-2024/dierenwelzijn/3", "dumps/", "ns"):
                with urllib.request.urlopen(f"{address}/{path}", timeout=20) as answer:
                    assert answer.status == 200
            request = urllib.request.Request(f"{address}/sparql", headers={"Accept": "text/html"})
            with urllib.request.urlopen(request, timeout=20) as answer:
                assert b"/static/editor/editor.js" in answer.read()
        finally:
            process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_the_folders_of_the_repository_are_no_packages(installed: Path, tmp_path: Path) -> None:
    for name in FOLDERS:
        done = run(installed, f"import {name}", cwd=tmp_path)
        assert "ModuleNotFoundError" in done.stderr


USE = """
from pathlib import Path
from akkoord.graph import BuildOptions, build
reveal_type(build([], BuildOptions(out=Path("x"))).release.id)
"""


def test_a_program_that_uses_the_wheel_is_checked_against_its_types(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "use.py").write_text(USE)
    code = "import mypy.api; print(mypy.api.run(['--strict', 'use.py'])[0])"
    assert 'Revealed type is "str"' in run(installed, code, cwd=tmp_path).stdout


def test_a_program_that_uses_the_checkout_is_checked_against_its_types(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(USE)
    command = [sys.executable, "-m", "mypy", "--strict", "use.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 'Revealed type is "str"' in done.stdout


def test_the_locks_name_no_host_and_hash_everything() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        lock = (ROOT / name).read_text("utf-8")
        assert "://" not in lock
        assert "--index" not in lock
        assert "--find-links" not in lock
        requirements = re.split(r"\n(?=[a-z])", lock.split("\n", 2)[2])
        assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_the_lock_of_the_front_end_names_no_host_and_hashes_everything() -> None:
    lock = json.loads((ROOT / "app" / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = [package for path, package in lock["packages"].items() if path]
    assert packages
    for package in packages:
        assert "resolved" not in package
        assert package["integrity"].startswith("sha512-")


def test_the_locks_pin_what_the_project_asks_for_and_what_builds_it() -> None:
    pinned = {
        name: set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    asked = [line for line in requires("akkoord") or [] if "extra ==" not in line]
    names = {re.split(r"[^\w.-]", line)[0].lower() for line in asked} | {"setuptools"}
    assert names <= pinned["requirements.lock"] <= pinned["requirements-dev.lock"]


def test_every_library_that_the_program_imports_is_pinned() -> None:
    imported = {
        name.partition(".")[0]
        for folder in (ROOT / "graph", ROOT / "app")
        for path in folder.rglob("*.py")
        for name in imports(ast.parse(path.read_text("utf-8")))
    } - {*sys.stdlib_module_names, "_typeshed", "akkoord"}
    distributions = packages_distributions()
    extras = imported & {"mcp"}
    for names, lock in (
        (imported - extras, "requirements.lock"),
        (extras, "requirements-dev.lock"),
    ):
        text = (ROOT / lock).read_text("utf-8")
        pinned = set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
        for name in names:
            assert {canonical(each) for each in distributions[name]} & pinned, name


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the modules that are imported absolutely."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def canonical(distribution: str) -> str:
    """Return a distribution's name as locks write it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()
