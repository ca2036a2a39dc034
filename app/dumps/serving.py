"""``/dumps/`` over HTTP, as an ASGI callable.

``/dumps/{name}`` is the file of the current release. ``/dumps/{release}/{name}`` is that of one
release for ever, and ``/dumps/latest/{name}`` redirects there. Only what is known of a release by
its name is served: no path is ever put together from a request. A file is opened in the folder of
the release that the request met, so a download under way goes on from there when the release is
switched. Ranges, ``HEAD`` and streaming of files on disk are Starlette's ``FileResponse``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate, mktime_tz, parsedate_tz
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse

from akkoord.app.codings import COMPRESSED, compressed, preferred
from akkoord.app.headers import DATA
from akkoord.app.sparql.problems import PROBLEM_JSON
from akkoord.app.validators import is_known
from akkoord.graph.release.layout import MANIFEST

from .files import PACKED, RELEASE, DumpFile, kept, listing, media_type
from .index import INDEX, index
from .made import makers, told, written
from .ranges import ranged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX: Final = "/dumps/"
LATEST: Final = "latest"

_CHANGING: Final = {**DATA, "cache-control": "public, no-cache"}
"""Of what may have another content the next time: a newer release has, or what a newer version
of the program writes when it is asked for."""
_FIXED: Final = {**DATA, "cache-control": "public, max-age=31536000, immutable"}
"""Of files on disk under a release's own address: they never change."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent.

    Attributes:
        file: what is told of it.
        content: where it lies, or itself.
        coding: its content coding; empty without one.
    """

    file: DumpFile
    content: Path | bytes
    coding: str = ""


class Dumps:
    """Serves the files of the release that is current when a request comes in.

    Args:
        release: returns the folder of the release served at the moment of the call.
        page: answers folders, ``/dumps/`` itself first of all, with lists of files as pages.
    """

    def __init__(self, release: Callable[[], Path], page: ASGIApp) -> None:
        self._release = release
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path begins with ``/dumps/``."""
        root = scope.get("root_path", "")
        name = scope["path"].removeprefix(root).removeprefix(PREFIX)
        if not name or (name.endswith("/") and not name.startswith(f"{LATEST}/")):
            await self._page(scope, receive, send)
            return
        # In a thread: a file that is made on request takes a moment.
        response = await asyncio.to_thread(self._answer, name, Headers(scope=scope), root)
        if isinstance(response, FileResponse):
            scope = _with_single_range(scope)
        elif scope["method"] == "HEAD":
            response.body = b""
        await response(scope, receive, send)

    def _answer(self, name: str, headers: Headers, root: str) -> Response:
        current = self._release().resolve()
        first, slash, rest = name.partition("/")
        if slash and first == LATEST:
            place = quote(f"{root}{PREFIX}{current.name}/{rest}")
            return RedirectResponse(place, 307, _CHANGING)
        if slash and RELEASE.fullmatch(first):
            release = kept(current).get(first)
            return _answered(release, rest, headers, root, _FIXED) if release else _absent()
        return _answered(current, name, headers, root, _CHANGING)


def _answered(
    release: Path, name: str, headers: Headers, root: str, caching: Mapping[str, str]
) -> Response:
    stored = listing(release)
    own = {**caching, **_signposts(root)}
    if name == INDEX and stored:
        body = _index(release, f"{root}{PREFIX}{release.name}/", headers)
        return _sent(body, headers, own | _CHANGING)
    if name not in stored and name not in makers(release):
        return _absent()
    own["content-disposition"] = f'attachment; filename="{_saved_as(name)}"'
    return _sent(
        _body(release, name, headers), headers, own | ({} if name in stored else _CHANGING)
    )


def _body(release: Path, name: str, headers: Headers) -> Body:
    """Return a file, or what it is packed as, where the client takes that and asks for all."""
    offered = listing(release).keys() | makers(release).keys()
    packed = {each: f"{name}{end}" for each, end in PACKED.items() if f"{name}{end}" in offered}
    coding = _coding(headers, tuple(packed))
    if not coding:
        return Body(*_found(release, name))
    file, content = _found(release, packed[coding])
    return Body(file, content, coding)


def _found(release: Path, name: str) -> tuple[DumpFile, Path | bytes]:
    file = listing(release).get(name)
    if file:
        return file, release / name
    content = written(release, name)
    return told(release, name, content), content


def _index(release: Path, address: str, headers: Headers) -> Body:
    content = index(release, address)
    coding = _coding(headers, COMPRESSED)
    if coding:
        content = compressed(coding, content)
    return Body(DumpFile.of(INDEX, content, listing(release)[MANIFEST].modified), content, coding)


def _coding(headers: Headers, offered: tuple[str, ...]) -> str:
    """Return the coding to send in; none to whoever wants a range, which is of the file itself."""
    accepted = headers.get("accept-encoding", "")
    return "" if "range" in headers else preferred(accepted, offered)


def _sent(body: Body, headers: Headers, own: dict[str, str]) -> Response:
    """Answer with a body, or say that the client has it."""
    # Named by the content that is sent, so that no cache takes one encoding for the other.
    own |= {
        "etag": body.file.etag,
        "last-modified": formatdate(int(body.file.modified), usegmt=True),
        "vary": "Accept-Encoding",
    }
    kind = media_type(body.file.name)
    if body.coding:
        own["content-encoding"] = body.coding
        kind = media_type(body.file.name.removesuffix(PACKED[body.coding]))
    if _unmodified(headers, body.file):
        return NotModifiedResponse(Headers(own))
    if isinstance(body.content, Path):
        return FileResponse(body.content, headers=own, media_type=kind)
    return ranged(body.content, headers, own, kind)


def _signposts(root: str) -> dict[str, str]:
    """Return the links by which a machine finds what describes a file (https://signposting.org)."""
    return {"link": f'<{root}/catalog>; rel="describedby", <{root}/>; rel="collection"'}


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


def _saved_as(name: str) -> str:
    """Return a name that tells files of the same name in several folders apart."""
    folder, _, inside = name.partition("/")
    return inside.replace("/", "-") or folder


def _absent() -> Response:
    content = json.dumps(
        {"type": "about:blank", "title": "No such file in this release", "status": 404}
    )
    return Response(content, 404, _CHANGING, PROBLEM_JSON)
