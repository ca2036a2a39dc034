"""The catalogue, harvested from a running service by CKAN's own DCAT harvester.

CKAN and ckanext-dcat come from PyPI and run as libraries, nothing of them replaced, in an
environment of their own in the user's cache: their requirements are not ours. The lock is made by
``uv pip compile --universal --python-version 3.11 --generate-hashes``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import Release

HARVEST = Path(__file__).parents[1] / "harvest"
SERVE = "from akkoord.app.cli import main; main()"
SYNTAXES = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
PROFILES = ("euro_dcat_ap_3", "euro_dcat_ap_2")


@pytest.fixture(scope="module")
def ckan() -> Path:
    """Return a Python that has CKAN, installed once."""
    lock = HARVEST / "requirements.lock"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "akkoord-tests"
    folder = cache / f"ckan-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    python = folder / "bin" / "python"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        uv = Path(sys.executable).with_name("uv")
        for arguments in (
            ["venv", "--python", sys.executable, str(folder)],
            ["pip", "install", "--python", str(python), "--require-hashes", "-r", str(lock)],
        ):
            done = subprocess.run([uv, *arguments], capture_output=True, text=True, check=False)
            if done.returncode:
                assert "CI" not in os.environ, done.stderr
                pytest.skip(f"CKAN cannot be installed: {done.stderr.strip()[-200:]}")
        (folder / "whole").touch()
    return python


@pytest.fixture(scope="module")
def address(example_release: Release) -> Iterator[str]:
    data = str(example_release.path.parents[1])
    arguments = [sys.executable, "-c", SERVE, "serve", "--data", data, "--port", "0"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split()[-1]
        process.terminate()
        process.communicate(timeout=20)


def harvested(python: Path, catalogue: Path, syntax: str, profile: str) -> dict[str, Any]:
    """Return the one dataset that CKAN finds."""
    (dataset,) = all_harvested(python, catalogue, syntax, profile)
    return dataset


def all_harvested(python: Path, catalogue: Path, syntax: str, profile: str) -> list[dict[str, Any]]:
    """Return the datasets that CKAN finds."""
    command = [python, HARVEST / "harvest.py", catalogue, syntax, profile]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    datasets = cast("list[dict[str, Any]]", json.loads(done.stdout))
    return [
        {**{extra["key"]: extra["value"] for extra in dataset.pop("extras")}, **dataset}
        for dataset in datasets
    ]


@pytest.fixture(scope="module")
def catalogues(address: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("catalogues")
    for extension in SYNTAXES:
        answer = httpx.get(f"{address}/catalog.{extension}").raise_for_status()
        (folder / f"catalog.{extension}").write_bytes(answer.content)
    return {extension: folder / f"catalog.{extension}" for extension in SYNTAXES}


@pytest.fixture(scope="module")
def record(ckan: Path, catalogues: dict[str, Path]) -> dict[str, Any]:
    return harvested(ckan, catalogues["ttl"], "turtle", PROFILES[0])


def test_a_portal_shows_the_dataset(
    record: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        f"{record['title']}  ({record['uri']})",
        record["notes"][:160],
        f"publisher {record['publisher_name']}, contact {record['contact_name']}, "
        f"licence {record.get('license_id') or record['resources'][0]['license']}",
        f"keywords {', '.join(tag['name'] for tag in record['tags'])}",
        f"theme {record['theme']}, frequency {record['frequency']}",
        f"area {record['spatial_uri']}, {record['temporal_start']} to {record['temporal_end']}",
        *(
            f"  {each['name']}: {each['mimetype']}, {each['size']:,} bytes, {each['download_url']}"
            for each in record["resources"]
        ),
    ]
    with capsys.disabled():
        print("\n" + "\n".join(f"    | {line}" for line in lines))
    assert "language model" in record["notes"] or "taalmodel" in record["notes"]
    assert record["publisher_name"] == "akkoord"
    assert "GOVE" in record["theme"]
    assert record["frequency"] in {"onregelmatig", "irregular"}  # CKAN takes a term's label
    assert "BE2" in record["spatial_uri"] or "3337388" in record["spatial_uri"]
    assert record["access_rights"].endswith("PUBLIC") or record["access_rights"] == "public"


def test_every_file_becomes_a_resource_with_its_checksum(
    record: dict[str, Any], address: str, example_release: Release
) -> None:
    names = set()
    for each in record["resources"]:
        name = each["download_url"].rpartition("/")[2]
        asked = httpx.get(f"{address}/dumps/{name}", headers={"accept-encoding": ""})
        content = asked.raise_for_status().content
        assert each["size"] == len(content)
        assert each["hash"] == hashlib.sha256(content).hexdigest()
        assert f"/dumps/{example_release.id}/" in each["download_url"]
        names.add(name)
    assert len(names) == len(record["resources"])
    assert {"regeerakkoord.ttl", "regeerakkoord.ttl.gz", "regeerakkoord.parquet"} <= names


def test_a_resource_is_downloaded_from_where_the_record_says(
    record: dict[str, Any], address: str, example_release: Release
) -> None:
    for each in record["resources"]:
        for url in (each["download_url"], each["access_url"]):
            here = url.replace(example_release.base, f"{address}/")
            answer = httpx.head(here, follow_redirects=True, headers={"accept-encoding": ""})
            assert answer.status_code == 200
            assert int(answer.headers["content-length"]) == each["size"]
            assert answer.headers["content-type"].partition(";")[0] in {
                each["mimetype"], "application/gzip", "application/zstd",
            }  # fmt: skip


@pytest.mark.parametrize("syntax", ["rdf", "jsonld"])
def test_the_record_is_the_same_from_every_syntax(
    syntax: str, ckan: Path, catalogues: dict[str, Path], record: dict[str, Any]
) -> None:
    other = harvested(ckan, catalogues[syntax], SYNTAXES[syntax], PROFILES[0])
    assert {each["hash"] for each in other["resources"]} == {
        each["hash"] for each in record["resources"]
    }
    for key in ("uri", "identifier", "publisher_uri", "temporal_start"):
        assert other[key] == record[key]


def test_a_harvester_of_the_profile_before_finds_the_same(
    ckan: Path, catalogues: dict[str, Path], record: dict[str, Any]
) -> None:
    other = harvested(ckan, catalogues["ttl"], "turtle", PROFILES[1])
    assert other["uri"] == record["uri"]
    assert len(other["resources"]) == len(record["resources"])


def test_whoever_wants_the_graphs_one_by_one_harvests_them_with_all_their_files(
    ckan: Path, address: str, example_release: Release, tmp_path: Path
) -> None:
    path = tmp_path / "graphs.ttl"
    path.write_bytes(httpx.get(f"{address}/catalog/graphs.ttl").raise_for_status().content)
    datasets = all_harvested(ckan, path, "turtle", PROFILES[0])
    index = {each["name"]: each for each in httpx.get(f"{address}/dumps/index.json").json()}
    told = {}
    for dataset in datasets:
        assert dataset["title"]
        assert dataset["publisher_name"] == "akkoord"
        assert len(dataset["resources"]) == 18
        for each in dataset["resources"]:
            name = each["download_url"].partition(f"/dumps/{example_release.id}/")[2]
            told[name] = (each["size"], each["hash"])
    ours = {name for name in index if name.startswith(("reports/", "graphs/"))}
    assert told == {name: (index[name]["size"], index[name]["sha256"]) for name in ours}
    some = sorted(told)[:: len(told) // 7]
    for name in some:
        content = httpx.get(f"{address}/dumps/{name}", headers={"accept-encoding": ""}).content
        assert (len(content), hashlib.sha256(content).hexdigest()) == told[name]
