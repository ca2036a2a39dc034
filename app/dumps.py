"""``/dumps/``: every file of every release that is kept, as an ASGI callable.

``/dumps/{name}`` is the file of the current release. ``/dumps/{release}/{name}`` is that of one
release for ever, and ``/dumps/latest/{name}`` redirects there. Only what :func:`listing` found in
a release's folder is served, looked up by its name: no path is ever put together from a request.
A file is opened in the folder of the release that the request met, so a download under way goes
on from there when the release is switched. Ranges, ``HEAD`` and streaming are Starlette's
``FileResponse``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate, mktime_tz, parsedate_tz
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse

from akkoord.graph.formats import GRAPHS
from akkoord.graph.release.layout import checksums

from .codings import GZIP, ZSTD, preferred
from .headers import DATA
from .sparql.problems import PROBLEM_JSON
from .validators import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX: Final = "/dumps/"
INDEX: Final = "index.json"

LATEST: Final = "latest"
CONTENT_TYPES: Final = {
    **{f".{each.extension}": each.content_type for each in GRAPHS},
    ".csv": "text/csv; charset=utf-8; header=present",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".zst": "application/zstd",
}
PACKED: Final = {GZIP: ".gz", ZSTD: ".zst"}
"""The ending of a file that holds another one compressed, by content coding; gzip first, as
some readers of a content coding stop at the end of Zstandard's first frame."""

TEXT: Final = "text/plain; charset=utf-8"

_RELEASE: Final = re.compile(r"[0-9a-f]{16}")
_CHANGING: Final = {**DATA, "cache-control": "public, no-cache"}
_FIXED: Final = {**DATA, "cache-control": "public, max-age=31536000, immutable"}
"""Of what stands under a release's own address: it never changes."""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One file of a release.

    Attributes:
        name: path within the release, with ``/``.
        path: where it lies.
        size: in bytes.
        modified: seconds since 1970.
        sha256: in hexadecimal; empty for a file that ``SHA256SUMS`` does not list.
    """

    name: str
    path: Path
    size: int
    modified: float
    sha256: str

    @property
    def media_type(self) -> str:
        """Its media type, by its extension."""
        return CONTENT_TYPES.get(self.path.suffix, TEXT)

    @property
    def etag(self) -> str:
        """A strong validator: its checksum, or what changes whenever the file does."""
        return f'"{self.sha256[:32] or f"{self.modified:.0f}-{self.size}"}"'

    @property
    def day(self) -> str:
        """When it was written, as ``yyyy-mm-ddThh:mm:ssZ``."""
        return datetime.fromtimestamp(self.modified, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4)
def listing(release: Path) -> Mapping[str, DumpFile]:
    """Return the files of the release in the folder ``release``, by name, in order of name.

    A release never changes once it is served, so this is read once. Symbolic links are left out.
    """
    try:
        sums = checksums(release)
    except FileNotFoundError:
        sums = {}
    found = (p for p in release.rglob("*") if p.is_file() and not p.is_symlink())
    names = {path.relative_to(release).as_posix(): path for path in found}
    return {name: _file(name, names[name], sums.get(name, "")) for name in sorted(names)}


def _file(name: str, path: Path, sha256: str) -> DumpFile:
    status = path.stat()
    return DumpFile(name, path, status.st_size, status.st_mtime, sha256)


class Dumps:
    """Serves the files of the release that is current when a request comes in.

    Args:
        release: returns the folder of the release served at the moment of the call.
        page: answers ``/dumps/`` itself: the list of files as a page.
    """

    def __init__(self, release: Callable[[], Path], page: ASGIApp) -> None:
        self._release = release
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path begins with ``/dumps/``."""
        root = scope.get("root_path", "")
        name = scope["path"].removeprefix(root).removeprefix(PREFIX)
        if not name or (name.endswith("/") and _RELEASE.fullmatch(name[:-1])):
            await self._page(scope, receive, send)
            return
        response = self._answer(name, Headers(scope=scope), root)
        if isinstance(response, FileResponse):
            scope = _with_single_range(scope)
        await response(scope, receive, send)

    def _answer(self, name: str, headers: Headers, root: str) -> Response:
        current = self._release().resolve()
        first, slash, rest = name.partition("/")
        if slash and first == LATEST:
            place = quote(f"{root}{PREFIX}{current.name}/{rest}")
            return RedirectResponse(place, 307, _CHANGING)
        if slash and _RELEASE.fullmatch(first):
            release = kept(current).get(first)
            files = listing(release) if release else {}
            return _answered(files, rest, headers, _FIXED | _signposts(root))
        return _answered(listing(current), name, headers, _CHANGING | _signposts(root))


def kept(current: Path) -> Mapping[str, Path]:
    """Return the folders of the releases that stand beside the current one, by identifier."""
    return {path.name: path for path in current.parent.iterdir() if _RELEASE.fullmatch(path.name)}


def _signposts(root: str) -> dict[str, str]:
    """Return the links by which a machine finds what describes a file (https://signposting.org)."""
    return {"link": f'<{root}/catalog>; rel="describedby", <{root}/>; rel="collection"'}


def _answered(
    files: Mapping[str, DumpFile], name: str, headers: Headers, own: dict[str, str]
) -> Response:
    if files and name == INDEX:
        return JSONResponse([_entry(file) for file in files.values()], headers=own)
    if name not in files:
        return _problem(404, "No such file in this release")
    return _serve(files, name, headers, own)


def _serve(
    files: Mapping[str, DumpFile], name: str, headers: Headers, own: dict[str, str]
) -> Response:
    file = files[name]
    own = {**own, "content-disposition": f'attachment; filename="{_saved_as(file)}"'}
    packed = {
        coding: files[f"{name}{ending}"]
        for coding, ending in PACKED.items()
        if f"{name}{ending}" in files
    }
    sent = file
    if packed:
        own["vary"] = "Accept-Encoding"
        coding = preferred(headers.get("accept-encoding", ""), tuple(packed))
        if coding and "range" not in headers:
            own["content-encoding"] = coding
            sent = packed[coding]
    # Named by the content that is sent, so that no cache takes one encoding for the other.
    own |= {"etag": sent.etag, "last-modified": formatdate(int(sent.modified), usegmt=True)}
    response = FileResponse(sent.path, headers=own, media_type=file.media_type)
    if _unmodified(headers, sent):
        return NotModifiedResponse(response.headers)
    return response


def _unmodified(headers: Headers, file: DumpFile) -> bool:
    """Weigh ``If-None-Match`` and, without it, ``If-Modified-Since`` (RFC 9110, 13.2.2)."""
    known = headers.get("if-none-match")
    if known is not None:
        return is_known(known, file.etag)
    since = parsedate_tz(headers.get("if-modified-since", ""))
    return since is not None and mktime_tz(since) >= int(file.modified)


def _with_single_range(scope: Scope) -> Scope:
    """Return ``scope`` without a ``Range`` of several parts, which a server may ignore."""
    kept = [(k, v) for k, v in scope["headers"] if k != b"range" or b"," not in v]
    return {**scope, "headers": kept}


def _saved_as(file: DumpFile) -> str:
    """Return a name that tells files of the same name in several folders apart."""
    folder, _, inside = file.name.partition("/")
    return inside.replace("/", "-") or folder


def _entry(file: DumpFile) -> dict[str, object]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256 or None,
        "modified": file.day,
        "mediaType": file.media_type.partition(";")[0],
    }


def _problem(status: int, title: str) -> Response:
    content = json.dumps({"type": "about:blank", "title": title, "status": status})
    return Response(content, status, _CHANGING, PROBLEM_JSON)
