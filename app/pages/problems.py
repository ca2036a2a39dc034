"""What went wrong, told as a page or as ``application/problem+json``, and never how we are made."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final

from flask import Response, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from akkoord.app.sparql.problems import PROBLEM_JSON, Problem

from . import suggestions
from .language import has_message, message
from .negotiation import FORMATS, HTML, split

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as BaseResponse

    from .thing import Link

_LOG: Final = logging.getLogger(__name__)
_SERVER_ERROR: Final = 500


def register(app: Flask) -> None:
    """Let ``app`` answer for errors as this module does."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Problem, _refused)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> BaseResponse:
    if isinstance(error, RoutingException):  # a redirect to the address with its slash
        return error.get_response()
    response = _answer(error.code or _SERVER_ERROR)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _refused(problem: Problem) -> Response:
    status = int(problem.kind.status)
    response = _answer(status if status >= _SERVER_ERROR else _SERVER_ERROR)
    for name, value in problem.headers:
        response.headers[name.decode()] = value.decode()
    return response


def _unexpected(error: Exception) -> Response:
    _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(_SERVER_ERROR)


def _answer(status: int) -> Response:
    key = f"error.{status}" if has_message(f"error.{status}") else "error.500"
    title, detail = message(f"{key}.title" if has_message(f"{key}.title") else key), message(key)
    g.address = g.canonical = ""  # what is not there is in no language, and nobody's address
    near = _suggestions() if status == 404 else ()  # noqa: PLR2004 - HTTP's number
    accept = request.accept_mimetypes
    readable = not accept or accept.quality("text/html") > 0
    if readable and split(request.path)[1] in {None, HTML}:
        content = render_template(
            "problem.html", status=status, title=title, detail=detail, near=near
        )
        response = Response(content, status, mimetype="text/html")
    else:
        response = Response(_json(status, title, detail, near), status, mimetype=PROBLEM_JSON)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(status: int, title: str, detail: str, near: tuple[Link, ...]) -> str:
    content: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    content |= {"detail": detail, "instance": request.path}
    if status == 406:  # noqa: PLR2004 - HTTP's number
        content["available"] = [f.media_type for f in FORMATS]
    if near:
        content["suggestions"] = [{"iri": link.iri, "label": link.label} for link in near]
    return json.dumps(content, ensure_ascii=False)


def _suggestions() -> tuple[Link, ...]:
    """Return what may have been meant, where a thing or a term was asked for."""
    kind, _, rest = request.path.removeprefix(request.script_root).lstrip("/").partition("/")
    if kind == "ns":
        return suggestions.near_term(split(rest)[0])
    return suggestions.near(split(rest)[0]) if kind in {"id", "doc"} else ()
