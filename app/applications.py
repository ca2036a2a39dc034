"""What answers besides queries: the applications that frameworks serve, imported when needed.

Flask for pages, Starlette for files, FastAPI for the service description: they take a second to
import, which is done in the background, once queries are answered.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from akkoord.graph.configuration import Configuration

from .exchange import App, Receive, Scope, Send
from .forwarded import Forwarded
from .page_cache import PageCache
from .preparation import FILES, PAGES, prepare
from .sparql.answers import Answers
from .sparql.budget import Network
from .sparql.client import Endpoint
from .sparql.protocol import query_request
from .sparql.switch import Switch

if TYPE_CHECKING:
    from .dumps.maker import Maker


class Applications:
    """The applications of one service.

    Args:
        switch: holds the engine of the release served; its event loop is the running one.
        answers: answers the queries of pages.
        proxies: networks of the proxies whose X-Forwarded-For and -Proto are believed.
        configuration: what pages differ by between publishers.

    Attributes:
        pages: serves HTML, and linked data.
        dumps: serves files.
        description: serves the service description and ``/openapi.json``.
    """

    def __init__(
        self,
        switch: Switch,
        answers: Answers,
        proxies: tuple[Network, ...],
        configuration: Configuration,
    ) -> None:
        self.pages = Lazy(self._load_pages)
        self.dumps = Lazy(self._load_dumps)
        self.description = Lazy(self._load_description)
        self._switch = switch
        self._answers = answers
        self._proxies = proxies
        self._configuration = configuration
        self._loop = asyncio.get_running_loop()
        self._making = threading.Lock()
        self._maker: Maker | None = None

    async def load(self) -> None:
        """Import the frameworks, in a thread, so that nobody's first request has to wait."""
        for app in (self.pages, self.dumps, self.description):
            await app.loaded()

    async def prepare(self) -> None:
        """Have ready what readers of a new release ask for first, and what takes longest."""
        await prepare(self.pages, PAGES)
        await prepare(self.dumps, FILES)

    def close(self) -> None:
        """Make no more files."""
        if self._maker:
            self._maker.close()

    def _load_pages(self) -> App:
        from a2wsgi import WSGIMiddleware  # noqa: PLC0415 - see the module's docstring

        from .pages import Options, create_app  # noqa: PLC0415
        from .pages.language import preferred  # noqa: PLC0415

        endpoint = Endpoint(
            self._ask,
            lambda: self._switch.engine.release,
            self._loop,
            self._answers.limits.seconds,
        )
        configured = self._configuration
        options = Options(configured.reports.files, configured.language)
        # a2wsgi types WSGI more narrowly than Flask
        pages: Any = create_app(endpoint, options, maker=self._files())
        made = cast("App", WSGIMiddleware(pages, workers=8))
        language = partial(preferred, default=configured.language)
        pages_kept = PageCache(made, lambda: self._switch.edition, self._answers.limits, language)
        return Forwarded(pages_kept, self._proxies)

    def _load_dumps(self) -> App:
        from .dumps.serving import Dumps  # noqa: PLC0415

        switch = self._switch
        return cast("App", Dumps(lambda: switch.engine.release.path, self.pages, self._files()))

    def _files(self) -> Maker:
        """Return what pages and dumps have files made by, one for both."""
        from .dumps.maker import Maker  # noqa: PLC0415

        with self._making:
            self._maker = self._maker or Maker()
            return self._maker

    def _load_description(self) -> App:
        from .sparql.description import create_app  # noqa: PLC0415

        return cast("App", create_app(self._answers))

    async def _ask(self, query: str, format_name: str) -> bytes:
        """Answer a query of the pages; they have no budget, but the same limits."""
        request = query_request(query, self._answers.limits, formats=[format_name])
        return (await self._answers.whole(request)).body


class Lazy:
    """An application that is imported in a thread, at the latest when it is first asked for.

    Args:
        load: imports and returns it.
    """

    def __init__(self, load: Callable[[], App]) -> None:
        self._load = load
        self._loading: asyncio.Task[App] | None = None
        self._app: App | None = None

    async def loaded(self) -> App:
        """Return the application."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        self._app = await asyncio.shield(self._loading)
        return self._app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await (self._app or await self.loaded())(scope, receive, send)
