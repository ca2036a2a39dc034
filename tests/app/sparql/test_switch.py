"""A new release under load: nobody notices, except that the answers are new."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pytest

from akkoord.app.sparql.switch import Switch

if TYPE_CHECKING:
    from akkoord.app.sparql.engine import Engine
    from akkoord.graph.release.layout import Release

    from .conftest import Served

WHICH = "SELECT ?o {{ <https://w3id.org/regeerakkoord/id/thing/{}> ?p ?o }} LIMIT 1"


Serve = Callable[[Path], "Served"]
NewRelease = Callable[..., Path]


@dataclass
class Idle:
    """An engine that is asked nothing."""

    release: Release

    async def close(self) -> None:
        """Close at once."""


def release_of(served: Served) -> str:
    return str(httpx.get(f"{served.url}/health").json()["release"])


def until(served: Served, name: str, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if release_of(served) == name:
            return True
        time.sleep(0.05)
    return False


def test_no_request_fails_while_releases_are_switched(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, "first", 8_000))
    done = threading.Event()
    outcomes: Counter[object] = Counter()

    def ask() -> None:
        with httpx.Client(timeout=30) as client:
            for n in itertools.count():
                response = client.get(served.sparql, params={"query": WHICH.format(n % 900)})
                outcomes[response.status_code] += 1
                outcomes[response.json()["results"]["bindings"][0]["o"]["value"][-6:]] += 1
                if done.is_set():
                    return

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for name in ("second", "third_"):
        time.sleep(0.5)
        new_release(tmp_path, name, 8_000)
        assert until(served, name)
    time.sleep(0.5)
    done.set()
    for asker in askers:
        asker.join()
    total = outcomes.pop(200)
    assert set(outcomes) == {" first", "second", "third_"}
    assert outcomes.total() == total
    zygotes = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
    end = time.monotonic() + 10
    while len(zygotes.read_text().split()) > 1 and time.monotonic() < end:
        time.sleep(0.05)
    assert len(zygotes.read_text().split()) == 1


def test_an_answer_that_was_kept_does_not_outlive_its_release(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, "first", 80))
    query = {"query": WHICH.format(1)}
    first = httpx.get(served.sparql, params=query)
    assert "in first" in first.text
    new_release(tmp_path, "second", 80)
    assert until(served, "second")
    headers = {"if-none-match": first.headers["etag"]}
    second = httpx.get(served.sparql, params=query, headers=headers)
    assert second.status_code == 200
    assert "in second" in second.text


def test_back_at_an_earlier_release_its_pages_are_dated_anew(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, "first", 80))
    before = httpx.get(f"{served.url}/docs")
    assert before.status_code == 200
    first = (tmp_path / "current").readlink()
    new_release(tmp_path, "second", 80)
    assert until(served, "second")
    time.sleep(1)  # HTTP's dates know no less
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(first)
    assert until(served, "first")
    after = httpx.get(f"{served.url}/docs")
    dates = [parsedate_to_datetime(each.headers["last-modified"]) for each in (before, after)]
    assert dates[0] < dates[1]


def beside(data: Path, name: str, new_release: NewRelease) -> Path:
    """Put a release beside the one that is served, and return its folder."""
    new_release(data / "prepared", name, 80)
    folder = data / "releases" / name
    return (data / "prepared" / "releases" / name).rename(folder)


def refusal_of(data: Path, name: str) -> str:
    """Make a release current that cannot be served, and return the log once it says so."""
    link = data / "current.new"
    link.symlink_to(f"releases/{name}")
    link.replace(data / "current")
    log, end = data / "server.log", time.monotonic() + 40
    while "refused" not in log.read_text() and time.monotonic() < end:
        time.sleep(0.05)
    return log.read_text()


@pytest.mark.parametrize("damage", ["changed", "truncated", "missing", "no release", "not loaded"])
def test_a_damaged_release_is_refused_and_the_old_one_stays(
    serve: Serve, new_release: NewRelease, tmp_path: Path, damage: str
) -> None:
    served = serve(new_release(tmp_path, "first", 80))
    folder = beside(tmp_path, "second", new_release)
    dump = folder / "regeerakkoord.nq"
    if damage == "changed":
        dump.write_text(dump.read_text().replace("waarde 7", "waarde 8"))
    elif damage == "truncated":
        dump.write_bytes(dump.read_bytes()[:-40])
    elif damage == "missing":
        dump.unlink()
    elif damage == "no release":
        (folder / "release.json").unlink()
    else:
        with (folder / "SHA256SUMS").open("a") as sums:
            sums.write(f"{hashlib.sha256(b'as written').hexdigest()}  void.ttl\n")
        (folder / "void.ttl").write_text("as damaged")
    assert "the new release is refused, the old one stays" in refusal_of(tmp_path, "second")
    assert release_of(served) == "first"
    assert httpx.get(served.sparql, params={"query": WHICH.format(2)}).status_code == 200
    new_release(tmp_path, "third", 80)
    assert until(served, "third")


def test_a_release_that_was_refused_is_served_once_it_is_repaired(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, "first", 80))
    folder = beside(tmp_path, "second", new_release)
    dump = folder / "regeerakkoord.nq"
    sound = dump.read_bytes()
    dump.write_bytes(sound[:-40])
    refusal_of(tmp_path, "second")
    assert release_of(served) == "first"
    dump.write_bytes(sound)
    assert until(served, "second")
    assert (tmp_path / "server.log").read_text().count("refused") == 1


def test_a_release_whose_loader_is_killed_is_loaded_by_another(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, "first", 80))
    path = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
    before = path.read_text().split()
    new_release(tmp_path, "second", 50_000)
    end = time.monotonic() + 10
    while not (loading := set(path.read_text().split()) - set(before)):
        assert time.monotonic() < end
        time.sleep(0.005)
    os.kill(int(loading.pop()), signal.SIGKILL)
    assert until(served, "second")


def test_a_query_begun_on_the_old_release_ends_on_it(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    served = serve(new_release(tmp_path, "first", 8_000))
    query = {"query": "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 200000", "format": "csv"}
    with httpx.stream("GET", served.sparql, params=query, timeout=60) as response:
        lines = response.iter_lines()
        next(lines)
        new_release(tmp_path, "second", 80)
        assert until(served, "second")
        rest = list(lines)
    assert len(rest) == 200_000
    assert all("in first" in line for line in rest)


def test_without_a_release_the_server_says_so_and_does_not_start(tmp_path: Path) -> None:
    from akkoord.app.server import serve as run
    from akkoord.graph.errors import ReleaseError

    with pytest.raises(ReleaseError, match="no release"):
        run(tmp_path, port=0)


def test_damage_to_what_is_not_loaded_is_told_after_the_start(
    serve: Serve, new_release: NewRelease, tmp_path: Path
) -> None:
    new_release(tmp_path, "first", 80)
    (tmp_path / "releases" / "first" / "release.json").write_text(
        '{"id": "first", "base": "https://w3id.org/regeerakkoord/", "added": 1}'
    )
    served = serve(tmp_path)
    end = time.monotonic() + 20
    while (health := httpx.get(f"{served.url}/health").json())["intact"] is None:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert health == {"live": True, "ready": True, "release": "first", "intact": False}
    assert "akkoord_release_intact 0" in httpx.get(f"{served.url}/metrics").text
    assert (
        "1 of its files are not what SHA256SUMS says (release.json)"
        in (tmp_path / "server.log").read_text()
    )
    new_release(tmp_path, "second", 80)
    assert until(served, "second")
    assert httpx.get(f"{served.url}/health").json()["intact"] is True


def test_a_damaged_release_does_not_start(new_release: NewRelease, tmp_path: Path) -> None:
    from akkoord.app.server import serve as run
    from akkoord.graph.errors import ReleaseError

    new_release(tmp_path, "first", 8)
    (tmp_path / "releases" / "first" / "regeerakkoord.nt").write_text("")
    with pytest.raises(ReleaseError, match="SHA256SUMS"):
        run(tmp_path, port=0)


def test_an_address_in_use_is_told(serve: Serve, new_release: NewRelease, tmp_path: Path) -> None:
    from akkoord.app.server import serve as run
    from akkoord.graph.errors import UsageError

    served = serve(new_release(tmp_path, "first", 8))
    with pytest.raises(UsageError, match="in use"):
        run(tmp_path, port=int(served.url.rpartition(":")[2]))


def test_a_switch_that_nobody_waited_for_is_not_missed(
    new_release: NewRelease, tmp_path: Path
) -> None:
    async def run() -> str:
        switch = Switch(new_release(tmp_path, "first", 10), start)
        await switch.begin()
        old = switch.engine
        new_release(tmp_path, "second", 10)
        async with asyncio.timeout(20):
            while switch.engine is old:
                await asyncio.sleep(0.05)
            await switch.swapped(old)
        served = switch.engine.release.id
        await switch.close()
        return served

    async def start(release: Release) -> Engine:
        return cast("Engine", Idle(release))

    assert asyncio.run(run()) == "second"
