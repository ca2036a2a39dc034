"""A graph store on the web, graph by graph.

SPARQL 1.1 Graph Store HTTP Protocol: https://www.w3.org/TR/sparql11-http-rdf-update/. Graphs are
always named in the query (``?graph=``, "indirect identification"), which every server knows.
"""

from __future__ import annotations

import netrc
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import httpx
import pyoxigraph as ox

from ..errors import RemoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

USER: Final = "AKKOORD_STORE_USER"
PASSWORD: Final = "AKKOORD_STORE_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN: Final = "AKKOORD_STORE_TOKEN"  # noqa: S105 - likewise
USER_AGENT: Final = "akkoord (publication of a release)"
LARGEST: Final = 512 * 2**20
"""Bytes of one graph that a store may answer with."""

_TURTLE: Final = "text/turtle"
_READABLE: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_BUSY: Final = frozenset((429, 502, 503, 504))
_UNAUTHORISED: Final = frozenset((401, 403))
_ABSENT: Final = frozenset((404, 410))


class UnreachableError(RemoteError):
    """The store does not answer, or not now."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a store is waited for.

    Attributes:
        timeout: seconds without a byte.
        tries: how often one request is sent at most.
        wait: seconds before the second try; doubles from then on.
    """

    timeout: float = 120
    tries: int = 4
    wait: float = 1


class GraphStore:
    """One graph store; a context manager.

    Args:
        url: of the store, to which ``graph=`` is added.
        patience: how long it is waited for.

    Raises:
        UsageError: the credentials cannot be read.
    """

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        self.url = url
        self._patience = patience or Patience()
        self._client = httpx.Client(
            auth=_credentials(url),
            headers={"User-Agent": USER_AGENT},
            timeout=self._patience.timeout,
            trust_env=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, graph: str) -> bytes | None:
        """Return a graph as N-Triples, each triple once; ``None`` where there is none.

        Raises:
            RemoteError: the store refuses, or answers what is no RDF.
        """
        response = self._send("GET", graph, headers={"Accept": _READABLE})
        if response.status_code in _ABSENT:
            return None
        media_type = response.headers.get("content-type", "").partition(";")[0].strip()
        syntax = ox.RdfFormat.from_media_type(media_type)
        if syntax is None:
            raise RemoteError(f"{self.url}: answers with {media_type or 'no media type'}, not RDF")
        try:
            triples = {quad.triple for quad in ox.parse(response.content, format=syntax)}
        except SyntaxError as error:
            raise RemoteError(
                f"{self.url}: <{graph}> comes as broken {media_type}: {error}"
            ) from error
        return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or None

    def put(self, graph: str, content: bytes) -> None:
        """Replace a graph by N-Triples, which are sent as the Turtle that they also are.

        Raises:
            RemoteError: the store refuses.
        """
        self._send("PUT", graph, content=content, headers={"Content-Type": _TURTLE})

    def delete(self, graph: str) -> None:
        """Remove a graph, if it is there.

        Raises:
            RemoteError: the store refuses.
        """
        self._send("DELETE", graph)

    def _send(
        self,
        method: str,
        graph: str,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        wait = self._patience.wait
        for left in reversed(range(self._patience.tries)):
            try:
                response = self._received(method, graph, content, headers)
            except httpx.HTTPError as error:
                reason = (
                    f"no answer ({error or type(error).__name__}): is the server running, "
                    "and is this its graph store address?"
                )
            else:
                if response.status_code not in _BUSY:
                    return self._accepted(response, method, graph)
                reason = f"answers {response.status_code} {response.reason_phrase}"
            if left:
                time.sleep(wait)
                wait *= 2
        raise UnreachableError(f"{self.url}: {reason}")

    def _received(
        self, method: str, graph: str, content: bytes | None, headers: dict[str, str] | None
    ) -> httpx.Response:
        address = httpx.URL(self.url).copy_merge_params({"graph": graph})
        request = self._client.build_request(method, address, content=content, headers=headers)
        response = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise RemoteError(f"{self.url}: <{graph}> is larger than {LARGEST} bytes")
        finally:
            response.close()
        plain = {"content-type": response.headers.get("content-type", "")}
        return httpx.Response(response.status_code, headers=plain, content=bytes(body))

    def _accepted(self, response: httpx.Response, method: str, graph: str) -> httpx.Response:
        if response.is_success or (method != "PUT" and response.status_code in _ABSENT):
            return response
        said = f"{self.url}: answers {response.status_code} {response.reason_phrase}"
        if response.status_code in _UNAUTHORISED:
            raise RemoteError(
                f"{said} to {method}; set {USER} and {PASSWORD} (or {TOKEN}), or add the host "
                "to ~/.netrc"
            )
        raise RemoteError(f"{said} to {method} of <{graph}>; check that it is a graph store's URL")


class _Challenged(httpx.Auth):
    """A password, given in the way that the server asks for: digest, or else basic."""

    requires_response_body = True

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Answer a server's challenge."""
        flow = self._digest.auth_flow(request)
        response = yield next(flow)
        if response.status_code != httpx.codes.UNAUTHORIZED:
            return
        try:
            yield flow.send(response)
        except StopIteration:
            yield from self._basic.auth_flow(request)


class _Token(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token (RFC 6750)."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def _credentials(url: str) -> httpx.Auth | None:
    """Return how to authenticate: from the environment, or else from ``~/.netrc``."""
    if token := os.environ.get(TOKEN):
        return _Token(token)
    if user := os.environ.get(USER):
        return _Challenged(user, os.environ.get(PASSWORD, ""))
    try:
        found = netrc.netrc().authenticators(httpx.URL(url).host)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError) as error:
        raise UsageError(f"~/.netrc cannot be read: {error}") from error
    return _Challenged(found[0], found[2] or "") if found else None
