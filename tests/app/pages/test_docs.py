"""The documentation: its examples run as they stand on the page, its figures are the program's."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import found

from akkoord.app.pages.docs import RECIPES, recipe
from akkoord.graph.formats import GRAPHS, SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from akkoord.graph import Release

SERVE = "import sys; from akkoord.app.cli import main; sys.exit(main())"
PROGRAMS = {
    ".sh": lambda: [found("sh"), "-eu"],
    ".python": lambda: [sys.executable],
    ".r": lambda: [shutil.which("Rscript") or pytest.skip("R is not installed")],
    ".mjs": lambda: [found("node")],
}
TOLD = {
    "01-thing.sh": '"FIT"',
    "02-query.sh": "Dierenwelzijn,17",
    "03-sparqlwrapper.python": r"\n2023-\d\d-\d\d \w+",
    "04-rdflib.python": r"report/2019-2024/brussel/5\.4 https://\S+/id/decision/",
    "05-httpx.python": r"^\d\S* \w+",
    "06-query.r": r"month decisions\n1 +2019-",
    "07-fetch.mjs": r"^\d+ \w+",
    "08-text.sh": "[Cc]irculaire economie",
    "09-link.sh": r"/s/a[\w-]+\n$",
    "10-files.sh": "regeerakkoord.ttl",
}


@pytest.fixture(scope="module")
def address(example_release: Release) -> Iterator[str]:
    """Serve the examples and return the address."""
    data = str(example_release.path.parents[1])
    command = [sys.executable, "-c", SERVE, "serve", "--data", data, "--port", "0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "AKKOORD_BURST": "100000"}
    ) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split()[-1]
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.parametrize("name", sorted(path.name for path in RECIPES.iterdir()))
def test_an_example_runs_and_finds_something(name: str, address: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(recipe(name, address), "utf-8")
    command = [*PROGRAMS[path.suffix](), str(path)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(TOLD[name], done.stdout), done.stdout


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_example_is_shown_for_the_address_at_hand(client: FlaskClient, lang: str) -> None:
    shown = html.unescape(client.get(f"/docs?lang={lang}").text)
    for path in RECIPES.iterdir():
        assert recipe(path.name, "http://localhost").strip() in shown, path.name


def test_every_format_of_the_endpoint_is_listed(client: FlaskClient) -> None:
    shown = client.get("/docs").text
    for each in (*SOLUTIONS, *GRAPHS):
        assert f"<code>{each.media_type}</code>" in shown


def test_a_citation_names_the_release(client: FlaskClient) -> None:
    shown = client.get("/docs?lang=en").text
    entry = re.search(r"@misc\{.*?^\}", shown, re.DOTALL | re.MULTILINE)
    assert entry is not None
    assert "0123456789abcdef" in entry[0]
    assert r"\url{https://w3id.org/regeerakkoord/}" in entry[0]
    assert entry[0].count("{") == entry[0].count("}")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_licence_of_the_data_is_the_release_s_own(client: FlaskClient, lang: str) -> None:
    shown = client.get(f"/docs?lang={lang}").text
    licence = "https://spdx.org/licenses/MIT"
    assert f'<a href="{licence}" rel="license">{licence}</a>' in shown


def test_both_languages_tell_of_the_same(client: FlaskClient) -> None:
    told = [
        re.findall(r'<section id="(\w+)"', client.get(f"/docs?lang={x}").text) for x in ("nl", "en")
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 8
