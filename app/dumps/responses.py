"""From a file, stored or made, to an HTTP response: conditions, ranges and what all answers share.

Streaming of files on disk is Starlette's ``FileResponse``; what it may send is settled here.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse

from akkoord.app.validators import has_it

from .files import PACKED, DumpFile, media_type
from .ranges import asked, span_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from .ranges import Span


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

    @property
    def media_type(self) -> str:
        """The type of what comes out once the coding is undone."""
        ending = PACKED[self.coding] if self.coding else ""
        return media_type(self.file.name.removesuffix(ending))


class Piece(FileResponse):
    """A file on disk, or a part of it.

    Args:
        path: of the file.
        span: the part; ``None`` for all of it.
        headers: of the response.
        media_type: its Content-Type.
    """

    def __init__(
        self, path: Path, span: Span | None, headers: dict[str, str], media_type: str
    ) -> None:
        super().__init__(path, headers=headers, media_type=media_type)
        self._span = span

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; the request's own range has been weighed."""
        wanted = MutableHeaders(raw=list(scope["headers"]))
        for name in ("range", "if-range"):
            del wanted[name]
        if self._span:
            wanted["range"] = f"bytes={self._span.first}-{self._span.end - 1}"
        await super().__call__({**scope, "headers": wanted.raw}, receive, send)


def sent(body: Body, method: str, headers: Headers, own: dict[str, str]) -> Response:
    """Answer with a body, with a part of it, or by saying that the client has it.

    Args:
        body: the file.
        method: of the request.
        headers: of the request.
        own: headers of the response that do not follow from the body.
    """
    # Named by the content that is sent, so that no cache takes one encoding for the other.
    own |= {
        "etag": body.file.etag,
        "last-modified": formatdate(int(body.file.modified), usegmt=True),
        "vary": "Accept-Encoding",
        "accept-ranges": "bytes",
    }
    if body.coding:
        own["content-encoding"] = body.coding
    tag, day = headers.get("if-none-match"), headers.get("if-modified-since")
    if has_it(tag, day, own["etag"], own["last-modified"]):
        return NotModifiedResponse(Headers(own))
    span = span_of(asked(method, headers, own), body.file.size)
    if span and span.first >= span.end:
        own["content-range"] = f"bytes */{body.file.size}"
        return Response(status_code=416, headers=own, media_type=body.media_type)
    if isinstance(body.content, Path):
        return Piece(body.content, span, own, body.media_type)
    return _piece(body.content, span, own, body.media_type)


def _piece(content: bytes, span: Span | None, own: dict[str, str], media_type: str) -> Response:
    if span is None:
        return Response(content, headers=own, media_type=media_type)
    own["content-range"] = f"bytes {span.first}-{span.end - 1}/{len(content)}"
    return Response(content[span.first : span.end], 206, own, media_type)
