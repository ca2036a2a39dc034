"""How the assistant's tools have queries evaluated: here, or by a service elsewhere."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, Self
from urllib.parse import urljoin

import httpx

from akkoord.app.sparql.answers import Answers
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.pool import Pool
from akkoord.app.sparql.problems import Problem
from akkoord.app.sparql.protocol import query_request
from akkoord.app.sparql.switch import Switch
from akkoord.graph.errors import UsageError
from akkoord.graph.release.layout import Release

ACCEPT: Final = "application/sparql-results+json, text/turtle"
LARGEST: Final = 4 * 2**20
"""Bytes of an answer; no assistant can read more."""


class RefusedError(Exception):
    """A query that is not answered; the message says why and what to do."""


class Asker(Protocol):
    """What evaluates queries."""

    async def ask(self, query: str) -> str:
        """Return an answer: SPARQL results in JSON, or Turtle.

        Raises:
            RefusedError: there is none.
        """

    async def release(self) -> str:
        """Return the identifier of the release that is asked.

        Raises:
            RefusedError: there is none.
        """


class Here:
    """The endpoint's own workers in this process, with its limits.

    Args:
        data: the folder of releases.
    """

    def __init__(self, data: Path) -> None:
        try:
            self._limits = Limits().overridden(os.environ)
        except ValueError as error:
            raise UsageError(f"environment: {error}") from error
        self._switch = Switch(data, partial(_started, self._limits))
        self._answers = Answers(lambda: self._switch.engine, self._limits)

    async def __aenter__(self) -> Self:
        """Load the current release."""
        await self._switch.begin()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the workers."""
        self._switch.cut()
        await self._switch.close()

    async def ask(self, query: str) -> str:
        """Return an answer; see :class:`Asker`."""
        try:
            request = query_request(query, self._limits, accept=ACCEPT)
            return (await self._answers.whole(request)).body.decode()
        except Problem as problem:
            raise RefusedError(f"{problem.kind.title}. {problem.detail}") from problem

    async def release(self) -> str:
        """Return the identifier of the release that is asked; see :class:`Asker`."""
        try:
            return self._switch.engine.release.id
        except Problem as problem:
            raise RefusedError(f"{problem.kind.title}. {problem.detail}") from problem


async def _started(limits: Limits, release: Release) -> Pool:
    return await Pool.start(release, limits)


class Elsewhere:
    """A SPARQL endpoint of ours that runs somewhere else.

    Args:
        url: of the endpoint.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(headers={"Accept": ACCEPT}, timeout=60)

    async def __aenter__(self) -> Self:
        """Open the client."""
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        """Close the client."""
        await self._client.__aexit__(*error)

    async def ask(self, query: str) -> str:
        """Return an answer; see :class:`Asker`."""
        content = bytearray()
        try:
            async with self._client.stream("POST", self._url, data={"query": query}) as response:
                async for piece in response.aiter_bytes():
                    content += piece
                    if len(content) > LARGEST:
                        raise RefusedError("The answer is too large. Ask for less, or add a LIMIT.")
        except httpx.HTTPError as error:
            raise RefusedError(f"{self._url} does not answer: {error}") from error
        if response.is_success:
            return content.decode()
        raise RefusedError(_reason(bytes(content)) or f"{self._url}: {response.status_code}")

    async def release(self) -> str:
        """Return the identifier of the release that is asked, as the service's health tells it."""
        try:
            response = await self._client.get(urljoin(self._url, "health"))
            return str(response.json()["release"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise RefusedError(f"{self._url} does not tell which release it serves.") from error


def _reason(problem: bytes) -> str:
    """Return what a problem report says (RFC 9457); an empty text where it is none."""
    try:
        told = json.loads(problem)
        return f"{told['title']}. {told['detail']}"
    except (ValueError, KeyError, TypeError):
        return ""
