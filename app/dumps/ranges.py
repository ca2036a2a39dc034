"""Parts of a body that is in memory: one byte range (RFC 9110, section 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from werkzeug.http import parse_range_header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import Headers


def ranged(body: bytes, asked: Headers, own: Mapping[str, str], media_type: str) -> Response:
    """Return ``body``, or the part of it that a request asks for.

    Several ranges at once get the whole, as does one of another version.

    Args:
        body: the whole.
        asked: headers of the request.
        own: headers of the response; its validators are among them.
        media_type: its Content-Type.
    """
    headers = {**own, "accept-ranges": "bytes"}
    wanted = parse_range_header(asked.get("range"))
    current = asked.get("if-range") in (None, own["etag"], own["last-modified"])
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) > 1 or not current:
        return Response(body, headers=headers, media_type=media_type)
    span = wanted.range_for_length(len(body))
    if span is None:
        headers["content-range"] = f"bytes */{len(body)}"
        return Response(status_code=416, headers=headers, media_type=media_type)
    headers["content-range"] = f"bytes {span[0]}-{span[1] - 1}/{len(body)}"
    return Response(body[slice(*span)], 206, headers, media_type)
