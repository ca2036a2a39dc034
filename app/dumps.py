"""``/dumps/``: every file of the release, as an ASGI callable.

Only what :func:`listing` found in the release's folder is served, looked up by its name: no path
is ever put together from a request. A file is opened in the folder of the release that the
request met, so a download under way goes on from there when the release is switched. Ranges,
``HEAD`` and streaming are Starlette's ``FileResponse``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate, mktime_tz, parsedate_tz
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.staticfiles import NotModifiedResponse

from akkoord.graph.formats import GRAPHS
from akkoord.graph.release.layout import checksums

from .codings import GZIP, preferred
from .headers import DATA
from .sparql.problems import PROBLEM_JSON
from .validators import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX: Final = "/dumps/"
INDEX: Final = "index.json"

CONTENT_TYPES: Final = {
    **{f".{each.extension}": each.content_type for each in GRAPHS},
    ".json": "application/json",
    ".gz": "application/gzip",
}
TEXT: Final = "text/plain; charset=utf-8"

_HEADERS: Final = {**DATA, "cache-control": "public, no-cache"}


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
        name = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(PREFIX)
        if not name:
            await self._page(scope, receive, send)
            return
        response = self._answer(name, Headers(scope=scope))
        if isinstance(response, FileResponse):
            scope = _with_single_range(scope)
        await response(scope, receive, send)

    def _answer(self, name: str, headers: Headers) -> Response:
        files = listing(self._release().resolve())
        if name == INDEX:
            return JSONResponse([_entry(file) for file in files.values()], headers=_HEADERS)
        if name not in files:
            return _problem(404, "No such file in this release")
        return _serve(files, name, headers)


def _serve(files: Mapping[str, DumpFile], name: str, headers: Headers) -> Response:
    file = files[name]
    own = {"content-disposition": f'attachment; filename="{file.path.name}"'}
    packed = files.get(f"{name}.gz")
    if packed:
        own["vary"] = "Accept-Encoding"
    sent = file
    if (
        packed
        and "range" not in headers
        and preferred(headers.get("accept-encoding", ""), (GZIP,)) == GZIP
    ):
        own["content-encoding"] = "gzip"
        sent = packed
    # Named by the content that is sent, so that no cache takes one encoding for the other.
    own |= {"etag": sent.etag, "last-modified": formatdate(int(sent.modified), usegmt=True)}
    response = FileResponse(sent.path, headers=_HEADERS | own, media_type=file.media_type)
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


def _entry(file: DumpFile) -> dict[str, object]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "modified": file.day,
        "mediaType": file.media_type.partition(";")[0],
    }


def _problem(status: int, title: str) -> Response:
    content = json.dumps({"type": "about:blank", "title": title, "status": status})
    return Response(content, status, _HEADERS, PROBLEM_JSON)
