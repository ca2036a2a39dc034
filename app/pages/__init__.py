"""The pages for people and the documents about things, in Flask.

``create_app`` makes a WSGI application that the server mounts below its own routes. A request
comes in here, sees one release (:class:`~.data.Graph`) and one language, and is answered by a
blueprint: :mod:`.documents` for things, :mod:`.ontology`, :mod:`.shapes`, :mod:`.catalogue`,
:mod:`.docs`, :mod:`.editor`, :mod:`.search`, :mod:`.lists`, :mod:`.crawlers`, and :mod:`.site`
for the rest. :mod:`.representation` adds validators and links, :mod:`.problems` answers for errors.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, g, request

from akkoord.app.drawing.renderer import Renderer
from akkoord.app.dumps.maker import Maker
from akkoord.graph.configuration import LANGUAGES
from akkoord.graph.vocabulary import PREFIXES

from . import (
    cards,
    catalogue,
    crawlers,
    docs,
    documents,
    drawings,
    dumps,
    editor,
    examples,
    feed,
    indexes,
    language,
    lists,
    memento,
    ontology,
    parts,
    problems,
    releases,
    search,
    shapes,
    site,
    timelines,
)
from .address import breakable, compact, external, host_of, href, is_official
from .data import Endpoint, see, title_of
from .directions import kept, undirected
from .hosts import addressed
from .representation import finish, translated

if TYPE_CHECKING:
    from flask import Response
    from jinja2 import Environment

__all__ = ["Endpoint", "Options", "create_app"]

STATIC: Final = Path(__file__).parent.parent / "static"
_ANSWERING: Final = (
    *(documents, lists, ontology, shapes, catalogue, parts, cards),
    *(crawlers, docs, dumps, editor, feed, memento, releases, search, site),
)
_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Options:
    """What differs between one installation and another.

    Attributes:
        source: address under which the source files of the reports are published, ending in a
            slash, so that a page can link to them; empty where they are not.
        language: of pages, for readers whose browser asks for neither Dutch nor English.
    """

    source: str = ""
    language: str = LANGUAGES[0]


def create_app(
    endpoint: Endpoint,
    options: Options | None = None,
    renderer: Renderer | None = None,
    maker: Maker | None = None,
) -> Flask:
    """Return the WSGI application that serves everything that is not SPARQL or a dump.

    Args:
        endpoint: what answers queries.
        options: of this installation.
        renderer: draws charts; by default one of its own.
        maker: makes files that are not on disk; likewise.
    """
    app = Flask(__name__, static_folder=STATIC, static_url_path="/static")
    app.extensions["akkoord.feed"] = feed.Streams()
    app.extensions[indexes.EXTENSION] = indexes.Indexes()
    app.extensions[drawings.EXTENSION] = renderer or Renderer()
    app.extensions[dumps.EXTENSION] = maker or Maker()
    options = options or Options()
    app.config["LANGUAGE"] = options.language
    _set_up(app.jinja_env, options)
    for module in _ANSWERING:
        app.register_blueprint(module.blueprint)
    problems.register(app)

    @app.before_request
    def begin() -> None:
        g.language = language.wanted()
        g.graph = see(endpoint)

    app.after_request(_finish)
    app.url_defaults(_carry)
    app.wsgi_app = addressed(app.wsgi_app)  # type: ignore[method-assign,assignment]
    return app


def _set_up(templates: Environment, options: Options) -> None:
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.finalize = undirected
    templates.filters |= {"breakable": breakable, "kept": kept}
    templates.globals.update(_vocabulary(), options=options)


def _vocabulary() -> dict[str, Any]:
    """Return what templates can say."""
    return {
        "_": language.message,
        "card_of": cards.card_of,
        "card_size": cards.SIZE,
        "chart": timelines.timeline,
        "clock": language.clock,
        "columns": drawings.columns,
        "compact": compact,
        "examples": examples.examples,
        "external": external,
        "host_of": host_of,
        "is_official": is_official,
        "has_message": language.has_message,
        "href": href,
        "language": language.current,
        "languages": LANGUAGES,
        "long_date": language.long_date,
        "long_month": language.long_month,
        "ns": PREFIXES,
        "numeral": language.numeral,
        "period": timelines.period,
        "short_date": language.short_date,
        "span": language.span,
        "title_of": title_of,
        "translated": translated,
    }


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    """Carry a language that was asked for on to the links, and a file's hash into its address."""
    if endpoint == "static":
        values["v"] = _content_hash(values["filename"])
    elif request and request.args.get("lang") in LANGUAGES:
        values.setdefault("lang", request.args["lang"])


@cache
def _content_hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _finish(response: Response) -> Response:
    if request.endpoint == "static" and request.args.get("v"):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return finish(response)
