"""What can go wrong with a request, as ``application/problem+json`` (RFC 9457).

A :class:`Problem` tells the client what happened and what to do about it, and nothing about our
insides. The ``type`` of each kind points to its line on the endpoint's page.
"""

from __future__ import annotations

import enum
import json
from http import HTTPStatus

PROBLEM_JSON = "application/problem+json"


class Kind(enum.Enum):
    """A kind of problem: its name in the ``type`` URI, its status and its title."""

    MALFORMED_REQUEST = ("malformed-request", 400, "The request is not a SPARQL Protocol request")
    MALFORMED_HTTP = ("malformed-http", 400, "The request is not one of HTTP/1.1")
    MALFORMED_QUERY = ("malformed-query", 400, "The query is not valid SPARQL 1.1")
    QUERY_FAILED = ("query-failed", 400, "The query is valid and cannot be evaluated")
    QUERY_TOO_DEEP = ("query-too-deep", 400, "The query nests too deeply")
    QUERY_TOO_LONG = ("query-too-long", 413, "The query is too long")
    HEADER_TOO_LONG = ("header-too-long", 431, "A request header is too long")
    BODY_TOO_LARGE = ("body-too-large", 413, "The request body is too large")
    BODY_TOO_SLOW = ("body-too-slow", 408, "The request body took too long to arrive")
    UPDATE_REFUSED = ("update-refused", 403, "This endpoint is read-only")
    SERVICE_REFUSED = ("service-refused", 403, "Federated queries are not served")
    TRANSFER_CODING = (
        "unknown-transfer-coding",
        501,
        "The request body is coded as nobody here knows",
    )
    METHOD = ("method-not-allowed", 405, "The method is not allowed here")
    NOT_ACCEPTABLE = ("not-acceptable", 406, "The answer is not available in that format")
    MEDIA_TYPE = ("unsupported-media-type", 415, "The request body's media type is not supported")
    BUDGET = ("budget-spent", 429, "Your query time is spent for the moment")
    TIME_LIMIT = ("time-limit", 503, "The query was cut at its time limit")
    EXHAUSTED = ("memory-limit", 503, "The query needed more memory or stack than one may take")
    WORKER_ENDED = ("worker-ended", 503, "The worker that evaluated the query ended")
    RESULT_TOO_LARGE = ("result-too-large", 503, "The answer is larger than one may be")
    BUSY = ("busy", 503, "All workers are busy")
    NOT_READY = ("not-ready", 503, "The service is starting")
    STOPPING = ("stopping", 503, "The service is stopping")
    ENGINE = ("engine-failed", 502, "The SPARQL engine behind this endpoint failed")
    INTERNAL = ("internal-error", 500, "Something went wrong on our side")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug = slug
        self.status = HTTPStatus(status)
        self.title = title


class Problem(Exception):  # noqa: N818 - RFC 9457's own word; not every problem is our error
    """A request that cannot be answered.

    Attributes:
        kind: what kind of problem.
        detail: what happened this time and what to do about it; shown to the client.
        headers: response headers that belong to it, such as ``Retry-After``; lower-case names.
    """

    def __init__(
        self, kind: Kind, detail: str, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers

    def body(self) -> bytes:
        """Return the problem details object in UTF-8."""
        details = {
            "type": f"/sparql#problem-{self.kind.slug}",
            "title": self.kind.title,
            "status": self.kind.status.value,
            "detail": self.detail,
        }
        return json.dumps(details, ensure_ascii=False).encode(errors="replace")


def retry_after(seconds: float) -> tuple[tuple[bytes, bytes], ...]:
    """Return a ``Retry-After`` header of at least one whole second."""
    return ((b"retry-after", b"%d" % max(1, round(seconds + 0.5))),)
