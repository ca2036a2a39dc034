"""The home page and the query form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)

from . import answer, editor
from .agreement import domains
from .data import graph, number, query, text
from .drawings import Row
from .evidence import cited_by_month, time
from .examples import examples
from .language import current, message
from .negotiation import RDF_FORMATS, Format, chosen
from .pictures import picture
from .representation import page
from .structured import dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as BaseResponse

    from .data import Row as Solution

blueprint = Blueprint("site", __name__)

FIGURES: Final = ("reports", "decisions", "citations", "agencies", "statements", "sections")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count on the home page.

    Attributes:
        name: key of its message.
        count: how many.
    """

    name: str
    count: int


@blueprint.get("/")
def home() -> BaseResponse:
    """Answer with the home page; with 303 to the catalogue for whoever asks for RDF.

    This address is the base IRI too, by which structured data of pages name the dataset.
    """
    wanted = chosen(request.accept_mimetypes)
    if wanted in RDF_FORMATS:
        response = redirect(url_for("catalogue.catalog"), 303)
        response.headers["Vary"] = "Accept"
        return response
    return page(_home)


def _home(_: Format) -> str:
    row = graph().rows("figures")[0]
    figures = tuple(Figure(name, number(row, name)) for name in FIGURES)
    return render_template(
        "home.html",
        figures=figures,
        agreement=f"{graph().release.base}id/agreement/2019-2024",
        timeline=cited_by_month(graph()),
        domains=_domains(),
        structured=dataset(graph().release, message("home.title"), message("home.lead")),
        queries=(query("figures"), query("months"), query("months-by-domain")),
    )


def _domains() -> tuple[Row, ...]:
    """Return the picture of each policy domain's decisions, the domain with most first."""
    by_domain: dict[str, list[Solution]] = {}
    for row in graph().rows("months-by-domain"):
        by_domain.setdefault(text(row, "domain"), []).append(row)
    drawn = (
        Row(link, found)
        for link in domains(graph(), current())
        if (found := picture(time(graph()), _counts(by_domain.get(link.iri, ()))))
    )
    return tuple(sorted(drawn, key=lambda each: -each.picture.total))


def _counts(rows: Iterable[Solution]) -> dict[str, int]:
    return {text(row, "month"): number(row, "decisions") for row in rows}


@blueprint.get("/sparql")
def query_form() -> Response:
    """Answer with the form in which a person writes a query; ``?query=`` fills it in.

    With ``&format=table``, what came of the query is below it.
    """
    text = request.args.get("query", "").replace("\r\n", "\n")
    asked = editor.asked(text or examples()[0].texts[current()])
    outcome = answer.asked_for()
    if outcome is not None:
        return answer.respond(asked, outcome)
    return page(partial(editor.form, asked))


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Answer with the site's mark for browsers that ask without having been told where."""
    return current_app.send_static_file("mark.svg")
