"""What a proxy says of a request that it passes on: whether its client came over TLS.

Pages name themselves by absolute addresses for others (https://ogp.me, https://www.sitemaps.org),
and those begin as the client's did. The host is the one that the request names: a proxy that is
set up as ``deploy/README.md`` tells passes it on. X-Forwarded-Host is not read, since a cache in
front that does not tell answers apart by it would keep one client's choice for all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .headers import joined
from .sparql.budget import is_within

if TYPE_CHECKING:
    from .exchange import App, Receive, Scope, Send
    from .sparql.budget import Network

_SCHEMES: Final = ("http", "https")


class Forwarded:
    """An application that is told the scheme of the address that the client asked for.

    Args:
        app: the application.
        proxies: networks of the proxies whose X-Forwarded-Proto is believed.
    """

    def __init__(self, app: App, proxies: tuple[Network, ...]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        told = {**scope, "scheme": scheme_of(scope, self._proxies)}
        await self._app(told, receive, send)


def scheme_of(scope: Scope, proxies: tuple[Network, ...]) -> str:
    """Return the scheme that the client used: what the nearest proxy says, if it is one of ours."""
    direct: str = scope.get("scheme", "http")
    client = scope.get("client")
    if not proxies or not client or not is_within(client[0], proxies):
        return direct
    hops = joined(scope["headers"]).get(b"x-forwarded-proto", b"").decode("latin-1")
    told = hops.rpartition(",")[2].strip().lower()
    return told if told in _SCHEMES else direct
