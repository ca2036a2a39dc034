"""By which host the application names itself where others need a whole address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.sansio.utils import host_is_trusted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def addressed(application: WSGIApplication) -> WSGIApplication:
    """Have ``application`` take its server's address where the request names no usable host.

    That is a name of which Werkzeug makes no address, such as one with an underscore, which HTTP
    allows.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not host_is_trusted(environ.get("HTTP_HOST")):
            environ.pop("HTTP_HOST", None)
        return application(environ, start)

    return answer
