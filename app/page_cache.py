"""Finished pages and documents, in front of Flask: what was made once is sent again as it is.

A release never changes while it is served, so a page is known by its address, by the request
headers that it varies with (RFC 9111, section 4.1) and by the release; of the languages that a
browser lists, by the one that it gets. Only a whole answer with
an entity tag is kept: what was made while the release was switched has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .codings import COMPRESSED, IDENTITY, is_dense, preferred
from .exchange import secured
from .headers import joined
from .sparql.cache import Answer, Cache, coded
from .validators import has_it

if TYPE_CHECKING:
    from .exchange import App, Message, Receive, Scope, Send
    from .sparql.limits import Limits

_CONDITIONS: Final = frozenset({b"if-none-match", b"if-modified-since", b"range", b"if-range"})
"""Answered here, from the whole page."""

_OWN: Final = (b"etag", b"content-length", b"date")
"""Headers that are each response's own."""

_LONGEST: Final = 2000
"""Bytes of a key; what asks in more words is answered, but not kept."""

_ENCODING: Final = b"Accept-Encoding"
_OK: Final = 200

Headers = list[tuple[bytes, bytes]]


class Page(Answer):
    """A whole page, with the entity tag that its maker gave it.

    Args:
        body: uncompressed.
        headers: as first sent, those of its length, tag and coding excepted.
        etag: with its quotes.
    """

    __slots__ = ("_dense", "_heads", "headers")

    def __init__(self, body: bytes, headers: Headers, etag: bytes) -> None:
        super().__init__(body, "")
        self.headers = headers
        self.etag = etag
        self._dense = is_dense(dict(headers).get(b"content-type", b"").decode("latin-1"))
        self._heads: dict[str, Headers] = {}

    @property
    def compresses(self) -> bool:
        """Whether it is worth compressing."""
        return not self._dense and super().compresses

    def head_in(self, coding: str, length: int) -> Headers:
        """Return the headers of the page in ``coding``, where it has ``length`` bytes."""
        if coding not in self._heads:
            coded = [(b"content-encoding", coding.encode())] if coding else []
            own = [(b"etag", self.etag_in(coding)), *self.headers]
            self._heads[coding] = [*own, *coded, (b"content-length", b"%d" % length)]
        return self._heads[coding]


class PageCache:
    """An application whose answers are kept.

    Args:
        app: makes the pages.
        release: tells the release served now from any other, and from itself when it was served
            before; empty where there is none.
        limits: bytes to keep, and of the largest page kept.
        language: which one those who send an ``Accept-Language`` get.
    """

    def __init__(
        self,
        app: App,
        release: Callable[[], str],
        limits: Limits,
        language: Callable[[str], str],
    ) -> None:
        self._app = app
        self._release = release
        self._limits = limits
        self._language = language
        self._cache = Cache(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one GET or HEAD request."""
        wanted = joined(scope["headers"])
        key = (
            self._release(),
            scope.get("scheme", "http"),
            scope.get("root_path", ""),
            scope["path"],
            scope["query_string"],
            wanted.get(b"host", b""),
            wanted.get(b"accept", b""),
            wanted.get(b"accept-datetime", b""),
            self._language(wanted.get(b"accept-language", b"").decode("latin-1")),
        )
        page = self._cache.get(key)
        if not isinstance(page, Page):
            page = await self._made(scope, receive, send, key)
        if page is not None:
            await _send(page, scope["method"], wanted, send)

    async def _made(
        self, scope: Scope, receive: Receive, send: Send, key: tuple[str | bytes, ...]
    ) -> Page | None:
        """Return the page made anew; ``None`` if it was no page to keep, and has been sent."""

        async def send_secured(message: Message) -> None:
            await send(secured(message))

        if sum(map(len, key)) > _LONGEST:
            await self._app(scope, receive, send_secured)
            return None
        unconditional = [each for each in scope["headers"] if each[0] not in _CONDITIONS]
        wanted = joined(scope["headers"])
        making = Making(scope["method"], wanted, send_secured, self._limits.cached_answer)
        asked = {**scope, "method": "GET", "headers": unconditional}
        await self._app(asked, receive, making.send)
        page = making.page()
        if page is not None and key[0] == self._release():
            self._cache.put(key, page)
        return page


class Making:
    """Gathers a page, or passes on what is none.

    Args:
        method: of the request; HEAD gets no body.
        wanted: headers of the request by lower-case name.
        send: of the client.
        most: bytes of the largest page kept.
    """

    def __init__(self, method: str, wanted: dict[bytes, bytes], send: Send, most: int) -> None:
        self._method = method
        self._wanted = wanted
        self._send = send
        self._most = most
        self._start: Message = {}
        self._pieces: list[bytes] = []
        self._size = 0
        self._passing = False
        self._answered = False

    async def send(self, message: Message) -> None:
        """Take a message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            names = {name.lower() for name, _ in message.get("headers", ())}
            kept = message["status"] == _OK and b"etag" in names
            self._passing = not kept or b"content-encoding" in names
            if self._passing:
                await self._send(message)
        elif self._passing:
            await self._pass(message)
        else:
            self._pieces.append(message.get("body", b""))
            self._size += len(self._pieces[-1])
            if self._size > self._most:
                self._passing = True
                await self._begin()
                await self._pass({**message, "body": b"".join(self._pieces)})

    async def _begin(self) -> None:
        """Begin to pass on what is too large to be kept, unless the client has it."""
        headers = [(name.lower(), value) for name, value in self._start["headers"]]
        etag = dict(headers)[b"etag"]
        self._answered = _has_it(self._wanted, etag, headers)
        if self._answered:
            await _send_known(etag, [each for each in headers if each[0] not in _OWN], self._send)
        else:
            await self._send(self._start)

    async def _pass(self, message: Message) -> None:
        if not self._answered:
            await self._send({**message, "body": b""} if self._method == "HEAD" else message)

    def page(self) -> Page | None:
        """Return the page; ``None`` if it was passed on."""
        if self._passing or not self._start:
            return None
        headers = [(name.lower(), value) for name, value in secured(self._start)["headers"]]
        etag = dict(headers)[b"etag"]
        rest = [each for each in headers if each[0] not in (*_OWN, b"vary")]
        varies = b", ".join([*(value for name, value in headers if name == b"vary"), _ENCODING])
        return Page(b"".join(self._pieces), [*rest, (b"vary", varies)], etag)


async def _send(page: Page, method: str, wanted: dict[bytes, bytes], send: Send) -> None:
    coding = preferred(wanted.get(b"accept-encoding", b"").decode("latin-1"), COMPRESSED)
    coding = coding if page.compresses else IDENTITY
    etag = page.etag_in(coding)
    if _has_it(wanted, etag, page.headers):
        await _send_known(etag, page.headers, send)
        return
    body = await coded(page, coding) if coding else page.body
    headers = page.head_in(coding, len(body))
    await send({"type": "http.response.start", "status": _OK, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def _send_known(etag: bytes, headers: Headers, send: Send) -> None:
    """Tell the client that it has the page."""
    kept = [(b"etag", etag), *(each for each in headers if each[0] != b"content-type")]
    await send({"type": "http.response.start", "status": 304, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


def _has_it(wanted: dict[bytes, bytes], etag: bytes, headers: Headers) -> bool:
    conditions = (wanted.get(b"if-none-match"), wanted.get(b"if-modified-since"))
    if conditions == (None, None):
        return False
    tag, day = (None if each is None else each.decode("latin-1") for each in conditions)
    modified = dict(headers).get(b"last-modified", b"").decode("latin-1")
    return has_it(tag, day, etag.decode(), modified)
