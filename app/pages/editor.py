"""The query editor, and the short links that open it: ``/s/{code}`` (see :mod:`.sharing`).

The page is a plain form, below which :mod:`.answer` shows what came of it. Where the front end has
been built (``app/frontend``), its script turns that form into an editor. A short link answers the
query's text to whoever does not ask for a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind
from akkoord.graph.formats import Format
from akkoord.graph.release.spelling import prefixes

from .data import graph
from .examples import Example, examples
from .language import current
from .negotiation import HTML
from .representation import bare, negotiate, represent
from .sharing import CodeError, code_of, query_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from akkoord.app.sparql.problems import Problem

    from .answer import Shown

blueprint = Blueprint("editor", __name__)

SPARQL: Final = Format(
    "sparql", "SPARQL", "rq", "application/sparql-query", aliases=("text/plain",), charset=True
)
"""https://www.w3.org/TR/sparql11-query/#mediaType."""
BUILT: Final = Path(__file__).parent.parent / "static" / "editor" / "editor.js"
_OFFERED: Final = (SPARQL, HTML)
_LONGEST: Final = Limits().query


@dataclass(frozen=True, slots=True)
class Asked:
    """A query in the form.

    Attributes:
        text: the query.
        example: the example that it is, if it is one.
    """

    text: str
    example: Example | None = None


def asked(text: str) -> Asked:
    """Return ``text`` as a query in the form."""
    texts = {said.strip(): e for e in examples() for said in e.texts.values()}
    return Asked(text, texts.get(text.strip()))


def form(
    query: Asked, _: Format = HTML, *, answer: Shown | None = None, problem: Problem | None = None
) -> str:
    """Return the page of the form, or editor, with ``query`` in it.

    Args:
        query: what stands in the form.
        answer: what came of it, if that is to be shown.
        problem: why nothing came of it.
    """
    return render_template(
        "query.html",
        asked=query.text,
        example=query.example,
        answer=answer,
        problem=problem,
        shared=request.endpoint == f"{blueprint.name}.shared",
        built=BUILT.is_file(),
        settings=_settings(),
        problems=Kind,
    )


@blueprint.get("/s")
def share() -> BaseResponse:
    """Answer with the short link to ``?query=``."""
    text = request.args.get("query", "").replace("\r\n", "\n")
    if not text.strip() or len(text.encode()) > _LONGEST:
        abort(400)
    example = asked(text).example
    same = example and example.texts[current()].strip() == text.strip()
    code = example.name if example and same else code_of(text)
    return redirect(url_for(".shared", code=code), 303)


@blueprint.get("/s/<code>")
@blueprint.get("/s/<code>.<any(rq, html):extension>")
def shared(code: str, extension: str = "") -> Response:
    """Answer with the query that a short link stands for."""
    query = _query(code)
    format_ = negotiate(next((f for f in _OFFERED if f.extension == extension), None), _OFFERED)
    write = partial(form, query) if format_ == HTML else lambda _: query.text
    return represent(format_, bare(url_for(".shared", code=code)), write, offered=_OFFERED)


def _query(code: str) -> Asked:
    """Return the query of a short link: an example by its name, any other by its code."""
    example = next((e for e in examples() if e.name == code), None)
    if example:
        return Asked(example.texts[current()], example)
    try:
        return asked(query_of(code, _LONGEST))
    except CodeError:
        abort(404)


def _settings() -> dict[str, Any]:
    """Return what the script has to know."""
    return {
        "base": graph().release.base,
        "release": graph().release.id,
        "home": bare(url_for("site.home")),
        "sparql": bare(url_for("site.query_form")),
        "share": bare(url_for(f"{blueprint.name}.share")),
        "prefixes": prefixes(graph().release.base),
    }
