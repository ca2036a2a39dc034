"""Files of a release over HTTP."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import zstandard
from starlette.responses import PlainTextResponse

from akkoord.app.dumps.serving import Dumps
from akkoord.graph import dump, open_release
from akkoord.graph.formats import DUMPED

TURTLE = b"<a> <b> <c> .\n" * 1000
BASE = "https://data.example/"
IRI = f"{BASE}id/report/2019-2024/brussel/5.1"
REPORT = f'<{IRI}> <http://purl.org/dc/terms/title> "Uitdagingen en visie"@nl .\n'.encode()
MADE = [
    f"reports/brussel/5.1.{extension}{ending}"
    for extension in ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
    for ending in ("", ".gz", ".zst")
]


def write_release(folder: Path, turtle: bytes = TURTLE) -> Path:
    (folder / "reports" / "brussel").mkdir(parents=True)
    files = {
        "regeerakkoord.ttl": turtle,
        "regeerakkoord.ttl.gz": gzip.compress(turtle, mtime=0),
        "regeerakkoord.nq": b"",
        "reports/brussel/5.1.ttl": REPORT,
        "release.json": json.dumps({"id": folder.name, "base": BASE}).encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = (f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items()))
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "releases" / "one")


def serve(current: Callable[[], Path]) -> httpx.AsyncClient:
    app = Dumps(current, PlainTextResponse("the list"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dumps.test")


def get(release: Path, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    import asyncio

    async def ask() -> httpx.Response:
        async with serve(lambda: release) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers={"accept-encoding": ""} | named)

    return asyncio.run(ask())


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


def test_a_range_is_a_part_of_the_file_itself(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", range="bytes=2-5", accept_encoding="gzip")
    assert response.status_code == 206
    assert response.headers["content-range"] == f"bytes 2-5/{len(TURTLE)}"
    assert response.content == TURTLE[2:6]


def test_a_range_beyond_the_end_cannot_be_satisfied(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", range=f"bytes={len(TURTLE)}-")
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{len(TURTLE)}"


def test_several_ranges_at_once_get_the_whole_file(release: Path) -> None:
    response = get(release, "/dumps/regeerakkoord.ttl", range="bytes=0-1,5-6")
    assert response.status_code == 200
    assert response.content == TURTLE


def test_a_range_of_another_version_gets_the_whole_file(release: Path) -> None:
    response = get(
        release, "/dumps/regeerakkoord.ttl", range="bytes=0-1", if_range='"something-else"'
    )
    assert response.status_code == 200


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


def test_the_index_lists_every_file_with_its_checksum(release: Path) -> None:
    entries = get(release, "/dumps/index.json").json()
    assert [entry["name"] for entry in entries] == [
        "SHA256SUMS",
        "regeerakkoord.nq",
        "regeerakkoord.parquet",
        "regeerakkoord.ttl",
        "regeerakkoord.ttl.gz",
        "release.json",
        *sorted(MADE),
    ]
    turtle = next(entry for entry in entries if entry["name"] == "regeerakkoord.ttl")
    assert turtle["sha256"] == hashlib.sha256(TURTLE).hexdigest()
    assert turtle["size"] == len(TURTLE)


def test_every_listed_file_is_served_as_the_index_says(two: Path) -> None:
    for entry in get(two, "/dumps/index.json").json():
        answer = get(two, entry["url"])
        assert len(answer.content) == entry["size"]
        if entry["name"] != "SHA256SUMS":
            assert hashlib.sha256(answer.content).hexdigest() == entry["sha256"]
        assert answer.headers["content-type"].partition(";")[0] == entry["mediaType"]


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_the_index_is_sent_compressed_and_not_twice(two: Path, encoding: str) -> None:
    plain = get(two, "/dumps/index.json")
    packed = get(two, "/dumps/index.json", accept_encoding=encoding)
    assert packed.headers["content-encoding"] == encoding
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    tag = packed.headers["etag"]
    again = get(two, "/dumps/index.json", accept_encoding=encoding, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", MADE)
def test_a_graph_comes_in_every_serialisation_and_compression(two: Path, name: str) -> None:
    answer = get(two, f"/dumps/{NEW}/{name}")
    unpack = {"gz": gzip.decompress, "zst": zstandard.decompress}
    plain, _, ending = name.removeprefix("reports/").rpartition(".")
    content = unpack[ending](answer.content) if ending in unpack else answer.content
    extension = plain.rpartition(".")[2] if ending in unpack else ending
    (quad,) = ox.parse(content, format=ox.RdfFormat.from_extension(extension))
    assert quad.object == ox.Literal("Uitdagingen en visie", language="nl")
    assert answer.headers["content-disposition"] == f'attachment; filename="brussel-{name[16:]}"'
    immutable = name == "reports/brussel/5.1.ttl"
    assert ("immutable" in answer.headers["cache-control"]) == immutable


def test_what_is_made_on_request_has_parts_and_validators(two: Path) -> None:
    path = f"/dumps/{NEW}/reports/brussel/5.1.nt"
    whole = get(two, path)
    tag, day = whole.headers["etag"], whole.headers["last-modified"]
    assert day == get(two, f"/dumps/{NEW}/reports/brussel/5.1.ttl").headers["last-modified"]
    assert get(two, path, if_none_match=tag).status_code == 304
    assert get(two, path, if_modified_since=day).status_code == 304
    head = get(two, path, "HEAD")
    assert (head.headers["content-length"], head.content) == (str(len(whole.content)), b"")
    for asked, expected in (
        ("bytes=2-5", whole.content[2:6]),
        ("bytes=-4", whole.content[-4:]),
        ("bytes=40-", whole.content[40:]),
    ):
        part = get(two, path, range=asked, accept_encoding="gzip", if_range=tag)
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["content-range"].endswith(f"/{len(whole.content)}")
    for asked in ("bytes=0-1,5-6", "lines=1-2", "nonsense"):
        assert get(two, path, range=asked).content == whole.content
    assert get(two, path, range="bytes=0-1", if_range='"old"').content == whole.content
    beyond = get(two, path, range=f"bytes={len(whole.content)}-")
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole.content)}"


def test_what_is_made_on_request_is_sent_compressed_too(two: Path) -> None:
    path = f"/dumps/{NEW}/reports/brussel/5.1.nq"
    packed = get(two, path, accept_encoding="zstd, gzip")
    assert packed.headers["content-encoding"] == "zstd"
    assert packed.headers["content-type"] == "application/n-quads"
    assert packed.content == get(two, path).content
    assert packed.headers["etag"] == get(two, f"{path}.zst").headers["etag"]


def test_what_is_made_on_request_is_what_the_command_writes(two: Path) -> None:
    for form in DUMPED:
        served = get(two, f"/dumps/reports/brussel/5.1.{form.extension}")
        assert served.content == dump(open_release(two), form.name, IRI)


def test_the_whole_comes_as_a_table_of_quads(two: Path) -> None:
    (two / "regeerakkoord.nq").write_text(f'<{IRI}> <{BASE}p> "x" <{IRI}> .\n')
    answer = get(two, f"/dumps/{NEW}/regeerakkoord.parquet")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.content == dump(open_release(two), "parquet")
    assert get(two, "/dumps/regeerakkoord.parquet", range="bytes=0-3").content == b"PAR1"


def test_without_a_table_of_quads_all_else_is_there(two: Path) -> None:
    (two / "regeerakkoord.nq").write_text("broken")
    names = {entry["name"] for entry in get(two, "/dumps/index.json").json()}
    assert "regeerakkoord.ttl" in names
    assert "regeerakkoord.parquet" not in names


def test_a_folder_that_says_no_base_has_its_files_and_makes_none(release: Path) -> None:
    (release / "release.json").write_text("{}")
    assert get(release, "/dumps/reports/brussel/5.1.ttl").content == REPORT
    assert get(release, "/dumps/reports/brussel/5.1.nt").status_code == 404
    assert len(get(release, "/dumps/index.json").json()) == 6


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
    import asyncio

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
    app = Dumps(lambda: current, PlainTextResponse(""))
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    assert received.getvalue() == large


OLD, NEW = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Write two releases and return the newer one, which is current."""
    write_release(tmp_path / "releases" / OLD, b"<old> <b> <c> .\n")
    return write_release(tmp_path / "releases" / NEW)


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
    from urllib.parse import quote

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
