"""``akkoord mcp``: the release for people who ask through an assistant.

A Model Context Protocol server over standard input and output
(https://modelcontextprotocol.io/specification), by the official SDK. Three tools, :mod:`.tools`;
what they ask is evaluated as the endpoint evaluates it, here in processes with the same limits,
or by a service that runs elsewhere (:mod:`.asking`). Every answer says where it comes from.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from akkoord.graph.errors import UsageError

from .asking import Elsewhere, Here

if TYPE_CHECKING:
    from .asking import Asker

__all__ = ["serve"]


def serve(data: Path, endpoint: str | None) -> None:
    """Answer an assistant on standard input and output until that ends.

    Args:
        data: the folder of releases; a build that switches the release is picked up.
        endpoint: URL of a SPARQL endpoint of ours to ask instead.

    Raises:
        UsageError: the SDK is not installed.
        ReleaseError: there is no release.
    """
    try:
        import mcp.server.mcpserver  # noqa: F401, PLC0415 - an extra, asked for here alone
    except ImportError as error:
        raise UsageError(
            "the MCP server needs its SDK; install it with: pip install 'akkoord[mcp]'"
        ) from error
    asker: AbstractAsyncContextManager[Asker] = Elsewhere(endpoint) if endpoint else Here(data)
    asyncio.run(_serve(asker))


async def _serve(opening: AbstractAsyncContextManager[Asker]) -> None:
    from .tools import server  # noqa: PLC0415 - imports the extra

    async with opening as asker:
        await server(asker).run_stdio_async()
