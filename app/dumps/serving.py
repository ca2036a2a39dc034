"""``/dumps/`` over HTTP, as an ASGI callable.

``/dumps/{name}`` is the file of the current release. ``/dumps/{release}/{name}`` is that of one
release for ever, and ``/dumps/latest/{name}`` redirects there. Only what is known of a release by
its name is served: no path is ever put together from a request. A file is opened in the folder of
the release that the request met, so a download under way goes on from there when the release is
switched. What is made on request has threads of its own (:mod:`.orders`), so that files on disk,
and all other parts of the service, never wait for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import FileResponse, RedirectResponse, Response

from akkoord.app.codings import COMPRESSED, IDENTITY, compressed, preferred
from akkoord.app.headers import DATA
from akkoord.app.sparql.problems import PROBLEM_JSON
from akkoord.graph.release.layout import MANIFEST

from .files import PACKED, RELEASE, DumpFile, listing, published, releases_in
from .index import INDEX, index
from .maker import Maker
from .orders import Orders
from .responses import Body, sent

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
class Wanted:
    """A file of a release that is asked for.

    Attributes:
        release: its folder.
        name: of the file that is sent, packed where the client takes that.
        coding: by which ``name`` is another file packed; empty without one.
        since: seconds since 1970 from which on the address has that file.
        headers: of the response, that do not follow from the file's content.
    """

    release: Path
    name: str
    coding: str
    since: float
    headers: Mapping[str, str]


class Dumps:
    """Serves the files of the release that is current when a request comes in.

    Args:
        release: returns the folder of the release served at the moment of the call.
        page: answers folders, ``/dumps/`` itself first of all, with lists of files as pages.
        maker: makes the files that are not on disk.
    """

    def __init__(self, release: Callable[[], Path], page: ASGIApp, maker: Maker) -> None:
        self._release = release
        self._page = page
        self._maker = maker
        self._orders = Orders[Body]()
        self._index = lru_cache(maxsize=8)(partial(index, maker=maker))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path begins with ``/dumps/``.

        Raises:
            Problem: the file has to be made, and too many are.
        """
        root = scope.get("root_path", "")
        name = scope["path"].removeprefix(root).removeprefix(PREFIX)
        if not name or (name.endswith("/") and not name.startswith(f"{LATEST}/")):
            await self._page(scope, receive, send)
            return
        headers = Headers(scope=scope)
        found = await asyncio.to_thread(self._found, name, headers, root)  # a disk may be slow
        if isinstance(found, Wanted):
            body = await self._body(found, root)
            found = sent(body, scope["method"], headers, dict(found.headers))
        if scope["method"] == "HEAD" and not isinstance(found, FileResponse):
            found.body = b""
        await found(scope, receive, send)

    def _found(self, name: str, headers: Headers, root: str) -> Wanted | Response:
        current = self._release().resolve()
        first, slash, rest = name.partition("/")
        if slash and first == LATEST:
            place = quote(f"{root}{PREFIX}{current.name}/{rest}")
            return RedirectResponse(place, 307, _CHANGING)
        if slash and RELEASE.fullmatch(first):
            release = releases_in(current).get(first)
            wanted = self._wanted(release, rest, headers, _FIXED) if release else None
        else:
            wanted = self._wanted(current, name, headers, _CHANGING)
            wanted = wanted and replace(wanted, since=published(current))
        if wanted is None:
            return _absent()
        return replace(wanted, headers={**wanted.headers, **_signposts(root)})

    def _wanted(
        self, release: Path, name: str, headers: Headers, caching: Mapping[str, str]
    ) -> Wanted | None:
        stored = listing(release)
        if name == INDEX and stored:
            return Wanted(release, name, _coding(headers, COMPRESSED), 0, _CHANGING)
        offered = stored.keys() | self._maker.offered(release).keys()
        if name not in offered:
            return None
        own = {"content-disposition": f'attachment; filename="{_saved_as(name)}"'}
        packed = {each: f"{name}{end}" for each, end in PACKED.items() if f"{name}{end}" in offered}
        coding = _coding(headers, tuple(packed))
        caching = caching if name in stored else _CHANGING
        return Wanted(release, packed.get(coding, name), coding, 0, {**caching, **own})

    async def _body(self, wanted: Wanted, root: str) -> Body:
        """Return what is sent: from disk, or made, for all who want the same."""
        release, name = wanted.release, wanted.name
        file = listing(release).get(name)
        if file is not None:
            body = Body(file, release / name)
        elif name == INDEX:
            make = partial(self._made_index, release, root, wanted.coding)
            body = await self._orders.made((release, name, root, wanted.coding), make)
        else:
            body = await self._orders.made((release, name), partial(self._made, release, name))
        modified = max(body.file.modified, wanted.since)
        return replace(body, file=replace(body.file, modified=modified), coding=wanted.coding)

    def _made(self, release: Path, name: str) -> Body:
        content = self._maker.content(release, name)
        return Body(self._maker.described(release, name, content), content)

    def _made_index(self, release: Path, root: str, coding: str) -> Body:
        content = self._index(release, f"{root}{PREFIX}{release.name}/")
        if coding:
            content = compressed(coding, content)
        return Body(DumpFile.of(INDEX, content, listing(release)[MANIFEST].modified), content)


def _coding(headers: Headers, offered: tuple[str, ...]) -> str:
    """Return the coding to send in; none to whoever wants a range, which is of the file itself."""
    accepted = headers.get("accept-encoding", "")
    return IDENTITY if "range" in headers else preferred(accepted, offered)


def _signposts(root: str) -> dict[str, str]:
    """Return the links by which a machine finds what describes a file (https://signposting.org)."""
    return {"link": f'<{root}/catalog>; rel="describedby", <{root}/>; rel="collection"'}


def _saved_as(name: str) -> str:
    """Return a name that tells files of the same name in several folders apart."""
    folder, _, inside = name.partition("/")
    return inside.replace("/", "-") or folder


def _absent() -> Response:
    content = json.dumps(
        {"type": "about:blank", "title": "No such file in this release", "status": 404}
    )
    return Response(content, 404, _CHANGING, PROBLEM_JSON)
