"""Files of a release over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import threading
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import zstandard
from starlette.responses import PlainTextResponse

from akkoord.app.dumps.maker import Maker
from akkoord.app.dumps.serving import Dumps
from akkoord.graph.formats import DUMPED

from .conftest import NEW, OLD, REPORT, TURTLE, get, write_release


def test_files_of_the_same_name_are_saved_under_different_ones(release: Path) -> None:
    response = get(release, "/dumps/reports/brussel/5.1.ttl")
    assert response.headers["content-disposition"] == 'attachment; filename="brussel-5.1.ttl"'


def test_a_file_comes_with_type_name_and_checksum(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl")
    assert response.status_code == 200
    assert response.content == TURTLE
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="regeerakkoord.ttl"'
    assert response.headers["etag"] == f'"{hashlib.sha256(TURTLE).hexdigest()[:32]}"'
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["last-modified"].endswith("GMT")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("regeerakkoord.nq", "application/n-quads"),
        ("regeerakkoord.ttl.gz", "application/gzip"),
        ("reports/brussel/5.1.ttl", "text/turtle; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_each_file_has_the_media_type_of_its_extension(
    release: Path, name: str, media_type: str
) -> None:
    assert get(release, f"/dumps/{name}").headers["content-type"] == media_type


def test_a_client_that_takes_gzip_gets_the_file_that_lies_beside(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", accept_encoding="br, gzip;q=0.8")
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < len(TURTLE)
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert response.content == TURTLE
    assert response.headers["vary"] == "Accept-Encoding"
    plain = get(release, "/dumps/regeerakkoord.ttl")
    assert response.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000"])
def test_a_client_that_does_not_take_gzip_gets_the_file_itself(
    release: Path, accepted: str
) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", accept_encoding=accepted)
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_what_the_client_has_is_not_sent_again(release: Path, encoding: str) -> None:
    first = get(release, "/dumps/regeerakkoord.ttl", accept_encoding=encoding)
    tag = first.headers["etag"]
    again = get(
        release, "/dumps/regeerakkoord.ttl", accept_encoding=encoding, if_none_match=f'"x", {tag}'
    )
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag


def test_a_file_unchanged_since_then_is_not_sent_again(release: Path) -> None:
    first = get(release, "/dumps/regeerakkoord.ttl")
    since = first.headers["last-modified"]
    assert get(release, "/dumps/regeerakkoord.ttl", if_modified_since=since).status_code == 304


@pytest.mark.parametrize("since", ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", ""])
def test_a_file_changed_since_then_is_sent(release: Path, since: str) -> None:
    assert get(release, "/dumps/regeerakkoord.ttl", if_modified_since=since).status_code == 200


def test_an_etag_outweighs_a_date(release: Path) -> None:
    since = get(release, "/dumps/regeerakkoord.ttl").headers["last-modified"]
    response = get(
        release, "/dumps/regeerakkoord.ttl", if_modified_since=since, if_none_match='"other"'
    )
    assert response.status_code == 200


def test_head_tells_the_size_and_sends_nothing(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", "HEAD")
    assert response.headers["content-length"] == str(len(TURTLE))
    assert response.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "%2e%2e/secret",
        "..%2fsecret",
        "reports/../../secret",
        "reports%2f..%2f..%2fsecret",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "regeerakkoord.ttl%00",
        "%00",
        "..\\secret",
        "link",
        "linked/secret",
        "reports",
        "reports/",
        "REGEERAKKOORD.TTL",
        ".",
    ],
)
def test_nothing_but_the_files_of_the_release_is_served(release: Path, path: str) -> None:
    secret = release.parent / "secret"
    secret.write_text("secret")
    (release / "link").symlink_to(secret)
    (release / "linked").symlink_to(release.parent)
    response = get(release, f"/dumps/{path}")
    # The client itself resolves plain dot segments, and then asks for another path.
    assert response.status_code == 404 or response.text == "the list"
    assert b"secret" not in response.content


def test_the_list_of_files_is_the_page_it_was_given(release: Path) -> None:
    assert get(release, "/dumps/").text == "the list"


def test_a_switched_release_is_served_from_the_next_request_on(tmp_path: Path) -> None:
    one = write_release(tmp_path / "one")
    two = write_release(tmp_path / "two", b"<new> <b> <c> .\n")
    current = tmp_path / "current"
    current.symlink_to(one)
    assert get(current, "/dumps/regeerakkoord.ttl").content == TURTLE
    current.unlink()
    current.symlink_to(two)
    assert get(current, "/dumps/regeerakkoord.ttl").content == b"<new> <b> <c> .\n"


def test_a_download_under_way_goes_on_when_the_release_is_switched(tmp_path: Path) -> None:
    large = b"<a> <b> <c> .\n" * 50_000
    one, two = write_release(tmp_path / "one", large), write_release(tmp_path / "two")
    current = tmp_path / "current"
    current.symlink_to(one)
    received = io.BytesIO()

    async def receive() -> dict[str, object]:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        body = message.get("body", b"")
        assert isinstance(body, bytes)
        if body and not received.tell():
            current.unlink()
            current.symlink_to(two)
        received.write(body)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/dumps/regeerakkoord.ttl",
        "headers": [],
        "extensions": {},
    }
    app = Dumps(lambda: current, PlainTextResponse(""), Maker())
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    assert received.getvalue() == large


def test_a_kept_release_has_its_files_at_addresses_that_never_change(two: Path) -> None:
    old = get(two, f"/dumps/{OLD}/regeerakkoord.ttl")
    assert old.content == b"<old> <b> <c> .\n"
    assert "immutable" in old.headers["cache-control"]
    assert get(two, f"/dumps/{OLD}/reports/brussel/5.1.ttl").status_code == 200
    assert get(two, f"/dumps/{NEW}/regeerakkoord.ttl").content == TURTLE
    index = get(two, f"/dumps/{OLD}/index.json").json()
    assert f"/dumps/{OLD}/regeerakkoord.ttl" in {entry["url"] for entry in index}


def test_latest_redirects_to_the_current_release(two: Path) -> None:
    response = get(two, "/dumps/latest/reports/brussel/5.1.ttl")
    assert response.status_code == 307
    assert response.headers["location"] == f"/dumps/{NEW}/reports/brussel/5.1.ttl"
    assert response.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("name", ["a\r\nset-cookie: x", "//evil.example/", "é ?#"])
def test_latest_redirects_nowhere_else(two: Path, name: str) -> None:
    response = get(two, f"/dumps/latest/{quote(name)}")
    assert response.headers["location"].startswith(f"/dumps/{NEW}/")
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        f"/dumps/{'0' * 16}/regeerakkoord.ttl",
        f"/dumps/{OLD}/absent",
        f"/dumps/{OLD}/%2e%2e/{NEW}/regeerakkoord.ttl",
        f"/dumps/{'0' * 16}/index.json",
        "/dumps/../releases/x",
    ],
)
def test_there_is_nothing_where_no_release_has_it(two: Path, path: str) -> None:
    assert get(two, path).status_code == 404


def test_a_client_that_takes_both_as_well_gets_zstd(two: Path) -> None:
    answer = get(two, "/dumps/reports/brussel/5.1.ttl", accept_encoding="gzip, deflate, br, zstd")
    assert answer.headers["content-encoding"] == "zstd"
    assert answer.content == REPORT


def test_a_client_that_takes_zstd_gets_the_file_that_lies_beside(two: Path) -> None:
    packed = zstandard.compress(TURTLE)
    (two / "regeerakkoord.ttl.zst").write_bytes(packed)
    both = get(two, "/dumps/regeerakkoord.ttl", accept_encoding="gzip;q=0.5, zstd")
    assert both.headers["content-encoding"] == "zstd"
    assert int(both.headers["content-length"]) == len(packed)
    itself = get(two, "/dumps/regeerakkoord.ttl.zst")
    assert itself.headers["content-type"] == "application/zstd"
    assert zstandard.decompress(itself.content) == TURTLE


def test_a_file_points_to_what_describes_it(two: Path) -> None:
    links = get(two, "/dumps/regeerakkoord.ttl").headers["link"]
    assert '</catalog>; rel="describedby"' in links


def test_files_on_disk_do_not_wait_for_what_is_made(two: Path) -> None:
    class Slow(Maker):
        def content(self, release: Path, name: str) -> bytes:
            assert go.wait(20)
            return super().content(release, name)

    go = threading.Event()

    async def ask() -> None:
        app = Dumps(lambda: two, PlainTextResponse(""), Slow())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://dumps.test") as client:
            made = [f"/dumps/reports/brussel/5.1.{form.extension}.gz" for form in DUMPED]
            waiting = [asyncio.create_task(client.get(path)) for path in made * 4]
            await asyncio.sleep(0.1)
            stored = await asyncio.wait_for(client.get("/dumps/regeerakkoord.ttl"), 5)
            assert stored.content == TURTLE
            assert not any(each.done() for each in waiting)
            go.set()
            assert {each.status_code for each in await asyncio.gather(*waiting)} == {200}

    try:
        asyncio.run(ask())
    finally:
        go.set()


@pytest.mark.parametrize("name", ["regeerakkoord.ttl", "index.json", "reports/brussel/5.1.nt"])
def test_back_at_an_earlier_release_nobody_is_told_to_keep_the_later_one(
    two: Path, name: str
) -> None:
    earlier, current = two.parent / OLD, two.parent.parent / "current"
    for path in earlier.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    current.symlink_to(two)
    later = get(current, f"/dumps/{name}").headers["last-modified"]
    published = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
    told = [{"release": OLD, "published": published.isoformat()}]
    (two.parent / "history.json").write_text(json.dumps(told))
    current.unlink()
    current.symlink_to(earlier)
    answer = get(current, f"/dumps/{name}", if_modified_since=later)
    assert answer.status_code == 200
    assert parsedate_to_datetime(answer.headers["last-modified"]) == published
    for_ever = get(current, f"/dumps/{OLD}/{name}").headers["last-modified"]
    assert for_ever == "Tue, 14 Nov 2023 22:13:20 GMT"


def test_a_date_that_no_calendar_has_is_passed_over(two: Path) -> None:
    since = "Thu, 01 Jan 99999 00:00:00 GMT"
    assert get(two, "/dumps/regeerakkoord.ttl", if_modified_since=since).status_code == 200
