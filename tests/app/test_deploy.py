"""The container recipe and the unit: what they say of confinement, and that tools accept them.

No container engine is asked: where there is none, these files are read.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest

DEPLOY = Path(__file__).parents[2] / "app" / "deploy"
ROOT = DEPLOY.parents[1]


def dockerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text("utf-8"))
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [cast("tuple[str, str]", tuple(line.split(maxsplit=1))) for line in lines]


def last_stage() -> list[tuple[str, str]]:
    found = dockerfile()
    begin = max(at for at, (word, _) in enumerate(found) if word == "FROM")
    return found[begin:]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    import yaml

    with (DEPLOY / "compose.yaml").open(encoding="utf-8") as file:
        return cast("dict[str, Any]", yaml.safe_load(file))


def test_the_image_runs_as_a_user_without_rights() -> None:
    told = dict(last_stage())
    assert told["USER"] == "10001:10001"
    assert told["VOLUME"] == told["WORKDIR"] == "/srv/akkoord"
    assert [word for word, _ in last_stage()].index("USER") > 0


def test_the_image_installs_as_the_readme_does_and_from_the_lock() -> None:
    installs = " ".join(rest for word, rest in dockerfile() if word == "RUN")
    assert "make install" in installs
    assert "pip install" not in installs
    assert "requirements.lock" in (ROOT / "Makefile").read_text("utf-8")


def test_the_images_commands_are_commands_of_the_program() -> None:
    from akkoord.app.cli import akkoord

    told = dict(last_stage())
    assert json.loads(told["ENTRYPOINT"]) == ["akkoord"]
    command, *options = json.loads(told["CMD"])
    known = akkoord.get_command(akkoord.make_context("akkoord", [command]), command)
    assert known is not None
    names = {name for parameter in known.params for name in parameter.opts}
    assert {word for word in options if word.startswith("--")} <= names


def test_the_health_check_is_python_that_asks_for_our_health() -> None:
    told = dict(last_stage())["HEALTHCHECK"]
    words = json.loads(told.partition("CMD ")[2])
    compile(words[-1], "healthcheck", "exec")
    assert "/health" in words[-1]


def test_every_container_is_confined(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["user"] == "10001:10001"
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
    assert compose["services"]["build"]["network_mode"] == "none"
    serving = compose["services"]["serve"]
    assert serving["volumes"][0]["read_only"] is True
    assert serving["ports"] == ["127.0.0.1:8000:8000"]


def test_both_containers_read_the_same_configuration(
    compose: dict[str, Any],
) -> None:
    from akkoord.graph.configuration import Configuration, load_configuration

    for name in ("build", "serve"):
        service = compose["services"][name]
        assert service["command"][:2] == ["--config", "/etc/akkoord.toml"]
        assert "${CONFIG:-/dev/null}:/etc/akkoord.toml:ro" in service["volumes"]
    assert load_configuration(Path("/dev/null")) == Configuration()


def test_the_image_is_built_from_this_repository(compose: dict[str, Any]) -> None:
    build = compose["services"]["build"]["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT.resolve()
    assert (ROOT / build["dockerfile"]) == DEPLOY / "Dockerfile"


def test_the_unit_starts_the_program_with_options_that_exist() -> None:
    from akkoord.app.cli import akkoord

    unit = (DEPLOY / "akkoord.service").read_text("utf-8")
    _, command, *options = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)[0].split()
    known = akkoord.get_command(akkoord.make_context("akkoord", [command]), command)
    assert known is not None
    names = {name for parameter in known.params for name in parameter.opts}
    assert {word for word in options if word.startswith("--")} <= names


def test_systemd_accepts_the_unit_and_finds_it_confined(tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / "akkoord"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "akkoord.service"
    text = (DEPLOY / "akkoord.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/akkoord/.venv/bin/akkoord", str(program)))
    done = subprocess.run([analyse, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    judged = subprocess.run(
        [analyse, "security", "--offline=yes", "--threshold=20", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout[-300:]
